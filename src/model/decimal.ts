/** Decimal text and numbers to whole units and back, without a rounding that nobody asked for. */
import { mulDiv, ROUND, type Rounding } from './arithmetic.ts';
import { InputError } from './errors.ts';

/** Powers of ten that a double holds exactly. */
export const POWERS_OF_TEN: readonly number[] = Array.from({ length: 23 }, (_, n) => Number(`1e${n}`));

const NUMBER = /^([+-]?)([0-9]*)(?:\.([0-9]*))?(?:e([+-]?[0-9]+))?$/;
const LARGEST = Number.MAX_SAFE_INTEGER;

/** sign x digits x 10^exponent; `digits` has no zero at either end and is empty for zero. */
interface Decimal {
  readonly negative: boolean;
  readonly digits: string;
  readonly exponent: number;
}

/** Text as sign, digits and exponent; null where it is not a number. */
function readDecimal(text: string): Decimal | null {
  const match = NUMBER.exec(text);
  if (match === null) return null;
  const whole = match[2] ?? '';
  const fraction = match[3] ?? '';
  const all = whole + fraction;
  if (all === '') return null;
  let start = 0;
  while (start < all.length && all[start] === '0') start += 1;
  let end = all.length;
  while (end > start && all[end - 1] === '0') end -= 1;
  const digits = all.slice(start, end);
  if (digits === '') return { negative: false, digits, exponent: 0 };
  const exponent = Number(match[4] ?? 0) - fraction.length + (all.length - end);
  return { negative: match[1] === '-', digits, exponent };
}

/** Whole units of 10^-decimals; NaN where the value is finer, Infinity where it passes 2^53 - 1. */
function unitsOf(value: Decimal, decimals: number): number {
  if (value.digits === '') return 0;
  const shift = value.exponent + decimals;
  if (shift < 0) return Number.NaN;
  if (value.digits.length + shift > 16) return Number.POSITIVE_INFINITY;
  const units = Number(value.digits + '0'.repeat(shift));
  if (units > LARGEST) return Number.POSITIVE_INFINITY;
  return value.negative ? -units : units;
}

/**
 * Units of plain text such as `-123.45` with at most 15 digits in all, read without a string being cut; NaN where the
 * text is of another form or finer than its decimals, and the general reader decides.
 */
function shortUnits(text: string, decimals: number): number {
  const length = text.length;
  const first = text.charCodeAt(0);
  let at = first === 45 || first === 43 ? 1 : 0;
  if (length > 16 || at === length) return Number.NaN;
  let digits = 0;
  let point = -1;
  let count = 0;
  for (; at < length; at += 1) {
    const code = text.charCodeAt(at);
    if (code >= 48 && code <= 57) {
      digits = digits * 10 + (code - 48);
      count += 1;
    } else if (code === 46 && point < 0) point = count;
    else return Number.NaN;
  }
  if (count === 0 || count > 15) return Number.NaN;
  const shift = decimals - (point < 0 ? 0 : count - point);
  if (shift < 0 || shift > 22) return Number.NaN;
  const units = digits * POWERS_OF_TEN[shift]!;
  if (units > LARGEST) return Number.NaN;
  return first === 45 ? 0 - units : units;
}

/**
 * Decimal text as whole units of 10^-decimals, exactly.
 *
 * A number is `[+-]` digits with at most one `.`, optionally `e[+-]digits`, in ASCII: `.5`, `5.`, `1e-8`, `00012.3400`.
 *
 * @returns a safe integer, never -0
 * @throws InputError where the text is not a number, is finer than its decimals, or passes 2^53 - 1 units
 */
export function parseDecimal(text: string, decimals: number): number {
  const short = shortUnits(text, decimals);
  if (!Number.isNaN(short)) return short;
  const value = readDecimal(text);
  if (value === null) throw notANumber(text);
  const units = unitsOf(value, decimals);
  if (Number.isNaN(units)) {
    throw new InputError(`${text} is finer than ${decimals} decimals: round it, or give it more decimals`);
  }
  if (units === Number.POSITIVE_INFINITY) {
    throw new InputError(
      `${text} is too large: with ${decimals} decimals the largest amount is ${formatDecimal(LARGEST, decimals)}`,
    );
  }
  return units;
}

