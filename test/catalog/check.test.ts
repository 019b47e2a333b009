import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  type CheckedFile,
  type CheckedSeries,
  checkCatalog,
  checkFile,
  type FileCheck,
} from '../../src/catalog/check/check.ts';
import { Session } from '../../src/catalog/duckdb.ts';
import { parseColumnMap } from '../../src/catalog/mapping.ts';
import { importFile, MINUTE, NEW_YEAR, put, putParquet, refusal, temporaryFolder } from './support.ts';

const folder = temporaryFolder();
let files = 0;

const HEADER = 'time,open,high,low,close,volume';
const LATER = NEW_YEAR + 365 * 1440 * MINUTE;
const at = (minute: number): string => new Date((NEW_YEAR + minute * MINUTE) / 1000).toISOString();

/** A price that wanders a little and comes back, in hundredths. */
const price = (minute: number): number => 10_000 + ((minute * 37) % 29) + ((minute * 11) % 7);
const text = (hundredths: number): string => (hundredths / 100).toFixed(2);

/** A flawless candle: each opens where the one before closed. */
function candle(minute: number): string[] {
  const [open, close] = [price(minute - 1), price(minute)];
  const values = [open, Math.max(open, close) + 2, Math.min(open, close) - 2, close].map(text);
  return [at(minute), ...values, String(1 + (minute % 5))];
}

const MINUTES = 200;
const clean = (): string[][] => Array.from({ length: MINUTES }, (_, minute) => candle(minute));

/** The same rows, one of them changed: column to text. */
function changed(row: number, cells: Readonly<Record<number, string>>): string[][] {
  return clean().map((fields, i) => (i + 1 === row ? fields.map((field, j) => cells[j] ?? field) : fields));
}

const csv = (rows: readonly (readonly string[])[]): string => [HEADER, ...rows.map((row) => row.join(','))].join('\n');

function check(data: string | Uint8Array, options: Partial<FileCheck> = {}): Promise<CheckedFile> {
  files += 1;
  return checkFile({ file: put(join(folder, `f${files}`, 'in.csv'), data), now: LATER, ...options });
}

const found = (checked: CheckedFile | CheckedSeries, name: string) => {
  const finding = checked.findings.find((one) => one.name === name);
  if (finding === undefined) throw new Error(`${name} was not found, only ${names(checked).join(', ')}`);
  return finding;
};
const names = (checked: CheckedFile | CheckedSeries): string[] => checked.findings.map(({ name }) => name);

describe('clean candles', () => {
  it.each<[string, string | Uint8Array, Partial<FileCheck>?]>([
    ['as CSV', csv(clean())],
    ['gzipped', gzipSync(csv(clean()))],
    ['without a header', csv(clean()).replace(`${HEADER}\n`, '')],
    ['with epoch times', csv(clean().map(([time, ...rest]) => [String(Date.parse(time!)), ...rest]))],
    [
      'with other columns',
      csv(clean()).replace(HEADER, 'a,b,c,d,e,f'),
      { map: parseColumnMap('time=a,open=b,high=c,low=d,close=e,volume=f') },
    ],
    ['of a stated interval', csv(clean()), { interval: MINUTE }],
    ['at local times', csv(clean()).replaceAll('.000Z', ''), { timeZone: 'America/New_York' }],
  ])('%s have nothing to be said of', async (_, data, options) => {
    const checked = await check(data, options);
    expect(checked.findings).toEqual([]);
    expect(checked).toMatchObject({
      rows: MINUTES,
      interval: '1m',
      interval_inferred: options?.interval === undefined,
    });
    expect(checked.coverage).toEqual(new Array(60).fill(1));
    if (options?.timeZone === undefined) {
      expect([checked.first, checked.last]).toEqual([at(0).replace('.000', ''), at(199).replace('.000', '')]);
    }
  });

  it('as Parquet', async () => {
    const file = await putParquet(
      join(folder, 'clean.parquet'),
      `SELECT ${NEW_YEAR / 1000} + i * 60000 AS ts, 10::DOUBLE + i % 2 AS open, 12.0 AS high, 9::DECIMAL(9,2) AS low,
         10::DOUBLE + (i + 1) % 2 AS close, 1.5 AS volume FROM range(200) t(i)`,
    );
    expect((await checkFile({ file, now: LATER })).findings).toEqual([]);
  });
});

