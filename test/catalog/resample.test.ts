import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sqlReadPath } from '../../src/catalog/duckdb.ts';
import { fingerprintSeries } from '../../src/catalog/fingerprint.ts';
import { seriesFolder } from '../../src/catalog/layout.ts';
import { openCatalog } from '../../src/catalog/load.ts';
import { type ResampleRequest, resampleCandles } from '../../src/catalog/resample.ts';
import { CandleBuilder, candleStart } from '../../src/market/builder.ts';
import type { CandleColumns } from '../../src/market/columns.ts';
import { formatTime, MICROS_PER_DAY, MICROS_PER_HOUR, parseInterval, parseTime } from '../../src/model/time.ts';
import { papertapeHere } from '../e2e/papertape.ts';
import { IS_LONG, runs } from '../support/runs.ts';
import { requireData } from '../support/shared-data.ts';
import { importFile, MINUTE, NEW_YEAR, put, putParquet, refusal, rowsOf, sql, temporaryFolder } from './support.ts';

const folder = temporaryFolder();
let made = 0;

/** A catalog of its own. */
function fresh(): string {
  made += 1;
  return join(folder, `catalog-${made}`);
}

async function load(catalog: string, interval: number, priceDecimals: number): Promise<CandleColumns> {
  const opened = await openCatalog(catalog);
  try {
    return await opened.loadCandles({ venue: 'test', symbol: 'BTC/USDT', interval, priceDecimals });
  } finally {
    opened.close();
  }
}

function resample(catalog: string, toInterval: number, more: Partial<ResampleRequest> = {}) {
  return resampleCandles({
    catalog,
    venue: 'test',
    symbol: 'BTC/USDT',
    fromInterval: MINUTE,
    toInterval,
    ...more,
  });
}

/** What the engine's builder makes of the candles, less what the data's window cuts at its ends. */
function built(fine: CandleColumns, finer: number, interval: number): number[][] {
  const builder = new CandleBuilder(interval);
  const rows: number[][] = [];
  const close = (): void => {
    // The volume stands in the row once the candle is complete.
    builder.complete();
    const { time, open, high, low, close: last, volume } = builder.row;
    rows.push([time[0]!, open[0]!, high[0]!, low[0]!, last[0]!, volume[0]!]);
  };
  for (let i = 0; i < fine.length; i += 1) {
    if (fine.time[i]! >= builder.end) close();
    builder.add(fine, i);
  }
  close();
  const [first, end] = [fine.time[0]!, fine.time[fine.length - 1]! + finer];
  return rows.filter(([time]) => time! >= first && time! + interval <= end);
}

interface Row {
  readonly minute: number;
  readonly cents: readonly number[];
  readonly eighths: number;
}

const parts = fc.record({
  // How long what is missing lasts: minutes, hours, or half a day.
  stretch: fc.constantFrom(1, 1, 60, 800),
  rows: fc.array(
    fc.record({
      skip: fc.integer({ min: -20, max: 8 }),
      cents: fc.array(fc.integer({ min: 1, max: 99_999 }), { minLength: 4, maxLength: 4 }),
      eighths: fc.integer({ min: 0, max: 999_999 }),
    }),
    { minLength: 30, maxLength: 150 },
  ),
});

/** Candles at a random part of the minutes from a random start, with prices in cents and volumes in eighths. */
const histories = fc
  .record({ start: fc.integer({ min: -20_000, max: 40_000 }), parts: fc.array(parts, { minLength: 1, maxLength: 4 }) })
  .map(({ start, parts: several }) => {
    let minute = start;
    return several.flatMap(({ stretch, rows }) =>
      rows.map(({ skip, cents, eighths }): Row => {
        minute += 1 + Math.max(0, skip) * stretch;
        return { minute, cents, eighths };
      }),
    );
  });

function csvOf(rows: readonly Row[]): string {
  const lines = rows.map(({ minute, cents, eighths }) => {
    const [a = 0, b = 0] = [Math.min(...cents), Math.max(...cents)];
    const prices = [cents[1]!, b, a, cents[2]!].map((price) => (price / 100).toFixed(2));
    return [(NEW_YEAR + minute * MINUTE) / 1000, ...prices, (eighths / 8).toFixed(3)].join();
  });
  return lines.join('\n');
}

