import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { ImportRequest } from '../../src/catalog/import.ts';
import { readInstrument } from '../../src/catalog/instruments.ts';
import { openCatalog } from '../../src/catalog/load.ts';
import type { ColumnMap } from '../../src/catalog/mapping.ts';
import { parseColumnMap } from '../../src/catalog/mapping.ts';
import { InputError } from '../../src/model/errors.ts';
import { importFile, MINUTE, NEW_YEAR, put, putParquet, refusal, rowsOf, sql, temporaryFolder } from './support.ts';

const folder = temporaryFolder();
let files = 0;

function csv(text: string | Uint8Array, name = 'in.csv'): string {
  files += 1;
  return put(join(folder, `f${files}`, name), text);
}

const newCatalog = (): string => join(folder, `catalog${++files}`);

/** Imports one text into a catalog of its own and loads it. */
async function imported(text: string, options: Partial<ImportRequest> = {}) {
  const catalog = newCatalog();
  const result = await importFile(catalog, csv(text), options);
  const opened = await openCatalog(catalog);
  const request = { venue: 'test', symbol: 'BTC/USDT', interval: options.interval ?? MINUTE };
  const priceDecimals = result.instrument.price_decimals;
  return { result, catalog, rows: rowsOf(await opened.loadCandles({ ...request, priceDecimals })), priceDecimals };
}

const NEW_YORK = { timeZone: 'America/New_York' };
const at = (minute: number): string => new Date((NEW_YEAR + minute * MINUTE) / 1000).toISOString();
const line = (minute: number, rest = '10,12,9,11,5'): string => `${at(minute)},${rest}`;
const HEADER = 'time,open,high,low,close,volume';
const TWO = [HEADER, line(0), line(1, '11,12,9,11.5,0.25')].join('\n');
const TWO_ROWS = [
  [NEW_YEAR, 100000, 120000, 90000, 110000, 5],
  [NEW_YEAR + MINUTE, 110000, 120000, 90000, 115000, 0.25],
];

describe('the forms of a CSV file', () => {
  const renamed = TWO.replace(HEADER, 'unix,O,High,LOW,close,vol');
  it.each<[string, string, ColumnMap?]>([
    ['plain', TWO],
    ['with a line end at the end', `${TWO}\n`],
    ['with CRLF', TWO.replaceAll('\n', '\r\n')],
    ['with a byte order mark', `\ufeff${TWO}`],
    ['with semicolons', TWO.replaceAll(',', ';')],
    ['with tabs', TWO.replaceAll(',', '\t')],
    ['with bars', TWO.replaceAll(',', '|')],
    ['with quotes', TWO.replaceAll(/([^,\n]+)/g, '"$1"')],
    ['without a header', TWO.replace(`${HEADER}\n`, '')],
    ['without a header, with a mark', `\ufeff${TWO.replace(`${HEADER}\n`, '')}`],
    ['with common names', renamed, { time: 'unix' }],
    [
      'with names of its own',
      TWO.replace(HEADER, 'when,a,b,c,d,e'),
      parseColumnMap('time=when,open=a,high=b,low=c,close=d,volume=e'),
    ],
    [
      'with numbers of columns',
      TWO.replace(HEADER, ',a,b,c,d,e'),
      parseColumnMap('time=1,open=2,high=3,low=4,close=5,volume=6'),
    ],
    ['with more columns', TWO.replace(HEADER, `${HEADER},count`).replaceAll(/(5|0\.25)$/gm, '$1,7')],
  ])('%s', async (_, text, map = {}) => {
    expect((await imported(text, { map })).rows).toEqual(TWO_ROWS);
  });

  it('gzipped, whatever its name', async () => {
    const catalog = newCatalog();
    const result = await importFile(catalog, csv(gzipSync(TWO), "it's [gz].bin"));
    expect(result).toMatchObject({ rows: 2, added: 2, dropped: 0, gaps: 0, missing: 0 });
  });

  it('in another order of columns, without a header', async () => {
    const text = ['1,5,11,9,12,10', '2,0.25,11.5,9,12,11']
      .map((row, i) => `${NEW_YEAR / 1000 + i * 60_000},${row}`)
      .join('\n');
    const map = parseColumnMap('volume=3,close=4,low=5,high=6,open=7');
    expect((await imported(text, { map })).rows).toEqual(TWO_ROWS);
  });

  it('as Parquet, by the shortest decimal of each double', async () => {
    const query = `SELECT ${NEW_YEAR / 1000} + i * 60000 AS ts, 0.1 + i * 0.01 AS open, 9.29 AS high, 0.07 AS low,
      0.29::DOUBLE AS close, 1e-5::DOUBLE AS volume FROM range(2) t(i)`;
    const file = await putParquet(join(folder, 'q.parquet'), query.replace('0.1 + i', '0.1::DOUBLE + i'));
    const catalog = newCatalog();
    const { instrument } = await importFile(catalog, file);
    expect(instrument).toMatchObject({ tick_size: '0.01', price_decimals: 6, inferred: true });
    const written = await sql(
      `DESCRIBE SELECT * FROM read_parquet('${catalog.replaceAll("'", "''").replaceAll('[', '[[]')}/candles/*/*/*/*.parquet')`,
    );
    expect(written.map((row) => `${row.column_name} ${row.column_type}`).slice(0, 6)).toEqual([
      'time TIMESTAMP',
      'open DECIMAL(3,2)',
      'high DECIMAL(3,2)',
      'low DECIMAL(3,2)',
      'close DECIMAL(3,2)',
      'volume DECIMAL(5,5)',
    ]);
  });
});

