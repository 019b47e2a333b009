/** Time in the market, and what holding instead would have brought. */
import { known, type Outcome, undefinedBecause } from './outcome.ts';

/** Percent of the time in which a position was open. Both in microseconds. */
export function exposurePct(timeInPosition: number, elapsed: number): Outcome {
  if (!(elapsed > 0)) return undefinedBecause('no time passed');
  return known((timeInPosition / elapsed) * 100);
}

/** Percent gained by buying at the first price and holding to the last, without costs. */
export function buyHoldPct(prices: { readonly firstPrice: number; readonly lastPrice: number } | null): Outcome {
  if (prices === null) return undefinedBecause('there is no single price to hold');
  if (!(prices.firstPrice > 0)) return undefinedBecause('the first price is not above zero');
  return known(((prices.lastPrice - prices.firstPrice) / prices.firstPrice) * 100);
}
