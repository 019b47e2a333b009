/** Medians of a case and of its ceiling. */
import { Bench } from 'tinybench';
import { type Done, fillsOf } from '../src/cli/bench/cases.ts';
import { everyCandle } from '../src/cli/bench/strategies.ts';
import type { Case } from './cases.ts';
import { keptSoFar } from './raw.ts';

export const RUNS = 11;
const WARMUP = 4;

export interface Measured {
  /** Millions a second. */
  readonly rate: number;
  readonly ceiling: number;
  readonly digest: string;
}

/** Median milliseconds of a task, after a warm-up. */
async function median(run: () => unknown): Promise<number> {
  const bench = new Bench({ time: 0, iterations: RUNS, warmupTime: 0, warmupIterations: WARMUP, throws: true });
  bench.add('task', run);
  await bench.run();
  const { result } = bench.tasks[0]!;
  if (!('latency' in result)) throw new Error(`the bench ended as ${result.state}`);
  return result.latency.p50;
}

export async function measureCase(one: Case): Promise<Measured> {
  const first: Done = await one.run();
  const time = await median(async () => {
    const { digest } = await one.run();
    if (digest !== first.digest) throw new Error(`${one.name}: the digest changed from run to run`);
  });
  const ceilingCount = await one.ceiling();
  const ceilingTime = await median(() => one.ceiling());
  if (!Number.isFinite(keptSoFar())) throw new Error(`${one.name}: its ceiling came to no number`);
  return { rate: first.count / time / 1000, ceiling: ceilingCount / ceilingTime / 1000, digest: first.digest };
}

/** Median milliseconds of 250,000, 500,000 and 1,000,000 candles with an order each. */
export async function measureScaling(): Promise<number[]> {
  const times: number[] = [];
  for (const candles of [250_000, 500_000, 1_000_000]) times.push(await median(() => fillsOf(everyCandle, candles)));
  return times;
}
