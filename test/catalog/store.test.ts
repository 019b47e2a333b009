import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sqlReadPath } from '../../src/catalog/duckdb.ts';
import { fingerprintSeries } from '../../src/catalog/fingerprint.ts';
import { inferInstrument, readInstrument } from '../../src/catalog/instruments.ts';
import { CANDLE_FILE, seriesFolder } from '../../src/catalog/layout.ts';
import { openCatalog } from '../../src/catalog/load.ts';
import { storeCandles } from '../../src/catalog/store.ts';
import type { CandleColumns } from '../../src/market/columns.ts';
import { importFile, MINUTE, NEW_YEAR, put, rowsOf, sql, temporaryFolder } from './support.ts';

const folder = temporaryFolder();
const KEY = { kind: 'candles', venue: 'test', symbol: 'BTC/USDT', interval: MINUTE } as const;

/** Candles [from, from + length) in arrays longer than that, as a feed reuses them. */
function chunk(from: number, length: number): CandleColumns {
  const column = (value: (i: number) => number): Float64Array =>
    Float64Array.from({ length: length + 7 }, (_, i) => (i < length ? value(from + i) : -1));
  return {
    kind: 'candles',
    length,
    time: column((i) => NEW_YEAR + i * MINUTE),
    open: column((i) => 1000 + i),
    high: column((i) => 1200 + i),
    low: column(() => 900),
    close: column((i) => 1100 + (i % 50)),
    volume: column((i) => i / 8),
    filled: null,
  };
}

describe('a stored series', () => {
  it('is what an import of the same candles would be', async () => {
    const catalog = join(folder, 'stored');
    const instrument = inferInstrument({ decimals: 2, median: '11', highest: '12' }, '0.01', '0.001');
    const request = { ...KEY, catalog, priceDecimals: 2, volumeDecimals: 3, instrument };
    expect(await storeCandles(request, [chunk(0, 3000), chunk(3000, 1), chunk(3001, 999)])).toBe(4000);
    const opened = await openCatalog(catalog);
    const loaded = rowsOf(await opened.loadCandles({ ...KEY, priceDecimals: 2 }));
    expect(loaded).toEqual(rowsOf(chunk(0, 4000)));
    expect(await readInstrument(catalog, 'test', 'BTC/USDT')).toEqual(instrument);
    const path = join(seriesFolder(catalog, KEY), CANDLE_FILE);
    const types = await sql(`DESCRIBE SELECT * FROM read_parquet(${sqlReadPath(path)}, hive_partitioning = false)`);
    expect(types.map((row) => row.column_type)).toEqual([
      'TIMESTAMP',
      'DECIMAL(4,2)',
      'DECIMAL(4,2)',
      'DECIMAL(3,2)',
      'DECIMAL(4,2)',
      'DECIMAL(6,3)',
    ]);
    const kept = await fingerprintSeries({ ...KEY, catalog });
    expect(kept.note).toBeUndefined();

    const units = (value: number): string => (value / 100).toFixed(2);
    const text = loaded.map(([time, o, h, l, c, v]) =>
      [time! / 1000, units(o!), units(h!), units(l!), units(c!), v].join(),
    );
    const other = join(folder, 'imported');
    await importFile(other, put(join(folder, 'same.csv'), text.join('\n')));
    expect((await fingerprintSeries({ ...KEY, catalog: other })).digest).toBe(kept.digest);

    // Stored again, it takes the place of what was there.
    expect(await storeCandles(request, [chunk(0, 10)])).toBe(10);
    expect((await opened.span(KEY)).rows).toBe(10);
  });
});
