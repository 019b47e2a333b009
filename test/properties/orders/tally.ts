/** How often each property had something to judge, and where it did not hold. */
import { caseOf } from './case.ts';
import { type Check, judge } from './check.ts';
import { tryCase } from './trial.ts';

export interface Count {
  /** Markets in which there was something to judge. */
  markets: number;
  judged: number;
  /** The first few. */
  readonly failures: { readonly seed: number; readonly fault: string }[];
}

const MOST_FAILURES = 3;

/** Judges the market of each seed by each check, and adds to the counts. */
export function tally(
  checks: readonly Check[],
  seeds: Iterable<number>,
  counts = new Map<string, Count>(),
): Map<string, Count> {
  for (const { name } of checks) if (!counts.has(name)) counts.set(name, { markets: 0, judged: 0, failures: [] });
  for (const seed of seeds) {
    for (const { check, judged, faults } of judge(tryCase(caseOf(seed)), checks)) {
      const count = counts.get(check)!;
      count.judged += judged;
      if (judged > 0) count.markets += 1;
      if (faults.length > 0 && count.failures.length < MOST_FAILURES) count.failures.push({ seed, fault: faults[0]! });
    }
  }
  return counts;
}

export function* range(from: number, count: number, step = 1): Iterable<number> {
  for (let i = 0; i < count; i++) yield from + i * step;
}

export const repeatOf = (seed: number): string => `npm run soak:orders -- --seed ${seed} --only`;
