import type { Decimal } from 'decimal.js';
import { D, ZERO } from './amounts.ts';
import { meet, turn } from './exchange.ts';
import { strikes } from './frictions.ts';
import { limitReached, make, putBack, quoted, take, trigger } from './matching.ts';
import { type Desk, isLimit, type Lots, type Order, priceFor, type Side, triggerLevel, type World } from './state.ts';
import { reached, waitsForFall } from './triggers.ts';

const resting = (world: World, desk: Desk): Order[] =>
  world.orders.filter((order) => order.desk === desk && order.place === 'book');
const levelOf = (order: Order): Decimal | null => (isLimit(order) ? order.price : triggerLevel(order));

/** By side, what an order of it looks at. */
export type Prices = Record<Side, Decimal | null>;

export interface Movement {
  /** Between two points of a candle; else price jumps. */
  way?: boolean;
  /** A session opens. */
  auction?: boolean;
  /** Only limits are met, at this price. */
  limitsAt?: Decimal;
  /** What there is of it. */
  lots?: Lots;
}

interface Candidate {
  order: Order;
  level: Decimal;
  /** From where price was to its level, in the direction in which price must go; below zero where price had passed it before. */
  ahead: Decimal;
}

/**
 * "nearest first, then oldest". Those that price had passed before have no way to go: of one kind (limit, stop, take-profit of a
 * side) first the one passed by most, among kinds the oldest.
 */
function next(world: World, desk: Desk, old: Prices, now: Prices, onlyLimits: boolean): Candidate | undefined {
  const first = new Map<string, Candidate>();
  for (const order of resting(world, desk)) {
    const level = levelOf(order);
    const price = now[order.side];
    if (level === null || price === null || (onlyLimits && !isLimit(order))) continue;
    const ofQuote = quoted(desk) && !onlyLimits;
    if (isLimit(order) ? !limitReached(world, order, price, ofQuote) : !reached(order, price)) continue;
    const from = old[order.side] ?? price;
    const falls = isLimit(order) ? order.side === 'buy' : waitsForFall(order);
    const candidate = { order, level, ahead: falls ? from.minus(level) : level.minus(from) };
    const kind = `${order.side} ${isLimit(order) ? 'limit' : order.type.startsWith('take') ? 'take' : 'stop'}`;
    const best = first.get(kind);
    if (best === undefined || (candidate.ahead.cmp(best.ahead) || order.age - best.order.age) < 0)
      first.set(kind, candidate);
  }
  const distance = ({ ahead }: Candidate): Decimal => D.max(ahead, ZERO);
  return [...first.values()].sort((a, b) => distance(a).cmp(distance(b)) || a.order.age - b.order.age)[0];
}

/**
 * Price goes to the next point. On the way: "in that instant, through everything between: a resting order on the way fills at its own
 * price, with the later point's time". Else it jumps: "every order reached meets the new price (a maker its limit)"; a print after a
 * print, a quote after a quote, is such a jump too. Only limits, at one price: what a print beside quotes, or price where it stands, fills. Where a session opens beyond a limit: "an auction gives everyone its price".
 */
export function move(world: World, desk: Desk, old: Prices, how: Movement): void {
  const now: Prices =
    how.limitsAt === undefined
      ? { buy: priceFor(desk, 'buy'), sell: priceFor(desk, 'sell') }
      : { buy: how.limitsAt, sell: how.limitsAt };
  world.passing = true;
  for (;;) {
    const candidate = next(world, desk, old, now, how.limitsAt !== undefined);
    if (candidate === undefined) break;
    const { order, level, ahead } = candidate;
    const from = old[order.side] ?? now[order.side]!;
    // Nothing else can see an order while it is being met.
    order.place = 'waiting';
    if (isLimit(order) && isLeft(world, order, now[order.side]!, how)) order.place = 'later';
    else if (isLimit(order)) {
      if (how.way === true) world.here = ahead.gt(0) ? level : from;
      make(world, order, how.auction === true ? now[order.side]! : order.price!, how.lots);
    } else if (how.way === true) {
      // "on the way it meets its own level"; a stop passed before meets price where it sets out, a gain is never better than its level.
      const isStop = !order.type.startsWith('take');
      world.here = ahead.gt(0) || !isStop ? level : from;
      trigger(world, order, world.here);
    }
    // "after a gap the price after the gap, never the stop"
    else trigger(world, order, now[order.side]!);
    world.here = null;
  }
  world.passing = false;
}

/** Price stands exactly at its limit, and the draw says that this touch was for others; a quote that stands there trades with it. */
const isLeft = (world: World, order: Order, price: Decimal, { limitsAt }: Movement): boolean =>
  price.eq(order.price!) && !(quoted(order.desk) && limitsAt === undefined) && !strikes(world, order);

/**
 * At a point, print or quote, after the orders on the way: "the rest of a market order takes the next point's at its price", oldest first;
 * then those that waited for a price meet it "as an arrival".
 */
export function serveWaiting(world: World, desk: Desk): void {
  const oldest = (place: 'hungry' | 'priceless', served: Set<Order>): Order | undefined =>
    world.orders
      .filter((order) => order.desk === desk && order.place === place && !served.has(order))
      .filter((order) => {
        turn(world, order);
        return priceFor(desk, order.side) !== null;
      })
      .sort((a, b) => a.age - b.age)[0];
  const served = new Set<Order>();
  world.passing = true;
  for (let order = oldest('hungry', served); order !== undefined; order = oldest('hungry', served)) {
    served.add(order);
    order.place = 'waiting';
    take(world, order, priceFor(desk, order.side)!);
  }
  world.passing = false;
  for (let order = oldest('priceless', served); order !== undefined; order = oldest('priceless', served)) {
    served.add(order);
    order.place = 'waiting';
    order.held = ZERO;
    meet(world, order);
  }
  putBack(world, desk);
}
