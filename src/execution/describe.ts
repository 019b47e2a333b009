/** What an order is, in the strategy's own words: side, type, how long it lives, what it must never do. */
import { type Order, SIZE } from '../exchange/order.ts';
import type { Instrument } from '../model/instrument.ts';
import { BUY, ORDER_TYPES, SELL, TIF, TIMES_IN_FORCE, TYPE } from '../model/order.ts';
import { formatTime } from '../model/time.ts';
import type { OrderOptions, OrderRequest, Way } from '../strategy/request.ts';
import { readTime } from './numbers.ts';
import { HAS_LIMIT, takePrices } from './prices.ts';
import type { Refusal } from './refusal.ts';

/** Fills in side, type, prices and terms. False: refused. */
export function describe(
  order: Order,
  request: OrderRequest,
  way: Way | undefined,
  instrument: Instrument,
  now: number,
  refusal: Refusal,
): boolean {
  if (way === 'close') return describeClose(order, request, now, refusal);
  if (way === 'buy') order.side = BUY;
  else if (way === 'sell') order.side = SELL;
  else return noWay(request, way, refusal);
  const { type } = request;
  if (type !== undefined && type !== 'market') {
    order.type = ORDER_TYPES.indexOf(type);
    if (order.type < 0) {
      order.type = TYPE.market;
      return refusal.because('type', `type is ${listed(ORDER_TYPES)}, not ${String(type)}`);
    }
  }
  return takePrices(order, request, instrument, refusal) && takeTerms(order, request, now, refusal);
}

function noWay({ close }: OrderRequest, way: unknown, refusal: Refusal): false {
  if (way === undefined && close !== undefined && close !== false) {
    return refusal.because('close', `close is true or left out, not ${String(close)}`);
  }
  return refusal.because('side', `side is buy or sell, not ${String(way)}`);
}

/** What a `close`, which trades the whole position at market, has no use for. */
const NOT_OF_CLOSE = {
  stopPrice: 'stop_price',
  trailAmount: 'trail_amount',
  trailPct: 'trail_pct',
  activationPrice: 'activation_price',
  oco: 'oco',
  parent: 'parent',
  stopLoss: 'stop_loss',
  takeProfit: 'take_profit',
} as const satisfies Partial<Record<keyof OrderOptions, string>>;

function describeClose(order: Order, request: OrderRequest, now: number, refusal: Refusal): boolean {
  order.sizing = SIZE.close;
  if (request.quantity !== undefined || request.spend !== undefined || request.fraction !== undefined) {
    return refusal.because('size', 'close takes no quantity, spend or fraction');
  }
  if (request.type !== undefined && request.type !== 'market') {
    return refusal.because('type', `close trades at market, not as ${String(request.type)}`);
  }
  if (request.price !== undefined) {
    return refusal.because('price', `a market order takes no price (${request.price}): close trades at market`);
  }
  for (const [key, name] of Object.entries(NOT_OF_CLOSE)) {
    if (request[key as keyof typeof NOT_OF_CLOSE] !== undefined) return refusal.because(name, `close takes no ${name}`);
  }
  return takeTerms(order, request, now, refusal);
}

function takeTerms(order: Order, request: OrderOptions, now: number, refusal: Refusal): boolean {
  const { timeInForce, expireAt, postOnly, reduceOnly } = request;
  if (timeInForce !== undefined && timeInForce !== 'GTC') {
    const code = TIMES_IN_FORCE.indexOf(timeInForce);
    if (code < 0) {
      return refusal.because('time_in_force', `time_in_force is ${listed(TIMES_IN_FORCE)}, not ${String(timeInForce)}`);
    }
    order.timeInForce = code;
  }
  if (order.timeInForce === TIF.GTD) {
    if (expireAt === undefined) return refusal.because('expire_at', 'time_in_force GTD needs an expire_at');
    if (!takeExpiry(order, expireAt, now, refusal)) return false;
  } else if (expireAt !== undefined) {
    const tif = TIMES_IN_FORCE[order.timeInForce]!;
    return refusal.because('expire_at', `expire_at ${String(expireAt)} goes with time_in_force GTD, not ${tif}`);
  }
  if (reduceOnly !== undefined) {
    if (typeof reduceOnly !== 'boolean') return notAFlag('reduce_only', reduceOnly, refusal);
    order.reduceOnly = reduceOnly;
  }
  return postOnly === undefined || takePostOnly(order, postOnly, refusal);
}

/** Reads when it ends: later than now. */
export function takeExpiry(
  order: { expireAt: number },
  expireAt: number | string,
  now: number,
  refusal: Refusal,
): boolean {
  const time = readTime(expireAt);
  if (time === null) {
    const how = 'write milliseconds since the epoch or ISO text, such as 2024-01-31T09:30:00Z';
    return refusal.because('expire_at', `expire_at ${String(expireAt)} is not a time: ${how}`);
  }
  if (time <= now) {
    return refusal.because('expire_at', `expire_at ${formatTime(time)} is not after now, ${formatTime(now)}`);
  }
  order.expireAt = time;
  return true;
}

function takePostOnly(order: Order, postOnly: unknown, refusal: Refusal): boolean {
  if (typeof postOnly !== 'boolean') return notAFlag('post_only', postOnly, refusal);
  order.postOnly = postOnly;
  if (!postOnly) return true;
  if (!HAS_LIMIT[order.type]) {
    const allowed = 'only limit, stop_limit and take_profit_limit can rest as makers';
    return refusal.because('post_only', `post_only is not for a ${ORDER_TYPES[order.type]} order: ${allowed}`);
  }
  if (order.timeInForce === TIF.IOC || order.timeInForce === TIF.FOK) {
    const tif = TIMES_IN_FORCE[order.timeInForce]!;
    return refusal.because('post_only', `post_only never takes, time_in_force ${tif} never rests: leave one out`);
  }
  return true;
}

function notAFlag(key: string, value: unknown, refusal: Refusal): false {
  return refusal.because(key, `${key} is true or false, not ${String(value)}`);
}

/** `a, b or c`. */
function listed(words: readonly string[]): string {
  return `${words.slice(0, -1).join(', ')} or ${words.at(-1)!}`;
}
