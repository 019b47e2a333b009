/** What each setting's runs came to, as series that can be laid side by side. */
import { dailyReturns } from '../statistics/dailyEquity.ts';
import type { Luck } from './document.ts';
import type { RunResult } from './job.ts';
import type { ReadySetting } from './prepare.ts';

/** A setting with its runs: one a seed, the scenario's own first. */
export interface SettingOutcome {
  readonly ready: ReadySetting;
  readonly seeds: readonly number[];
  readonly runs: readonly RunResult[];
  /** By seed: daily returns as fractions. */
  readonly returns: readonly Float64Array[];
}

/** The scenario's seed and those that follow it. */
export function seedsOf({ loaded }: { readonly loaded: ReadySetting['setting']['loaded'] }, count: number): number[] {
  const { seed } = loaded.scenario;
  const step = seed > Number.MAX_SAFE_INTEGER - count ? -1 : 1;
  return Array.from({ length: count }, (_, k) => seed + step * k);
}

export function outcomeOf(ready: ReadySetting, seeds: readonly number[], runs: readonly RunResult[]): SettingOutcome {
  return { ready, seeds, runs, returns: runs.map(({ initialEquity, equity }) => dailyReturns(initialEquity, equity)) };
}

/** Why the days of these settings cannot be laid side by side; null where they can. */
export function unpaired(outcomes: readonly SettingOutcome[]): string | null {
  const { days, label } = daysOf(outcomes[0]!);
  for (const other of outcomes) {
    for (const run of other.runs) {
      const at = run.days.findIndex((day, i) => day !== days[i]);
      if (at >= 0 || run.days.length !== days.length) {
        return `${label} and ${other.ready.setting.label} have equity on different days (${days.length} and ${run.days.length})`;
      }
    }
    if (other.returns.some((returns) => returns.some(Number.isNaN))) {
      return `${other.ready.setting.label} has a day that began with an equity of zero or less`;
    }
  }
  return days.length === 0 ? 'no day has a return' : null;
}

function daysOf({ ready, runs }: SettingOutcome): { readonly days: Float64Array; readonly label: string } {
  return { days: runs[0]!.days, label: ready.setting.label };
}

export function meanOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i += 1) sum += values[i]!;
  return sum / values.length;
}

/** The same of numbers that chance may have moved: of equal ones it is that one to its last digit. */
export function meanOverSeeds(values: readonly number[]): number {
  return values.every((value) => value === values[0]) ? values[0]! : meanOf(values);
}

/** Of one number a seed; null below two. */
export function luckOf(values: readonly number[]): Luck | null {
  const seeds = values.length;
  if (seeds < 2) return null;
  const mean = meanOverSeeds(values);
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / (seeds - 1));
  return {
    seeds,
    mean,
    deviation,
    standard_error: deviation / Math.sqrt(seeds),
    lowest: Math.min(...values),
    highest: Math.max(...values),
  };
}
