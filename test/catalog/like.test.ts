import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fitLike } from '../../src/catalog/like.ts';
import { Synthesizer } from '../../src/market/synthesizer.ts';
import { momentsOf, type SynthMoments } from '../../src/market/synthMoments.ts';
import { requireData } from '../support/shared-data.ts';
import { importFile, MINUTE, NEW_YEAR, put, refusal, temporaryFolder } from './support.ts';

const folder = temporaryFolder();

/** How far a synthesized moment may lie from the real one: a share of it, or a difference. */
const NEAR: readonly (readonly [name: keyof SynthMoments, share: number, difference: number])[] = [
  ['volatility', 0.15, 0],
  ['clustering', 0, 0.25],
  ['largeMovesPerDay', 0.3, 0],
  ['largeMovePct', 0.15, 0],
  ['dailyVolume', 0.15, 0],
  ['volumeCorrelation', 0, 0.06],
];

describe('a market like real candles', () => {
  it('has their moments: BTC/USDT in the summer of 2025', async () => {
    const file = requireData('candles/binance-spot-BTCUSDT-1m-202505-202508.parquet');
    const { fit, interval, tick, lot } = await fitLike(file, '');
    expect([interval, tick, lot]).toEqual([MINUTE, '0.01', '0.000001']);
    expect(fit.startPrice).toBe(105_573.73);
    expect(fit.moments.candles).toBe(130_708);
    expect(fit.moments.volatility).toBeCloseTo(0.331, 3);
    // The mean of four markets: a single one of three months has luck of its own, mostly in its volatility.
    const seeds = [1, 2, 3, 4];
    const made = seeds.map((seed) => {
      const symbol = { symbol: 'BTC/USDT', priceDecimals: 2, ...fit };
      const { clustering, jumps, moments } = fit;
      const synthesizer = new Synthesizer({ seed, symbols: [symbol], from: NEW_YEAR, interval, clustering, jumps });
      return momentsOf(synthesizer.next(moments.candles)[0]!, interval);
    });
    for (const [name, share, difference] of NEAR) {
      const mean = made.reduce((sum, moments) => sum + moments[name], 0) / seeds.length;
      const [real, bound] = [fit.moments[name], share * fit.moments[name] + difference];
      expect([name, Math.abs(mean - real) < bound, mean]).toEqual([name, true, mean]);
    }
  });

  it('may be like a series of the catalog, whose increments it takes', async () => {
    const file = requireData('candles/binance-spot-ETHUSDT-1m-202407-202408.parquet');
    const catalog = join(folder, 'catalog');
    await importFile(catalog, file, { symbol: 'ETH/USDT', tick: '0.01', lot: '0.0001' });
    const ofFile = await fitLike(file, catalog);
    const { fit, interval, ...increments } = await fitLike('test/ETH/USDT/1m', catalog);
    expect(increments).toEqual({ tick: '0.01', lot: '0.0001' });
    expect({ fit, interval }).toEqual({ fit: ofFile.fit, interval: ofFile.interval });
  });

  it('needs candles to be like', async () => {
    expect(await refusal(fitLike('nowhere.csv', folder))).toContain('there is no such file');
    expect(await refusal(fitLike('binance/BTC/USDT/1m', join(folder, 'none')))).toContain('there is no catalog');
    const few = Array.from({ length: 999 }, (_, i) => [(NEW_YEAR + i * MINUTE) / 1000, 2, 3, 1, 2, 0.1].join());
    expect(await refusal(fitLike(put(join(folder, 'few.csv'), few.join('\n')), folder))).toContain('too few');
  });
});
