/** Where along a cost a strategy stops earning. */

import { LEVEL } from './bootstrap.ts';

/** A place on the axis, or beyond the end of what was tried. */
export type Crossing = number | 'below' | 'above';

export interface BreakEven {
  readonly value: Crossing;
  /** Null where there are no resamples, or one of them has no growth. */
  readonly interval: { readonly low: Crossing; readonly high: Crossing } | null;
  /** More than one crossing: it earns again at a higher cost. */
  readonly isRepeated: boolean;
}

/** One setting on the axis: its mean logarithm of a day's growth, as it was and in each resample. */
export interface AxisPoint {
  /** The cost, e.g. slippage in percent. */
  readonly at: number;
  readonly growth: { readonly value: number; readonly samples: Float64Array };
}

/**
 * The lowest cost from which on nothing is earned: the mean logarithm of a day's growth, and with it the sum of all profit,
 * falls to zero. Growth is linear in a cost that is a share of what is traded, as long as the same trades are made; so it is
 * interpolated between neighbouring settings, and never beyond the outermost: `below` the lowest cost it earned nothing
 * already, `above` the highest it earned still.
 *
 * @param points in the order of their costs, two at least; the interval is 95 %
 */
export function breakEven(points: readonly AxisPoint[]): BreakEven {
  const axis = points.map(({ at }) => at);
  const values = points.map(({ growth }) => growth.value);
  const rounds = points[0]!.growth.samples.length;
  const crossings: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const sampled = points.map(({ growth }) => growth.samples[round]!);
    if (sampled.some(Number.isNaN))
      return { value: named(crossingOf(axis, values)), interval: null, isRepeated: false };
    crossings.push(crossingOf(axis, sampled));
  }
  return {
    value: named(crossingOf(axis, values)),
    interval: rounds === 0 ? null : middle(crossings),
    isRepeated: changesOf(values) > 1,
  };
}

/** -Infinity where the first earns nothing, Infinity where all earn. */
function crossingOf(axis: readonly number[], values: readonly number[]): number {
  const at = values.findIndex((value) => !(value > 0));
  if (at < 0) return Number.POSITIVE_INFINITY;
  if (at === 0) return Number.NEGATIVE_INFINITY;
  const [x0, x1, y0, y1] = [axis[at - 1]!, axis[at]!, values[at - 1]!, values[at]!];
  return x0 + ((x1 - x0) * y0) / (y0 - y1);
}

function changesOf(values: readonly number[]): number {
  return values.filter((value, i) => i > 0 && value > 0 !== values[i - 1]! > 0).length;
}

/** The ends are crossings themselves, the outer of two: between a place and what lies beyond the axis there is nothing. */
function middle(crossings: readonly number[]): { low: Crossing; high: Crossing } {
  const sorted = Float64Array.from(crossings).sort();
  const tail = ((1 - LEVEL) / 2) * (sorted.length - 1);
  return { low: named(sorted[Math.floor(tail)]!), high: named(sorted[Math.ceil(sorted.length - 1 - tail)]!) };
}

function named(crossing: number): Crossing {
  if (crossing === Number.NEGATIVE_INFINITY) return 'below';
  return crossing === Number.POSITIVE_INFINITY ? 'above' : crossing;
}
