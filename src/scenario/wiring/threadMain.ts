/** The first code of a replay's own thread. */
import { parentPort, workerData } from 'node:worker_threads';
import { InputError, StrategyError } from '../../model/errors.ts';
import { digestsOfReplay } from '../replay.ts';
import type { ReplayOptions } from '../replay-types.ts';
import type { ThreadAnswer } from './thread.ts';

let answer: ThreadAnswer;
try {
  answer = { digests: await digestsOfReplay(workerData as ReplayOptions) };
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  const kind = error instanceof StrategyError ? 'strategy' : error instanceof InputError ? 'input' : 'internal';
  answer = { error: { kind, message } };
}
parentPort?.postMessage(answer);
