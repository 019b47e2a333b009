/** What is traded, with its increments, minima and fees, in whole units. */
import { amountOverflow, mulDiv } from './arithmetic.ts';
import { POWERS_OF_TEN } from './decimal.ts';
import { AmountOverflowError, InputError } from './errors.ts';
import type { Rate } from './rate.ts';

export interface Asset {
  readonly name: string;
  /** Amounts of this asset are whole numbers of 10^-decimals. */
  readonly decimals: number;
}

export type Calendar = 'always' | 'sessions';

export interface Instrument {
  /** Place in the scenario's list; the index every column and record uses. */
  readonly index: number;
  /** `BASE/QUOTE`. */
  readonly symbol: string;
  /** Indices into the run's assets. */
  readonly base: number;
  readonly quote: number;
  readonly baseDecimals: number;
  readonly quoteDecimals: number;
  /** Prices are whole numbers of 10^-priceDecimals quote per base: the unit of account, finer than the tick. */
  readonly priceDecimals: number;
  /** What an order may ask, in price units (>= 1). */
  readonly tickSize: number;
  /** What an order may size, in base units (>= 1). */
  readonly lotSize: number;
  /** In base units; 0 where there is none. */
  readonly minSize: number;
  /** In base units; 0 where there is none. */
  readonly maxSize: number;
  /** In quote units; 0 where there is none. */
  readonly minNotional: number;
  readonly maxNotional: number;
  readonly makerFee: Rate;
  readonly takerFee: Rate;
  readonly calendar: Calendar;
  readonly sessionZone: string;
  /** cost in quote units = quantity x price x costMultiplier / costDivisor; one of the two is 1. */
  readonly costMultiplier: number;
  readonly costDivisor: number;
}

/**
 * What turns base units x price units into quote units: a power of ten as multiplier or as divisor, the other being 1.
 * InputError where it passes 10^15 either way.
 */
export function costScale(
  baseDecimals: number,
  priceDecimals: number,
  quoteDecimals: number,
): { readonly costMultiplier: number; readonly costDivisor: number } {
  const shift = quoteDecimals - baseDecimals - priceDecimals;
  if (Math.abs(shift) > 15) {
    throw new InputError(
      `${baseDecimals} base, ${priceDecimals} price and ${quoteDecimals} quote decimals lie too far apart: change portfolio.decimals`,
    );
  }
  return {
    costMultiplier: shift > 0 ? POWERS_OF_TEN[shift]! : 1,
    costDivisor: shift < 0 ? POWERS_OF_TEN[-shift]! : 1,
  };
}

/**
 * quantity x price in quote units, exactly.
 *
 * @param quantity base units, safe integer, either sign
 * @param price price units, safe integer
 * @param rounding one of `ROUND`
 * @throws AmountOverflowError that names the quote asset and what to change, where the value passes 2^53 - 1 units
 */
export function notional(instrument: Instrument, quantity: number, price: number, rounding: number): number {
  const product = quantity * price;
  // The usual case at once; a product of zero or beyond 2^53 takes the general way.
  if (product > 0 && product <= Number.MAX_SAFE_INTEGER && instrument.costMultiplier === 1) {
    return mulDiv(product, 1, instrument.costDivisor, rounding);
  }
  return notionalLong(instrument, quantity, price, rounding);
}

function notionalLong(instrument: Instrument, quantity: number, price: number, rounding: number): number {
  if (quantity === 0 || price === 0) return 0;
  const scaledPrice = price * instrument.costMultiplier;
  try {
    // A price that is too large alone is too large times any whole quantity.
    if (!Number.isSafeInteger(scaledPrice)) throw amountOverflow();
    return mulDiv(quantity, scaledPrice, instrument.costDivisor, rounding);
  } catch (error) {
    if (!(error instanceof AmountOverflowError)) throw error;
    throw amountOverflow(instrument.symbol.slice(instrument.symbol.indexOf('/') + 1));
  }
}
