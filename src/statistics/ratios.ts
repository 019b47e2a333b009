/** Reward for risk, from period returns. */
import type { Conventions } from './conventions.ts';
import { known, type Outcome, undefinedBecause } from './outcome.ts';
import { type PeriodReturns, unusable } from './returns.ts';

/** Sharpe ratio (W. F. Sharpe, 1994): (mean - risk-free) / deviation (n-1) x sqrt(p). */
export function sharpeRatio(returns: PeriodReturns, conventions: Conventions): Outcome {
  const missing = unusable(returns, 2);
  if (missing !== null) return missing;
  const deviation = returns.moments.deviation ?? 0;
  if (deviation === 0) return undefinedBecause('returns do not deviate');
  const excess = returns.moments.mean - conventions.riskFreePerPeriod;
  return known((excess / deviation) * Math.sqrt(conventions.periodsPerYear));
}

/**
 * Sortino ratio (F. A. Sortino and L. N. Price, 1994): (mean - target) / downside deviation x sqrt(p); the downside is
 * the root of the mean over all N of min(0, return - target)^2, the target is the risk-free rate of a period.
 */
export function sortinoRatio(returns: PeriodReturns, conventions: Conventions): Outcome {
  const missing = unusable(returns, 2);
  if (missing !== null) return missing;
  if (returns.below === 0) return undefinedBecause('no return lies below the target');
  const excess = returns.moments.mean - returns.target;
  return known((excess / returns.downsideDeviation) * Math.sqrt(conventions.periodsPerYear));
}

/**
 * Calmar ratio (T. W. Young, 1991): annual return / maximum drawdown, over the whole run.
 *
 * @param annualReturn percent
 * @param maxDrawdown percent, positive
 */
export function calmarRatio(annualReturn: Outcome, maxDrawdown: Outcome): Outcome {
  if (annualReturn.value === null) return annualReturn;
  if (maxDrawdown.value === null) return maxDrawdown;
  if (maxDrawdown.value === 0) return undefinedBecause('no drawdown');
  return known(annualReturn.value / maxDrawdown.value);
}

/** Omega ratio (C. Keating and W. F. Shadwick, 2002): sum of returns above the target / sum of those below it. */
export function omegaRatio(returns: PeriodReturns): Outcome {
  const missing = unusable(returns, 1);
  if (missing !== null) return missing;
  if (returns.below === 0) return undefinedBecause('no return lies below the target');
  return known(returns.above / returns.below);
}
