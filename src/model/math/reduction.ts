/** Angles to within a quarter turn: x = n pi/2 + rest. */
import { type DoubleDouble, scaleByTwo, sumError } from './exact.ts';

const TWO_BY_PI = 0.6366197723675814;
/** pi/2 in three parts: 33 bits, 33 bits (both exact times n below 2^20) and 53 bits. */
const HALF_PI_A = 1.5707963267341256;
const HALF_PI_B = 6.077100506303966e-11;
const HALF_PI_C = 2.0222662487959506e-21;

/** Bits after the point of the long pi/2: 1,024 for the largest double and more than the rest's 106. */
const LONG_BITS = 1280n;
let longHalfPi = 0n;

/** pi/2 x 2^1280 by Machin's formula: pi/4 = 4 arctan(1/5) - arctan(1/239). */
function makeLongHalfPi(): bigint {
  const one = 1n << (LONG_BITS + 32n);
  const arctanOfInverse = (n: bigint): bigint => {
    let sum = 0n;
    let term = one / n;
    for (let k = 1n, sign = 1n; term !== 0n; k += 2n, sign = -sign) {
      sum += (sign * term) / k;
      term /= n * n;
    }
    return sum;
  };
  return (2n * (4n * arctanOfInverse(5n) - arctanOfInverse(239n))) >> 32n;
}

/**
 * Puts x - n pi/2, at most about pi/4 in size, into `out`, and returns n modulo 4. For finite x. Exact to 2^-60 of the rest.
 */
export function reduceAngle(x: number, out: DoubleDouble): number {
  if (Math.abs(x) <= 0.785) {
    out.high = x;
    out.low = 0;
    return 0;
  }
  if (Math.abs(x) < 1e6) {
    const n = Math.floor(x * TWO_BY_PI + 0.5);
    const first = x - n * HALF_PI_A;
    const second = -n * HALF_PI_B;
    const high = first + second;
    const low = sumError(first, second, high) - n * HALF_PI_C;
    out.high = high + low;
    out.low = low - (out.high - high);
    // So near to a multiple of pi/2 that the three parts do not hold enough of the rest.
    if (Math.abs(high) > 1e-6) return n & 3;
  }
  return reduceLong(x, out);
}

/** The same in whole numbers, for angles of any size. */
function reduceLong(x: number, out: DoubleDouble): number {
  if (longHalfPi === 0n) longHalfPi = makeLongHalfPi();
  let fraction = Math.abs(x);
  let exponent = 0n;
  for (; fraction >= 9007199254740992; exponent += 1n) fraction /= 2;
  for (; Math.floor(fraction) !== fraction; exponent -= 1n) fraction *= 2;
  const fixed = BigInt(fraction) << (LONG_BITS + exponent);
  const turns = (fixed + longHalfPi / 2n) / longHalfPi;
  const rest = fixed - turns * longHalfPi;
  out.high = bigToNumber(rest);
  out.low = bigToNumber(rest - numberToBig(out.high));
  if (x < 0) {
    out.high = -out.high;
    out.low = -out.low;
  }
  const quadrant = Number(turns & 3n);
  return x < 0 ? -quadrant & 3 : quadrant;
}

/** A whole number over 2^1280 as a double. */
function bigToNumber(fixed: bigint): number {
  const size = fixed < 0n ? -fixed : fixed;
  // Cut to what the range of a double holds; a thousand bits are more than enough.
  const cut = Math.max(0, size.toString(2).length - 1000);
  const value = scaleByTwo(Number(size >> BigInt(cut)), cut - Number(LONG_BITS));
  return fixed < 0n ? -value : value;
}

function numberToBig(value: number): bigint {
  let fraction = Math.abs(value);
  let exponent = LONG_BITS;
  for (; fraction !== 0 && Math.floor(fraction) !== fraction; exponent -= 1n) fraction *= 2;
  const fixed = exponent >= 0n ? BigInt(fraction) << exponent : BigInt(fraction) >> -exponent;
  return value < 0 ? -fixed : fixed;
}
