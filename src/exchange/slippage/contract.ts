/** What every slippage model gives: how far a taker's price is moved against it. */
import { amountOverflow } from '../../model/arithmetic.ts';
import { BUY } from '../../model/order.ts';
import type { Rate } from '../../model/rate.ts';
import type { SymbolMarket } from '../market.ts';
import type { Order } from '../order.ts';

export interface SlippageModel {
  /**
   * Takers only. The same question has the same answer until the order has filled: what a budget is sized at is what it pays.
   *
   * @param reference price units, as met
   * @param quantity base units that are taken at once
   * @returns price units, never better for the taker than `reference`
   */
  price(reference: number, order: Order, market: SymbolMarket, quantity: number): number;
  /** The larger the fill, the further its price: a budget's size and its price are found together. */
  readonly dependsOnSize: boolean;
  /** Points, prints and quotes must say what volume they have. */
  readonly countsVolume: boolean;
  /** How many candles of each symbol are remembered for it; 0 where it looks at none. */
  readonly window: number;
  /**
   * The largest share by which a price can move, where that is known beforehand: what a market buy holds on top. Zero where it
   * is not: what a fill costs beyond its hold is drawn from the free balance.
   *
   * @param isQuoted the symbol's orders meet quotes
   */
  bound(isQuoted: boolean): Rate;
}

/**
 * A price moved against a taker, to the next whole unit. A sale is never worth less than a unit.
 *
 * @param by price units, not below zero, any double
 */
export function against(reference: number, by: number, side: number, { instrument }: SymbolMarket): number {
  const units = Math.ceil(by);
  if (side !== BUY) return Math.max(Math.min(reference, 1), reference - units);
  const price = reference + units;
  // Also where the product was no number at all.
  if (!(price <= Number.MAX_SAFE_INTEGER)) {
    throw amountOverflow(instrument.symbol.slice(instrument.symbol.indexOf('/') + 1));
  }
  return price;
}
