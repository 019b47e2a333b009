/** Normal deviates from random words, one each. */
import { log } from '../model/math.ts';

const WORD = 4294967296;
const TAIL = 0.02425;

/** A random 32-bit word as a number strictly between 0 and 1. */
export function uniformOf(word: number): number {
  return ((word >>> 0) + 0.5) / WORD;
}

function tail(q: number): number {
  const top =
    ((((-7.784894002430293e-3 * q - 0.3223964580411365) * q - 2.400758277161838) * q - 2.549732539343734) * q +
      4.374664141464968) *
      q +
    2.938163982698783;
  const bottom =
    (((7.784695709041462e-3 * q + 0.3224671290700398) * q + 2.445134137142996) * q + 3.754408661907416) * q + 1;
  return top / bottom;
}

/**
 * A random 32-bit word as a standard normal deviate, by the inverse of the normal distribution: P. J. Acklam's rational
 * approximation (2003), relative error below 1.2e-9.
 */
export function normalOf(word: number): number {
  const p = uniformOf(word);
  if (p < TAIL) return tail(Math.sqrt(-2 * log(p)));
  if (p > 1 - TAIL) return -tail(Math.sqrt(-2 * log(1 - p)));
  const q = p - 0.5;
  const r = q * q;
  const top =
    ((((-39.69683028665376 * r + 220.9460984245205) * r - 275.9285104469687) * r + 138.357751867269) * r -
      30.66479806614716) *
      r +
    2.506628277459239;
  const bottom =
    ((((-54.47609879822406 * r + 161.5858368580409) * r - 155.6989798598866) * r + 66.80131188771972) * r -
      13.28068155288572) *
      r +
    1;
  return (top * q) / bottom;
}
