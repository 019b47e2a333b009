/** Rates as fractions: fees, slippage, shares of equity. */
import { mulDiv } from './arithmetic.ts';
import { decimalsOf, digitsOfNumber, POWERS_OF_TEN, parseDecimal } from './decimal.ts';
import { InputError } from './errors.ts';

/** A rate as a reduced fraction: 0.26 % is 13/5000. Exact where a double is not. */
export interface Rate {
  readonly numerator: number;
  readonly denominator: number;
}

export const ZERO_RATE: Rate = { numerator: 0, denominator: 1 };

/** Rates finer than this are rounded to it; a denominator up to 10^15 keeps products on the short way. */
const FINEST_DECIMALS = 15;

function greatestCommonDivisor(a: number, b: number): number {
  let x = a;
  let y = b;
  while (y !== 0) {
    const rest = x % y;
    x = y;
    y = rest;
  }
  return x;
}

/** The fraction, reduced. Both safe integers, the denominator above zero; else InputError. */
export function rate(numerator: number, denominator: number): Rate {
  if (!(Number.isSafeInteger(numerator) && Number.isSafeInteger(denominator) && denominator > 0)) {
    throw new InputError(`a rate is a fraction of whole numbers below 2^53, not ${numerator}/${denominator}`);
  }
  if (numerator === 0) return ZERO_RATE;
  const divisor = greatestCommonDivisor(Math.abs(numerator), denominator);
  return { numerator: numerator / divisor, denominator: denominator / divisor };
}

/**
 * A percentage's text as a rate, exactly: `0.26` is 13/5000. InputError where it is no number or has more than
 * 13 decimals.
 */
export function parsePct(text: string): Rate {
  const decimals = decimalsOf(text);
  if (decimals > FINEST_DECIMALS - 2) {
    throw new InputError(`${text} % is finer than a rate can be: give at most ${FINEST_DECIMALS - 2} decimals`);
  }
  return rate(parseDecimal(text, decimals), POWERS_OF_TEN[decimals + 2]!);
}

/**
 * A number (1 is 100 %) as a rate, read at 15 significant digits and at 15 decimals at the finest.
 * InputError for NaN, the infinities and what passes 2^53.
 */
export function rateOfNumber(x: number): Rate {
  const millionths = Math.round(x * 1e6);
  if (Math.abs(millionths) < 1e15 && millionths / 1e6 === x) return rate(millionths + 0, 1e6);
  if (!Number.isFinite(x)) throw new InputError(`${x} is not a rate`);
  const { negative, digits, exponent } = digitsOfNumber(x);
  if (exponent >= 0) return rate(x, 1);
  const units = negative ? 0 - Number(digits) : Number(digits);
  if (exponent >= -FINEST_DECIMALS) return rate(units, POWERS_OF_TEN[-exponent]!);
  const excess = -exponent - FINEST_DECIMALS;
  if (excess > FINEST_DECIMALS) return ZERO_RATE;
  return rate(mulDiv(units, 1, POWERS_OF_TEN[excess]!, 2), POWERS_OF_TEN[FINEST_DECIMALS]!);
}

/** amount x rate as a whole number; `rounding` is one of `ROUND`. AmountOverflowError past 2^53 - 1. */
export function applyRate(amount: number, by: Rate, rounding: number): number {
  return mulDiv(amount, by.numerator, by.denominator, rounding);
}

/** The exact sum. InputError where its reduced fraction passes 2^53. */
export function addRates(a: Rate, b: Rate): Rate {
  const common = greatestCommonDivisor(a.denominator, b.denominator);
  const numerator =
    BigInt(a.numerator) * BigInt(b.denominator / common) + BigInt(b.numerator) * BigInt(a.denominator / common);
  const denominator = BigInt(a.denominator) * BigInt(b.denominator / common);
  let x = numerator < 0n ? -numerator : numerator;
  let y = denominator;
  while (y !== 0n) [x, y] = [y, x % y];
  return rate(Number(numerator / x), Number(denominator / x));
}

/** Below zero where a < b, zero where they are equal, above zero where a > b. Exact. */
export function compareRates(a: Rate, b: Rate): number {
  const left = a.numerator * b.denominator;
  const right = b.numerator * a.denominator;
  if (Math.abs(left) <= Number.MAX_SAFE_INTEGER && Math.abs(right) <= Number.MAX_SAFE_INTEGER) return left - right;
  const difference = BigInt(a.numerator) * BigInt(b.denominator) - BigInt(b.numerator) * BigInt(a.denominator);
  return difference === 0n ? 0 : difference < 0n ? -1 : 1;
}

export function maxRate(a: Rate, b: Rate): Rate {
  return compareRates(a, b) >= 0 ? a : b;
}
