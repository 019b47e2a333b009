/** A run's record, or any series of values, to numbers: one row of the table a statistic, one small file a family. */
export {
  type Conventions,
  describeConventions,
  resolveConventions,
  type StatisticsOptions,
} from './conventions.ts';
export { DrawdownTracker } from './drawdown.ts';
export type { StatisticsInput, StatisticsStart } from './input.ts';
export type { Outcome } from './outcome.ts';
export { PeriodReturns } from './returns.ts';
export { RunStatistics } from './runStatistics.ts';
export { type Facts, type Measured, measure, STATISTICS, type Statistic, type StatisticUnit } from './table.ts';
