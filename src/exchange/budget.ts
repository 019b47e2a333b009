/** How many lots a budget buys where the price itself depends on how many are taken. */
import type { Rate } from '../model/rate.ts';
import type { SymbolMarket } from './market.ts';
import type { Order } from './order.ts';
import { costWithFee, lotsForBudget } from './sizing.ts';
import type { SlippageModel } from './slippage.ts';

/**
 * The most whole lots that a purchase's budget pays for, each at the price of all of them, fee included.
 *
 * @param met price units, before slippage
 * @param most base units, whole lots: what is wanted, or Infinity
 */
export function lotsToBuy(
  order: Order,
  market: SymbolMarket,
  met: number,
  most: number,
  slippage: SlippageModel,
  fee: Rate,
): number {
  const { instrument } = market;
  const { budget } = order;
  const { lotSize } = instrument;
  // Of nothing at all: where size does not matter, the price of any; else a bound.
  const lots = Math.min(most, lotsForBudget(instrument, budget, slippage.price(met, order, market, 0), fee));
  if (!slippage.dependsOnSize) return lots;
  const fits = (quantity: number): boolean =>
    costWithFee(instrument, quantity, slippage.price(met, order, market, quantity), fee) <= budget;
  if (fits(lots)) return lots;
  let low = 0;
  let high = lots / lotSize;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (fits(middle * lotSize)) low = middle;
    else high = middle;
  }
  return low * lotSize;
}
