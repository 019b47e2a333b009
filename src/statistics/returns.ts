/** Returns of equal periods (days, unless a caller takes other ones): what the ratios are made of. */

import { pow } from '../model/math.ts';
import { CompensatedSum, Moments } from './moments.ts';
import { known, type Outcome, undefinedBecause } from './outcome.ts';

const MICROS_PER_YEAR = 365.25 * 86_400_000_000;

/**
 * An accumulator of period returns as fractions (0.01 is 1 %). One number a period is kept, for the percentiles; all
 * else is running sums. It knows nothing of a run: any series can be fed in.
 */
export class PeriodReturns {
  /** What a period's return is measured against: the risk-free rate of a period. */
  readonly target: number;
  /** Periods that began with nothing or less, whose return is undefined. */
  undefinedCount = 0;
  private sums = new Moments();
  private sumAbove = new CompensatedSum();
  private sumBelow = new CompensatedSum();
  private squaresBelow = new CompensatedSum();
  private kept = new Float64Array(64);

  constructor(target: number) {
    this.target = target;
  }

  /** The return of a period that took a value from `before` to `after`. */
  addValues(before: number, after: number): void {
    if (before > 0) this.add((after - before) / before);
    else this.undefinedCount += 1;
  }

  /** A finite number. */
  add(value: number): void {
    const count = this.sums.count;
    if (count === this.kept.length) {
      const longer = new Float64Array(2 * count);
      longer.set(this.kept);
      this.kept = longer;
    }
    this.kept[count] = value;
    this.sums.add(value);
    const excess = value - this.target;
    if (excess > 0) this.sumAbove.add(excess);
    else if (excess < 0) {
      this.sumBelow.add(0 - excess);
      this.squaresBelow.add(excess * excess);
    }
  }

  /** These returns with one more period, the accumulator being left as it is. */
  withPeriod(before: number, after: number): PeriodReturns {
    const other = new PeriodReturns(this.target);
    other.undefinedCount = this.undefinedCount;
    other.sums = this.sums.copy();
    other.sumAbove = this.sumAbove.copy();
    other.sumBelow = this.sumBelow.copy();
    other.squaresBelow = this.squaresBelow.copy();
    other.kept = this.kept.slice();
    other.addValues(before, after);
    return other;
  }

  get count(): number {
    return this.sums.count;
  }

  get moments(): Moments {
    return this.sums;
  }

  /** Sums of what lies above and below the target, both as positive numbers. */
  get above(): number {
    return this.sumAbove.value;
  }

  get below(): number {
    return this.sumBelow.value;
  }

  /** Root of the mean square of what lies below the target, over all periods. */
  get downsideDeviation(): number {
    return Math.sqrt(this.squaresBelow.value / this.count);
  }

  /** The returns in the order they came; a view. */
  get values(): Float64Array {
    return this.kept.subarray(0, this.count);
  }

  /** The returns from lowest to highest; a copy. */
  sorted(): Float64Array {
    return this.kept.slice(0, this.count).sort();
  }
}

/** Null where the returns can be used; else why not. */
export function unusable(returns: PeriodReturns, atLeast: number): Outcome | null {
  if (returns.undefinedCount > 0) return undefinedBecause('a period began with an equity of zero or less');
  if (returns.count >= atLeast) return null;
  if (returns.count === 0) return undefinedBecause('no period has a return');
  return undefinedBecause(
    `${returns.count} ${returns.count === 1 ? 'return is' : 'returns are'} fewer than ${atLeast}`,
  );
}

/** Percent gained in all: (growth - 1) x 100, growth being final / initial. */
export function totalReturnPct(initial: number, final: number): Outcome {
  if (!(initial > 0)) return undefinedBecause('initial equity is not above zero');
  return known(((final - initial) / initial) * 100);
}

/** Annual return in percent: (growth^(p/N) - 1) x 100 with p periods a year and N periods (geometric). */
export function annualReturnPct(growth: number | null, count: number, periodsPerYear: number): Outcome {
  if (growth === null) return undefinedBecause('initial equity is not above zero');
  if (count === 0) return undefinedBecause('no period has a return');
  return growthPct(growth, periodsPerYear / count);
}

/** Compound annual growth rate in percent on calendar time, in years of 365.25 days. `elapsed` in microseconds. */
export function cagrPct(growth: number | null, elapsed: number): Outcome {
  if (growth === null) return undefinedBecause('initial equity is not above zero');
  if (!(elapsed > 0)) return undefinedBecause('no time passed');
  return growthPct(growth, MICROS_PER_YEAR / elapsed);
}

function growthPct(growth: number, exponent: number): Outcome {
  if (growth < 0) return undefinedBecause('final equity is below zero');
  return known((pow(growth, exponent) - 1) * 100);
}

/** Annualized volatility in percent: deviation (n-1) x sqrt(p) x 100. */
export function volatilityPct(returns: PeriodReturns, periodsPerYear: number): Outcome {
  const missing = unusable(returns, 2);
  if (missing !== null) return missing;
  return known((returns.moments.deviation ?? 0) * Math.sqrt(periodsPerYear) * 100);
}
