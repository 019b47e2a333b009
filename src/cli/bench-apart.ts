/** A case in a process of its own: what a strategy compiles to in one must not slow the next. */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Measured, Runs } from './bench/measure.ts';
import type { CaseName } from './bench/names.ts';

/** What the process is asked. */
export interface BenchOrder extends Runs {
  readonly name: CaseName;
  readonly candles: number;
  readonly catalog: string;
}

/** What it tells: that a run is done, and at last what they came to. */
export type BenchAnswer =
  | 'run'
  | { readonly measured: Measured }
  | { readonly error: { readonly message: string; readonly isCheck: boolean } };

/** Measures a case; the process ends with `signal`. */
export function measureApart(
  order: BenchOrder,
  { signal, onRun }: { readonly signal: AbortSignal; readonly onRun: () => void },
): Promise<Exclude<BenchAnswer, 'run'>> {
  signal.throwIfAborted();
  return new Promise((fulfil, fail) => {
    const child = fork(fileURLToPath(new URL('./bench-child.js', import.meta.url)), {
      stdio: 'inherit',
      // A debugger watches this process; another that stops for one would wait for nobody.
      execArgv: process.execArgv.filter((flag) => !flag.startsWith('--inspect')),
    });
    const stop = (): void => void child.kill('SIGKILL');
    child.on('message', (answer: BenchAnswer) => {
      if (answer === 'run') return onRun();
      fulfil(answer);
      child.disconnect();
    });
    child.once('error', fail);
    // Only then does nobody read the temporary folder any more.
    child.once('exit', (code, ended) => {
      signal.removeEventListener('abort', stop);
      if (signal.aborted) fail(signal.reason);
      // After an answer this changes nothing any more.
      else fail(new Error(`the process of a bench ended without an answer (${ended ?? `exit ${code}`})`));
    });
    signal.addEventListener('abort', stop, { once: true });
    child.send(order);
  });
}