describe('planted errors', () => {
  const dropped = (row: number): string[][] => clean().filter((_, i) => i + 1 !== row);
  const twice = (row: number, cells: Readonly<Record<number, string>> = {}): string[][] =>
    clean().flatMap((fields, i) => (i + 1 === row ? [fields, fields.map((field, j) => cells[j] ?? field)] : [fields]));
  const swapped = (row: number): string[][] => {
    const rows = clean();
    [rows[row - 1], rows[row]] = [rows[row]!, rows[row - 1]!];
    return rows;
  };

  it.each<[string, string[][], string[], number, string | null]>([
    ['two rows swapped', swapped(50), ['disorder'], 51, at(49)],
    ['a row twice', twice(50), ['duplicate_identical'], 51, at(49)],
    ['a time twice', twice(50, { 4: '100.10' }), ['duplicate_conflicting'], 51, at(49)],
    [
      'a candle too early',
      changed(50, { 0: '2024-01-01T00:48:30Z' }),
      ['overlap', 'misaligned'],
      50,
      '2024-01-01T00:48:30Z',
    ],
    ['high below low', changed(50, { 2: '99.00' }), ['high_below_low'], 50, at(49)],
    ['open above high', changed(50, { 1: '100.90' }), ['open_outside'], 50, at(49)],
    ['open below low', changed(50, { 1: '99.50' }), ['open_outside'], 50, at(49)],
    ['close above high', changed(50, { 4: '100.90' }), ['close_outside'], 50, at(49)],
    ['close below low', changed(50, { 4: '99.50' }), ['close_outside'], 50, at(49)],
    ['low of zero', changed(50, { 3: '0.00' }), ['price_not_positive'], 50, at(49)],
    ['negative low', changed(50, { 3: '-1' }), ['price_not_positive'], 50, at(49)],
    ['negative volume', changed(50, { 5: '-0.1' }), ['volume_negative'], 50, at(49)],
    ['blank time', changed(50, { 0: '' }), ['time_missing', 'gap'], 50, null],
    ['no time', changed(50, { 0: 'yesterday' }), ['time_unreadable', 'gap'], 50, null],
    ['a time in another unit', changed(50, { 0: '2924-01-01' }), ['time_unreadable', 'gap'], 50, null],
    ['blank price', changed(50, { 1: '' }), ['price_missing'], 50, at(49)],
    ['NaN price', changed(50, { 1: 'NaN' }), ['price_unreadable'], 50, at(49)],
    ['infinite price', changed(50, { 2: 'Infinity' }), ['price_unreadable'], 50, at(49)],
    ['thousands', changed(50, { 1: '"10,000"' }), ['price_unreadable'], 50, at(49)],
    ['underscores', changed(50, { 1: '1_00' }), ['price_unreadable'], 50, at(49)],
    ['blank volume', changed(50, { 5: '' }), ['volume_missing'], 50, at(49)],
    [
      'a line cut short',
      changed(50, {}).map((row, i) => (i === 49 ? row.slice(0, 4) : row)),
      ['price_missing', 'volume_missing'],
      50,
      at(49),
    ],
    ['unreadable volume', changed(50, { 5: 'n/a' }), ['volume_unreadable'], 50, at(49)],
    ['a column too many', changed(50, { 5: '3,4' }), ['row_form'], 50, at(49)],
    ['a hole', dropped(50), ['gap'], 49, at(48)],
    ['no volume', changed(50, { 5: '0' }), ['zero_volume'], 50, at(49)],
    ['off the grid', changed(200, { 0: '2024-01-01T03:19:30Z' }), ['misaligned'], 200, '2024-01-01T03:19:30Z'],
    ['a spike', changed(50, { 2: '170.00' }), ['outlier'], 50, at(49)],
    ['one price', changed(50, { 1: '100.10', 2: '100.10', 3: '100.10', 4: '100.10' }), ['no_range'], 50, at(49)],
  ])('%s', async (_, rows, expected, row, time) => {
    const checked = await check(csv(rows));
    expect(names(checked)).toEqual(expected);
    const place = { row, time: time?.replace('.000', '') ?? null };
    const finding = found(checked, expected[0]!);
    expect(finding).toMatchObject({ count: 1, first: [place] });
    expect(finding.period_pct).toBeGreaterThan(0);
  });

  it('values that cannot be read are shown as they stand', async () => {
    expect(found(await check(csv(changed(50, { 5: 'n/a' }))), 'volume_unreadable').detail).toBe(
      'line 51: volume "n/a"',
    );
    expect(found(await check(csv(changed(7, { 0: 'noon' }))), 'time_unreadable').detail).toBe(
      'line 8: time "noon" cannot be read: write ISO times such as 2024-01-31T09:30:00Z or epoch numbers, or say its form with --time-format',
    );
  });

  it('NaN and NULL in Parquet', async () => {
    const file = await putParquet(
      join(folder, 'nan.parquet'),
      `SELECT ${NEW_YEAR / 1000} + i * 60000 AS ts, CASE WHEN i = 3 THEN 'nan'::DOUBLE ELSE 10 + i % 2 END AS open,
         12.0 AS high, 9.0 AS low, 10::DOUBLE + (i + 1) % 2 AS close, CASE WHEN i <> 4 THEN 1.5 END AS volume
       FROM range(200) t(i)`,
    );
    const checked = await checkFile({ file, now: LATER });
    expect(names(checked)).toEqual(['price_unreadable', 'volume_missing']);
    expect(checked.findings.map(({ first }) => first[0]!.row)).toEqual([4, 5]);
  });

  it('a cell is shown on one line, without what moves a cursor', async () => {
    const checked = await check(csv(changed(50, { 5: `"\u001b[2J\n${'x'.repeat(50)}"` })));
    expect(found(checked, 'volume_unreadable').detail).toBe(`line 51: volume " [2J ${'x'.repeat(35)}..."`);
  });

  it('no row at all', async () => {
    const query = `SELECT 1 AS ts, 1 AS "open", 1 AS high, 1 AS low, 1 AS "close", 1 AS volume LIMIT 0`;
    const checked = await checkFile({ file: await putParquet(join(folder, 'none.parquet'), query), now: LATER });
    expect(checked).toMatchObject({ rows: 0, first: null, interval: null, coverage: [] });
    expect(names(checked)).toEqual(['no_rows']);
  });

  it('lines before the header', async () => {
    const checked = await check(`made by somebody,https://example.org\n${csv(clean())}`);
    expect(names(checked)).toEqual(['lines_before_header']);
    expect(found(checked, 'lines_before_header').detail).toContain('made by somebody');
    expect(checked.rows).toBe(MINUTES);
  });

  it.each([
    ['month/day/year', (y: string, m: string, d: string) => `${Number(m)}/${Number(d)}/${y}`],
    ['day/month/year', (y: string, m: string, d: string) => `${d}/${m}/${y}`],
    ['month/day/year of two digits', (y: string, m: string, d: string) => `${m}/${d}/${y.slice(2)}`],
    ['year-month-day hour-AM or PM', (y: string, m: string, d: string) => `${y}-${m}-${d} 12-AM`],
  ])('times as %s are read, and told', async (description, write) => {
    const rows = clean().map((fields, i) => {
      const [year, month, day] = new Date(NEW_YEAR / 1000 + i * 86_400_000).toISOString().slice(0, 10).split('-');
      return [write(year!, month!, day!), ...fields.slice(1)];
    });
    const checked = await check(csv(rows));
    expect(names(checked)).toEqual(['time_format']);
    expect(found(checked, 'time_format')).toMatchObject({
      count: MINUTES,
      detail: expect.stringContaining(`${description}: --time-format "%`),
    });
    expect(checked).toMatchObject({ interval: '1d', first: '2024-01-01T00:00:00Z' });
  });

  it.each([
    ['open, close, high, low', [1, 4, 2, 3]],
    ['low, high, open, close', [3, 2, 1, 4]],
    ['close, high, low, open', [4, 2, 3, 1]],
    ['high, low, close, open', [2, 3, 4, 1]],
  ])('columns in the order %s', async (order, places) => {
    const shuffled = clean().map((row) => [row[0]!, ...places.map((place) => row[place]!), row[5]!]);
    const orders = [csv(shuffled), csv(shuffled.toReversed())];
    for (const data of orders) {
      const checked = await check(data);
      // Open and close in each other's place break no range: only the two that do can be told.
      if (order.startsWith('close, high')) expect(names(checked)).not.toContain('column_order');
      else expect(found(checked, 'column_order').detail).toContain(`is ${order}: no candle`);
    }
  });
});

