/** The settings behind annualized numbers, and the words that are printed beside them. */
import { InputError } from '../model/errors.ts';
import type { Calendar } from '../model/instrument.ts';
import { pow } from '../model/math.ts';

export interface StatisticsOptions {
  /** Null: 365 on a calendar of every date, 252 on one of sessions. */
  readonly periodsPerYear: number | null;
  /** Percent a year; 0 unless given. */
  readonly riskFreePct: number;
  readonly calendar: Calendar;
}

/** The options with everything worked out. */
export interface Conventions {
  readonly periodsPerYear: number;
  readonly riskFreePct: number;
  /** (1 + annual)^(1/p) - 1: what each period's return is measured against (Sharpe, Sortino, omega). */
  readonly riskFreePerPeriod: number;
}

const PERIODS = { always: 365, sessions: 252 } as const;

/** InputError where periods a year are not above zero, or the risk-free rate is -100 % or less. */
export function resolveConventions(options: StatisticsOptions): Conventions {
  const periodsPerYear = options.periodsPerYear ?? PERIODS[options.calendar];
  if (!(Number.isFinite(periodsPerYear) && periodsPerYear > 0)) {
    throw new InputError(`statistics.periods_per_year must be a number above zero, not ${periodsPerYear}`);
  }
  const { riskFreePct } = options;
  if (!(Number.isFinite(riskFreePct) && riskFreePct > -100)) {
    throw new InputError(`statistics.risk_free_pct must be a number above -100, not ${riskFreePct}`);
  }
  const riskFreePerPeriod = riskFreePct === 0 ? 0 : pow(1 + riskFreePct / 100, 1 / periodsPerYear) - 1;
  return { periodsPerYear, riskFreePct, riskFreePerPeriod };
}

/** The conventions in plain words, a line each. */
export function describeConventions(conventions: Conventions): readonly string[] {
  const { periodsPerYear, riskFreePct } = conventions;
  return [
    'Equity is marked to market at every candle close; a day is a UTC date with an equity row.',
    'Returns are daily, last row of a day to last row of the day before, the first from initial equity.',
    `Ratios are annualized with ${periodsPerYear} periods a year; the risk-free rate is ${riskFreePct} % a year.`,
    'Standard deviations divide by n-1; percentiles are linearly interpolated.',
    'Round trips run from flat to flat and count net of fees; positions open at the end are neither wins nor losses.',
    'Percent is percent: 0.1 means 0.1 %. What is undefined is null, with its reason.',
  ];
}
