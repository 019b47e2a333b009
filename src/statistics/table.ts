/** The table of statistics: one row each, in the order in which they are printed. */
import type { Conventions } from './conventions.ts';
import { conditionalValueAtRisk95Pct, excessKurtosis, skew, tailRatio, valueAtRisk95Pct } from './distribution.ts';
import { type DrawdownTracker, maxDrawdownDays, maxDrawdownPct } from './drawdown.ts';
import { buyHoldPct, exposurePct } from './exposure.ts';
import type { StatisticsInput, StatisticsStart } from './input.ts';
import { known, money, type Outcome } from './outcome.ts';
import { calmarRatio, omegaRatio, sharpeRatio, sortinoRatio } from './ratios.ts';
import { annualReturnPct, cagrPct, type PeriodReturns, totalReturnPct, volatilityPct } from './returns.ts';
import * as trips from './roundTrips.ts';

/** Everything a statistic may look at. */
export interface Facts {
  readonly start: StatisticsStart;
  readonly end: StatisticsInput;
  readonly conventions: Conventions;
  readonly returns: PeriodReturns;
  readonly drawdown: DrawdownTracker;
  readonly roundTrips: trips.RoundTripTotals;
}

export type StatisticUnit = 'money' | 'pct' | 'ratio' | 'count' | 'days' | 'hours';

export interface Statistic {
  /** Its key in `report.json`. */
  readonly name: string;
  readonly unit: StatisticUnit;
  /** Shown beside the number. */
  readonly formula: string;
  readonly of: (facts: Facts) => Outcome;
}

function row(name: string, unit: StatisticUnit, formula: string, of: (facts: Facts) => Outcome): Statistic {
  return { name, unit, formula, of };
}

/** Final / initial equity; null where there was nothing to grow. */
function growth({ start, end }: Facts): number | null {
  return start.initialEquity > 0 ? end.finalEquity / start.initialEquity : null;
}

const elapsed = ({ start, end }: Facts): number => end.endTime - start.startTime;
const annualReturn = (facts: Facts): Outcome =>
  annualReturnPct(growth(facts), facts.returns.count, facts.conventions.periodsPerYear);