describe('a resampled series', () => {
  it('is what the builder of the engine makes of the finer one, whatever is missing', async () => {
    const intervals = ['3m', '5m', '7m', '1h', '1d', '1w', '2w'].map(parseInterval);
    const compared = new Map<number, number>();
    const isSame = async (
      rows: readonly Row[],
      { catalog, fine }: { readonly catalog: string; readonly fine: CandleColumns },
      interval: number,
    ): Promise<void> => {
      const want = built(fine, MINUTE, interval);
      if (want.length === 0) {
        expect(await refusal(resample(catalog, interval))).toContain('cover no whole');
        return;
      }
      const result = await resample(catalog, interval);
      // Eighths add up exactly in doubles, too.
      expect(rowsOf(await load(catalog, interval, 2))).toEqual(want);
      const starts = new Set(want.map(([time]) => time));
      const used = rows.filter(({ minute }) => starts.has(candleStart(NEW_YEAR + minute * MINUTE, interval))).length;
      const [first, last] = [want[0]![0]!, want.at(-1)![0]!];
      const missing = (last - first) / interval + 1 - want.length;
      expect(result).toMatchObject({ candles: want.length, used, leftOut: rows.length - used, first, last, missing });
      compared.set(interval, (compared.get(interval) ?? 0) + want.length);
    };
    await fc.assert(
      fc.asyncProperty(histories, async (rows) => {
        const catalog = fresh();
        const file = put(join(folder, `history-${made}.csv`), csvOf(rows));
        await importFile(catalog, file, { tick: '0.01', lot: '0.125' });
        const fine = await load(catalog, MINUTE, 2);
        for (const interval of intervals) await isSame(rows, { catalog, fine }, interval);
      }),
      // A part of a history stands for a run: what costs is each file that is written.
      { numRuns: runs(4), seed: 3 },
    );
    // No length was left to luck.
    for (const interval of intervals) expect(compared.get(interval)).toBeGreaterThan(3);
  });

  it('adds volumes up as decimals, where doubles would stray', async () => {
    const catalog = fresh();
    const text = ['0.1', '0.2', '0.3', '1e-8', '12345678.9'].map((volume, i) =>
      [NEW_YEAR / 1000 + i * 60_000, 1, 1, 1, 1, volume].join(),
    );
    await importFile(catalog, put(join(folder, 'dimes.csv'), text.join('\n')));
    const { path } = await resample(catalog, 5 * MINUTE);
    const [row] = await sql(`SELECT volume::VARCHAR AS v, typeof(volume) AS type FROM '${path.replaceAll("'", "''")}'`);
    expect(row).toEqual({ v: '12345679.50000001', type: 'DECIMAL(16,8)' });
    expect(0.1 + 0.2 + 0.3 + 1e-8 + 12345678.9).not.toBe(12345679.50000001);
  });

  it('takes only candles that the window covers whole, and says what it left out', async () => {
    const catalog = fresh();
    const minutes = Array.from({ length: 20 }, (_, i) => [(NEW_YEAR + (i + 3) * MINUTE) / 1000, 1, 1, 1, 1, 1].join());
    await importFile(catalog, put(join(folder, 'cut.csv'), minutes.join('\n')));
    const result = await resample(catalog, 5 * MINUTE);
    // Minutes 3 to 22: 5 to 19 make three whole candles; 3, 4 and 20 to 22 are cut.
    expect(result).toMatchObject({ candles: 3, used: 15, leftOut: 5, first: NEW_YEAR + 5 * MINUTE, missing: 0 });
    // Whoever knows that there was no trade before minute 3 and after minute 22 says so.
    const window = { from: NEW_YEAR, to: NEW_YEAR + 25 * MINUTE, replace: true };
    expect(await resample(catalog, 5 * MINUTE, window)).toMatchObject({ candles: 5, used: 20, leftOut: 0 });
    expect(await resample(catalog, 5 * MINUTE, { to: NEW_YEAR + 10 * MINUTE, replace: true })).toMatchObject({
      candles: 1,
      used: 5,
      leftOut: 15,
    });
  });

  it('keeps its fingerprints, leaves the instrument, and goes on to coarser ones', async () => {
    const catalog = fresh();
    const minutes = Array.from({ length: 2880 }, (_, i) => [(NEW_YEAR + i * MINUTE) / 1000, 2, 3, 1, 2, 0.1].join());
    await importFile(catalog, put(join(folder, 'two-days.csv'), minutes.join('\n')));
    await resample(catalog, MICROS_PER_HOUR);
    const key = { catalog, kind: 'candles', venue: 'test', symbol: 'BTC/USDT' } as const;
    expect((await fingerprintSeries({ ...key, interval: MICROS_PER_HOUR })).note).toBeUndefined();
    await resample(catalog, MICROS_PER_DAY, { fromInterval: MICROS_PER_HOUR });
    const inSteps = rowsOf(await load(catalog, MICROS_PER_DAY, 5));
    await resample(catalog, MICROS_PER_DAY, { replace: true });
    expect(rowsOf(await load(catalog, MICROS_PER_DAY, 5))).toEqual(inSteps);
    expect(inSteps.map((row) => row[5])).toEqual([144, 144]);
  });

  it('is refused in one line where it cannot be made', async () => {
    const catalog = fresh();
    const minutes = Array.from({ length: 60 }, (_, i) => [(NEW_YEAR + i * MINUTE) / 1000, 2, 3, 1, 2, 0.1].join());
    await importFile(catalog, put(join(folder, 'hour.csv'), minutes.join('\n')));
    expect(await refusal(resample(catalog, MINUTE))).toContain('choose a whole multiple of 1m');
    expect(await refusal(resample(catalog, 90_000_000))).toContain('90s candles cannot be made of 1m ones');
    expect(await refusal(resample(catalog, MICROS_PER_DAY))).toContain('cover no whole 1d candle');
    expect(await refusal(resample(catalog, 5 * MINUTE, { symbol: 'BTC/USD' }))).toContain('did you mean BTC/USDT');
    expect(await refusal(resample(catalog, 5 * MINUTE, { fromInterval: 15_000_000 }))).toContain(
      'its intervals are 1m',
    );
    await resample(catalog, 5 * MINUTE);
    expect(await refusal(resample(catalog, 5 * MINUTE))).toContain('add --replace');
    const opened = await openCatalog(catalog);
    expect((await opened.list()).map((key) => key.interval)).toEqual([MINUTE, 5 * MINUTE]);
    opened.close();
    const gone = new AbortController();
    gone.abort(new Error('enough'));
    await expect(resample(catalog, MICROS_PER_HOUR, { signal: gone.signal })).rejects.toThrow('enough');
  });

  it.each([
    ['a value that is no number', 'i', `CASE WHEN i = 7 THEN 'nan'::DOUBLE ELSE 1.0::DOUBLE END`, 'no number'],
    ['candles off their grid', '60 * i + 30', '1.0::DOUBLE', 'lies in two 5m candles'],
    ['two of one time', '60 * (i // 2)', '1.0::DOUBLE', 'less than 1m after'],
  ])('of a foreign file is refused for %s', async (_, seconds, volume, message) => {
    const catalog = fresh();
    const key = { kind: 'candles', venue: 'test', symbol: 'BTC/USDT', interval: MINUTE } as const;
    const time = `make_timestamp(${NEW_YEAR}::BIGINT + (${seconds === 'i' ? '60 * i' : seconds}) * 1000000)`;
    const price = ['open', 'high', 'low', 'close'].map((name) => `1.5::DOUBLE AS ${name}`).join(', ');
    await putParquet(
      join(seriesFolder(catalog, key), 'theirs.parquet'),
      `SELECT ${time} AS "time", ${price}, ${volume} AS volume FROM range(20) t(i)`,
    );
    expect(await refusal(resample(catalog, 5 * MINUTE))).toContain(message);
  });

  it('reads several files of different decimals as one series', async () => {
    const catalog = fresh();
    const key = { kind: 'candles', venue: 'test', symbol: 'BTC/USDT', interval: MINUTE } as const;
    const part = (name: string, from: number, price: string, volume: string): Promise<string> =>
      putParquet(
        join(seriesFolder(catalog, key), name),
        `SELECT make_timestamp(${NEW_YEAR}::BIGINT + (${from} + i) * 60000000) AS "time", ${price} AS open, ${price} AS high,
          ${price} AS low, ${price} AS close, ${volume} AS volume FROM range(5) t(i)`,
      );
    // The later part stands first by its name.
    await part('a.parquet', 5, '1.125::DECIMAL(9,3)', '0.1::DECIMAL(9,1)');
    await part('b.parquet', 0, '2.5::DECIMAL(5,1)', '0.001::DECIMAL(9,3)');
    await resample(catalog, 10 * MINUTE);
    expect(rowsOf(await load(catalog, 10 * MINUTE, 3))).toEqual([[NEW_YEAR, 2500, 2500, 1125, 1125, 0.505]]);
  });
});

