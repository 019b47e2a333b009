/** log, log1p, log2 and log10: exponent times ln 2, plus the area-tangent series of the fraction. */
import { DoubleDouble, highWord, productError, sumError, withHighWord } from './exact.ts';

const LN2_A = 0.6931471805598903;
const LN2_B = 5.49792301870721e-14;
const LN2_C = 1.1612227229362532e-26;
const LN2_BC = LN2_B + LN2_C;
/** What the doubles 1/3 and 1/5 leave out. */
const THIRD_REST = 1.850371707708594e-17;
const FIFTH_REST = -1.1102230246251566e-17;

const TWO_54 = 18014398509481984;
/** Upper word of the square root of one half. */
const ROOT_HALF = 0x3fe6a09e;

/** Splits a positive finite x into 2^exponent x fraction, fraction between sqrt(1/2) and sqrt(2). */
let exponent = 0;
function splitFraction(x: number): number {
  let normal = x;
  exponent = 0;
  if (x < 2.2250738585072014e-308) {
    normal = x * TWO_54;
    exponent = -54;
  }
  const high = highWord(normal);
  const step = (high - ROOT_HALF) >> 20;
  exponent += step;
  return withHighWord(normal, high - (step << 20));
}

/** The value of `log` where it is not a matter of arithmetic: for zero, negatives, NaN and infinity. */
function logOfEdge(x: number): number {
  if (x === 0) return Number.NEGATIVE_INFINITY;
  return x < 0 ? Number.NaN : x;
}

/**
 * Natural logarithm. At most 0.95 ulp from the true value. With f = fraction - 1 and s = f / (2 + f):
 * ln(1 + f) = 2 artanh(s) = 2s + 2s³/3 + 2s^5/5 + ..., taken as f - (f²/2 - s (f²/2 + rest)) so that f itself is not rounded.
 */
export function log(x: number): number {
  if (!(x > 0 && x < Number.POSITIVE_INFINITY)) return logOfEdge(x);
  const f = splitFraction(x) - 1;
  const k = exponent;
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const odd = 2 / 3 + w * (2 / 7 + w * (2 / 11 + w * (2 / 15 + w * (2 / 19))));
  const even = 2 / 5 + w * (2 / 9 + w * (2 / 13 + w * (2 / 17 + w * (2 / 21))));
  const rest = z * odd + w * even;
  const half = 0.5 * f * f;
  return k * LN2_A - (half - (s * (half + rest) + k * LN2_BC) - f);
}

/** Natural logarithm of a positive finite x as a sum of two doubles, about 65 bits. */
export function logParts(x: number, out: DoubleDouble): void {
  const fraction = splitFraction(x);
  const k = exponent;
  const f = fraction - 1;
  // s = f / (2 + f), with its error.
  const divisor = 2 + f;
  const divisorRest = sumError(2, f, divisor);
  const s = f / divisor;
  const back = s * divisor;
  const sRest = (f - back - productError(s, divisor, back) - s * divisorRest) / divisor;
  const z = s * s;
  const zRest = productError(s, s, z) + 2 * s * sRest;
  // ln(1 + f) = 2s (1 + z (1/3 + z (1/5 + z/7 + ...))): two coefficients with their errors, the rest is small enough without.
  const far = 1 / 15 + z * (1 / 17 + z * (1 / 19 + z * (1 / 21 + z * (1 / 23 + z * (1 / 25)))));
  const later = z * (1 / 7 + z * (1 / 9 + z * (1 / 11 + z * (1 / 13 + z * far))));
  const fifth = 1 / 5 + later;
  const fifthRest = later - (fifth - 1 / 5) + FIFTH_REST;
  const near = z * fifth;
  const nearRest = productError(z, fifth, near) + (z * fifthRest + zRest * fifth);
  const third = 1 / 3 + near;
  const thirdRest = near - (third - 1 / 3) + (THIRD_REST + nearRest);
  const series = z * third;
  const seriesRest = productError(z, third, series) + (z * thirdRest + zRest * third);
  const twice = 2 * s;
  const product = twice * series;
  const productRest = productError(twice, series, product) + twice * seriesRest + 2 * sRest * series;
  const inner = twice + product;
  const innerRest = product - (inner - twice) + (productRest + 2 * sRest);
  const ofExponent = k * LN2_A;
  const sum = ofExponent + inner;
  const low = sumError(ofExponent, inner, sum) + (innerRest + k * LN2_B + k * LN2_C);
  out.high = sum + low;
  out.low = low - (out.high - sum);
}

const parts = new DoubleDouble();

/** ln(x) times a constant given in two parts, rounded once. */
function logTimes(x: number, factor: number, factorRest: number): number {
  if (!(x > 0 && x < Number.POSITIVE_INFINITY)) return logOfEdge(x);
  logParts(x, parts);
  const product = parts.high * factor;
  return product + (productError(parts.high, factor, product) + (parts.high * factorRest + parts.low * factor));
}

/** Logarithm to base 2: exact for powers of two, else at most 0.51 ulp from the true value. */
export function log2(x: number): number {
  return logTimes(x, Math.LOG2E, 2.0355273740931033e-17);
}

/** Logarithm to base 10: exact for powers of ten, else at most 0.51 ulp from the true value. */
export function log10(x: number): number {
  return logTimes(x, Math.LOG10E, 1.098319650216765e-17);
}

/** ln(1 + x) without the loss near zero. At most 1.5 ulp from the true value. */
export function log1p(x: number): number {
  if (Math.abs(x) < 1e-16) return x;
  const sum = 1 + x;
  if (!(sum > 0 && sum < Number.POSITIVE_INFINITY)) return logOfEdge(sum);
  return log(sum) + sumError(1, x, sum) / sum;
}
