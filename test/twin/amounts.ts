import { Decimal } from 'decimal.js';
import type { Given } from './types.ts';

/** Sixty digits: every product of this simulator is exact, only quotients are cut. */
export const D = Decimal.clone({ precision: 60, rounding: Decimal.ROUND_HALF_EVEN, toExpNeg: -40, toExpPos: 40 });
export const ZERO = new D(0);

/** Milliseconds of the description to the whole microseconds time is counted in, and back. */
export const toMicros = (ms: number): number => Math.round(ms * 1000);
export const toMillis = (micros: number): number => micros / 1000;

/** "Rounding: half-even for money." */
export const money = (x: Decimal, decimals: number): Decimal => x.toDecimalPlaces(decimals, Decimal.ROUND_HALF_EVEN);
export const downTo = (x: Decimal, step: Decimal.Value): Decimal => x.div(step).floor().mul(step);
export const upTo = (x: Decimal, step: Decimal.Value): Decimal => x.div(step).ceil().mul(step);
export const isOn = (x: Decimal, step: Decimal.Value): boolean => x.mod(step).isZero();
export const pct = (x: Decimal.Value): Decimal => new D(x).div(100);
export const text = (x: Decimal | null): string | null => (x === null ? null : x.toString());

/** "Numbers a strategy gives are read at 15 significant digits"; a decimal string as it is. Null: no number. */
export function read(given: Given): Decimal | null {
  if (typeof given === 'number') return Number.isFinite(given) ? new D(given.toPrecision(15)) : null;
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/.test(given)) return null;
  return new D(given);
}

/** Cost and fee of a quantity at a price, in whole units of the quote: each rounded half-even. */
export function costAndFee(
  quantity: Decimal,
  price: Decimal,
  feePct: string,
  decimals: number,
): { cost: Decimal; fee: Decimal } {
  const cost = money(quantity.mul(price), decimals);
  return { cost, fee: money(cost.mul(pct(feePct)), decimals) };
}

/**
 * The most lots that a budget pays for, fee included: "`spend` in quote ... (what may leave the account, fee included)".
 * Found from above, lot by lot, by the very sums the books will make.
 */
export function lotsFor(budget: Decimal, price: Decimal, feePct: string, lot: Decimal, decimals: number): Decimal {
  if (!budget.gt(0) || !price.gt(0)) return ZERO;
  let quantity = downTo(budget.div(price.mul(pct(feePct).plus(1))), lot).plus(lot.mul(2));
  while (quantity.gt(0)) {
    const { cost, fee } = costAndFee(quantity, price, feePct, decimals);
    if (cost.plus(fee).lte(budget)) return quantity;
    quantity = quantity.minus(lot);
  }
  return ZERO;
}
