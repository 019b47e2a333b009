/** The product rules of an instrument: what its exchange would not take. The same rules refuse at home and reject there. */
import { ROUND } from '../model/arithmetic.ts';
import { formatDecimal } from '../model/decimal.ts';
import { type Instrument, notional } from '../model/instrument.ts';

export interface BrokenRule {
  readonly rule: string;
  /** The value and the limit, as a person reads them. */
  readonly detail: string;
}

/**
 * @param quantity base units, already down to the lot
 * @param price price units at which the notional is judged; 0 or below where none is known, then it is not judged
 * @returns the first rule that is broken, or null
 */
export function brokenProductRule(instrument: Instrument, quantity: number, price: number): BrokenRule | null {
  const least = Math.max(instrument.minSize, instrument.lotSize);
  if (quantity < least) {
    const rule = instrument.minSize > 0 ? 'min_size' : 'lot_size';
    return { rule, detail: `quantity ${baseText(instrument, quantity)} is below ${baseText(instrument, least)}` };
  }
  if (instrument.maxSize > 0 && quantity > instrument.maxSize) {
    return {
      rule: 'max_size',
      detail: `quantity ${baseText(instrument, quantity)} is above ${baseText(instrument, instrument.maxSize)}`,
    };
  }
  if (price <= 0 || (instrument.minNotional === 0 && instrument.maxNotional === 0)) return null;
  const value = notional(instrument, quantity, price, ROUND.half_even);
  if (value < instrument.minNotional) {
    return {
      rule: 'min_notional',
      detail: `notional ${quoteText(instrument, value)} is below ${quoteText(instrument, instrument.minNotional)}`,
    };
  }
  if (instrument.maxNotional > 0 && value > instrument.maxNotional) {
    return {
      rule: 'max_notional',
      detail: `notional ${quoteText(instrument, value)} is above ${quoteText(instrument, instrument.maxNotional)}`,
    };
  }
  return null;
}

/** Base units with the asset's name, e.g. `0.5 BTC`. */
export function baseText(instrument: Instrument, units: number): string {
  const name = instrument.symbol.slice(0, instrument.symbol.indexOf('/'));
  return `${formatDecimal(units, instrument.baseDecimals, { trim: true })} ${name}`;
}

/** Quote units with the asset's name, e.g. `100.25 USDT`. */
export function quoteText(instrument: Instrument, units: number): string {
  const name = instrument.symbol.slice(instrument.symbol.indexOf('/') + 1);
  return `${formatDecimal(units, instrument.quoteDecimals, { trim: true })} ${name}`;
}
