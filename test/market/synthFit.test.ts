import { describe, expect, test } from 'vitest';
import type { CandleColumns } from '../../src/market/columns.ts';
import { Synthesizer, type SynthOptions } from '../../src/market/synthesizer.ts';
import { fitSynth, type SynthFit } from '../../src/market/synthFit.ts';
import { logReturns, momentsOf } from '../../src/market/synthMoments.ts';
import { MICROS_PER_MINUTE, parseTime } from '../../src/model/time.ts';

const FROM = parseTime('2024-01-01');
const BASE = { symbol: 'A/B', startPrice: 100, volatility: 0.5, priceDecimals: 3, tickSize: 5, baseDecimals: 2 };

/** `clustering`, `jumps` and what the symbol is told, over 120 days of minutes. */
function candlesOf(options: Partial<SynthOptions>, symbol: Partial<typeof BASE & { volumeNoise: number }> = {}) {
  const synthesizer = new Synthesizer({
    seed: 5,
    from: FROM,
    interval: MICROS_PER_MINUTE,
    symbols: [{ ...BASE, ...symbol }],
    ...options,
  });
  return synthesizer.next(120 * 1440)[0]!;
}

const CALM = { clustering: 0, jumps: { perDay: 0, sizePct: 0 } };
const moments = (candles: CandleColumns) => momentsOf(candles, MICROS_PER_MINUTE);

describe('moments', () => {
  test('of normal returns are what theory says', () => {
    const { volatility, clustering, largeMovesPerDay } = moments(candlesOf(CALM, { tickSize: 1 }));
    expect(volatility).toBeCloseTo(0.5, 2);
    expect(clustering).toBeLessThan(0.05);
    // Five deviations are passed once in 1.7 million draws; 120 products judge them with some error.
    expect(largeMovesPerDay).toBeLessThan(0.05);
  });

  test('grow with the setting each of them measures', () => {
    const mild = moments(candlesOf({ clustering: 0.5 }));
    const wild = moments(candlesOf({ clustering: 1.2 }));
    expect(wild.clustering - mild.clustering).toBeGreaterThan(0.4);
    const jumpy = moments(candlesOf({ ...CALM, jumps: { perDay: 6, sizePct: 1 } }));
    // Of normal sizes with deviation 1 %, those beyond five deviations of a minute (0.35 %) are 73 %.
    expect(jumpy.largeMovesPerDay).toBeGreaterThan(3.6);
    expect(jumpy.largeMovesPerDay).toBeLessThan(5.2);
    expect(jumpy.largeMovePct).toBeGreaterThan(1);
    expect(jumpy.largeMovePct).toBeLessThan(1.3);
    const [clear, dim] = [0.1, 1.5].map((volumeNoise) => moments(candlesOf({}, { volumeNoise })).volumeCorrelation);
    expect(clear! - dim!).toBeGreaterThan(0.3);
  });

  test('leave returns across a gap out', () => {
    const time = Float64Array.of(0, 1, 2, 5, 6);
    const close = Float64Array.of(1, 2, 4, 400, 800);
    const candles = { ...candlesOf({}), length: 5, time, close };
    const want = Math.log(2);
    expect([...logReturns(candles, 1)].map((value) => value.toFixed(12))).toEqual(Array(3).fill(want.toFixed(12)));
  });
});

describe('a fit', () => {
  const truth = { clustering: 0.9, jumps: { perDay: 5, sizePct: 0.8 } };
  const candles = candlesOf(truth, { volumeNoise: 0.9 });
  const fit = fitSynth(candles, MICROS_PER_MINUTE, 3);

  test('finds the settings that candles were made with', () => {
    expect(fit.startPrice).toBeCloseTo(100, 1);
    expect(fit.tickSize).toBe(5);
    expect(fit.baseDecimals).toBe(2);
    // 120 days see sixty half-lives of the slow part: a tenth of volatility is luck.
    expect(Math.abs(fit.volatility / 0.5 - 1)).toBeLessThan(0.2);
    expect(Math.abs(fit.clustering - truth.clustering)).toBeLessThan(0.25);
    expect(Math.abs(fit.jumps.perDay / truth.jumps.perDay - 1)).toBeLessThan(0.25);
    expect(Math.abs(fit.jumps.sizePct / truth.jumps.sizePct - 1)).toBeLessThan(0.15);
    expect(Math.abs(fit.volumeNoise - 0.9)).toBeLessThan(0.15);
    expect(Math.abs(fit.dailyVolume / 1e6 - 1)).toBeLessThan(0.2);
  });

  test('is the same again, in numbers that can be said', () => {
    expect(fitSynth(candles, MICROS_PER_MINUTE, 3)).toEqual(fit);
    const digits = (of: SynthFit) => [of.volatility, of.clustering, of.jumps.perDay, of.jumps.sizePct, of.dailyVolume];
    for (const value of digits(fit)) expect(Number(value.toPrecision(4))).toBe(value);
  });

  test('takes enough candles, and some that move', () => {
    expect(() => fitSynth({ ...candles, length: 999 }, MICROS_PER_MINUTE, 3)).toThrow('999 candles are too few');
    const still = { ...candles, close: candles.close.map(() => 7) };
    expect(() => fitSynth(still, MICROS_PER_MINUTE, 3)).toThrow('never moves');
  });
});
