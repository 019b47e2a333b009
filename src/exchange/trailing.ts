/** The level of a trailing stop: the best price it has met, less its distance, to the tick nearer the market. */
import { mulDiv, ROUND, roundUnits } from '../model/arithmetic.ts';
import type { Instrument } from '../model/instrument.ts';
import { SELL } from '../model/order.ts';
import type { Order } from './order.ts';

/** @returns price units, at least one tick */
export function levelFrom({ side, best, trailAmount, trailRate }: Order, { tickSize }: Instrument): number {
  const sells = side === SELL;
  if (trailRate === null)
    return Math.max(tickSize, toTick(sells ? best - trailAmount : best + trailAmount, sells, tickSize));
  const { numerator, denominator } = trailRate;
  // One quotient: the share that is left, so that the level itself is rounded and not its distance.
  const left = sells ? denominator - numerator : denominator + numerator;
  const level = mulDiv(best, left, denominator, sells ? ROUND.up : ROUND.down);
  return Math.max(tickSize, toTick(level, sells, tickSize));
}

/** A sell's level lies below the market: nearer is up. */
function toTick(level: number, sells: boolean, tickSize: number): number {
  return roundUnits(level, tickSize, sells ? ROUND.up : ROUND.down);
}
