import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DrawKey } from '../../src/clock/index.ts';
import {
  automaticBlockLength,
  percentileInterval,
  StationaryBootstrap,
  widening,
} from '../../src/statistics/bootstrap.ts';

/** x[i] = rho x[i-1] + noise; the noise is a sum of twelve draws less six, nearly normal. */
function autoregressive(rho: number, length: number, seed: number): Float64Array {
  const draws = new DrawKey(seed, 'noise', '');
  const values = new Float64Array(length);
  let before = 0;
  for (let i = 0; i < length; i += 1) {
    let noise = -6;
    for (let k = 0; k < 12; k += 1) noise += draws.draw(i, k, 0);
    before = rho * before + noise;
    values[i] = before;
  }
  return values;
}

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('a resample', () => {
  it('has rows of the series, and goes on from row to row where no block begins', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.double({ min: 1, max: 20, noNaN: true }),
        fc.nat(),
        (n, block, seed) => {
          const rows = new Int32Array(n).fill(-1);
          new StationaryBootstrap(seed, 'test', n, block).draw(3, rows);
          expect(rows.every((row) => row >= 0 && row < n)).toBe(true);
          const again = new Int32Array(n);
          new StationaryBootstrap(seed, 'test', n, block).draw(3, again);
          expect(again).toEqual(rows);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('is the same on every machine', () => {
    const rows = new Int32Array(12);
    new StationaryBootstrap(42, 'comparison', 12, 3).draw(0, rows);
    expect([...rows]).toEqual([0, 1, 11, 0, 1, 2, 4, 5, 6, 6, 7, 8]);
  });

  it('has blocks of the length that was asked for, from every row alike', () => {
    const n = 500;
    const rows = new Int32Array(n);
    const bootstrap = new StationaryBootstrap(1, 'test', n, 8);
    const counts = new Array<number>(n).fill(0);
    let blocks = 0;
    for (let round = 0; round < 400; round += 1) {
      bootstrap.draw(round, rows);
      rows.forEach((row, i) => {
        counts[row]! += 1;
        if (i === 0 || row !== (rows[i - 1]! + 1) % n) blocks += 1;
      });
    }
    expect((400 * n) / blocks).toBeCloseTo(8, 0);
    // 400 draws of each row on average; with blocks of 8 a row's count strays by some 20 x sqrt(2 x 8).
    expect(Math.max(...counts)).toBeLessThan(400 + 6 * 80);
    expect(Math.min(...counts)).toBeGreaterThan(400 - 6 * 60);
  });
});

describe('the automatic block length', () => {
  it.each([0.3, 0.6, 0.8])('finds what theory says of an autoregression of %f', (rho) => {
    const n = 4000;
    const found = Array.from({ length: 12 }, (_, seed) => automaticBlockLength(autoregressive(rho, n, seed)));
    // Politis and White (2004), section 3: (2 rho / (1 - rho^2))^(2/3) n^(1/3).
    const theory = ((2 * rho) / (1 - rho * rho)) ** (2 / 3) * n ** (1 / 3);
    expect(meanOf(found) / theory).toBeGreaterThan(0.8);
    expect(meanOf(found) / theory).toBeLessThan(1.25);
  });

  it('is short for days that know nothing of each other, and one where nothing varies', () => {
    const found = Array.from({ length: 12 }, (_, seed) => automaticBlockLength(autoregressive(0, 1000, seed)));
    expect(meanOf(found)).toBeLessThan(3.5);
    expect(automaticBlockLength(new Float64Array(100))).toBe(1);
    expect(automaticBlockLength(Float64Array.of(1))).toBe(1);
    expect(automaticBlockLength(new Float64Array(0))).toBe(1);
  });

  it('is never longer than a third of the series', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { maxLength: 80 }), (values) => {
        const length = automaticBlockLength(Float64Array.from(values));
        expect(length).toBeGreaterThanOrEqual(1);
        expect(length).toBeLessThanOrEqual(Math.max(1, Math.ceil(values.length / 3)));
      }),
    );
  });
});

describe('an interval', () => {
  it('is the middle of what the resamples came to', () => {
    const samples = Float64Array.from({ length: 1001 }, (_, i) => (i * 8) % 1001);
    expect(percentileInterval(samples)).toEqual({ low: expect.closeTo(25, 9), high: expect.closeTo(975, 9) });
  });

  it('is none without resamples, or where one has no value', () => {
    expect(percentileInterval(new Float64Array(0))).toBeNull();
    expect(percentileInterval(Float64Array.of(1, Number.NaN, 2))).toBeNull();
  });

  it('is widened as Student widens the normal', () => {
    // Quantiles of 0.975 from a table of Student's distribution; Z is 1.959964.
    const table: readonly (readonly [freedom: number, quantile: number])[] = [
      [10, 2.228139],
      [20, 2.085963],
      [60, 2.000298],
    ];
    for (const [freedom, quantile] of table) {
      const expected = (quantile / 1.959964) * Math.sqrt((freedom + 1) / freedom);
      expect(widening(freedom + 1)).toBeCloseTo(expected, 2);
    }
    expect(widening(1e9)).toBeCloseTo(1, 6);
  });
});
