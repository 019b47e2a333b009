/** The process of one bench: is told which, answers what it came to. */
import { CheckError } from '../model/errors.ts';
import { BENCH_CASES } from './bench/cases.ts';
import { measureCase } from './bench/measure.ts';
import type { BenchAnswer, BenchOrder } from './bench-apart.ts';
import { monotonicNow } from './monotonic.ts';

const tell = (answer: BenchAnswer): void => void process.send!(answer);

/** Ctrl-C reaches every process of a terminal: whoever asked ends this one. */
process.on('SIGINT', () => undefined);
// Nobody is left to tell.
process.on('disconnect', () => process.exit());
process.once('message', async ({ name, ...order }: BenchOrder) => {
  try {
    const one = BENCH_CASES.find((each) => each.name === name)!;
    tell({ measured: await measureCase(one, { ...order, monotonicNow, onRun: () => tell('run') }) });
  } catch (error) {
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const isCheck = error instanceof CheckError;
    tell({ error: { message: isCheck ? error.message : message, isCheck } });
  }
});