/** What `../shared/data/README.md` says of pairs of files: bars with all their parts, and how many of all differ. */
const PAIRS = [
  ['BTCUSDT-1m-202505-202508', '1m', 'BTCUSDT-5m-202403-202507', '5m', 12_454, 0],
  ['BTCUSDT-1m-202407-202408', '1m', 'BTCUSDT-5m-202403-202507', '5m', 8641, 0],
  ['BTCUSDT-5m-202208-202309', '5m', 'BTCUSDT-1h-201708-202404', '1h', 10_144, 0],
  ['BTCUSDT-1m-202104-202105', '1m', 'BTCUSDT-5m-202012-202107', '5m', 8582, 16],
  ['ETHUSDT-1m-202104-202105', '1m', 'ETHUSDT-5m-202012-202107', '5m', 8582, 16],
] as const;

/** Rows of a file of the shared data: time, prices in cents, volume. */
async function theirRows(file: string): Promise<Map<number, number[]>> {
  const cents = ['open', 'high', 'low', 'close'].map((name) => `round(${name} * 100) AS ${name}`).join(', ');
  const rows = await sql(`SELECT ts * 1000 AS time, ${cents}, volume FROM ${sqlReadPath(file)}`);
  return new Map(rows.map((row) => [Number(row.time), Object.values(row).map(Number)]));
}

