/** The first code of a replay's own process: one run, one answer. */
import { InputError, StrategyError } from '../../model/errors.ts';
import { digestsOfReplay } from '../replay.ts';
import type { ReplayOptions } from '../replay-types.ts';
import type { ApartAnswer } from './apart.ts';

// A terminal sends Ctrl-C to both: the process that asked decides when this one ends.
process.on('SIGINT', () => undefined);

process.once('message', (options: ReplayOptions) => {
  void answerTo(options).then((answer) => process.send?.(answer));
});

async function answerTo(options: ReplayOptions): Promise<ApartAnswer> {
  try {
    return { digests: await digestsOfReplay(options) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const kind = error instanceof StrategyError ? 'strategy' : error instanceof InputError ? 'input' : 'internal';
    return { error: { kind, message } };
  }
}
