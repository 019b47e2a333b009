/** A replay in a process of its own: nothing of this one's memory reaches it, and it can be ended at any moment. */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { InputError, StrategyError } from '../../model/errors.ts';
import type { ReplayOptions, RunDigests } from '../replay-types.ts';

/** What the process answers. */
export type ApartAnswer =
  | { readonly digests: RunDigests }
  | { readonly error: { readonly kind: 'strategy' | 'input' | 'internal'; readonly message: string } };

const ERRORS = { strategy: StrategyError, input: InputError, internal: Error };

/**
 * The digests of a run in a fresh process, which ends with `signal`. Errors as a run in this one would throw them.
 *
 * A process and not a thread: a thread that is ended while DuckDB works for it takes the whole process down.
 */
export function runApart(options: ReplayOptions, signal?: AbortSignal): Promise<RunDigests> {
  signal?.throwIfAborted();
  return new Promise((fulfil, fail) => {
    const child = fork(fileURLToPath(new URL('./apartMain.js', import.meta.url)), {
      stdio: 'inherit',
      // A debugger watches this process; another that stops for one would wait for nobody.
      execArgv: process.execArgv.filter((flag) => !flag.startsWith('--inspect')),
    });
    const stop = (): void => {
      fail(signal?.reason);
      child.kill('SIGKILL');
    };
    child.once('message', (answer: ApartAnswer) => {
      if ('digests' in answer) fulfil(answer.digests);
      else fail(new ERRORS[answer.error.kind](answer.error.message));
      child.disconnect();
    });
    child.once('error', fail);
    child.once('exit', (code, ended) => {
      signal?.removeEventListener('abort', stop);
      // After an answer this changes nothing any more.
      fail(new Error(`the process of a run ended without an answer (${ended ?? `exit ${code}`})`));
    });
    signal?.addEventListener('abort', stop, { once: true });
    child.send(options);
  });
}
