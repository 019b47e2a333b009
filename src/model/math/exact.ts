/** What the portable functions stand on: exact errors of sums and products, and the parts of a double. */

/** Multiplying by 2^27 + 1 splits a 53-bit number into two halves whose products are exact (Veltkamp). */
const SPLITTER = 134217729;

/**
 * x y - product, exactly, where product is the double nearest to x y (T. J. Dekker, "A floating-point technique for
 * extending the available precision", 1971). For |x|, |y| below 2^996 and products clear of underflow.
 */
export function productError(x: number, y: number, product: number): number {
  const splitX = SPLITTER * x;
  const highX = splitX - (splitX - x);
  const lowX = x - highX;
  const splitY = SPLITTER * y;
  const highY = splitY - (splitY - y);
  const lowY = y - highY;
  return highX * highY - product + highX * lowY + lowX * highY + lowX * lowY;
}

/** x + y - sum, exactly, where sum is the double nearest to x + y (D. E. Knuth's two-sum). */
export function sumError(x: number, y: number, sum: number): number {
  const partOfY = sum - x;
  return x - (sum - partOfY) + (y - partOfY);
}

/** A number as the unevaluated sum of two doubles, about 106 bits. Made once, filled by each call. */
export class DoubleDouble {
  high = 0;
  low = 0;
}

const double = new Float64Array(1);
const words = new Uint32Array(double.buffer);
const HIGH_WORD = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? 1 : 0;

/** The upper 32 bits of a double: sign, exponent and the first 20 bits of the fraction. */
export function highWord(x: number): number {
  double[0] = x;
  return words[HIGH_WORD]! | 0;
}

/** x with its upper 32 bits replaced. */
export function withHighWord(x: number, high: number): number {
  double[0] = x;
  words[HIGH_WORD] = high;
  return double[0]!;
}

/** 2^exponent for -1022 <= exponent <= 1023. */
export function powerOfTwo(exponent: number): number {
  double[0] = 0;
  words[HIGH_WORD] = (exponent + 1023) << 20;
  return double[0]!;
}

/** x times 2^exponent with at most one rounding that matters, also where the result is subnormal. */
export function scaleByTwo(x: number, exponent: number): number {
  if (exponent >= -1022 && exponent <= 1023) return x * powerOfTwo(exponent);
  if (exponent > 1023) return x * powerOfTwo(1023) * powerOfTwo(Math.min(exponent - 1023, 1023));
  return x * powerOfTwo(-969) * powerOfTwo(Math.max(exponent + 969, -1022));
}