describe('times', () => {
  const one = (time: string): string => `${HEADER}\n${time},10,12,9,11,5`;
  it.each<[string, Partial<ImportRequest>?]>([
    ['2024-01-01'],
    ['2024-01-01T00:00'],
    ['2024-01-01 00:00:00'],
    ['2024-01-01T00:00:00.000000Z'],
    ['2024-01-01T02:00:00+02:00'],
    ['2024-01-01T02:00+0200'],
    ['2023-12-31 19:00:00-05:00', { timeZone: 'Asia/Tokyo' }],
    ['1704067200'],
    ['1704067200.000'],
    ['1704067200000'],
    ['1704067200000000'],
    ['1704067200000000000'],
    ['1704067200', { timeUnit: 's' }],
    ['2024-01-01T08:00', { timeZone: '+08:00' }],
    ['2023-12-31T19:00', { timeZone: 'America/New_York' }],
    ['2023-12-31T18:30:00', { timeZone: '-05:30' }],
    ['1704096000000', { timeZone: 'Asia/Shanghai' }],
  ])('%s is the new year of 2024 %j', async (time, options = {}) => {
    expect((await imported(one(time), options)).result.first).toBe(NEW_YEAR);
  });

  it.each<[string, string, Partial<ImportRequest>?]>([
    ['', 'time is blank'],
    ['yesterday', 'time "yesterday" cannot be read'],
    ['2024-02-30', 'line 3: time "2024-02-30" names a day or an hour that does not exist'],
    ['2024-01-01T25:00', 'names a day or an hour that does not exist'],
    [
      '01/02/2024',
      'time "01/02/2024" may be day or month first: say --time-format "%d/%m/%Y" or --time-format "%m/%d/%Y"',
    ],
    ['13/02/2024 09:30', 'is day first: say --time-format "%d/%m/%Y %H:%M"'],
    ['2/13/24 9:30:00 PM', 'is month first: say --time-format "%m/%d/%y %I:%M:%S %p"'],
    ['2024.01.02', 'is no ISO time: say --time-format "%Y.%m.%d"'],
    ['2024-01-01T00:00:00.000000001', 'is finer than a microsecond: --floor-times cuts that off'],
    ['2024-01-01T00:00:00.0000001Z', 'is finer than a microsecond: --floor-times cuts that off'],
    ['1704067200000000001', 'is finer than a microsecond'],
    ['1704067200', 'counts seconds by its size, and the first row nanoseconds', { timeUnit: 'ns' }],
    ['1704067200000', 'counts milliseconds by its size, and the first row seconds', { timeUnit: 's' }],
    ['2024-01-01T00:00:30', 'is not on the grid of 1m candles'],
    ['2024-01-01T00:00:00.5', 'is not on the grid of 1m candles'],
    ['2024-03-10T02:30', 'does not exist in America/New_York: clocks were set forward on 2024-03-10', NEW_YORK],
    ['2024-11-03T01:30', 'comes twice in America/New_York: clocks were set back on 2024-11-03', NEW_YORK],
    [
      '2024-01-01',
      '--time-zone Europe/Berlim is not known (did you mean Europe/Berlin?)',
      { timeZone: 'Europe/Berlim' },
    ],
    ['2024-01-01', 'is not a zone', { timeZone: "x'y" }],
  ])('%s is refused: %s', async (time, message, options = {}) => {
    // The second row is good, so that the first decides alone.
    const text = `${HEADER}\n2000-01-01,10,12,9,11,5\n${time},10,12,9,11,5`;
    const lone = /^[0-9]+$/.test(time) || options.timeZone?.includes("'") ? one(time) : text;
    expect(await refusal(imported(lone, options))).toContain(message);
  });

  it('in a zone with a change of clocks keep their distance', async () => {
    const hours = ['2024-03-10T00:00', '2024-03-10T01:00', '2024-03-10T03:00', '2024-03-10T04:00'];
    const text = [HEADER, ...hours.map((time) => `${time},10,12,9,11,5`)].join('\n');
    const { rows, result } = await imported(text, { timeZone: 'America/New_York', interval: 60 * MINUTE });
    expect(rows.map((row) => row[0]! / MINUTE / 60 - 473_500)).toEqual(
      [285, 286, 287, 288].map((n) => n + rows[0]![0]! / MINUTE / 60 - 473_785),
    );
    expect(result.gaps).toBe(0);
  });
});

