/** Import and load against decimal.js: no digit is lost on the way, whatever the spelling, and none is invented. */

import { join } from 'node:path';
import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openCatalog } from '../../src/catalog/load.ts';
import { runs } from '../support/runs.ts';
import { importFile, MINUTE, NEW_YEAR, put, putParquet, temporaryFolder } from './support.ts';

const folder = temporaryFolder();
const Exact = Decimal.clone({ precision: 60, toExpNeg: -40, toExpPos: 40 });
let files = 0;

/** A price of at most 15 digits, up to 8 of them decimals. */
const price = fc
  .tuple(fc.bigInt({ min: 1n, max: 999_999_999_999_999n }), fc.integer({ min: 0, max: 8 }))
  .map(([units, decimals]) => new Exact(units.toString()).div(new Exact(10).pow(decimals)))
  .filter((value) => value.lt(10_000_000));

/** Ways to write a number. */
const SPELLINGS: readonly ((value: Decimal) => string)[] = [
  (value) => value.toFixed(),
  (value) => value.toExponential(),
  (value) => `+${value.toFixed(9)}`,
  (value) => `000${value.toFixed()}`,
  (value) => `${value.mul('1e7').toFixed()}e-7`,
  (value) => `${value.mul('1e-3').toFixed()}E3`,
  (value) => value.toFixed().replace(/^0\./, '.'),
];

describe('decimals', () => {
  it('are the same after import and load, however they are spelled', async () => {
    const row = fc.record({ low: price, rise: price, volume: price, spelling: fc.nat(SPELLINGS.length - 1) });
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 300 }), async (rows) => {
        files += 1;
        const candles = rows.map(({ low, rise, volume, spelling }) => {
          const high = low.plus(rise);
          return { open: low, high, low, close: high, volume, write: SPELLINGS[spelling]! };
        });
        const lines = candles.map(({ open, high, low, close, volume, write }, i) =>
          [NEW_YEAR / 1000 + i * 60_000, ...[open, high, low, close, volume].map(write)].join(','),
        );
        const catalog = join(folder, `c${files}`);
        const { instrument } = await importFile(catalog, put(join(folder, `${files}.csv`), lines.join('\n')));
        const decimals = instrument.price_decimals;
        const request = { venue: 'test', symbol: 'BTC/USDT', interval: MINUTE, priceDecimals: decimals };
        const loaded = await (await openCatalog(catalog)).loadCandles(request);
        const unit = new Exact(10).pow(decimals);
        for (const [i, candle] of candles.entries()) {
          for (const name of ['open', 'high', 'low', 'close'] as const) {
            expect(loaded[name][i]).toBe(candle[name].mul(unit).toNumber());
          }
          expect(loaded.volume[i]).toBe(candle.volume.toNumber());
        }
      }),
      { numRuns: runs(6), endOnFailure: true },
    );
  });

  it('of doubles are those of their shortest text', async () => {
    const values = fc.array(fc.tuple(fc.nat(99_999_999), fc.integer({ min: 0, max: 7 })), {
      minLength: 1,
      maxLength: 300,
    });
    await fc.assert(
      fc.asyncProperty(values, async (pairs) => {
        files += 1;
        const prices = pairs.map(([units, decimals]) => Number(`${units + 1}e-${decimals}`));
        const list = prices.map((value, i) => `(${NEW_YEAR / 1000 + i * 60_000}, '${value}'::DOUBLE)`).join(', ');
        const file = await putParquet(
          join(folder, `${files}.parquet`),
          `SELECT ts, p AS open, p AS high, p AS low, p AS close, p AS volume FROM (VALUES ${list}) v(ts, p)`,
        );
        const catalog = join(folder, `c${files}`);
        const { instrument } = await importFile(catalog, file);
        const finest = Math.max(...prices.map((value) => new Exact(String(value)).decimalPlaces()));
        expect(instrument.tick_size).toBe(new Exact(10).pow(-finest).toFixed());
        const request = {
          venue: 'test',
          symbol: 'BTC/USDT',
          interval: MINUTE,
          priceDecimals: instrument.price_decimals,
        };
        const loaded = await (await openCatalog(catalog)).loadCandles(request);
        const unit = new Exact(10).pow(instrument.price_decimals);
        expect([...loaded.close]).toEqual(prices.map((value) => new Exact(String(value)).mul(unit).toNumber()));
        expect([...loaded.volume]).toEqual(prices);
      }),
      { numRuns: runs(4), endOnFailure: true },
    );
  });
});
