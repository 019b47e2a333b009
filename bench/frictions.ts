/** What each friction costs in time: the market orders of `orders` (limits of `limits`) with one knob turned. */
import type { Done } from '../src/cli/bench/cases.ts';
import { digestOf } from '../src/cli/bench/setup.ts';
import { everyCandle, everyCandleLimit } from '../src/cli/bench/strategies.ts';
import type { SessionSetup } from '../src/engine/index.ts';
import { parsePct, rate } from '../src/model/rate.ts';
import { run } from './orders.ts';

type Exchange = Partial<SessionSetup['exchange']>;

/** Far enough apart that each is reached. */
const tiers = [1e11, 1e12, 1e13].map((volume) => ({ volume, makers: [rate(1, 1000)], takers: [rate(1, 500)] }));

export const FRICTIONS = {
  spread: { slippage: { model: 'spread', share: parsePct('0.1') } },
  'volume-share': { slippage: { model: 'volume_share', impact: rate(1, 10) } },
  'square-root': { slippage: { model: 'square_root', coefficient: 1, window: 60 } },
  random: { slippage: { model: 'random', most: parsePct('0.1') } },
  jitter: { fillDelay: 50_000, fillJitter: 100_000 },
  tiers: { feeTiers: tiers },
  parts: { partialFills: { model: 'random', probability: 0.5, least: 0.3, most: 0.9 } },
} as const satisfies Readonly<Record<string, Exchange>>;

export function frictionOf(name: keyof typeof FRICTIONS, candles: number): Done {
  const summary = run(everyCandle, candles, FRICTIONS[name]);
  return { count: summary.fillCount, digest: digestOf(summary) };
}

export function probabilityOf(candles: number): Done {
  const summary = run(everyCandleLimit, candles, { limitFill: { model: 'probability', probability: 0.5 } });
  return { count: summary.fillCount, digest: digestOf(summary) };
}