/** `parseDecimal` that answers null where the text is no number, is finer than its decimals, or is too large. */
export function unitsOfText(text: string, decimals: number): number | null {
  const short = shortUnits(text, decimals);
  if (!Number.isNaN(short)) return short;
  const value = readDecimal(text);
  const units = value === null ? Number.NaN : unitsOf(value, decimals);
  return Number.isSafeInteger(units) ? units : null;
}

/** The fewest decimals that hold the text exactly: `1.2300` has 2, `1e-8` has 8. InputError where it is no number. */
export function decimalsOf(text: string): number {
  const value = readDecimal(text);
  if (value === null) throw notANumber(text);
  return Math.max(0, 0 - value.exponent);
}

function notANumber(text: string): InputError {
  const hint = readDecimal(text.trim().toLowerCase().replace(/[_,]/g, '')) === null ? '' : ', as in 1234.5 or 1e-8';
  return new InputError(`"${text}" is not a number${hint}`);
}

/**
 * Whole units of 10^-decimals as decimal text: `formatDecimal(-5, 2)` is `-0.05`. All decimals are written unless
 * `trim` drops the zeros at the end (and the point with the last of them).
 */
export function formatDecimal(units: number, decimals: number, options?: { readonly trim?: boolean }): string {
  if (!Number.isSafeInteger(units)) throw new InputError(`units must be a whole number within 2^53, not ${units}`);
  return formatDigits(String(Math.abs(units)), units < 0, decimals, options?.trim === true);
}

/** Digits of a whole number, however many, with the point put before the last `decimals` of them. */
export function formatDigits(digits: string, negative: boolean, decimals: number, trim: boolean): string {
  const padded = digits.padStart(decimals + 1, '0');
  const cut = padded.length - decimals;
  let end = padded.length;
  if (trim) while (end > cut && padded[end - 1] === '0') end -= 1;
  const fraction = end > cut ? `.${padded.slice(cut, end)}` : '';
  return (negative ? '-' : '') + padded.slice(0, cut) + fraction;
}

/** Half the spacing of 15-digit numbers is at least 5e-16 and at most 5e-15 of the number itself. */
const SURELY_EQUAL = 3.5e-16;
const SURELY_APART = 6e-15;

/**
 * A number that a strategy gives, as whole units of 10^-decimals: it is read at 15 significant digits (so that 0.1 + 0.2
 * is 0.3), then rounded by `mode`. No text is made unless the 15th digit decides.
 *
 * @returns a safe integer, never -0; NaN for NaN and the infinities; an infinity where the units pass 2^53 - 1
 */
export function unitsOfNumber(x: number, decimals: number, mode: Rounding): number {
  const scale = decimals <= 22 ? POWERS_OF_TEN[decimals]! : Number.NaN;
  const scaled = x * scale;
  const nearest = Math.round(scaled);
  const size = Math.abs(scaled);
  if (size < 1e15) {
    if (nearest / scale === x) return nearest + 0;
    const distance = Math.abs(scaled - nearest);
    if (distance < size * SURELY_EQUAL) return nearest + 0;
    const doubt = size * SURELY_APART;
    if (size < 1e13 && distance > doubt) {
      if (mode === 'down') return Math.trunc(scaled) + 0;
      if (mode === 'up') return scaled < 0 ? Math.floor(scaled) : Math.ceil(scaled);
      if (0.5 - distance > doubt) return nearest + 0;
    }
  }
  return unitsOfDigits(x, decimals, mode);
}

/** The same through the 15 digits written out. */
function unitsOfDigits(x: number, decimals: number, mode: Rounding): number {
  if (!Number.isFinite(x)) return Number.NaN;
  const value = digitsOfNumber(x);
  const shift = value.exponent + decimals;
  if (value.digits === '' || shift >= 0) {
    const units = unitsOf(value, decimals);
    return value.negative && units === Number.POSITIVE_INFINITY ? -units : units;
  }
  const digits = value.negative ? 0 - Number(value.digits) : Number(value.digits);
  // Fifteen digits shifted further than that are below a tenth of a unit.
  if (shift < -15) return mode === 'up' ? Math.sign(digits) : 0;
  return mulDiv(digits, 1, POWERS_OF_TEN[-shift]!, ROUND[mode]);
}

/** A finite number at 15 significant digits. */
export function digitsOfNumber(x: number): Decimal {
  return readDecimal(x.toPrecision(15))!;
}
