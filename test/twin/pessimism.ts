import type { Decimal } from 'decimal.js';
import { execute, limitReached, trigger } from './matching.ts';
import { type Desk, isLimit, type Order, opposite, type Side, triggerLevel, type World } from './state.ts';
import { reached } from './triggers.ts';

const isStop = (order: Order): boolean =>
  !order.triggered && (order.type === 'stop' || order.type === 'stop_limit' || order.type === 'trailing_stop');

/**
 * "Under `adverse` a position opened or enlarged by a fill *on the way* between two points ... gains nothing more from that candle: of the
 * resting orders that reduce it, a stop that the candle's extreme on that side reaches fills at its level in the same instant, wherever the
 * entry lay; a limit or take-profit fills at the close's time, and only if no stop was reached and the close lies through it."
 */
export function pessimism(world: World, desk: Desk, side: Side, entry: Decimal): void {
  if (world.run.settings.intrabar !== 'adverse' || desk.source !== 'candles') return;
  const worst = side === 'buy' ? desk.candle!.low : desk.candle!.high;
  let stopReached = false;
  const tried = new Set<Order>();
  for (;;) {
    const next = reducers(world, desk, side)
      .filter((order) => isStop(order) && !tried.has(order) && reached(order, worst))
      .sort((a, b) => distance(a, entry).cmp(distance(b, entry)) || a.age - b.age)[0];
    if (next === undefined) break;
    tried.add(next);
    stopReached = true;
    trigger(world, next, triggerLevel(next)!, true);
  }
  for (const order of reducers(world, desk, side))
    desk.frozen.set(order, !stopReached && (desk.frozen.get(order) ?? true));
}

const distance = (order: Order, entry: Decimal): Decimal => triggerLevel(order)!.minus(entry).abs();

const reducers = (world: World, desk: Desk, side: Side): Order[] =>
  world.orders.filter(
    (order) => order.desk === desk && order.place === 'book' && !order.remeet && order.side === opposite(side),
  );

/** At the close's time: the frozen limits and take-profits that the close lies through, those nearest to the entry first. */
export function settleFrozen(world: World, desk: Desk): void {
  const close = desk.candle!.close;
  const level = (order: Order): Decimal => (isLimit(order) ? order.price! : triggerLevel(order)!);
  const queue = [...desk.frozen]
    .filter(([order, allowed]) => allowed && order.place === 'book' && !isStop(order))
    .map(([order]) => order)
    .sort((a, b) => (a.side === 'sell' ? level(a).cmp(level(b)) : level(b).cmp(level(a))) || a.age - b.age);
  desk.frozen.clear();
  for (const order of queue) {
    if (order.place !== 'book') continue;
    if (!isLimit(order)) {
      if (!reached(order, close)) continue;
      trigger(world, order, triggerLevel(order)!, false);
    }
    if (order.place === 'book' && isLimit(order) && limitReached(world, order, close, false))
      execute(world, order, order.price!, 'maker', false);
  }
}