describe('planted notes', () => {
  it('gaps: how many, how many candles, the longest and where', async () => {
    const rows = clean().filter((_, i) => !(i >= 20 && i < 25) && !(i >= 100 && i < 112) && i !== 150);
    const checked = await check(csv(rows));
    expect(names(checked)).toEqual(['gap']);
    expect(found(checked, 'gap')).toMatchObject({
      count: 3,
      candles: 18,
      period_pct: 9,
      first: [
        { row: 20, time: '2024-01-01T00:19:00Z' },
        { row: 95, time: '2024-01-01T01:39:00Z' },
        { row: 133, time: '2024-01-01T02:29:00Z' },
      ],
      longest: { row: 95, time: '2024-01-01T01:39:00Z', candles: 12, duration_ms: 13 * 60_000 },
    });
    expect(checked.coverage.filter((share) => share === 0).length).toBeGreaterThanOrEqual(2);
    const turned = await check(csv(rows.toReversed()));
    expect(names(turned)).toEqual(['gap', 'newest_first']);
    expect(found(turned, 'gap')).toMatchObject({
      count: 3,
      candles: 18,
      longest: { row: 88, time: '2024-01-01T01:39:00Z', candles: 12 },
    });
    expect(turned.coverage).toEqual(checked.coverage);
  });

  it('disorder does not make gaps, nor hide duplicates', async () => {
    const rows = clean();
    const [moved] = rows.splice(150, 1);
    rows.splice(10, 0, moved!, clean()[60]!);
    const checked = await check(csv(rows));
    expect(names(checked)).toEqual(['disorder', 'duplicate_identical']);
    expect(found(checked, 'disorder').count).toBe(2);
  });

  it('a price that stands still, at ten candles and not at nine', async () => {
    const still = (length: number): string[][] => {
      const rows = clean();
      for (let i = 50; i < 50 + length; i += 1) rows[i] = [at(i), ...new Array(4).fill(text(price(49))), '1'];
      rows[50 + length]![1] = text(price(49));
      return rows.map(([time, open, high, low, close, volume]) => {
        const [top, bottom] = [Math.max(Number(high), Number(open)), Math.min(Number(low), Number(open))];
        return [time!, open!, top.toFixed(2), bottom.toFixed(2), close!, volume!];
      });
    };
    expect(names(await check(csv(still(9))))).toEqual(['no_range']);
    const checked = await check(csv(still(10)));
    expect(names(checked)).toEqual(['stuck_price', 'no_range']);
    expect(found(checked, 'stuck_price')).toMatchObject({
      count: 1,
      candles: 10,
      longest: { row: 51, candles: 10, duration_ms: 600_000 },
    });
  });

  it('times in the future', async () => {
    const checked = await check(csv(clean()), { now: NEW_YEAR + 189 * MINUTE });
    expect(names(checked)).toEqual(['future']);
    expect(found(checked, 'future')).toMatchObject({ count: 10, first: [{ row: 191 }, { row: 192 }, { row: 193 }] });
  });

  it('several columns of volume', async () => {
    const rows = clean().map((row) => [...row, '5']);
    const checked = await check(csv(rows).replace(HEADER, `${HEADER.replace('volume', 'volume_btc')},volume`));
    expect(names(checked)).toEqual(['volume_columns']);
    expect(found(checked, 'volume_columns').detail).toContain('volume was read, not volume_btc');
  });

  it('a stated interval is held to', async () => {
    const checked = await check(csv(clean()), { interval: 5 * MINUTE });
    expect(found(checked, 'overlap').count).toBe(MINUTES - 1);
    expect(found(checked, 'misaligned').count).toBe((MINUTES * 4) / 5);
    const sparse = await check(csv(clean().filter((_, i) => i % 5 === 0)), { interval: MINUTE });
    expect(found(sparse, 'gap')).toMatchObject({ count: 39, candles: 156 });
  });

  it('one row has no interval', async () => {
    expect(await check(csv(clean().slice(0, 1)))).toMatchObject({
      rows: 1,
      interval: null,
      findings: [],
      coverage: [],
    });
  });
});

