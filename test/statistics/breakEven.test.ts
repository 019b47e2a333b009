import { describe, expect, it } from 'vitest';
import { breakEven } from '../../src/statistics/breakEven.ts';

/** Points at 0, 1, 2, ... with a growth each, and the growths of each resample. */
const points = (values: readonly number[], resamples: readonly (readonly number[])[] = []) =>
  values.map((value, i) => ({ at: i, growth: { value, samples: Float64Array.from(resamples, (one) => one[i]!) } }));

describe('where a strategy stops earning', () => {
  it('lies between the setting that earns and the one that does not', () => {
    expect(breakEven(points([3, 1, -1]))).toEqual({ value: 1.5, interval: null, isRepeated: false });
    expect(breakEven(points([3, 1, -3])).value).toBe(1.25);
    expect(breakEven(points([3, 0, -3])).value).toBe(1);
  });

  it('is never made up beyond what was tried', () => {
    expect(breakEven(points([-1, -2])).value).toBe('below');
    expect(breakEven(points([2, 1])).value).toBe('above');
  });

  it('is the first such place, and says where there are others', () => {
    expect(breakEven(points([1, -1, 1, -1]))).toMatchObject({ value: 0.5, isRepeated: true });
  });

  it('has an interval that may reach beyond the settings', () => {
    const shifted = Array.from({ length: 201 }, (_, i) => [2, 0, -2].map((value) => value + (i - 100) / 100));
    const { interval } = breakEven(points([2, 0, -2], shifted));
    expect(interval!.low).toBeCloseTo(0.525, 2);
    expect(interval!.high).toBeCloseTo(1.475, 2);
    const far = shifted.map((one) => one.map((value) => value + 2));
    expect(breakEven(points([2, 0, -2], far)).interval).toEqual({ low: expect.closeTo(1.525, 2), high: 'above' });
  });

  it('is unknown where a resample lost everything', () => {
    expect(breakEven(points([1, -1], [[1, Number.NaN]])).interval).toBeNull();
  });
});
