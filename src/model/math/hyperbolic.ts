/** Hyperbolic functions and their inverses. */
import { exp, expm1 } from './exponential.ts';
import { log, log1p } from './logarithm.ts';

const LN2 = Math.LN2;
/** From here on e^-x is lost beside e^x. */
const LARGE = 22;
/** Near here e^x leaves the range of a double and e^x / 2 does not. */
const NEAR_OVERFLOW = 709;

/** e^x / 2 for large x. */
function halfExp(x: number): number {
  if (x < NEAR_OVERFLOW) return exp(x) / 2;
  const root = exp(x / 2);
  return (root / 2) * root;
}

/** Hyperbolic sine. At most 2.5 ulp from the true value. */
export function sinh(x: number): number {
  const size = Math.abs(x);
  if (!(size >= 1e-8)) return x;
  let value: number;
  if (size < LARGE) {
    const t = expm1(size);
    value = (t + t / (t + 1)) / 2;
  } else value = halfExp(size);
  return x < 0 ? -value : value;
}

/** Hyperbolic cosine. At most 2 ulp from the true value. */
export function cosh(x: number): number {
  const size = Math.abs(x);
  if (!(size < LARGE)) return halfExp(size);
  const e = exp(size);
  return (e + 1 / e) / 2;
}

/** Hyperbolic tangent. At most 2.5 ulp from the true value. */
export function tanh(x: number): number {
  const size = Math.abs(x);
  if (!(size >= 1e-8)) return x;
  if (size > LARGE) return x < 0 ? -1 : 1;
  const t = expm1(2 * size);
  const value = size < 1 ? t / (t + 2) : 1 - 2 / (t + 2);
  return x < 0 ? -value : value;
}

/** Inverse hyperbolic sine. At most 3 ulp from the true value. */
export function asinh(x: number): number {
  const size = Math.abs(x);
  if (!(size >= 1e-8 && size < Number.POSITIVE_INFINITY)) return x;
  const square = size * size;
  const value = size > 1e8 ? log(size) + LN2 : log1p(size + square / (1 + Math.sqrt(1 + square)));
  return x < 0 ? -value : value;
}

/** Inverse hyperbolic cosine; NaN below 1. At most 3 ulp from the true value. */
export function acosh(x: number): number {
  if (!(x >= 1)) return Number.NaN;
  if (x > 1e8) return log(x) + LN2;
  const t = x - 1;
  return log1p(t + Math.sqrt(t * (x + 1)));
}

/** Inverse hyperbolic tangent; NaN outside [-1, 1]. At most 3 ulp from the true value. */
export function atanh(x: number): number {
  const size = Math.abs(x);
  if (!(size >= 1e-8)) return x;
  const value = log1p((2 * size) / (1 - size)) / 2;
  return x < 0 ? -value : value;
}
