import type { Decimal } from 'decimal.js';
import { D, downTo, isOn, money, read, upTo } from './amounts.ts';
import type { Side, World } from './state.ts';
import type { Given, TwinInstrument, TwinType } from './types.ts';

/** A rule that was broken, by its name. */
export class Refusal extends Error {
  readonly rule: string;
  constructor(rule: string) {
    super(rule);
    this.rule = rule;
  }
}

/**
 * "Product rules (tick, lot, minimum and maximum size and notional)": the first one a size breaks, or null. Without a price the notional
 * is not judged: the order is neither sized nor converted by it.
 */
export function brokenRule(
  { run }: World,
  instrument: TwinInstrument,
  quantity: Decimal,
  price: Decimal | null,
): string | null {
  const { min_size, max_size, min_notional, max_notional, lot_size, quote } = instrument;
  if (quantity.lt(D.max(lot_size, min_size ?? 0))) return 'min_size';
  if (max_size !== undefined && quantity.gt(max_size)) return 'max_size';
  if (price === null) return null;
  const notional = money(quantity.mul(price), run.asset_decimals[quote]!);
  if (min_notional !== undefined && notional.lt(min_notional)) return 'min_notional';
  if (max_notional !== undefined && notional.gt(max_notional)) return 'max_notional';
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
