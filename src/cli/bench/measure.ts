/** The median of a case, and that each of its runs comes to the same. */
import { CheckError } from '../../model/errors.ts';
import type { BenchCase, Done } from './cases.ts';

/** How often a case is run: those that warm it up are not counted. */
export interface Runs {
  readonly warmup: number;
  readonly runs: number;
}

export interface Measured extends Done {
  /** Of the unit a second: the median run, the slowest, the fastest. */
  readonly rate: number;
  readonly slowest: number;
  readonly fastest: number;
}

export interface Measurement extends Runs {
  readonly candles: number;
  readonly catalog: string;
  /** Milliseconds from any origin. */
  readonly monotonicNow: () => number;
  /** Called after each run. */
  readonly onRun?: () => void;
}

/** @throws CheckError where two runs come to different digests */
export async function measureCase(one: BenchCase, how: Measurement): Promise<Measured> {
  const seconds: number[] = [];
  let first: Done | null = null;
  for (let run = 0; run < how.warmup + how.runs; run += 1) {
    const started = how.monotonicNow();
    const done = await one.run(how.candles, how.catalog);
    const taken = (how.monotonicNow() - started) / 1000;
    first ??= done;
    if (done.digest !== first.digest || done.count !== first.count)
      throw new CheckError(
        `${one.name}: two runs over the same candles differ: ${first.count} ${one.unit}, digest ${first.digest}, then ${done.count}, ${done.digest}`,
      );
    if (run >= how.warmup) seconds.push(taken);
    how.onRun?.();
  }
  seconds.sort((a, b) => a - b);
  const { count, digest } = first!;
  const rateOf = (index: number): number => count / seconds[index]!;
  return { count, digest, rate: rateOf(seconds.length >> 1), slowest: rateOf(seconds.length - 1), fastest: rateOf(0) };
}
