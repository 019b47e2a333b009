/** exp and expm1: reduced by multiples of ln 2, then the Taylor series. */
import { DoubleDouble, productError, scaleByTwo, sumError } from './exact.ts';

/** ln 2 in three parts: 42 bits, 42 bits (both exact times an exponent) and 53 bits. */
const LN2_A = 0.6931471805598903;
const LN2_B = 5.49792301870721e-14;
const LN2_C = 1.1612227229362532e-26;
const LN2_BC = LN2_B + LN2_C;
const ONE_BY_LN2 = Math.LOG2E;

const LARGEST_ARGUMENT = 709.782712893384;
const SMALLEST_ARGUMENT = -745.1332191019412;

/** (e^r - 1 - r - r²/2) / r³ for |r| <= 0.36: the series to r^14/14!, its rest below 2^-58 of e^r. */
function seriesTail(r: number): number {
  const near = 1 / 6 + r * (1 / 24 + r * (1 / 120 + r * (1 / 720 + r * (1 / 5040 + r * (1 / 40320)))));
  const far = 1 / 362880 + r * (1 / 3628800 + r * (1 / 39916800 + r * (1 / 479001600 + r * (1 / 6227020800))));
  const square = r * r;
  return near + square * square * square * far;
}

/** e to the x. At most 0.9 ulp from the true value. */
export function exp(x: number): number {
  if (!(x <= LARGEST_ARGUMENT && x >= SMALLEST_ARGUMENT)) {
    return x > 0 ? Number.POSITIVE_INFINITY : x < 0 ? 0 : x;
  }
  const k = Math.floor(x * ONE_BY_LN2 + 0.5);
  const high = x - k * LN2_A;
  const r = high - k * LN2_BC;
  const rest = high - r - k * LN2_BC;
  const square = r * r;
  return scaleByTwo(1 + (r + (square * 0.5 + (square * r * seriesTail(r) + rest))), k);
}

/**
 * e to the (high + low) as `out` x 2^k, where k is returned: about 59 bits. For |high| <= 746 and |low| below its ulp.
 */
export function expParts(high: number, low: number, out: DoubleDouble): number {
  const k = Math.floor(high * ONE_BY_LN2 + 0.5);
  const reduced = high - k * LN2_A;
  const second = -k * LN2_B;
  const r = reduced + second;
  const rest = sumError(reduced, second, r) + (low - k * LN2_C);
  const square = r * r;
  const half = square * 0.5;
  const linear = r + half;
  const linearRest = half - (linear - r);
  const sum = 1 + linear;
  const sumRest = linear - (sum - 1);
  const cubic = square * r * seriesTail(r);
  const small = cubic + (productError(r, r, square) * 0.5 + rest * (sum + cubic));
  const tail = sumRest + (linearRest + small);
  out.high = sum + tail;
  out.low = tail - (out.high - sum);
  return k;
}

const parts = new DoubleDouble();

/** e to the x, less one, without the loss near zero. At most 1 ulp from the true value. */
export function expm1(x: number): number {
  if (Math.abs(x) < 0.35) {
    if (Math.abs(x) < 1e-17) return x;
    const square = x * x;
    return x + (square * 0.5 + square * x * seriesTail(x));
  }
  if (!(x < 56 && x > -40)) return x < 0 ? -1 : exp(x);
  const k = expParts(x, 0, parts);
  const high = scaleByTwo(parts.high, k);
  const less = high - 1;
  return less + (sumError(high, -1, less) + scaleByTwo(parts.low, k));
}
