import { readFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openDatabase } from '../../src/catalog/duckdb.ts';
import { seriesFolder } from '../../src/catalog/layout.ts';
import { type Catalog, openCatalog } from '../../src/catalog/load.ts';
import type { SeriesReader } from '../../src/catalog/series-reader.ts';
import type { CandleColumns } from '../../src/market/columns.ts';
import { formatDecimal } from '../../src/model/decimal.ts';
import { MINUTE, NEW_YEAR, put, putParquet, refusal, rowsOf, temporaryFolder } from './support.ts';

const folder = temporaryFolder();
const KEY = { venue: 'test', symbol: 'BTC/USDT', interval: MINUTE } as const;
const REQUEST = { ...KEY, priceDecimals: 2 };
let catalogs = 0;

/** A catalog of one series with the given files, each a query. */
async function catalogOf(...queries: string[]): Promise<Catalog> {
  catalogs += 1;
  const dir = join(folder, `c${catalogs}`);
  for (const [index, query] of queries.entries()) {
    await putParquet(join(seriesFolder(dir, { kind: 'candles', ...KEY }), `${index}.parquet`), query);
  }
  return openCatalog(dir);
}

/** `n` candles from minute `start`; the price of minute m is 100 + m / 100. */
function candles(n: number, start = 0, price = 'DECIMAL(9, 2)'): string {
  return `SELECT make_timestamp(${NEW_YEAR} + (${start} + i) * ${MINUTE}) AS time,
    (100 + (${start} + i) / 100)::${price} AS open, (102 + (${start} + i) / 100)::${price} AS high,
    (99 + (${start} + i) / 100)::${price} AS low, (101 + (${start} + i) / 100)::${price} AS close,
    (i / 1000)::DECIMAL(9, 3) AS volume FROM range(${n}) t(i)`;
}

async function drain(reader: SeriesReader<CandleColumns>): Promise<{ rows: number[][]; sizes: number[] }> {
  const rows: number[][] = [];
  const sizes: number[] = [];
  for (let chunk = await reader.next(); chunk !== null; chunk = await reader.next()) {
    rows.push(...rowsOf(chunk));
    sizes.push(chunk.length);
  }
  return { rows, sizes };
}

