/** The prices of an order: which ones its type needs, and each to the tick. */
import type { Order } from '../exchange/order.ts';
import { formatDecimal } from '../model/decimal.ts';
import type { Instrument } from '../model/instrument.ts';
import { BUY, ORDER_TYPES, TYPE } from '../model/order.ts';
import { NONE } from '../model/record.ts';
import type { DecimalInput, OrderOptions } from '../strategy/request.ts';
import { notAboveZero, OFF_INCREMENT, readPct, readUnits, UNREADABLE } from './numbers.ts';
import type { Refusal } from './refusal.ts';

/** By type: has it a limit, has it a trigger. */
export const HAS_LIMIT = ORDER_TYPES.map((type) => type === 'limit' || type.endsWith('_limit'));
export const HAS_TRIGGER = ORDER_TYPES.map((type) => type.startsWith('stop') || type.startsWith('take_profit'));

/** What to write where a price stands beside a type that does not take it. */
const PRICE_REMEDY: Readonly<Partial<Record<number, string>>> = {
  [TYPE.market]: 'write type: limit',
  [TYPE.stop]: 'write type: stop_limit',
  [TYPE.take_profit]: 'write type: take_profit_limit',
};
const STOP_REMEDY: Readonly<Partial<Record<number, string>>> = {
  [TYPE.market]: 'write type: stop',
  [TYPE.limit]: 'write type: stop_limit',
  [TYPE.trailing_stop]: 'its level comes from trail_amount or trail_pct',
};

/** Takes what its type needs, and nothing beside. */
export function takePrices(order: Order, request: OrderOptions, instrument: Instrument, refusal: Refusal): boolean {
  const { price, stopPrice, trailAmount, trailPct, activationPrice } = request;
  const { type } = order;
  const trails = type === TYPE.trailing_stop;
  if (!trails) {
    if (trailAmount !== undefined)
      return needless(type, 'trail_amount', trailAmount, 'write type: trailing_stop', refusal);
    if (trailPct !== undefined) return needless(type, 'trail_pct', trailPct, 'write type: trailing_stop', refusal);
    if (activationPrice !== undefined) {
      return needless(type, 'activation_price', activationPrice, 'only a trailing_stop is activated', refusal);
    }
  }
  if (HAS_TRIGGER[type]) {
    if (stopPrice === undefined) return missing(type, 'stop_price', refusal);
    if (!takeTrigger(order, stopPrice, instrument, refusal)) return false;
  } else if (stopPrice !== undefined) return needless(type, 'stop_price', stopPrice, STOP_REMEDY[type], refusal);
  if (HAS_LIMIT[type]) {
    if (price === undefined) return missing(type, 'price', refusal);
    return takeLimit(order, price, instrument, refusal);
  }
  if (price !== undefined) return needless(type, 'price', price, PRICE_REMEDY[type], refusal);
  if (!trails) return true;
  if (!takeTrail(order, trailAmount, trailPct, instrument, refusal)) return false;
  return activationPrice === undefined || takeActivation(order, activationPrice, instrument, refusal);
}

/** A price beside an order that has no use for it is a slip: it is not traded as if it were not there. */
function needless(type: number, key: string, value: unknown, remedy: string | undefined, refusal: Refusal): false {
  const more = remedy === undefined ? '' : `: ${remedy}`;
  return refusal.because(key, `a ${ORDER_TYPES[type]} order takes no ${key} (${String(value)})${more}`);
}

function missing(type: number, key: string, refusal: Refusal): false {
  return refusal.because(key, `a ${ORDER_TYPES[type]} order needs a ${key}`);
}

/** The limit, to the tick away from the market. */
export function takeLimit(order: Order, input: DecimalInput, instrument: Instrument, refusal: Refusal): boolean {
  order.price = readPrice('price', input, instrument, order.side === BUY ? 'down' : 'up', refusal);
  return order.price !== NONE;
}

/** The trigger, to the tick nearer the market. */
export function takeTrigger(
  order: Order,
  input: DecimalInput,
  instrument: Instrument,
  refusal: Refusal,
  key = 'stop_price',
): boolean {
  order.stopPrice = readPrice(key, input, instrument, triggerRounding(order), refusal);
  return order.stopPrice !== NONE;
}

/** A buy stop and a sell take-profit lie above the market, a sell stop and a buy take-profit below it. */
export function triggerRounding({ type, side }: Order): 'down' | 'up' {
  const takesProfit = type === TYPE.take_profit || type === TYPE.take_profit_limit;
  return (side === BUY) === takesProfit ? 'up' : 'down';
}

/** What sells on the way down is activated above the market: to the tick nearer it. */
function takeActivation(order: Order, input: DecimalInput, instrument: Instrument, refusal: Refusal): boolean {
  const rounding = order.side === BUY ? 'up' : 'down';
  order.activationPrice = readPrice('activation_price', input, instrument, rounding, refusal);
  return order.activationPrice !== NONE;
}

/** The distance of a trailing stop: a whole number of ticks (the stop nearer the market, at least one), or a share. */
export function takeTrail(
  order: { trailAmount: number; trailRate: Order['trailRate'] },
  amount: DecimalInput | undefined,
  pct: DecimalInput | undefined,
  instrument: Instrument,
  refusal: Refusal,
): boolean {
  if ((amount === undefined) === (pct === undefined)) {
    return refusal.because('trail_amount', 'give exactly one of trail_amount and trail_pct');
  }
  if (amount !== undefined) {
    const units = readUnits(amount, instrument.priceDecimals, instrument.tickSize, 'down');
    const isSmall = units === 0 && typeof amount === 'number' && amount > 0;
    order.trailAmount = isSmall ? instrument.tickSize : unitsOrNone('trail_amount', amount, units, instrument, refusal);
    return order.trailAmount !== NONE;
  }
  order.trailRate = readPct(pct!);
  return (
    order.trailRate !== null ||
    refusal.because('trail_pct', `trail_pct ${String(pct)} is not a percentage above 0 and below 100`)
  );
}

/** @returns price units above zero; NONE where the price is refused */
export function readPrice(
  key: string,
  input: DecimalInput,
  instrument: Instrument,
  rounding: 'down' | 'up',
  refusal: Refusal,
): number {
  const units = readUnits(input, instrument.priceDecimals, instrument.tickSize, rounding);
  return units > 0 ? units : unitsOrNone(key, input, units, instrument, refusal);
}

function unitsOrNone(key: string, input: unknown, units: number, instrument: Instrument, refusal: Refusal): number {
  if (units > 0) return units;
  const isSmall = units === 0 && Number(input) > 0;
  if (units === OFF_INCREMENT || isSmall) {
    const tick = formatDecimal(instrument.tickSize, instrument.priceDecimals, { trim: true });
    refusal.because(
      'tick_size',
      `${key} ${String(input)} ${isSmall ? 'is below one tick of' : 'is no multiple of'} ${tick}`,
    );
  } else {
    const why = units === UNREADABLE ? notAboveZero(input) : 'is not a number above zero';
    refusal.because(key, `${key} ${String(input)} ${why}`);
  }
  return NONE;
}