describe('numbers', () => {
  it.each([
    ['.5', '0.5'],
    ['5.', '5'],
    ['1e-8', '0.00000001'],
    ['1E-8', '0.00000001'],
    ['00012.3400', '12.34'],
    ['+1.5e+2', '150'],
    ['123456.789e-4', '12.3456789'],
    ['1200e-2', '12'],
    ['4503599627.370495', '4503599627.370495'],
    ['0.1000000000000000', '0.1'],
  ])('%s is read exactly', async (text, plain) => {
    const { catalog } = await imported(`${HEADER}\n${at(0)},${text},${text},${text},${text},${text}`);
    const [row] = await sql(
      `SELECT open::VARCHAR AS open, volume::VARCHAR AS volume FROM read_parquet('${catalog.replaceAll("'", "''").replaceAll('[', '[[]')}/candles/*/*/*/*.parquet')`,
    );
    const trim = (value: unknown): string =>
      String(value)
        .replace(/(\.[0-9]*?)0+$/, '$1')
        .replace(/\.$/, '')
        .replace(/^\./, '0.');
    expect([trim(row!.open), trim(row!.volume)]).toEqual([plain, plain]);
  });

  it.each([
    ['NaN', 'open "NaN" is not a number'],
    ['inf', 'open "inf" is not a number'],
    ['0x10', 'open "0x10" is not a number'],
    ['"1,000"', 'open "1,000" is not a number'],
    ['1_000', 'open "1_000" is not a number'],
    ['', 'open is blank'],
    [' 1', 'open " 1" is not a number'],
    ['1 ', 'open "1 " is not a number'],
    ['１', 'is not a number'],
    ['1.2.3', 'is not a number'],
    ['.', 'is not a number'],
    ['e5', 'is not a number'],
    ['1e', 'is not a number'],
    ['--1', 'is not a number'],
    ['-1', 'a price is above zero'],
    ['0', 'a price is above zero'],
    ['1e-30', 'too fine'],
    ['1e40', 'price 1e40 passes 2^52'],
    ['99999999999999999999', 'price 99999999999999999999 passes 2^52 (4503599627370496), the largest a price can be'],
    ['0.12345678901234567', 'too fine'],
  ])('%s is refused as a price: %s', async (text, message) => {
    const bad = `${HEADER}\n${line(0)}\n${line(1)}\n${at(2)},${text},${text},${text},${text},5`;
    const said = await refusal(imported(bad));
    expect(said).toContain(message);
    expect(said).toContain('in.csv line 4: ');
  });

  it.each([
    ['', 'volume is blank'],
    ['nan', 'volume "nan" is not a number'],
    ['-1', 'volume is -1: it cannot be negative'],
    ['1,5', 'columns'],
  ])('%s is refused as a volume', async (text, message) => {
    expect(await refusal(imported(`${TWO}\n${at(2)},10,12,9,11,${text}`))).toContain(message);
  });

  it('keep volumes finer than any decimal as doubles', async () => {
    const dust = '1.2345678901234567e-30';
    const { rows, catalog } = await imported(`${HEADER}\n${at(0)},10,12,9,11,${dust}`);
    expect(rows[0]![5]).toBe(Number(dust));
    await importFile(catalog, csv(`${HEADER}\n${at(1)},10,12,9,11,0.5`));
    const loaded = await (await openCatalog(catalog)).loadCandles({
      venue: 'test',
      symbol: 'BTC/USDT',
      interval: MINUTE,
      priceDecimals: 4,
    });
    expect([...loaded.volume]).toEqual([Number(dust), 0.5]);
  });
});