describe('a loaded series', () => {
  it('comes in whole price units and doubles of volume', async () => {
    const catalog = await catalogOf(candles(3));
    expect(rowsOf(await catalog.loadCandles({ ...REQUEST, priceDecimals: 4 }))).toEqual([
      [NEW_YEAR, 1000000, 1020000, 990000, 1010000, 0],
      [NEW_YEAR + MINUTE, 1000100, 1020100, 990100, 1010100, 0.001],
      [NEW_YEAR + 2 * MINUTE, 1000200, 1020200, 990200, 1010200, 0.002],
    ]);
    expect(await catalog.span({ kind: 'candles', ...KEY })).toEqual({
      rows: 3,
      first: NEW_YEAR,
      last: NEW_YEAR + 2 * MINUTE,
    });
  });

  it('is the same in chunks of any size, over several files, in any window', async () => {
    const catalog = await catalogOf(candles(3000, 5000, 'DECIMAL(12, 4)'), candles(5000), candles(1, 9000, 'DOUBLE'));
    const whole = rowsOf(await catalog.loadCandles(REQUEST));
    expect(whole.map((row) => row[0])).toEqual(
      [...Array(8000).keys(), 9000].map((minute) => NEW_YEAR + minute * MINUTE),
    );
    const sizes = fc.oneof(fc.constantFrom(1, 1000, 2048, 1e6), fc.integer({ min: 1, max: 9000 }));
    const minute = fc.option(fc.integer({ min: -10, max: 9010 }), { nil: undefined });
    await fc.assert(
      fc.asyncProperty(sizes, minute, minute, async (chunkRows, from, to) => {
        const window = {
          from: from === undefined ? undefined : NEW_YEAR + from * MINUTE,
          to: to === undefined ? undefined : NEW_YEAR + to * MINUTE,
        };
        const inside = whole.filter((row) => row[0]! >= (window.from ?? 0) && row[0]! < (window.to ?? Infinity));
        if (inside.length === 0) {
          expect(await refusal(catalog.candles({ ...REQUEST, ...window }))).toMatch(/it holds 2024|is not before/);
          return;
        }
        const reader = await catalog.candles({ ...REQUEST, ...window, chunkRows });
        expect(reader.rows).toBe(inside.length);
        const { rows, sizes: lengths } = await drain(reader);
        expect(rows).toEqual(inside);
        expect(lengths.every((length) => length >= 1 && length <= chunkRows)).toBe(true);
        expect(rowsOf(await catalog.loadCandles({ ...REQUEST, ...window }))).toEqual(inside);
      }),
      { numRuns: 25 },
    );
  });

  it('leaves a chunk as it is until the next is asked for', async () => {
    const catalog = await catalogOf(candles(50_000));
    const reader = await catalog.candles({ ...REQUEST, chunkRows: 1000 });
    const first = (await reader.next())!;
    const before = rowsOf(first);
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(rowsOf(first)).toEqual(before);
    await reader.close();
    await reader.close();
    expect(await reader.next()).toBeNull();
  });

  it('may lie in memory that threads share', async () => {
    const catalog = await catalogOf(candles(10));
    const shared = await catalog.loadCandles({ ...REQUEST, shared: true });
    expect(shared.close.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(rowsOf(shared)).toEqual(rowsOf(await catalog.loadCandles(REQUEST)));
  });

  it('is exact for wide decimals, floats and whole numbers', async () => {
    const row = (value: string, type: string): string =>
      `SELECT make_timestamp(${NEW_YEAR}) AS time, v AS open, v AS high, v AS low, v AS close, v AS volume
       FROM (SELECT '${value}'::${type} AS v)`;
    const cases = [
      ['12.34', 'DECIMAL(38, 18)', 1234],
      ['12.3', 'DECIMAL(4, 1)', 1230],
      ['12.340', 'DECIMAL(9, 3)', 1234],
      ['1234567890123.45', 'DECIMAL(15, 2)', 123456789012345],
      ['12345678901.234', 'DECIMAL(14, 3)', null],
      ['99999999999999.9', 'DECIMAL(15, 1)', null],
      ['90071992547409.91', 'DECIMAL(38, 20)', null],
      ['12345678901.23', 'DECIMAL(28, 17)', 1234567890123],
      ['12.34', 'FLOAT', 1234],
      ['12', 'BIGINT', 1200],
      ['0.29', 'DOUBLE', 29],
    ] as const;
    for (const [value, type, units] of cases) {
      const catalog = await catalogOf(row(value, type));
      if (units === null) expect(await refusal(catalog.loadCandles(REQUEST))).toMatch(/is too large|is finer than/);
      else {
        const loaded = await catalog.loadCandles(REQUEST);
        expect([loaded.close[0], loaded.volume[0]]).toEqual([units, Number(value)]);
      }
    }
  });
});

describe('what DuckDB decodes', () => {
  const decimals = fc.integer({ min: 1, max: 15 }).chain((width) =>
    fc.record({
      width: fc.constant(width),
      scale: fc.integer({ min: 0, max: width }),
      units: fc.array(fc.option(fc.maxSafeNat().map((n) => n % 10 ** width)), { minLength: 1, maxLength: 200 }),
    }),
  );

  it('is taken as the double nearest to each decimal, and its units as they are', async () => {
    const database = await openDatabase();
    await fc.assert(
      fc.asyncProperty(decimals, async ({ width, scale, units }) => {
        const signed = units.map((unit, i) => (unit === null || i % 2 === 0 ? unit : -unit));
        const texts = signed.map((unit) => (unit === null ? 'NULL' : formatDecimal(unit, scale)));
        const values = texts.map((text) => `(${text}::DECIMAL(${width}, ${scale}))`).join(', ');
        const rows = await database.with((session) => session.read(`FROM (VALUES ${values})`));
        const chunk = rows.chunk(0);
        const target = new Float64Array(signed.length + 1);
        chunk.copy(0, target, 1);
        expect([...target.subarray(1)].map((value) => value + 0)).toEqual(
          texts.map((text) => (text === 'NULL' ? Number.NaN : Number(text) + 0)),
        );
        expect(chunk.copyUnits(0, target, 1, scale)).toBe(true);
        expect([...target.subarray(1)].map((value) => value + 0)).toEqual(
          signed.map((unit) => (unit === null ? Number.NaN : unit + 0)),
        );
        if (scale > 0) expect(chunk.copyUnits(0, target, 1, scale - 1)).toBe(false);
      }),
      { numRuns: 60 },
    );
  });

  it.each(['TIMESTAMP', 'TIMESTAMP WITH TIME ZONE', 'TIMESTAMP_MS', 'TIMESTAMP_S'])('times of %s', async (type) => {
    const catalog = await catalogOf(`SELECT * REPLACE (time::${type} AS time) FROM (SELECT * REPLACE
      (time - INTERVAL 60 YEAR AS time) FROM (${candles(3)}) UNION ALL ${candles(3)}) ORDER BY time`);
    const { time, length } = await catalog.loadCandles(REQUEST);
    const starts = [Date.UTC(1964, 0) * 1000, NEW_YEAR];
    expect([...time.subarray(0, length)]).toEqual(starts.flatMap((at) => [at, at + MINUTE, at + 2 * MINUTE]));
  });

  it('never a time without end', async () => {
    const catalog = await catalogOf(changed(`CASE WHEN here THEN 'infinity'::TIMESTAMP ELSE time END AS time`, 5));
    expect(await refusal(catalog.loadCandles(REQUEST))).toContain('row 5: time is infinity');
  });
});

/** Five candles of which one is changed. */
function changed(change: string, at = 3): string {
  return `SELECT * REPLACE (${change}) FROM (SELECT *, row_number() OVER () = ${at} AS here FROM (${candles(5)}))`;
}

describe('what is refused, with file and row', () => {
  it.each([
    ['a missing price', changed('CASE WHEN here THEN NULL ELSE open END AS open'), 'row 3: open is missing'],
    ['NaN', changed(`CASE WHEN here THEN 'nan' ELSE low::DOUBLE END AS low`), 'row 3: low is nan, not a number'],
    ['infinity', changed(`CASE WHEN here THEN 'inf' ELSE high::DOUBLE END AS high`), 'row 3: high is inf'],
    ['a negative price', changed('CASE WHEN here THEN -1 ELSE close END AS close'), 'row 3: close is -1.00'],
    ['a price of zero', changed('CASE WHEN here THEN 0 ELSE close END AS close'), 'a price is above zero'],
    ['a missing volume', changed('CASE WHEN here THEN NULL ELSE volume END AS volume'), 'row 3: volume is missing'],
    ['a negative volume', changed('CASE WHEN here THEN -1 ELSE volume END AS volume'), 'it cannot be negative'],
    ['high below low', changed('CASE WHEN here THEN 1 ELSE high END AS high'), 'is below low'],
    ['open outside', changed('CASE WHEN here THEN 50 ELSE open END AS open'), 'open 50.00 lies outside low'],
    ['close outside', changed('CASE WHEN here THEN 150 ELSE close END AS close'), 'close 150.00 lies outside low'],
    [
      'a finer double',
      changed('CASE WHEN here THEN 100.005 ELSE open::DOUBLE END AS open'),
      "row 3: open 100.005 is finer than the instrument's price_decimals 2: raise price_decimals of the symbol's entry in instruments.json to 3",
    ],
    [
      'a finer decimal',
      changed(`CASE WHEN here THEN 100.005::DECIMAL(30, 20) ELSE open::DECIMAL(30, 20) END AS open`),
      'row 3: open 100.00500000000000000000 is finer',
    ],
    [
      'a decimal finer than a double can tell',
      changed(`CASE WHEN here THEN 100.00000000000000000001::DECIMAL(30, 20) ELSE open::DECIMAL(30, 20) END AS open`),
      'row 3: open 100.00000000000000000001 is finer',
    ],
    [
      'disorder',
      changed(`CASE WHEN here THEN time - INTERVAL 3 MINUTE ELSE time END AS time`),
      'row 3: time 2023-12-31T23:59:00Z comes after 2024-01-01T00:01:00Z: sort the file',
    ],
    [
      'a time that stands twice',
      changed(`CASE WHEN here THEN time - INTERVAL 1 MINUTE ELSE time END AS time`),
      'row 3: time 2024-01-01T00:01:00Z stands twice',
    ],
    [
      'candles that overlap',
      changed(`CASE WHEN here THEN time - INTERVAL 1 SECOND ELSE time END AS time`),
      'row 3: time 2024-01-01T00:01:59Z is less than 1m after 2024-01-01T00:01:00Z',
    ],
  ])('%s', async (_, query, message) => {
    const catalog = await catalogOf(query);
    expect(await refusal(catalog.loadCandles(REQUEST))).toMatch(/0.parquet row 3: /);
    expect(await refusal(catalog.loadCandles(REQUEST))).toContain(message);
    expect(await refusal(catalog.candles({ ...REQUEST, chunkRows: 1 }).then(drain))).toContain(message);
  });

  it('a row of a later chunk by its place in the file, also in a window', async () => {
    const query = `SELECT * REPLACE (CASE WHEN time = make_timestamp(${NEW_YEAR + 7000 * MINUTE}) THEN -1 ELSE close END
      AS close) FROM (${candles(9000)})`;
    const catalog = await catalogOf(candles(10, -10), query);
    const request = { ...REQUEST, from: NEW_YEAR + 6000 * MINUTE };
    expect(await refusal(catalog.loadCandles(request))).toContain('1.parquet row 7001: close is -1.00');
    expect(rowsOf(await catalog.loadCandles({ ...REQUEST, to: NEW_YEAR + 7000 * MINUTE })).length).toBe(7010);
  });

  it('files that overlap', async () => {
    const catalog = await catalogOf(candles(10), candles(10, 9));
    expect(await refusal(catalog.loadCandles(REQUEST))).toContain(
      '1.parquet row 1: time 2024-01-01T00:09:00Z stands twice',
    );
  });

  it.each([
    ['a column that is missing', `SELECT * EXCLUDE (close) FROM (${candles(2)})`, 'has no column close'],
    ['a column of another name', `SELECT * RENAME (close AS closing) FROM (${candles(2)})`, 'no column close'],
    [
      'text for a price',
      `SELECT * REPLACE (open::VARCHAR AS open) FROM (${candles(2)})`,
      'column open is VARCHAR, not',
    ],
    [
      'a number for a time',
      `SELECT * REPLACE (1 AS time) FROM (${candles(2)})`,
      'column time is INTEGER, not TIMESTAMP',
    ],
    [
      'rows without a time',
      `SELECT * REPLACE (NULL::TIMESTAMP AS time) FROM (${candles(2)})`,
      '2 of 2 rows have no time',
    ],
    ['no row', `${candles(2)} WHERE false`, 'has no rows'],
  ])('%s', async (_, query, message) => {
    expect(await refusal((await catalogOf(query)).loadCandles(REQUEST))).toContain(message);
  });

  it('files that are no whole Parquet', async () => {
    const catalog = await catalogOf(candles(5000));
    const file = join(seriesFolder(catalog.dir, { kind: 'candles', ...KEY }), '0.parquet');
    const load = (): Promise<string> => refusal(catalog.loadCandles(REQUEST));
    const bytes = readFileSync(file);
    put(file, bytes.subarray(0, bytes.length / 2));
    expect(await load()).toContain('0.parquet is truncated');
    put(file, Buffer.concat([bytes.subarray(0, 200), bytes.subarray(-200)]));
    expect(await load()).toContain('0.parquet cannot be read');
    put(file, 'time,open\n');
    expect(await load()).toContain('is not a Parquet file');
    truncateSync(file);
    expect(await load()).toContain('0.parquet is empty');
  });

  it('a folder in the place of a file, and a catalog that is none', async () => {
    const dir = join(folder, 'odd');
    put(join(seriesFolder(dir, { kind: 'candles', ...KEY }), 'x.parquet', 'inside'), '');
    expect(await refusal((await openCatalog(dir)).loadCandles(REQUEST))).toContain('x.parquet is a folder');
    expect(await refusal(openCatalog(join(folder, 'nowhere')))).toContain('there is no catalog at');
    expect(await refusal(openCatalog(put(join(folder, 'file'), '')))).toContain('is a file: a catalog is a folder');
  });

  it('windows without a candle', async () => {
    const catalog = await catalogOf(candles(10));
    const empty = catalog.candles({ ...REQUEST, from: NEW_YEAR + 20 * MINUTE, to: NEW_YEAR + 30 * MINUTE });
    expect(await refusal(empty)).toContain('it holds 2024-01-01T00:00:00Z to 2024-01-01T00:09:00Z');
    const backwards = catalog.candles({ ...REQUEST, from: NEW_YEAR, to: NEW_YEAR });
    expect(await refusal(backwards)).toContain('is not before');
  });
});

describe('trades', () => {
  const trades = (rows: string): string =>
    `SELECT make_timestamp(t) AS time, p::DECIMAL(9, 2) AS price, q AS size, s::VARCHAR AS side FROM (VALUES ${rows})
     v(t, p, q, s)`;
  const load = async (query: string) => {
    catalogs += 1;
    const dir = join(folder, `t${catalogs}`);
    await putParquet(join(seriesFolder(dir, { kind: 'trades', ...KEY }), 'x.parquet'), query);
    return (await openCatalog(dir)).loadTrades(REQUEST);
  };

  it('keep the order of the file where times are equal', async () => {
    const columns = await load(
      trades(`(5, 1.5, 0.1, 'buy'), (5, 1.25, 2.0, 'sell'), (5, 1.5, 0.0, NULL), (9, 3, 1, 'buy')`),
    );
    expect([...columns.time]).toEqual([5, 5, 5, 9]);
    expect([...columns.price]).toEqual([150, 125, 150, 300]);
    expect([...columns.size]).toEqual([0.1, 2, 0, 1]);
    expect([...columns.side]).toEqual([1, -1, 0, 1]);
  });

  it('are refused with the row', async () => {
    expect(await refusal(load(trades(`(5, 1, 1, 'bid')`)))).toContain('row 1: side is "bid"');
    expect(await refusal(load(trades(`(5, 1, 1, 'buy'), (4, 1, 1, 'buy')`)))).toContain('row 2: time');
    expect(await refusal(load(trades(`(5, 1, -1, 'buy')`)))).toContain('row 1: size is -1:');
  });
});
