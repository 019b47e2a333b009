/** Exact products, quotients and roundings of whole-number amounts. */
import { AmountOverflowError, InputError } from './errors.ts';
import { productError } from './math/exact.ts';

/**
 * How a quotient becomes a whole number. `down` is toward zero and `up` away from zero, so that a debit and the credit
 * that mirrors it round alike; `half_even` and `half_up` take the nearer whole number, a tie going to the even one or
 * away from zero.
 */
export type Rounding = 'down' | 'up' | 'half_even' | 'half_up';

/** The same modes as small numbers, for code that runs once an event. */
export const ROUND = { down: 0, up: 1, half_even: 2, half_up: 3 } as const;

const LARGEST = Number.MAX_SAFE_INTEGER;
/** Divisors up to this leave the exact remainder of an estimated quotient inside 53 bits. */
const LARGEST_ESTIMATED_DIVISOR = 0x4_0000_0000_0000;

/** 1 where a magnitude of `quotient` and a rest of `remainder`/`divisor` (0 < remainder < divisor) goes up, else 0. */
function roundsUp(quotient: number, remainder: number, divisor: number, rounding: number): number {
  if (rounding === 0) return 0;
  if (rounding === 1) return 1;
  const aboveHalf = remainder - (divisor - remainder);
  if (aboveHalf !== 0) return aboveHalf > 0 ? 1 : 0;
  return rounding === 3 ? 1 : quotient - 2 * Math.floor(quotient / 2);
}

/**
 * a x b / divisor as a whole number, exactly, however large the product.
 *
 * @param a safe integer, either sign
 * @param b safe integer, either sign
 * @param divisor safe integer above zero
 * @param rounding one of `ROUND`
 * @returns a safe integer, never -0
 * @throws AmountOverflowError where the result is not a safe integer
 */
export function mulDiv(a: number, b: number, divisor: number, rounding: number): number {
  const product = a * b;
  const magnitude = Math.abs(product);
  if (!(magnitude <= LARGEST)) return mulDivLong(a, b, divisor, rounding);
  // Below 2^53 the rounding error of the division is smaller than 1/divisor: its floor is the true one.
  const quotient = Math.floor(magnitude / divisor);
  const remainder = magnitude - quotient * divisor;
  const rounded = remainder === 0 ? quotient : quotient + roundsUp(quotient, remainder, divisor, rounding);
  return product < 0 ? 0 - rounded : rounded;
}

/**
 * The same where the product passes 2^53. Product and estimate x divisor are each held as a double and its exact error. A quotient below 2^53 is
 * estimated within 4 of the true one, so the remainder lies within 5 divisors of zero and, for divisors up to 2^50,
 * comes out exact; what does not fit that is left to BigInt.
 */
function mulDivLong(a: number, b: number, divisor: number, rounding: number): number {
  const x = Math.abs(a);
  const y = Math.abs(b);
  const high = x * y;
  let quotient = Math.floor(high / divisor);
  if (!(quotient < LARGEST - 8 && divisor <= LARGEST_ESTIMATED_DIVISOR && x <= LARGEST && y <= LARGEST)) {
    return mulDivBig(a, b, divisor, rounding);
  }
  const back = quotient * divisor;
  let remainder = high - back + (productError(x, y, high) - productError(quotient, divisor, back));
  while (remainder < 0) {
    quotient -= 1;
    remainder += divisor;
  }
  while (remainder >= divisor) {
    quotient += 1;
    remainder -= divisor;
  }
  const rounded = remainder === 0 ? quotient : quotient + roundsUp(quotient, remainder, divisor, rounding);
  return a < 0 !== b < 0 ? 0 - rounded : rounded;
}

function mulDivBig(a: number, b: number, divisor: number, rounding: number): number {
  if (!(Number.isSafeInteger(a) && Number.isSafeInteger(b) && Number.isSafeInteger(divisor) && divisor > 0)) {
    throw new InputError(
      `mulDiv takes whole numbers within 2^53 and a divisor above zero, not ${a} x ${b} / ${divisor}`,
    );
  }
  const product = BigInt(Math.abs(a)) * BigInt(Math.abs(b));
  const wideDivisor = BigInt(divisor);
  const remainder = Number(product % wideDivisor);
  const wide = product / wideDivisor;
  if (wide > BigInt(LARGEST)) throw amountOverflow();
  const quotient = Number(wide);
  const rounded = remainder === 0 ? quotient : quotient + roundsUp(quotient, remainder, divisor, rounding);
  if (rounded > LARGEST) throw amountOverflow();
  return a < 0 !== b < 0 ? 0 - rounded : rounded;
}

/** The error of an amount that left 2^53 units; with an asset's name it says what to change. */
export function amountOverflow(asset?: string): AmountOverflowError {
  if (asset === undefined) return new AmountOverflowError('an amount passes 2^53 - 1 units');
  return new AmountOverflowError(
    `an amount of ${asset} passes 2^53 - 1 units: give ${asset} fewer decimals in portfolio.decimals`,
  );
}

/**
 * `value` to a whole multiple of `increment`, e.g. a quantity down to the lot.
 *
 * @param value safe integer, either sign
 * @param increment safe integer above zero
 * @param rounding one of `ROUND`
 * @throws AmountOverflowError where the multiple is not a safe integer
 */
export function roundUnits(value: number, increment: number, rounding: number): number {
  const rounded = mulDiv(value, 1, increment, rounding) * increment;
  if (rounded > LARGEST || rounded < -LARGEST) throw amountOverflow();
  return rounded;
}

/** `roundUnits` with the mode by name. Checks its arguments: safe integers, the increment above zero; else InputError. */
export function roundTo(value: number, increment: number, mode: Rounding): number {
  requireWhole(value, 'value');
  requireAboveZero(increment, 'increment');
  return roundUnits(value, increment, roundingCode(mode));
}

/** `mulDiv` with the mode by name. Checks its arguments: safe integers, the divisor above zero; else InputError. */
export function mulDivBy(a: number, b: number, divisor: number, mode: Rounding): number {
  requireWhole(a, 'a');
  requireWhole(b, 'b');
  requireAboveZero(divisor, 'divisor');
  return mulDiv(a, b, divisor, roundingCode(mode));
}

function roundingCode(mode: Rounding): number {
  if (!Object.hasOwn(ROUND, mode)) {
    throw new InputError(`"${String(mode)}" is not a rounding mode: use ${Object.keys(ROUND).join(', ')}`);
  }
  return ROUND[mode];
}

function requireWhole(value: number, name: string): void {
  if (!Number.isSafeInteger(value)) throw new InputError(`${name} must be a whole number within 2^53, not ${value}`);
}

function requireAboveZero(value: number, name: string): void {
  requireWhole(value, name);
  if (value <= 0) throw new InputError(`${name} must be above zero, not ${value}`);
}
