/**
 * Mathematics that answers the same bits on every engine: made of + - * /, square roots and whole-number functions only,
 * because engines differ in the last bit of the others. One ulp is the distance between neighbouring doubles; each
 * function states how far it may lie from the true value, and the tests hold it to that.
 */
import { acos, asin, atan, atan2 } from './math/arc.ts';
import { exp, expm1 } from './math/exponential.ts';
import { acosh, asinh, atanh, cosh, sinh, tanh } from './math/hyperbolic.ts';
import { log, log1p, log2, log10 } from './math/logarithm.ts';
import { cbrt, hypot, pow } from './math/power.ts';
import { cos, sin, tan } from './math/trigonometric.ts';

export {
  acos,
  acosh,
  asin,
  asinh,
  atan,
  atan2,
  atanh,
  cbrt,
  cos,
  cosh,
  exp,
  expm1,
  hypot,
  log,
  log1p,
  log2,
  log10,
  pow,
  sin,
  sinh,
  tan,
  tanh,
};

/**
 * `Math` as ECMAScript 2023 names it, for code that must not depend on the engine. What is exact there is handed on; the
 * rest is portable. `random` has no source of its own: whoever hands this object out puts keyed draws there
 * (`{ ...portableMath, random }`), and calling it before is an error.
 */
export const portableMath: Math = Object.freeze({
  E: Math.E,
  LN10: Math.LN10,
  LN2: Math.LN2,
  LOG10E: Math.LOG10E,
  LOG2E: Math.LOG2E,
  PI: Math.PI,
  SQRT1_2: Math.SQRT1_2,
  SQRT2: Math.SQRT2,
  abs: Math.abs,
  ceil: Math.ceil,
  clz32: Math.clz32,
  floor: Math.floor,
  fround: Math.fround,
  imul: Math.imul,
  max: Math.max,
  min: Math.min,
  round: Math.round,
  sign: Math.sign,
  sqrt: Math.sqrt,
  trunc: Math.trunc,
  acos,
  acosh,
  asin,
  asinh,
  atan,
  atan2,
  atanh,
  cbrt,
  cos,
  cosh,
  exp,
  expm1,
  hypot,
  log,
  log1p,
  log10,
  log2,
  pow,
  random: (): number => {
    throw new Error('random draws come from the run: portableMath has none of its own');
  },
  sin,
  sinh,
  tan,
  tanh,
  [Symbol.toStringTag]: 'Math' as const,
});
