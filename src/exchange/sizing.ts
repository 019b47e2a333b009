/** From a budget to lots, and what a purchase holds. */
import { amountOverflow, ROUND } from '../model/arithmetic.ts';
import { type Instrument, notional } from '../model/instrument.ts';
import { addRates, applyRate, maxRate, type Rate } from '../model/rate.ts';
import type { Fees } from './fees.ts';

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
 * @throws AmountOverflowError that names the base asset, where the budget buys more than 2^53 - 1 of its units
 */
export function lotsForBudget(instrument: Instrument, budget: number, price: number, fee: Rate): number {
  const lot = instrument.lotSize;
  const lotCost =
    ((price * instrument.costMultiplier) / instrument.costDivisor) * (1 + fee.numerator / fee.denominator) * lot;
  const fits = (lots: number): boolean => costWithFee(instrument, lots * lot, price, fee) <= budget;
  // A double comes within a few lots of the answer; whole-number costs decide.
  const lots = Math.floor(budget / lotCost);
  if ((lots + SLACK) * lot > Number.MAX_SAFE_INTEGER) {
    throw amountOverflow(instrument.symbol.slice(0, instrument.symbol.indexOf('/')));
  }
  if (fits(lots) && !fits(lots + 1)) return lots * lot;
  // Where a lot costs less than a unit, many lots more or less round to one cost.
  let low = Math.max(0, Math.floor((budget - 2) / lotCost) - SLACK);
  let high = Math.min(Math.ceil((budget + 2) / lotCost) + SLACK, Math.floor(Number.MAX_SAFE_INTEGER / lot));
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (fits(middle)) low = middle;
    else high = middle;
  }
  return low * lot;
}

/** The lots by which a quotient of doubles below 2^53 can be wrong. */
const SLACK = 8;

/** What a purchase holds: one rule for the exchange that holds it and for the executor that plans with it. */
export class PurchaseHolds {
  private readonly fees: Fees;
  /** By level of the fees, then by symbol. */
  private readonly limitRates: readonly (readonly Rate[])[];
  private readonly marketRates: readonly (readonly Rate[])[];

  /** @param bounds by symbol, the share by which a taker's price can move at most */
  constructor(instruments: readonly Instrument[], fees: Fees, bounds: readonly Rate[]) {
    this.fees = fees;
    const rates = (rateOf: (maker: Rate, taker: Rate, symbol: number) => Rate) =>
      fees.levels.map(({ makers, takers }) =>
        instruments.map((_, symbol) => rateOf(makers[symbol]!, takers[symbol]!, symbol)),
      );
    this.limitRates = rates(maxRate);
    this.marketRates = rates((_, taker, symbol) => addRates(taker, bounds[symbol]!));
  }

  /** Something is planned at `time`: fees are those of then. */
  at(time: number): void {
    if (this.fees.hasTiers) this.fees.at(time);
  }

  /** The larger of a symbol's two fees, as they are now. */
  limitRate(symbol: number): Rate {
    return this.limitRates[this.fees.level]![symbol]!;
  }

  takerRate(symbol: number): Rate {
    return this.fees.taker(symbol);
  }

  /** Quote units: quantity x limit, and the larger fee on it. */
  limit(instrument: Instrument, quantity: number, price: number): number {
    return costWithFee(instrument, quantity, price, this.limitRate(instrument.index));
  }

  /** Quote units: quantity x mark, with the slippage and the fee it may take, rounded up. */
  market(instrument: Instrument, quantity: number, mark: number): number {
    const cost = notional(instrument, quantity, mark, ROUND.half_even);
    const rate = this.marketRates[this.fees.level]![instrument.index]!;
    return cost + applyRate(cost, rate, ROUND.up);
  }
}
