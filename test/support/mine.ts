/** Runs a small strategy of a test's own over three candles. */
import { defineStrategy, type StrategyDefinition } from '../../src/strategy/define.ts';
import { type CandleLine, candles, instrument, MINUTE, setupOf } from './market.ts';
import { type Played, play } from './play.ts';

/** Three candles of BTC/USDT. */
export const LINES: CandleLine[] = [
  [100, 104, 98, 103, 5],
  [103.5, 105, 103, 104, 6],
  [104, 104, 101, 102, 7],
];

/** What a test's strategy hears. */
export type Callbacks = Omit<StrategyDefinition<undefined, undefined>, 'name' | 'onCandle'> &
  Partial<Pick<StrategyDefinition<undefined, undefined>, 'onCandle'>>;

/** Runs a strategy named `mine`, without fees and delay. */
export function run(
  callbacks: Callbacks,
  options: Parameters<typeof setupOf>[0] = {},
  lines: readonly (CandleLine | null)[] = LINES,
): Played {
  const definition = defineStrategy({ name: 'mine', onCandle() {}, ...callbacks });
  const setup = setupOf({
    instruments: [instrument({ maker: '0', taker: '0' })],
    ...options,
    strategy: { definition: definition as never, ...options.strategy },
  });
  return play(setup, [{ symbol: 0, interval: MINUTE, columns: candles(lines) }]);
}

/** The error a run ends with. */
export function failure(callbacks: Callbacks): Error {
  try {
    run(callbacks);
  } catch (error) {
    return error as Error;
  }
  throw new Error('it did not fail');
}
