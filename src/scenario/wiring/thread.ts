/** A replay in a thread of its own: nothing of this one's memory reaches it. */
import { Worker } from 'node:worker_threads';
import { InputError } from '../../model/errors.ts';
import type { ReplayOptions, RunDigests } from '../replay-types.ts';

/** What a thread answers. */
export type ThreadAnswer =
  | { readonly digests: RunDigests }
  | { readonly error: { readonly isInput: boolean; readonly message: string } };

/** The digests of a run in a fresh thread. InputError as a run in this one would throw. */
export function runInThread(options: ReplayOptions): Promise<RunDigests> {
  return new Promise((fulfil, fail) => {
    const workerData = { ...options, env: { ...options.env } };
    const worker = new Worker(new URL('./threadMain.js', import.meta.url), { workerData });
    worker.once('message', (answer: ThreadAnswer) => {
      if ('digests' in answer) fulfil(answer.digests);
      else fail(answer.error.isInput ? new InputError(answer.error.message) : new Error(answer.error.message));
    });
    worker.once('error', fail);
  });
}