describe('real candles', () => {
  // Every day one that agrees, and one that differs where it is known to.
  it.each(IS_LONG ? PAIRS : [PAIRS[1], PAIRS[4]])(
    '%s %s against %s',
    async (fine, from, coarse, to, bars, different) => {
      const [fromInterval, toInterval] = [parseInterval(from), parseInterval(to)];
      const catalog = fresh();
      const file = requireData(`candles/binance-spot-${fine}.parquet`);
      const theirs = await theirRows(requireData(`candles/binance-spot-${coarse}.parquet`));
      await importFile(catalog, file, { interval: fromInterval, tick: '0.01' });
      await resample(catalog, toInterval, { fromInterval });
      const parts = new Map<number, number>();
      for (const time of (await load(catalog, fromInterval, 2)).time) {
        const start = candleStart(time, toInterval);
        parts.set(start, (parts.get(start) ?? 0) + 1);
      }
      const both = rowsOf(await load(catalog, toInterval, 2)).filter(([time]) => theirs.has(time!));
      const differ = both.filter((row) => row.some((value, i) => value !== theirs.get(row[0]!)![i]));
      const whole = both.filter(([time]) => parts.get(time!) === toInterval / fromInterval);
      expect([whole.length, differ.length]).toEqual([bars, different]);
      if (different > 0) {
        const days = new Set(differ.map(([time]) => formatTime(time!).slice(0, 10)));
        expect([...days]).toEqual(['2021-04-22', '2021-04-23']);
        expect(differ[0]![0]).toBe(parseTime('2021-04-22T02:10'));
      }
      // A stop of the venue cut one bar short in two of the pairs: it is there, and it is theirs.
      expect(both.length - whole.length).toBe(bars === 12_454 || bars === 8641 ? 0 : 1);
    },
  );
});

/** Recorded trades as a series of a catalog: the columns of time (ms), size and the aggressor's side are named by file. */
async function tradesOf(name: string, time: string, size: string, side: string): Promise<string> {
  const catalog = fresh();
  const file = requireData(`ticks/binance-spot-${name}.parquet`);
  const key = { kind: 'trades', venue: 'test', symbol: 'BTC/USDT', interval: 0 } as const;
  await putParquet(
    join(seriesFolder(catalog, key), 'trades.parquet'),
    `SELECT make_timestamp(${time} * 1000) AS "time", price::DECIMAL(18,8) AS price, ${size}::DECIMAL(18,8) AS size,
       ${side} AS side FROM ${sqlReadPath(file)}`,
  );
  return catalog;
}

/** Bars of a file of the shared data in a window: time, prices and volume in units of 10^-8. */
async function theirUnits(name: string, from: number, to: number): Promise<number[][]> {
  const file = requireData(`candles/binance-spot-${name}.parquet`);
  const units = ['open', 'high', 'low', 'close', 'volume'].map((column) => `round(${column} * 1e8)`).join(', ');
  const rows = await sql(
    `SELECT ts * 1000, ${units} FROM ${sqlReadPath(file)} WHERE ts * 1000 >= ${from} AND ts * 1000 < ${to} ORDER BY 1`,
  );
  return rows.map((row) => Object.values(row).map(Number));
}

