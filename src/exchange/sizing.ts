/** From a budget to lots. */
import { ROUND } from '../model/arithmetic.ts';
import { type Instrument, notional } from '../model/instrument.ts';
import { applyRate, type Rate } from '../model/rate.ts';

/** What a purchase takes out of the account: its cost and the fee on it, each to the nearest unit, half to even. */
export function costWithFee(instrument: Instrument, quantity: number, price: number, fee: Rate): number {
  const cost = notional(instrument, quantity, price, ROUND.half_even);
  return cost + applyRate(cost, fee, ROUND.half_even);
}

/**
 * The most whole lots whose cost with fee does not pass `budget`.
 *
 * @param budget quote units
 * @param price price units, above zero
 * @returns base units; 0 where not even a lot fits
 */
export function lotsForBudget(instrument: Instrument, budget: number, price: number, fee: Rate): number {
  const lot = instrument.lotSize;
  const perUnit = (price * instrument.costMultiplier) / instrument.costDivisor;
  const share = 1 + fee.numerator / fee.denominator;
  // A double comes within a few units of the answer; whole-number costs decide the rest.
  let lots = Math.floor(Math.min(budget / (perUnit * share), Number.MAX_SAFE_INTEGER / 2) / lot);
  while (lots > 0 && costWithFee(instrument, lots * lot, price, fee) > budget) lots -= 1;
  while (costWithFee(instrument, (lots + 1) * lot, price, fee) <= budget) lots += 1;
  return lots * lot;
}
