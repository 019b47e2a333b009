/** Reads the numbers a strategy gives: doubles at 15 significant digits and rounded, text exactly or not at all. */
import { ROUND, type Rounding, roundUnits } from '../model/arithmetic.ts';
import { decimalsOf, unitsOfNumber, unitsOfText } from '../model/decimal.ts';
import type { DecimalInput } from '../strategy/request.ts';

/** Why a number could not be used. */
export const UNREADABLE = -1;
export const OFF_INCREMENT = -2;

/**
 * @param increment the value is brought to a whole multiple of it: a number is rounded by `mode`, text must be one
 * @returns whole units of 10^-decimals, or UNREADABLE (no number, negative, or past 2^53), or OFF_INCREMENT
 */
export function readUnits(input: DecimalInput, decimals: number, increment: number, mode: Rounding): number {
  if (typeof input === 'number') {
    const units = unitsOfNumber(input, decimals, mode);
    if (!(units >= 0 && units <= Number.MAX_SAFE_INTEGER)) return UNREADABLE;
    return increment === 1 ? units : roundUnits(units, increment, ROUND[mode]);
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
  try {
    return decimalsOf(text) > decimals;
  } catch {
    return false;
  }
}