export const STATISTICS: readonly Statistic[] = [
  row('initial_equity', 'money', 'equity before the first event', (f) => money(f.start.initialEquity)),
  row('final_equity', 'money', 'equity at the end, positions at their mark', (f) => money(f.end.finalEquity)),
  row('total_pnl', 'money', 'final_equity - initial_equity', (f) => money(f.end.finalEquity - f.start.initialEquity)),
  row('total_pnl_pct', 'pct', '(final_equity / initial_equity - 1) x 100', (f) =>
    totalReturnPct(f.start.initialEquity, f.end.finalEquity),
  ),
  row('realized_pnl', 'money', 'P&L of what was closed, net of fees', (f) => money(f.end.realizedPnl)),
  row('unrealized_pnl', 'money', 'P&L of open positions at their mark', (f) => money(f.end.unrealizedPnl)),
  row('total_fees', 'money', 'fees of all fills', (f) => money(f.end.totalFees)),
  row('total_slippage', 'money', 'price paid beyond the reference price, all fills', (f) => money(f.end.totalSlippage)),
  row('turnover', 'money', 'value of all fills', (f) => money(f.end.turnover)),
  row('round_trip_count', 'count', 'flat to flat', (f) => known(f.roundTrips.count)),
  row('order_count', 'count', 'orders submitted', (f) => known(f.end.orderCount)),
  row('fill_count', 'count', 'fills', (f) => known(f.end.fillCount)),
  row('win_count', 'count', 'round trips with net P&L above zero', (f) => known(f.roundTrips.wins)),
  row('loss_count', 'count', 'round trips with net P&L below zero', (f) => known(f.roundTrips.losses)),
  row('breakeven_count', 'count', 'round trips with a net P&L of zero', (f) => known(f.roundTrips.breakevens)),
  row('win_rate', 'ratio', 'wins / (wins + losses + breakevens)', (f) => trips.winRate(f.roundTrips)),
  row('profit_factor', 'ratio', 'money won / money lost', (f) => trips.profitFactor(f.roundTrips)),
  row('expectancy', 'money', 'mean net P&L of a round trip', (f) => trips.expectancy(f.roundTrips)),
  row('avg_win', 'money', 'mean net P&L of the winners', (f) => trips.averageWin(f.roundTrips)),
  row('avg_loss', 'money', 'mean net P&L of the losers (negative)', (f) => trips.averageLoss(f.roundTrips)),
  row('payoff_ratio', 'ratio', 'avg_win / |avg_loss|', (f) => trips.payoffRatio(f.roundTrips)),
  row('sharpe_ratio', 'ratio', '(mean - risk-free) / deviation (n-1) x sqrt(p)', (f) =>
    sharpeRatio(f.returns, f.conventions),
  ),
  row('sortino_ratio', 'ratio', '(mean - risk-free) / downside deviation (over all N) x sqrt(p)', (f) =>
    sortinoRatio(f.returns, f.conventions),
  ),
  row('calmar_ratio', 'ratio', 'annual_return_pct / max_drawdown_pct', (f) =>
    calmarRatio(annualReturn(f), maxDrawdownPct(f.drawdown)),
  ),
  row('omega_ratio', 'ratio', 'sum of returns above the risk-free rate / sum of those below it', (f) =>
    omegaRatio(f.returns),
  ),
  row('tail_ratio', 'ratio', '|95th percentile| / |5th percentile| of returns', (f) => tailRatio(f.returns)),
  row('annual_return_pct', 'pct', '((final / initial)^(p/N) - 1) x 100', annualReturn),
  row('cagr_pct', 'pct', '((final / initial)^(1/years) - 1) x 100, years of 365.25 days', (f) =>
    cagrPct(growth(f), elapsed(f)),
  ),
  row('volatility_pct', 'pct', 'deviation of returns (n-1) x sqrt(p) x 100', (f) =>
    volatilityPct(f.returns, f.conventions.periodsPerYear),
  ),
  row('value_at_risk_95_pct', 'pct', '5th percentile of returns (a loss is negative)', (f) =>
    valueAtRisk95Pct(f.returns),
  ),
  row('conditional_value_at_risk_95_pct', 'pct', 'mean of the floor(0.05 (N-1)) + 1 lowest returns', (f) =>
    conditionalValueAtRisk95Pct(f.returns),
  ),
  row('skew', 'ratio', 'skew of returns, bias-corrected', (f) => skew(f.returns)),
  row('excess_kurtosis', 'ratio', 'excess kurtosis of returns, bias-corrected', (f) => excessKurtosis(f.returns)),
  row('max_drawdown_pct', 'pct', 'deepest fall from the running maximum, on every equity row', (f) =>
    maxDrawdownPct(f.drawdown),
  ),
  row('max_drawdown_days', 'days', 'longest time below the running maximum', (f) => maxDrawdownDays(f.drawdown)),
  row('round_trip_max_drawdown_pct', 'pct', 'deepest fall of initial equity plus closed round trips', (f) =>
    maxDrawdownPct(f.roundTrips.drawdown),
  ),
  row('exposure_pct', 'pct', 'time with an open position / time x 100', (f) =>
    exposurePct(f.end.timeInPosition, elapsed(f)),
  ),
  row('buy_hold_pct', 'pct', '(last price / first price - 1) x 100, without costs', (f) => buyHoldPct(f.end.buyHold)),
  row('sqn', 'ratio', 'sqrt(n) x mean / deviation (n-1) of net P&L of round trips', (f) =>
    trips.systemQuality(f.roundTrips),
  ),
  row('kelly', 'ratio', 'win_rate - (1 - win_rate) / payoff_ratio', (f) => trips.kelly(f.roundTrips)),
  row('best_round_trip_pct', 'pct', 'best of net P&L / entry value x 100', (f) =>
    trips.roundTripReturnPct(f.roundTrips, 'best'),
  ),
  row('worst_round_trip_pct', 'pct', 'worst of net P&L / entry value x 100', (f) =>
    trips.roundTripReturnPct(f.roundTrips, 'worst'),
  ),
  row('avg_round_trip_pct', 'pct', 'arithmetic mean of net P&L / entry value x 100', (f) =>
    trips.roundTripReturnPct(f.roundTrips, 'average'),
  ),
  row('max_win_streak', 'count', 'most wins in a row', (f) => known(f.roundTrips.maxWinStreak)),
  row('max_loss_streak', 'count', 'most losses in a row', (f) => known(f.roundTrips.maxLossStreak)),
  row('avg_duration_hours', 'hours', 'mean time from entry to exit', (f) => trips.averageDurationHours(f.roundTrips)),
];

/** A statistic of a run, worked out. */
export interface Measured {
  readonly name: string;
  readonly unit: StatisticUnit;
  readonly formula: string;
  readonly outcome: Outcome;
}

/** Every row of the table for one run. */
export function measure(facts: Facts): readonly Measured[] {
  return STATISTICS.map(({ name, unit, formula, of }) => ({ name, unit, formula, outcome: of(facts) }));
}
