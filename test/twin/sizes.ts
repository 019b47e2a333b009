import type { Decimal } from 'decimal.js';
import { D, downTo, isOn, read, upTo } from './amounts.ts';
import type { Side } from './state.ts';
import type { Given, TwinInstrument, TwinType } from './types.ts';

/** A rule that was broken, by its name. */
export class Refusal extends Error {
  readonly rule: string;
  constructor(rule: string) {
    super(rule);
    this.rule = rule;
  }
}

/** "Product rules (tick, lot, minimum and maximum size and notional)": the first one a size breaks, or null. */
export function brokenRule(instrument: TwinInstrument, quantity: Decimal, price: Decimal | null): string | null {
  if (!quantity.gt(0)) return 'min_size';
  if (instrument.min_size !== undefined && quantity.lt(instrument.min_size)) return 'min_size';
  if (instrument.max_size !== undefined && quantity.gt(instrument.max_size)) return 'max_size';
  if (instrument.min_notional === undefined && instrument.max_notional === undefined) return null;
  // "What needs a mark to be sized or converted and has none is rejected (`no_price`)."
  if (price === null) return 'no_price';
  const notional = quantity.mul(price);
  if (instrument.min_notional !== undefined && notional.lt(instrument.min_notional)) return 'min_notional';
  if (instrument.max_notional !== undefined && notional.gt(instrument.max_notional)) return 'max_notional';
  return null;
}

function positive(given: Given, rule: string): Decimal {
  const value = read(given);
  if (value === null || !value.gt(0)) throw new Refusal(rule);
  return value;
}

/** "quantity rounds down to the lot ...; decimal strings are taken as they are and refused when off tick or lot" */
export function quantityOf(given: Given, instrument: TwinInstrument): Decimal {
  const value = positive(given, 'quantity');
  if (typeof given === 'number') {
    const rounded = downTo(value, instrument.lot_size);
    if (!rounded.gt(0)) throw new Refusal('min_size');
    return rounded;
  }
  if (!isOn(value, instrument.lot_size)) throw new Refusal('lot_size');
  return value;
}

/** Rounds a number's price up or down to the tick; a text's must be on it. */
function onTick(given: Given, instrument: TwinInstrument, rule: string, up: boolean): Decimal {
  const value = positive(given, rule);
  const tick = instrument.tick_size;
  if (typeof given === 'number') {
    const rounded = up ? upTo(value, tick) : downTo(value, tick);
    if (!rounded.gt(0)) throw new Refusal(rule);
    return rounded;
  }
  if (!isOn(value, tick)) throw new Refusal('tick_size');
  return value;
}

/** "a limit price to the tick away from the market" */
export const limitOf = (given: Given, instrument: TwinInstrument, side: Side): Decimal =>
  onTick(given, instrument, 'price', side === 'sell');

/** "a stop price to the tick nearer it": a trigger above the market rounds down, one below it up. */
export function stopOf(given: Given, instrument: TwinInstrument, side: Side, type: TwinType): Decimal {
  const profit = type === 'take_profit' || type === 'take_profit_limit';
  const below = (side === 'sell') !== profit;
  return onTick(given, instrument, 'stop_price', below);
}

/** A trailing distance: nearer the market is smaller. */
export function trailAmountOf(given: Given, instrument: TwinInstrument): Decimal {
  return onTick(given, instrument, 'trail_amount', false);
}
export function trailPctOf(given: Given): Decimal {
  const value = positive(given, 'trail_pct');
  if (value.gte(100)) throw new Refusal('trail_pct');
  return value;
}
/** An activation is a trigger like a take-profit's. */
export const activationOf = (given: Given, instrument: TwinInstrument, side: Side): Decimal =>
  onTick(given, instrument, 'activation_price', side === 'buy');

/** A budget: any positive amount in whole units of the quote; a number is cut down to them. */
export function spendOf(given: Given, decimals: number): Decimal {
  const value = positive(given, 'spend');
  const unit = new D(10).pow(-decimals);
  if (typeof given === 'string' && !isOn(value, unit)) throw new Refusal('spend');
  return downTo(value, unit);
}
export const fractionOf = (given: Given): Decimal => positive(given, 'fraction');
