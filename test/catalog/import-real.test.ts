import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fingerprintSeries } from '../../src/catalog/fingerprint.ts';
import { importCandles } from '../../src/catalog/import.ts';
import { openCatalog } from '../../src/catalog/load.ts';
import { parseInterval, parseTime } from '../../src/model/time.ts';
import { requireData } from '../support/shared-data.ts';
import { refusal, temporaryFolder } from './support.ts';

const folder = temporaryFolder();

/** What `../shared/data/README.md` says of each file: rows, gaps, candles missing, identical ones, ends. */
const FILES = [
  ['binance-spot-BTCUSDT-1m-202505-202508.parquet', '1m', 130_708, 0, 0, 0, '2025-05-20', '2025-08-18T18:27'],
  ['binance-spot-BTCUSDT-5m-201911-202003.parquet', '5m', 33_959, 4, 131, 1, '2019-11-15T12:25', '2020-03-12T21:10'],
  ['binance-spot-XRPETH-1m-20191011.parquet', '1m', 2469, 676, 1091, 0, '2019-10-11', '2019-10-13T11:19'],
  ['binance-spot-DOGEUSDT-1m-202104-202105.parquet', '1m', 42_915, 1, 284, 0, '2021-04-20T20:41', '2021-05-20T20:39'],
  ['binance-spot-BTCUSDT-1h-201708-202404.parquet', '1h', 58_419, 28, 128, 0, '2017-08-17T04:00', '2024-04-21T14:00'],
  ['coinbase-BTCUSD-1h-201704-202210.parquet', '1h', 48_060, 15, 32, 0, '2017-04-30', '2022-10-24T19:00'],
  ['kraken-XBTUSD-1h.csv.gz', '1h', 70_253, 3254, 10_856, 0, '2013-10-06T21:00', '2023-01-07T09:00'],
] as const;

describe('real candles', () => {
  it.each(FILES)('%s', async (name, interval, rows, gaps, missing, dropped, first, last) => {
    const file = requireData(`candles/${name}`);
    const key = { catalog: join(folder, name), venue: 'real', symbol: 'AAA/BBB', interval: parseInterval(interval) };
    const result = await importCandles({ file, ...key });
    expect(result).toMatchObject({
      rows,
      added: rows,
      gaps,
      missing,
      dropped,
      first: parseTime(first),
      last: parseTime(last),
    });
    const catalog = await openCatalog(key.catalog);
    const columns = await catalog.loadCandles({ ...key, priceDecimals: result.instrument.price_decimals });
    expect([columns.length, columns.time[0], columns.time[rows - 1]]).toEqual([
      rows,
      parseTime(first),
      parseTime(last),
    ]);
    const kept = await fingerprintSeries({ kind: 'candles', ...key });
    expect(kept.note).toBeUndefined();
    const cut = { from: parseTime(first) + key.interval, to: parseTime(last) };
    expect((await fingerprintSeries({ kind: 'candles', ...key, ...cut })).digest).not.toBe(kept.digest);
  });

  it.each([
    ['binance-usdm-XRPUSDT-1h-mark-202111.parquet', '1h', 'volume is NaN in every row, as in a file of mark prices'],
    ['binance-usdm-XRPUSDT-8h-funding-202111.parquet', '8h', 'as in a file of funding rates'],
  ])('%s is refused', async (name, interval, message) => {
    const file = requireData(`candles/${name}`);
    const request = { file, catalog: join(folder, name), venue: 'real', symbol: 'XRP/USDT' };
    const said = await refusal(importCandles({ ...request, interval: parseInterval(interval) }));
    expect(said.toLowerCase()).toContain(message.toLowerCase());
  });
});
