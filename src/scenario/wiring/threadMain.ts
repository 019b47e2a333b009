/** The first code of a replay's own thread. */
import { parentPort, workerData } from 'node:worker_threads';
import { InputError } from '../../model/errors.ts';
import { digestsOfReplay } from '../replay.ts';
import type { ReplayOptions } from '../replay-types.ts';
import type { ThreadAnswer } from './thread.ts';

let answer: ThreadAnswer;
try {
  answer = { digests: await digestsOfReplay(workerData as ReplayOptions) };
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  answer = { error: { isInput: error instanceof InputError, message } };
}
parentPort?.postMessage(answer);
