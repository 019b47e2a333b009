import type { Decimal } from 'decimal.js';
import { D, downTo, pct, upTo } from './amounts.ts';
import { type Desk, emit, type Order, priceFor, triggerLevel, type World } from './state.ts';

/** "triggers when price reaches it (at it is enough)"; "Take-profit, take-profit-limit: the same from the other side". */
export function reached(order: Order, price: Decimal): boolean {
  const level = triggerLevel(order);
  if (level === null) return false;
  return waitsForFall(order) ? price.lte(level) : price.gte(level);
}

/** A sell stop and a buy take-profit wait for price to fall, the others for it to rise. */
export function waitsForFall(order: Order): boolean {
  const profit = order.type === 'take_profit' || order.type === 'take_profit_limit';
  return (order.side === 'sell') !== profit;
}

/** "Its level starts at the price met on arrival, or, with `activation_price`, when price first reaches that, less the distance." */
export function startTrailing(order: Order, price: Decimal): void {
  const isAwake = order.level !== null || isActive(order, price);
  order.best ??= price;
  if (isAwake) order.level ??= levelFrom(order, order.best);
}

/** A sell's activation lies above the market, a buy's below. */
function isActive(order: Order, best: Decimal): boolean {
  if (order.activation === null) return true;
  return order.side === 'sell' ? best.gte(order.activation) : best.lte(order.activation);
}

/** The level a distance from the best price, on the tick nearer the market as every stop price; a tick at least. */
function levelFrom(order: Order, best: Decimal): Decimal {
  const distance = order.trailAmount ?? best.mul(pct(order.trailPct!));
  const tick = new D(order.desk.instrument.tick_size);
  const level = order.side === 'sell' ? upTo(best.minus(distance), tick) : downTo(best.plus(distance), tick);
  return D.max(level, tick);
}

const trailing = (world: World, desk: Desk): Order[] =>
  world.orders.filter(
    (order) =>
      order.desk === desk &&
      order.type === 'trailing_stop' &&
      (order.place === 'book' || order.place === 'waiting') &&
      !order.triggered &&
      order.best !== null,
  );

/** Each point passed since it arrived may be the best one. */
export function notePoint(world: World, desk: Desk): void {
  for (const order of trailing(world, desk)) {
    const price = priceFor(desk, order.side);
    if (price !== null) order.best = order.side === 'sell' ? D.max(order.best!, price) : D.min(order.best!, price);
  }
}

/**
 * "only tightens: on trades and quotes with each of them; on candles when a candle closes, by the best point passed since it arrived
 * (activation likewise), so no candle triggers a level that it moved"
 */
export function tighten(world: World, desk: Desk): void {
  for (const order of trailing(world, desk)) {
    if (order.place !== 'book' || priceFor(desk, order.side) === null) continue;
    if (order.level === null && !isActive(order, order.best!)) continue;
    const level = levelFrom(order, order.best!);
    const tighter = order.level === null || (order.side === 'sell' ? level.gt(order.level) : level.lt(order.level));
    if (!tighter) continue;
    order.level = level;
    emit(world, order, 'trailed');
  }
}
