/** One worker of the long run: takes seeds, runs both simulators, and says what came of them. */
import { parentPort } from 'node:worker_threads';
import { compare } from './compare.ts';
import { tellDifference } from './tell.ts';
import { traffic } from './traffic.ts';

/** Seeds from `from` on. */
export interface Batch {
  from: number;
  count: number;
}
export interface BatchResult extends Batch {
  orders: number;
  fills: number;
  /** The first difference, told; null: all agree. */
  difference: string | null;
}

parentPort?.on('message', ({ from, count }: Batch) => {
  const result: BatchResult = { from, count, orders: 0, fills: 0, difference: null };
  for (let seed = from; seed < from + count && result.difference === null; seed += 1) {
    // Twice: as it is, and with frictions that are drawn or look at what is traded.
    for (const run of [traffic(seed), traffic(seed, { frictions: true })]) {
      const { orders, fills, difference } = compare(run);
      result.orders += orders;
      result.fills += fills;
      if (difference !== null) result.difference ??= tellDifference(seed, run);
    }
  }
  parentPort!.postMessage(result);
});
