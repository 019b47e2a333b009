import type { Decimal } from 'decimal.js';
import { D } from './amounts.ts';
import { act, execute, limitReached, matchAsArrival, meet, trigger } from './matching.ts';
import { type Desk, isLimit, isTrigger, type Lots, type Order, priceFor, triggerLevel, type World } from './state.ts';
import { reached, waitsForFall } from './triggers.ts';

const resting = (world: World, desk: Desk): Order[] =>
  world.orders.filter(
    (order) => order.desk === desk && order.place === 'book' && !order.remeet && !desk.frozen.has(order),
  );
/** An order's name with its state: a stop-limit may be met twice, as a stop and as the limit it becomes. */
const keyOf = (order: Order): string => `${order.sent} ${order.id} ${order.triggered}`;
const levelOf = (order: Order): Decimal | null => (isLimit(order) ? order.price : triggerLevel(order));

interface Candidate {
  order: Order;
  level: Decimal;
  distance: Decimal;
}
const nearest = (candidates: Candidate[]): Candidate | undefined =>
  candidates.sort((a, b) => a.distance.cmp(b.distance) || a.order.age - b.order.age)[0];

/**
 * Price passes from one point of a candle to the next, "in that instant, through everything between: a resting order on the way fills at its
 * own price, with the later point's time, nearest first, then oldest".
 */
export function sweep(world: World, desk: Desk, from: Decimal, to: Decimal): void {
  /** Where price stood when an order began to rest: those that rest later meet only "what is left of that movement". */
  const startOf = new Map<string, Decimal>(resting(world, desk).map((order) => [keyOf(order), from]));
  const met = new Set<string>();
  const rising = to.gt(from);
  for (;;) {
    const candidates: Candidate[] = [];
    for (const order of resting(world, desk)) {
      const key = keyOf(order);
      const start = startOf.get(key) ?? desk.price!;
      startOf.set(key, start);
      const level = levelOf(order);
      if (met.has(key) || level === null || !onTheWay(world, order, start, to)) continue;
      candidates.push({ order, level, distance: level.minus(from).abs() });
    }
    const next = nearest(candidates);
    if (next === undefined) break;
    const { order, level } = next;
    met.add(keyOf(order));
    const ahead = rising ? level.gt(desk.price!) && level.lte(to) : level.lt(desk.price!) && level.gte(to);
    if (ahead) desk.price = level;
    if (isLimit(order)) execute(world, order, order.price!, 'maker', true);
    // "on the way it meets its own level"
    else trigger(world, order, desk.price!, true);
  }
  desk.price = to;
}

/** Does the movement from `start` to `to` reach this order? */
function onTheWay(world: World, order: Order, start: Decimal, to: Decimal): boolean {
  const highest = D.max(start, to);
  const lowest = D.min(start, to);
  if (isLimit(order)) return limitReached(world, order, order.side === 'buy' ? lowest : highest, false);
  return isTrigger(order) && reached(order, waitsForFall(order) ? lowest : highest);
}

/**
 * "Between candles price jumps: every order reached meets the new price (a maker its limit), nearest to the old price first, then oldest."
 * A print after a print, a quote after a quote, is such a jump too. `old` answers the old price a side looked at.
 */
export function jump(world: World, desk: Desk, old: (order: Order) => Decimal | null, sessionOpens: boolean): void {
  const met = new Set<string>();
  const quoted = desk.source === 'quotes' || desk.source === 'both';
  for (;;) {
    const candidates: Candidate[] = [];
    for (const order of resting(world, desk)) {
      const price = priceFor(desk, order.side);
      const level = levelOf(order);
      if (price === null || level === null || met.has(keyOf(order))) continue;
      const here = isLimit(order) ? limitReached(world, order, price, quoted) : reached(order, price);
      if (here) candidates.push({ order, level, distance: level.minus(old(order) ?? price).abs() });
    }
    const next = nearest(candidates);
    if (next === undefined) return;
    const { order } = next;
    met.add(keyOf(order));
    const price = priceFor(desk, order.side)!;
    // "where a session opens beyond it: at the open, an auction gives everyone its price"
    if (isLimit(order)) execute(world, order, sessionOpens ? price : order.price!, 'maker', false);
    // "after a gap the price after the gap, never the stop"
    else trigger(world, order, price, false);
  }
}

/** A print beside quotes: "`limit_fill` governs prints ...; with both, a resting limit fills on either". */
export function printBesideQuotes(world: World, desk: Desk, price: Decimal, old: Decimal | null, lots: Lots): void {
  const candidates: Candidate[] = [];
  for (const order of resting(world, desk)) {
    if (!isLimit(order) || !limitReached(world, order, price, false)) continue;
    candidates.push({ order, level: order.price!, distance: order.price!.minus(old ?? price).abs() });
  }
  const queue = [...candidates].sort((a, b) => a.distance.cmp(b.distance) || a.order.age - b.order.age);
  for (const { order } of queue) if (order.place === 'book') execute(world, order, order.price!, 'maker', false, lots);
}

/**
 * At a point, print or quote, after the orders on the way: those that waited for a price meet it "as an arrival", "the rest of a market
 * order takes the next point's at its price", oldest first.
 */
export function serveWaiting(world: World, desk: Desk): void {
  const waiting = world.orders
    .filter(
      (order) =>
        order.desk === desk &&
        (order.place === 'priceless' || order.place === 'hungry' || (order.place === 'book' && order.remeet)),
    )
    .sort((a, b) => a.age - b.age);
  for (const order of waiting) {
    const price = priceFor(desk, order.side);
    if (price === null) continue;
    if (order.place === 'priceless') meet(world, order);
    else if (order.place === 'hungry') act(world, order, price, false);
    else if (order.place === 'book' && order.remeet) matchAsArrival(world, order, price);
  }
}