describe('real trades', () => {
  it.each([
    ['1m', 2469, '2019-10-13T11:20'],
    ['5m', 706, '2019-10-13T11:20'],
  ])('of XRP/ETH make its %s candles, empty ones left out', async (interval, bars, end) => {
    const catalog = await tradesOf('XRPETH-trades-20191011', 'timestamp', 'amount', 'side');
    const window = { from: parseTime('2019-10-11'), to: parseTime(end) };
    const result = await resample(catalog, parseInterval(interval), { fromInterval: 0, ...window });
    expect(result).toMatchObject({ candles: bars, used: 12_477, leftOut: 0 });
    const mine = rowsOf(await load(catalog, parseInterval(interval), 8));
    const theirs = await theirUnits(`XRPETH-${interval}-20191011`, window.from, window.to);
    expect(mine.map((row) => [...row.slice(0, 5), Math.round(row[5]! * 1e8)])).toEqual(theirs);
  });

  it.each(['BTCUSDT', 'ETHUSDT'])('of %s make the ten whole minutes that another recorder saw', async (name) => {
    const side = `CASE WHEN buyer_is_maker THEN 'sell' ELSE 'buy' END`;
    const catalog = await tradesOf(`${name}-trades-20240808T2354`, 'trade_ms', 'qty', side);
    const result = await resample(catalog, MINUTE, { fromInterval: 0 });
    const [first, last] = [parseTime('2024-08-08T23:55'), parseTime('2024-08-09T00:04')];
    expect(result).toMatchObject({ candles: 10, first, last, missing: 0 });
    const mine = rowsOf(await load(catalog, MINUTE, 8));
    const theirs = await theirUnits(`${name}-1m-202407-202408`, first, last + MINUTE);
    expect(mine.map((row) => [...row.slice(0, 5), Math.round(row[5]! * 1e8)])).toEqual(theirs);
  });
});

describe('holes between trades', () => {
  const at = (seconds: number): number => NEW_YEAR + seconds * 1_000_000;

  /** Trades a second apart from 0 to 1,800 s and from 3,630 s to 5,400 s: an import was forgotten between. */
  async function withHole(id: string): Promise<string> {
    const catalog = fresh();
    const key = { kind: 'trades', venue: 'test', symbol: 'BTC/USDT', interval: 0 } as const;
    await putParquet(
      join(seriesFolder(catalog, key), 'trades.parquet'),
      `SELECT make_timestamp(${NEW_YEAR} + i * 1000000) AS "time", 100.5::DECIMAL(9,2) AS price,
         1::DECIMAL(9,2) AS size, 'buy' AS side, ${id} AS id FROM range(5401) t(i) WHERE i NOT BETWEEN 1811 AND 3629`,
    );
    return catalog;
  }
  const minutes = (catalog: string) => resample(catalog, MINUTE, { fromInterval: 0 });

  it('are found by ids that are skipped, and the candles beside them told of', async () => {
    const { holes, candles, missing } = await minutes(await withHole('(7000 + i)::VARCHAR'));
    expect(holes).toEqual({ holes: 1, first: { from: at(1810), to: at(3630) }, missing: 1819, candles: 2 });
    expect([candles, missing]).toEqual([61, 29]);
  });

  it('are found by a long silence where ids do not count trades, or there are none', async () => {
    for (const id of ['NULL::VARCHAR', "'t' || i", '(i * 977)::VARCHAR']) {
      const { holes } = await minutes(await withHole(id));
      expect(holes).toEqual({ holes: 1, first: { from: at(1810), to: at(3630) }, missing: null, candles: 2 });
    }
  });

  it('are none where ids prove that nobody traded, nor in candles of candles', async () => {
    const quiet = await withHole('(row_number() OVER ())::VARCHAR');
    expect((await minutes(quiet)).holes).toBeNull();
    expect((await resample(quiet, 5 * MINUTE)).holes).toBeNull();
  });

  it('stand in what the command prints', async () => {
    const words = (...more: string[]) => [
      'data',
      'resample',
      '--catalog',
      '.',
      '--venue',
      'test',
      '--trades',
      '--to-interval',
      '1m',
      '--replace',
      ...more,
    ];
    const cwd = await withHole('(7000 + i)::VARCHAR');
    const { stdout } = await papertapeHere(words(), { cwd });
    expect(stdout).toBe(
      'BTC/USDT on test: 61 candles of 1m from 3581 trades, 2024-01-01T00:00:00Z to 2024-01-01T01:29:00Z; 29 missing between them; 1 trades at the ends left out; there is 1 hole in the trades (from 2024-01-01T00:30:10Z to 2024-01-01T01:00:30Z, 1819 trades missing by their ids): 2 candles beside it may lack some\n',
    );
    const json = JSON.parse((await papertapeHere(words('--json'), { cwd })).stdout);
    expect(json.series[0]).toMatchObject({
      holes: 1,
      first_hole: { from: '2024-01-01T00:30:10Z', to: '2024-01-01T01:00:30Z' },
      missing_trades: 1819,
      candles_beside_holes: 2,
    });
  });
});
