/** The shape of the returns: tails, skew, kurtosis. */

import { CompensatedSum } from './moments.ts';
import { known, type Outcome, undefinedBecause } from './outcome.ts';
import { type PeriodReturns, unusable } from './returns.ts';

/**
 * Percentile by linear interpolation between the order statistics around (n-1) x share (Hyndman and Fan's type 7, as in
 * numpy and most spreadsheets).
 *
 * @param sorted lowest first, at least one value
 * @param share 0..1
 */
export function percentile(sorted: Float64Array, share: number): number {
  const place = (sorted.length - 1) * share;
  const below = Math.floor(place);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return low + (high - low) * (place - below);
}

/** Value at risk 95 in percent: the 5th percentile of the returns; a loss is negative. */
export function valueAtRisk95Pct(returns: PeriodReturns): Outcome {
  const missing = unusable(returns, 1);
  if (missing !== null) return missing;
  return known(percentile(returns.sorted(), 0.05) * 100);
}

/** Conditional value at risk 95 in percent: the mean of the floor(0.05 (N-1)) + 1 lowest returns; a loss is negative. */
export function conditionalValueAtRisk95Pct(returns: PeriodReturns): Outcome {
  const missing = unusable(returns, 1);
  if (missing !== null) return missing;
  const sorted = returns.sorted();
  const count = Math.floor(0.05 * (sorted.length - 1)) + 1;
  const sum = new CompensatedSum();
  for (let i = 0; i < count; i += 1) sum.add(sorted[i]!);
  return known((sum.value / count) * 100);
}

/** Tail ratio: |95th percentile| / |5th percentile| of the returns. */
export function tailRatio(returns: PeriodReturns): Outcome {
  const missing = unusable(returns, 1);
  if (missing !== null) return missing;
  const sorted = returns.sorted();
  const low = Math.abs(percentile(sorted, 0.05));
  if (low === 0) return undefinedBecause('the 5th percentile of the returns is zero');
  return known(Math.abs(percentile(sorted, 0.95)) / low);
}

/** Bias-corrected skew of the returns. */
export function skew(returns: PeriodReturns): Outcome {
  return unusable(returns, 3) ?? ofMoment(returns.moments.skew);
}

/** Bias-corrected excess kurtosis of the returns: 0 for a normal distribution. */
export function excessKurtosis(returns: PeriodReturns): Outcome {
  return unusable(returns, 4) ?? ofMoment(returns.moments.excessKurtosis);
}

function ofMoment(value: number | null): Outcome {
  return value === null ? undefinedBecause('returns do not deviate') : known(value);
}
