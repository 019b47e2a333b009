import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as arrow from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import type { ImportRequest } from '../../src/catalog/import.ts';
import { openCatalog } from '../../src/catalog/load.ts';
import { importFile, MINUTE, NEW_YEAR, put, refusal, rowsOf, temporaryFolder } from './support.ts';

const folder = temporaryFolder();
let files = 0;

async function loaded(file: string, options: Partial<ImportRequest> = {}) {
  const catalog = join(folder, `catalog${++files}`);
  const { instrument } = await importFile(catalog, file, options);
  const request = { venue: 'test', symbol: 'BTC/USDT', interval: MINUTE, priceDecimals: instrument.price_decimals };
  return { decimals: instrument.price_decimals, rows: rowsOf(await (await openCatalog(catalog)).loadCandles(request)) };
}

/** Vectors of two candles of the new year; some are replaced. */
function candles(replaced: Record<string, arrow.Vector> = {}): Record<string, arrow.Vector> {
  const double = (...values: (number | null)[]): arrow.Vector => arrow.vectorFromArray(values, new arrow.Float64());
  return {
    time: times(new arrow.TimestampMicrosecond(), 1n),
    open: double(10, 11),
    high: double(12, 12),
    low: double(9, 9),
    close: double(11, 11.5),
    volume: double(5, 0.25),
    ...replaced,
  };
}

/** The two times in a timestamp's own unit: microseconds times `factor`, or divided by it. */
function times(type: arrow.Timestamp, factor: bigint, divide = false): arrow.Vector {
  const values = [NEW_YEAR, NEW_YEAR + MINUTE].map((time) => (divide ? BigInt(time) / factor : BigInt(time) * factor));
  return arrow.makeVector(arrow.makeData({ type, data: BigInt64Array.from(values), length: 2 }));
}

function written(vectors: Record<string, arrow.Vector>, form: 'file' | 'stream' = 'file'): string {
  files += 1;
  return put(join(folder, `f${files}.arrow`), arrow.tableToIPC(new arrow.Table(vectors), form));
}

const TWO_ROWS = [
  [NEW_YEAR, 100000, 120000, 90000, 110000, 5],
  [NEW_YEAR + MINUTE, 110000, 120000, 90000, 115000, 0.25],
];

describe('Feather as pandas writes it', () => {
  it.each(['lz4', 'zstd'])('compressed by %s, in several batches', async (name) => {
    const file = fileURLToPath(new URL(`fixtures/candles-${name}.feather`, import.meta.url));
    const { rows, decimals } = await loaded(file, { preset: 'freqtrade' });
    const unit = 10 ** decimals;
    const price = (i: number): number => (4_000_000 + ((i * 7919) % 1000)) / 100;
    const expected = Array.from({ length: 600 }, (_, i) => [
      NEW_YEAR + i * MINUTE,
      ...[price(i), Math.max(price(i), price(i + 1)) + 0.5, Math.min(price(i), price(i + 1)) - 0.25, price(i + 1)].map(
        (value) => Math.round(value * unit),
      ),
      (i % 97) / 8,
    ]);
    expect(rows).toEqual(expected);
  });
});

describe('Arrow', () => {
  it.each(['file', 'stream'] as const)('as a %s', async (form) => {
    expect((await loaded(written(candles(), form))).rows).toEqual(TWO_ROWS);
  });

  it.each<[string, arrow.Vector]>([
    ['seconds', times(new arrow.TimestampSecond(), 1_000_000n, true)],
    ['milliseconds', times(new arrow.TimestampMillisecond(), 1000n, true)],
    ['nanoseconds', times(new arrow.TimestampNanosecond(), 1000n)],
    ['microseconds of a zone', times(new arrow.TimestampMicrosecond('America/New_York'), 1n)],
    ['whole numbers', arrow.vectorFromArray([NEW_YEAR, NEW_YEAR + MINUTE].map(BigInt), new arrow.Int64())],
    ['text', arrow.vectorFromArray(['2024-01-01T00:00', '2024-01-01T00:01'], new arrow.Utf8())],
  ])('with times in %s', async (_, time) => {
    expect((await loaded(written(candles({ time })))).rows).toEqual(TWO_ROWS);
  });

  it('reads local times in the zone that is said, and times with a zone as they are', async () => {
    const options = { timeZone: '+08:00' };
    const local = await loaded(written(candles()), options);
    expect(local.rows[0]![0]).toBe(NEW_YEAR - 8 * 60 * MINUTE);
    const time = times(new arrow.TimestampMicrosecond('UTC'), 1n);
    expect((await loaded(written(candles({ time })), options)).rows[0]![0]).toBe(NEW_YEAR);
  });

  it('reads singles, decimals, texts and dictionaries by their shortest decimal', async () => {
    const dictionary = new arrow.Dictionary(new arrow.Utf8(), new arrow.Int32());
    const open = arrow.vectorFromArray(['10', '11'], dictionary);
    const high = arrow.vectorFromArray([12.1, 12.3], new arrow.Float32());
    const words = Uint32Array.from([900, 0, 0, 0, 899, 0, 0, 0]);
    const low = arrow.makeVector(arrow.makeData({ type: new arrow.Decimal(2, 10), data: words, length: 2 }));
    const { rows } = await loaded(written(candles({ open, high, low })));
    expect(rows.map((row) => row.slice(1, 4))).toEqual([
      [100000, 121000, 90000],
      [110000, 123000, 89900],
    ]);
  });

  it.each<[string, Record<string, arrow.Vector>, string]>([
    ['a missing price', { close: arrow.vectorFromArray([11, null], new arrow.Float64()) }, 'row 2: close is blank'],
    [
      'a price of NaN',
      { close: arrow.vectorFromArray([11, Number.NaN], new arrow.Float64()) },
      'row 2: close is blank',
    ],
    [
      'a column of flags',
      { volume: arrow.vectorFromArray([true, false], new arrow.Bool()) },
      'volume "true" is not a number',
    ],
    ['a column of lists', { volume: arrow.vectorFromArray([[1], [2]]) }, 'column volume is List'],
    [
      'times finer than a microsecond',
      {
        time: arrow.makeVector(
          arrow.makeData({ type: new arrow.TimestampNanosecond(), data: BigInt64Array.from([1n, 2n]), length: 2 }),
        ),
      },
      'row 1: time "1" is finer than a microsecond: --floor-times cuts that off',
    ],
  ])('with %s is refused', async (_, replaced, message) => {
    expect(await refusal(loaded(written(candles(replaced))))).toContain(message);
  });

  it('that is cut off, empty, or of Feather 1 is refused', async () => {
    const bytes = arrow.tableToIPC(new arrow.Table(candles()), 'file');
    expect(await refusal(loaded(put(join(folder, 'cut.arrow'), bytes.subarray(0, 500))))).toContain(
      'cannot be read as Arrow',
    );
    expect(await refusal(loaded(put(join(folder, 'one.feather'), 'FEA1xxxx')))).toContain('Feather file of version 1');
    const { time, ...rest } = candles();
    expect(await refusal(loaded(written({ ...rest, when: time! })))).toContain('has no column time');
  });
});
