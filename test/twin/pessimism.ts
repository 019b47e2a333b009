import { positionOf } from './books.ts';
import { trigger } from './matching.ts';
import { type Desk, isLimit, type Order, opposite, type Side, triggerLevel, type World } from './state.ts';
import { reached } from './triggers.ts';

const isStop = (order: Order): boolean =>
  !order.triggered && (order.type === 'stop' || order.type === 'stop_limit' || order.type === 'trailing_stop');

/**
 * "Under `adverse` a position opened or enlarged by a fill *on the way* between two points ... gains nothing more from that candle: of the
 * resting orders that reduce it, a stop that the candle's extreme on that side reaches fills at its level in the same instant, wherever the
 * entry lay; a limit or take-profit fills at the close's time, and only if no stop was reached and the close lies through it."
 */
export function pessimism(world: World, desk: Desk, side: Side): void {
  if (world.run.settings.intrabar !== 'adverse') return;
  const worst = side === 'buy' ? desk.candle!.low : desk.candle!.high;
  const outer = world.here;
  while (isOpen(world, desk, side)) {
    const next = reducers(world, desk, side)
      .filter((order) => isStop(order) && reached(order, worst))
      .sort(byLevel(side))[0];
    if (next === undefined) break;
    world.here = triggerLevel(next)!;
    desk.stopped = true;
    trigger(world, next, world.here);
  }
  world.here = outer;
  // What is left of the way to the close counts, where no stop was reached.
  if (world.closing && !desk.stopped) return;
  for (const order of reducers(world, desk, side)) if (!isStop(order)) order.place = 'frozen';
  // What is left of a limit after its chance on this movement rests like the others.
  for (const order of world.orders) {
    const isLeft = order.desk === desk && order.place === 'later' && order.side === opposite(side);
    if (isLeft && isLimit(order)) order.place = 'frozen';
  }
}

/** The level that a fall (for a long) or a rise (for a short) meets first, then the oldest. */
const byLevel =
  (side: Side) =>
  (a: Order, b: Order): number =>
    triggerLevel(a)!.cmp(triggerLevel(b)!) * (side === 'buy' ? -1 : 1) || a.age - b.age;

function isOpen(world: World, desk: Desk, side: Side): boolean {
  const position = positionOf(world, desk.instrument.base);
  return side === 'buy' ? position.gt(0) : position.lt(0);
}

/** Resting limits, stops and take-profits on the other side; a trailing stop that sleeps has no level yet. */
const reducers = (world: World, desk: Desk, side: Side): Order[] =>
  world.orders.filter(
    (order) =>
      order.desk === desk &&
      order.place === 'book' &&
      order.side === opposite(side) &&
      (isLimit(order) || triggerLevel(order) !== null),
  );

/** Before the way to the close, unless a stop was reached, and before the next open: they rest again. */
export function thaw(world: World, desk: Desk): void {
  if (desk.stopped) return;
  for (const order of world.orders) if (order.desk === desk && order.place === 'frozen') order.place = 'book';
}