describe('rows', () => {
  it('newest first are turned round', async () => {
    const text = [HEADER, ...[4, 3, 1, 1, 0].map((minute) => line(minute))].join('\n');
    const { rows, result } = await imported(text);
    expect(rows.map((row) => (row[0]! - NEW_YEAR) / MINUTE)).toEqual([0, 1, 3, 4]);
    expect(result).toMatchObject({ rows: 4, dropped: 1, gaps: 1, missing: 1, last: NEW_YEAR + 4 * MINUTE });
  });

  it('that repeat their neighbour are dropped and counted, however they are written', async () => {
    const text = [HEADER, line(0), line(0, '10.0,12,9.00,11,5e0'), line(1), line(1), line(1)].join('\n');
    expect((await imported(text)).result).toMatchObject({ rows: 2, dropped: 3, gaps: 0 });
  });

  it.each([
    [
      'out of order',
      [0, 2, 1, 3].map((minute) => line(minute)),
      'line 4: time 2024-01-01T00:01:00Z comes after 2024-01-01T00:02:00Z',
    ],
    [
      'out of order, newest first',
      [5, 3, 4, 2, 1].map((minute) => line(minute)),
      'line 4: time 2024-01-01T00:04:00Z comes after',
    ],
    [
      'of one time that differ',
      [line(0), line(1), line(1, '10,12,9,11,6')],
      'line 4: time 2024-01-01T00:01:00Z stands twice',
    ],
    ['with high below low', [line(0), line(1, '10,8,9,9,1')], 'line 3: high 8 is below low 9'],
    ['with open outside', [line(0), line(1, '13,12,9,11,1')], 'line 3: open 13 lies outside low 9 to high 12'],
    ['with close outside', [line(0), line(1, '10,12,9,8.99,1')], 'line 3: close 8.99 lies outside'],
    ['with too few fields', [line(0), `${at(1)},1,2`], 'line 3 has 3 columns, not 6'],
    ['with too many fields', [line(0), `${line(1)},9`], 'line 3 has 7 columns, not 6'],
  ])('%s are refused', async (_, lines, message) => {
    const catalog = newCatalog();
    expect(await refusal(importFile(catalog, csv([HEADER, ...lines].join('\n'))))).toContain(message);
    expect(existsSync(catalog)).toBe(false);
  });

  it('of a day or longer may start at any hour, but not overlap', async () => {
    const days = (times: string[]): string => [HEADER, ...times.map((time) => `${time},10,12,9,11,5`)].join('\n');
    const interval = 24 * 60 * MINUTE;
    const good = await imported(days(['2024-01-01T05:00', '2024-01-02T05:00', '2024-01-05T05:00']), { interval });
    expect(good.result).toMatchObject({ rows: 3, gaps: 1, missing: 2 });
    expect(await refusal(imported(days(['2024-01-01T05:00', '2024-01-02T04:00']), { interval }))).toContain(
      'is less than 1d from',
    );
  });
});

