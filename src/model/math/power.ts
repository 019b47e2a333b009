/** Powers and roots. */
import { DoubleDouble, productError, scaleByTwo } from './exact.ts';
import { expParts } from './exponential.ts';
import { logParts } from './logarithm.ts';

const logarithm = new DoubleDouble();
const power = new DoubleDouble();

function isOdd(y: number): boolean {
  return Math.abs(y) < 9007199254740992 && y - 2 * Math.floor(y / 2) === 1;
}

/** |base| to the y for a finite base above zero: e^(y ln base), logarithm and exponential in two doubles each. */
function powerOf(base: number, y: number): number {
  logParts(base, logarithm);
  const estimate = y * logarithm.high;
  if (!(Math.abs(estimate) < 745.2)) return estimate > 0 ? Number.POSITIVE_INFINITY : 0;
  // A y near 2^996 cannot be split, and only a base of one leaves it here.
  if (logarithm.high === 0) return 1;
  const rest = productError(logarithm.high, y, estimate) + y * logarithm.low;
  const k = expParts(estimate, rest, power);
  return scaleByTwo(power.high, k);
}

/**
 * x to the y, with the special cases of ECMAScript's `Math.pow`. At most 0.53 ulp from the true value where that is a
 * normal number, so that powers which a double holds exactly (whole numbers, halves) come out exactly.
 */
export function pow(x: number, y: number): number {
  if (y === 0) return 1;
  if (Number.isNaN(x) || Number.isNaN(y)) return Number.NaN;
  const base = Math.abs(x);
  if (!Number.isFinite(y)) {
    if (base === 1) return Number.NaN;
    return base > 1 === y > 0 ? Number.POSITIVE_INFINITY : 0;
  }
  const negative = (x < 0 || Object.is(x, -0)) && isOdd(y);
  if (base === 0 || base === Number.POSITIVE_INFINITY) {
    const size = (base === 0) === y < 0 ? Number.POSITIVE_INFINITY : 0;
    return negative ? -size : size;
  }
  if (x < 0 && Math.floor(y) !== y) return Number.NaN;
  const size = powerOf(base, y);
  return negative ? -size : size;
}

/** Cube root. At most 0.7 ulp from the true value; exact for the cubes of whole numbers up to 2^17. */
export function cbrt(x: number): number {
  if (x === 0 || !Number.isFinite(x)) return x;
  const base = Math.abs(x);
  // Near one third of the exponent, then Newton's steps.
  logParts(base, logarithm);
  const k = expParts(logarithm.high / 3, 0, power);
  // A root of 24 bits has an exact square; one of Halley's steps makes 53 good bits of it.
  const root = Math.fround(power.high);
  const scaled = scaleByTwo(base, -3 * k);
  const quotient = scaled / (root * root);
  const better = root + (root * (quotient - root)) / (root + root + quotient);
  const size = scaleByTwo(better, k);
  return x < 0 ? -size : size;
}

/** Square root of the sum of squares, without overflow on the way. At most 1 ulp from the true value. */
export function hypot(...values: number[]): number {
  let largest = 0;
  let unknown = false;
  for (const value of values) {
    const size = Math.abs(Number(value));
    if (size === Number.POSITIVE_INFINITY) return size;
    if (Number.isNaN(size)) unknown = true;
    else if (size > largest) largest = size;
  }
  if (unknown) return Number.NaN;
  if (largest === 0) return 0;
  const shift = largest > 1e140 ? -600 : largest < 1e-130 ? 600 : 0;
  let sum = 0;
  let rest = 0;
  for (const value of values) {
    const size = scaleByTwo(Math.abs(Number(value)), shift);
    const square = size * size;
    const next = sum + square;
    const error = sum >= square ? square - (next - sum) : sum - (next - square);
    rest += error + (square > 1e-280 ? productError(size, size, square) : 0);
    sum = next;
  }
  return scaleByTwo(Math.sqrt(sum + rest), -shift);
}