describe('a catalog', () => {
  it('is checked series by series, a calendar of sessions in mind', async () => {
    const catalog = join(folder, 'catalog');
    const rows = [0, 1].flatMap((day) =>
      Array.from({ length: 100 }, (_, i) => [at(day * 1440 + i), ...candle(i).slice(1)]),
    );
    await importFile(catalog, put(join(folder, 'days.csv'), csv(rows)));
    const [always] = (await checkCatalog({ catalog, now: LATER })).series;
    expect(always).toMatchObject({ venue: 'test', symbol: 'BTC/USDT', kind: 'candles', interval: '1m', rows: 200 });
    expect(names(always!)).toEqual(['gap']);
    const { writeInstrument, readInstrument } = await import('../../src/catalog/instruments.ts');
    const entry = (await readInstrument(catalog, 'test', 'BTC/USDT'))!;
    await writeInstrument(catalog, 'test', 'BTC/USDT', { ...entry, calendar: 'sessions' });
    const [sessions] = (await checkCatalog({ catalog, now: LATER })).series;
    expect(names(sessions!)).toEqual([]);
  });

  it('trades and quotes: order, values and sides', async () => {
    const catalog = join(folder, 'prints');
    const time = (i: string): string => `make_timestamp(${NEW_YEAR} + (${i}) * 1000)`;
    await putParquet(
      join(catalog, 'trades/venue=test/symbol=BTC-USDT/trades.parquet'),
      `SELECT ${time('CASE WHEN i = 5 THEN 1 ELSE i // 2 END')} AS time, CASE WHEN i = 3 THEN 0 ELSE 10 END AS price,
         CASE WHEN i = 4 THEN -1 ELSE 1 END AS size, 'buy' AS side, i AS id FROM range(20) t(i)`,
    );
    await putParquet(
      join(catalog, 'quotes/venue=test/symbol=BTC-USDT/quotes.parquet'),
      `SELECT ${time('i')} AS time, CASE WHEN i = 2 THEN 12 WHEN i > 5 THEN 10 END AS bid, 1 AS bid_size, 11 AS ask,
         1 AS ask_size FROM range(20) t(i)`,
    );
    const [trades, quotes] = (await checkCatalog({ catalog, now: LATER })).series;
    expect([trades?.kind, trades?.interval, names(trades!)]).toEqual([
      'trades',
      null,
      ['disorder', 'price_not_positive', 'volume_negative', 'same_time'],
    ]);
    expect([quotes?.kind, names(quotes!)]).toEqual(['quotes', ['side_missing', 'quote_crossed']]);
  });

  describe('a signal ends it with its own reason', () => {
    type Ask = (this: Session, sql: string) => Promise<unknown>;

    /** Hands each statement to `meet` before it is asked, with its number. */
    function watch(meet: (ask: () => Promise<unknown>, nth: number, sql: string) => Promise<unknown>): void {
      let nth = 0;
      for (const method of ['run', 'rows'] as const) {
        const ask: Ask = Session.prototype[method];
        vi.spyOn(Session.prototype, method).mockImplementation(function (this: Session, sql: string) {
          nth += 1;
          return meet(() => ask.call(this, sql), nth, sql) as Promise<never>;
        });
      }
    }

    afterEach(() => vi.restoreAllMocks());

    it('before the first statement', async () => {
      const signal = AbortSignal.abort(new Error('enough'));
      await expect(check(csv(clean()), { signal })).rejects.toThrow('enough');
    });

    // DuckDB itself forgets an interrupt that comes between two statements.
    it.each([1, 3, 8, 13])('after statement %i, and none follows', async (last) => {
      const stopper = new AbortController();
      let asked = 0;
      watch(async (ask, nth) => {
        asked = nth;
        const answer = await ask();
        if (nth === last) setImmediate(() => stopper.abort(new Error('enough')));
        // The next one is asked when the signal has come.
        if (nth === last) await new Promise((resolve) => setImmediate(resolve));
        return answer;
      });
      await expect(check(csv(clean()), { signal: stopper.signal })).rejects.toThrow('enough');
      expect(asked).toBeLessThanOrEqual(last + 1);
    });

    it('in the middle of a statement', async () => {
      const stopper = new AbortController();
      const rows = `${csv(clean())}\n`.replaceAll(`${HEADER}\n`, '').repeat(1500);
      let said = 'the statement came to its end';
      watch(async (ask, _, sql) => {
        if (!sql.includes('TABLE check_cells')) return ask();
        const running = ask();
        // The statement reads for a second: these are its first moments.
        setTimeout(() => stopper.abort(new Error('enough')), 20);
        return running.catch((error: Error) => {
          said = error.message;
          throw error;
        });
      });
      await expect(check(rows, { signal: stopper.signal })).rejects.toThrow('enough');
      expect(said).toContain('INTERRUPT');
    });
  });

  it.each([
    ['no such catalog', () => checkCatalog({ catalog: join(folder, 'none'), now: LATER }), 'there is no catalog at'],
    ['no such file', () => checkFile({ file: join(folder, 'none'), now: LATER }), 'there is no file'],
    [
      'a folder',
      () => checkFile({ file: folder, now: LATER }),
      'is a folder: name a file, or a catalog with --catalog',
    ],
    ['no candles', () => check('a,b\n1,2'), 'has no column time, only a, b'],
    [
      'a gzipped file cut short',
      () => check(gzipSync(csv(clean())).subarray(0, 500)),
      'cannot be unpacked: unexpected end of file',
    ],
    ['a bomb', () => check(gzipSync(Buffer.alloc(70_000_000, '1'))), 'unpacks to more than 64 MB'],
    [
      'a column of another type',
      async () => {
        const query = `SELECT 1 AS ts, 1 AS "open", 1 AS high, 1 AS low, [1] AS "close", 1 AS volume`;
        await checkFile({ file: await putParquet(join(folder, 'odd.parquet'), query), now: LATER });
      },
      'column close is INTEGER[]: a number was expected',
    ],
    [
      'a damaged file',
      async () => {
        const query = `SELECT i * 60000 AS ts, random() AS "open", random() AS high, random() AS low, random() AS "close",
          random() AS volume FROM range(20000) t(i)`;
        const file = await putParquet(join(folder, 'damaged.parquet'), query, ', compression zstd');
        const bytes = readFileSync(file).fill(7, 1000, 600_000);
        await checkFile({ file: put(file, bytes), now: LATER });
      },
      'cannot be read',
    ],
    ['an empty file', () => check(''), 'is empty'],
    ['a header alone', () => check(HEADER), 'holds a header and no row'],
    ['a column that is not there', () => check(csv(clean()), { map: { time: 'tme' } }), 'did you mean time?'],
    ['no such zone', () => check(csv(clean()), { timeZone: 'Europe/Berlim' }), 'did you mean Europe/Berlin?'],
  ])('%s is refused', async (_, run, message) => {
    expect(await refusal(run())).toContain(message);
  });
});