describe('files that are refused', () => {
  it.each<[string, string | Uint8Array, string]>([
    ['an empty one', '', 'is empty'],
    ['a header alone', HEADER, 'holds a header and no row'],
    ['blank lines', '\n\n', 'is empty: it holds no row'],
    ['a banner', `from somewhere.com\n${TWO}`, 'line 1 "from somewhere.com" has one field'],
    ['JSON of too few values', '[[1,2]]', 'has 2 columns and no header: say where high is'],
    ['a damaged zip', 'PK\u0003\u0004xxxxxxx', 'cannot be unpacked'],
    ['binary', new Uint8Array([1, 2, 0, 4, 5, 6, 7, 8]), 'neither CSV, JSON, Parquet nor Arrow'],
    [
      'a missing column',
      TWO.replace('close', 'closing'),
      'has no column close, only time, open, high, low, closing, volume',
    ],
    [
      'a column twice',
      TWO.replace('volume', 'date').replaceAll(/$/gm, ',1').replace('date,1', 'date,volume'),
      'has time (column 1) and date (column 6), either may be time: say which, as in --map time=time',
    ],
    ['too few columns and no header', `${at(0)},1,2,3`, 'has 4 columns and no header: say where close is'],
  ])('%s', async (_, text, message) => {
    expect(await refusal(importFile(newCatalog(), csv(text)))).toContain(message);
  });

  it('a missing one, a folder, and a truncated Parquet file', async () => {
    expect(await refusal(importFile(newCatalog(), join(folder, 'none.csv')))).toContain('there is no file');
    expect(await refusal(importFile(newCatalog(), folder))).toContain('is a folder');
    const whole = await putParquet(join(folder, 'whole.parquet'), 'SELECT 1 AS x FROM range(1000)');
    const bytes = readFileSync(whole);
    const cut = csv(bytes.subarray(0, bytes.length - 9), 'cut.parquet');
    expect(await refusal(importFile(newCatalog(), cut))).toContain('is truncated');
    expect(await refusal(importFile(newCatalog(), whole))).toContain('has no column time, only x');
  });

  it('mappings that lead nowhere', async () => {
    const tried = (map: string): Promise<string> => refusal(imported(TWO, { map: parseColumnMap(map) }));
    expect(await tried('time=opne')).toContain('did you mean open?');
    expect(await tried('open=close')).toContain('are both column 5');
    expect(await tried('open=9')).toContain('--map open=9');
    expect(() => parseColumnMap('tiem=ts')).toThrow('tiem is not a column of candles (did you mean time?)');
    expect(() => parseColumnMap('time')).toThrow(InputError);
  });
});

describe('a series that is there already', () => {
  it('takes new rows, drops identical ones, and widens its decimals', async () => {
    const { catalog } = await imported([HEADER, line(0), line(1), line(4)].join('\n'));
    const more = [HEADER, line(1), line(2, '10.125,12,9,11,5.5'), line(3), line(900, '10,1200,9,11,5')].join('\n');
    const result = await importFile(catalog, csv(more));
    expect(result).toMatchObject({ rows: 6, added: 3, dropped: 1, gaps: 1, missing: 895, inferred: false });
    expect(result.instrument).toEqual(await readInstrument(catalog, 'test', 'BTC/USDT'));
    const again = await importFile(catalog, csv(more));
    expect(again).toMatchObject({ rows: 6, added: 0, dropped: 4 });
  });

  it('refuses what conflicts, what overlaps and what is finer, and stays as it was', async () => {
    const { catalog, result } = await imported([HEADER, line(0), line(1), line(10)].join('\n'));
    const before = readFileSync(result.path);
    const tried = (...lines: string[]): Promise<string> =>
      refusal(importFile(catalog, csv([HEADER, ...lines].join('\n'))));
    expect(await tried(line(2), line(10, '10,12,9,11,6'))).toContain(
      'line 3: the catalog holds another candle at 2024-01-01T00:10:00Z',
    );
    expect(await tried(line(2), line(3, '10.00001,12,9,11,6'))).toContain(
      'line 3: open 10.00001 is finer than the instrument',
    );
    expect(readFileSync(result.path)).toEqual(before);
    expect(readdirSync(join(result.path, '..')).sort()).toEqual(['candles.parquet', 'fingerprints.json']);
  });

  it('keeps its increments', async () => {
    const { catalog } = await imported(TWO, { tick: '0.5', lot: '0.001' });
    expect(await readInstrument(catalog, 'test', 'BTC/USDT')).toMatchObject({
      tick_size: '0.5',
      lot_size: '0.001',
      inferred: false,
    });
    expect(await refusal(importFile(catalog, csv(TWO), { tick: '0.1' }))).toContain('has 0.5; leave it out');
    expect((await importFile(catalog, csv(TWO), { tick: '0.50' })).added).toBe(0);
  });

  it('is not written over a file of another maker', async () => {
    const { catalog, result } = await imported(TWO);
    put(join(result.path, '..', 'mine.parquet'), 'x');
    expect(await refusal(importFile(catalog, csv(TWO)))).toContain('mine.parquet was not written by import');
  });
});
