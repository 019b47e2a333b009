/** A replay in a thread of its own: nothing of this one's memory reaches it. */
import { Worker } from 'node:worker_threads';
import { InputError, StrategyError } from '../../model/errors.ts';
import type { ReplayOptions, RunDigests } from '../replay-types.ts';

/** What a thread answers. */
export type ThreadAnswer =
  | { readonly digests: RunDigests }
  | { readonly error: { readonly kind: 'strategy' | 'input' | 'internal'; readonly message: string } };

const ERRORS = { strategy: StrategyError, input: InputError, internal: Error };

/** The digests of a run in a fresh thread, which ends with `signal`. Errors as a run in this one would throw them. */
export function runInThread(options: ReplayOptions, signal?: AbortSignal): Promise<RunDigests> {
  return new Promise((fulfil, fail) => {
    const workerData = { ...options, env: { ...options.env } };
    const worker = new Worker(new URL('./threadMain.js', import.meta.url), { workerData });
    worker.once('message', (answer: ThreadAnswer) => {
      if ('digests' in answer) fulfil(answer.digests);
      else fail(new ERRORS[answer.error.kind](answer.error.message));
    });
    worker.once('error', fail);
    const stop = (): void => {
      fail(signal?.reason);
      void worker.terminate();
    };
    if (signal?.aborted === true) stop();
    signal?.addEventListener('abort', stop, { once: true });
    worker.once('exit', () => signal?.removeEventListener('abort', stop));
  });
}
