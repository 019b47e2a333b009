/** Reads the numbers a strategy gives: doubles at 15 significant digits and rounded, text exactly or not at all. */
import { ROUND, type Rounding, roundUnits } from '../model/arithmetic.ts';
import { decimalsOf, POWERS_OF_TEN, parseDecimal, unitsOfNumber, unitsOfText } from '../model/decimal.ts';
import { InputError } from '../model/errors.ts';
import { parsePct, type Rate, rate, rateOfNumber } from '../model/rate.ts';
import { parseTime } from '../model/time.ts';
import type { DecimalInput } from '../strategy/request.ts';

/** Why a number could not be used. */
export const UNREADABLE = -1;
export const OFF_INCREMENT = -2;

/** A percentage given as a number is read at so many decimals at the finest, as its text is. */
const PCT_DECIMALS = 13;
const FINEST_SHARE = 15;

/**
 * @param increment the value is brought to a whole multiple of it: a number is rounded by `mode`, text must be one
 * @returns whole units of 10^-decimals, or UNREADABLE (no number, negative, or past 2^53), or OFF_INCREMENT
 */
export function readUnits(input: DecimalInput, decimals: number, increment: number, mode: Rounding): number {
  if (typeof input === 'number') {
    const units = unitsOfNumber(input, decimals, mode);
    if (!(units >= 0 && units <= Number.MAX_SAFE_INTEGER)) return UNREADABLE;
    if (increment === 1) return units;
    return units <= Number.MAX_SAFE_INTEGER - increment ? roundUnits(units, increment, ROUND[mode]) : UNREADABLE;
  }
  if (typeof input !== 'string') return UNREADABLE;
  return readText(input, decimals, increment);
}

function readText(text: string, decimals: number, increment: number): number {
  const units = unitsOfText(text, decimals);
  if (units === null) return isFinerThan(text, decimals) ? OFF_INCREMENT : UNREADABLE;
  if (units < 0) return UNREADABLE;
  return units % increment === 0 ? units : OFF_INCREMENT;
}

/** False also where the text is no number. */
function isFinerThan(text: string, decimals: number): boolean {
  return answerOrNull(() => decimalsOf(text) > decimals) ?? false;
}

/** What is wrong with a value that should be above zero, for people. */
export function notAboveZero(input: unknown): string {
  const isAmount =
    typeof input === 'string' ? answerOrNull(() => decimalsOf(input)) !== null : typeof input === 'number';
  return isAmount && Number(input) > 0 ? 'is too large' : 'is not a number above zero';
}

/** A percentage above 0 and below 100 as a share: 2 is 1/50. Null where it is none. */
export function readPct(input: DecimalInput): Rate | null {
  const share = typeof input === 'number' ? shareOfPct(input) : answerOrNull(() => parsePct(input));
  return share !== null && share.numerator > 0 && share.numerator < share.denominator ? share : null;
}

function shareOfPct(pct: number): Rate | null {
  const units = unitsOfNumber(pct, PCT_DECIMALS, 'half_even');
  return Number.isSafeInteger(units) ? rate(units, POWERS_OF_TEN[PCT_DECIMALS + 2]!) : null;
}

/** A share above zero, 1 being all. Null where it is none. */
export function readShare(input: DecimalInput): Rate | null {
  const share = answerOrNull(() => (typeof input === 'number' ? rateOfNumber(input) : rateOfText(input)));
  return share !== null && share.numerator > 0 ? share : null;
}

function rateOfText(text: string): Rate {
  const decimals = decimalsOf(text);
  return decimals > FINEST_SHARE
    ? rateOfNumber(Number.NaN)
    : rate(parseDecimal(text, decimals), POWERS_OF_TEN[decimals]!);
}

/** Milliseconds since the epoch, or ISO text in UTC, as microseconds; null where it is neither. */
export function readTime(input: number | string): number | null {
  if (typeof input === 'string') return answerOrNull(() => parseTime(input));
  const micros = Math.round(input * 1000);
  return typeof input === 'number' && Number.isSafeInteger(micros) ? micros : null;
}

function answerOrNull<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    // A value that is no text at all ends in a TypeError of the reader.
    if (error instanceof InputError || error instanceof TypeError) return null;
    throw error;
  }
}
