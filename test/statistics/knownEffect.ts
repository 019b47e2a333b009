/**
 * Markets on which the effect of slippage is known beforehand: price is a fair game with clustered volatility, and coins that
 * know nothing of it decide when a round trip of one hour begins. So a day's growth loses, in the mean, what its round
 * trips pay, whatever price did.
 */
import { DrawKey } from '../../src/clock/index.ts';
import { runSync, TradingSession } from '../../src/engine/index.ts';
import { exp } from '../../src/model/math.ts';
import { parsePct } from '../../src/model/rate.ts';
import { DailyEquity, dailyReturns } from '../../src/statistics/dailyEquity.ts';
import { pairedDifferences } from '../../src/statistics/paired.ts';
import { defineStrategy, type StrategyDefinition } from '../../src/strategy/define.ts';
import { type CandleLine, candles, feedOf, instrument, setupOf } from '../support/market.ts';

const HOUR = 3_600_000_000;
const HOURS_A_DAY = 24;
/** How often a round trip begins at a close that is free for it. */
const CHANCE = 0.1;
export const SLIPPAGE_PCT = [0.05, 0.1] as const;

/** Each hour up or down by its volatility, which drifts: the mean of the next price is this one. */
function market(seed: number, days: number): CandleLine[] {
  const draws = new DrawKey(seed, 'market', '');
  let price = 40_000;
  let mood = 0;
  return Array.from({ length: days * HOURS_A_DAY }, (_, hour): CandleLine => {
    const open = price;
    mood = 0.98 * mood + 0.2 * (draws.draw(hour, 0, 0) - 0.5);
    const move = 0.008 * exp(2 * mood);
    price = Math.round(price * (draws.draw(hour, 1, 0) < 0.5 ? 1 + move : 1 - move) * 100) / 100;
    return [open, Math.max(open, price), Math.min(open, price), price];
  });
}

/** In at a close where the coin says so, out at the next one: the same hours in every setting. */
function coins(seed: number): StrategyDefinition {
  const draws = new DrawKey(seed, 'coin', '');
  let hour = 0;
  let isIn = false;
  return defineStrategy({
    name: 'coins',
    onCandle(ctx) {
      hour += 1;
      if (isIn) ctx.close({});
      else if (draws.draw(hour, 0, 0) < CHANCE) ctx.buy({ fraction: 1 });
      else return;
      isIn = !isIn;
    },
  }) as StrategyDefinition;
}

function returnsOf(seed: number, days: number, slippagePct: number): Float64Array {
  const columns = candles(market(seed, days), { interval: HOUR });
  const daily = new DailyEquity();
  const session = new TradingSession(
    setupOf({
      instruments: [instrument({ maker: '0', taker: '0' })],
      series: [{ kind: 'candles', symbol: 0, interval: HOUR }],
      exchange: { slippage: { model: 'fixed', share: parsePct(String(slippagePct)) } },
      strategy: { definition: coins(seed), interval: HOUR },
      sinks: [daily],
    }),
  );
  runSync(session, feedOf([{ symbol: 0, interval: HOUR, columns }]));
  return dailyReturns(daily.initial, daily.values);
}

/** Of the mean daily return: round trips a day in the long run, each of which pays the slippage of its two fills. */
export function knownEffect(): number {
  const trips = (HOURS_A_DAY * CHANCE) / (1 + CHANCE);
  const growth = (pct: number): number => {
    const paid = 1 - (1 - pct / 100) / (1 + pct / 100);
    // (1 - paid)^N in the mean, to the second order: N is nearly binomial.
    return -trips * paid + (trips * trips * paid * paid) / 2;
  };
  return growth(SLIPPAGE_PCT[1]) - growth(SLIPPAGE_PCT[0]);
}

export interface Coverage {
  readonly markets: number;
  /** Markets whose interval holds the known effect. */
  readonly held: number;
  /** Mean width of the joint interval, and of the one that draws the days of the two apart. */
  readonly joint: number;
  readonly apart: number;
}

export function coverage(first: number, markets: number, days: number, resamples: number): Coverage {
  const effect = knownEffect();
  let held = 0;
  let joint = 0;
  let apart = 0;
  for (let seed = first; seed < first + markets; seed += 1) {
    const settings = SLIPPAGE_PCT.map((pct) => [returnsOf(seed, days, pct)]);
    const conventions = { periodsPerYear: 365, riskFreePerPeriod: 0 };
    const found = pairedDifferences({ settings, conventions, seed, resamples }).differences[1]!;
    const { low, high } = found.mean.interval!;
    if (low <= effect && effect <= high) held += 1;
    joint += (high - low) / markets;
    apart += (found.apart!.high - found.apart!.low) / markets;
  }
  return { markets, held, joint, apart };
}
