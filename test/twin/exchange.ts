import type { Decimal } from 'decimal.js';
import { downTo, ZERO } from './amounts.ts';
import { positionOf } from './books.ts';
import { cancelGroup, finish } from './groups.ts';
import { hold, lotOf } from './holds.ts';
import { cutToPosition, meetPrice } from './matching.ts';
import { brokenRule } from './sizes.ts';
import { alive, emit, hasPrice, leaves, type Order, priceFor, type Side, type World, working } from './state.ts';

export const DAY = 86_400_000_000;

/** Sends something to the exchange: "An order decided at t arrives at t + `fill_delay_ms`; cancels and amends after `cancel_delay_ms`." */
export function post(world: World, delay: number, deliver: () => void): void {
  world.sent += 1;
  world.mail.push({ time: world.now + delay, sent: world.sent, now: delay === 0, deliver });
}

/** An order arrives. */
export function arrive(world: World, order: Order): void {
  if (!alive(order)) return;
  order.underWay = ZERO;
  // The children of an entry travel with it.
  for (const child of order.children) if (child.place === 'sent') child.place = 'waiting';
  world.ages += 1;
  order.age = world.ages;
  if (order.tif === 'DAY') order.expireAt = (Math.floor(world.now / DAY) + 1) * DAY;
  // "one whose expiry has passed when it arrives is `expired`"; expiries of one time come before its arrivals.
  if (order.expireAt !== null && order.expireAt <= world.now) {
    finish(world, order, 'expired', 'expire_at');
    return;
  }
  order.place = 'waiting';
  if (order.byParent && !comesOfAge(world, order)) return;
  takePlace(world, order);
}

/** A child that arrives by itself is as large as its parent has filled by then. False: that is nothing, it waits or has ended. */
function comesOfAge(world: World, order: Order): boolean {
  const parent = order.parent!;
  if (alive(parent)) parent.children.push(order);
  order.quantity = parent.filled;
  if (order.quantity.gt(0)) return true;
  if (!alive(parent)) finish(world, order, 'canceled', 'parent');
  return false;
}

/** The price there is, or the wait for one. */
export function takePlace(world: World, order: Order): void {
  turn(world, order);
  if (world.here !== null || hasPrice(order.desk, order.side, world.now)) {
    meet(world, order);
    return;
  }
  // "IOC and FOK are canceled instead (`no_price`)"; others wait as `pending`, "holding what it can be held for".
  if (order.tif === 'IOC' || order.tif === 'FOK') {
    finish(world, order, 'canceled', 'no_price');
    return;
  }
  if (order.reduceOnly && !cutToPosition(world, order)) return;
  const isUnknown = order.close || (order.budget !== null && order.side === 'sell');
  if (!isUnknown && !hold(world, order)) {
    finish(world, order, 'rejected', 'insufficient_balance');
    return;
  }
  order.place = 'priceless';
}

/** Until a `close` has its size, its side is the one that reduces what there is. */
export function turn(world: World, order: Order): void {
  if (order.close && order.quantity === null)
    order.side = positionOf(world, order.desk.instrument.base).gt(0) ? 'sell' : 'buy';
}

export function meet(world: World, order: Order): void {
  if (order.close && order.quantity === null && !sizeClose(world, order)) return;
  meetPrice(world, order);
}

/** "`close` cancels on arrival, in the same instant, every working order that only reduces that position, then trades the whole position" */
function sizeClose(world: World, order: Order): boolean {
  const { base } = order.desk.instrument;
  const position = positionOf(world, base);
  if (position.isZero()) {
    finish(world, order, 'rejected', 'no_position');
    return false;
  }
  for (const other of world.orders) {
    if (other === order || !working(other) || other.desk.instrument.base !== base) continue;
    if (onlyReduces(other, order.side, position.abs())) cancelGroup(world, other, 'close');
  }
  order.quantity = downTo(positionOf(world, base).abs(), lotOf(order));
  const broken = brokenRule(world, order.desk.instrument, order.quantity, priceFor(order.desk, order.side));
  if (broken !== null) {
    order.quantity = null;
    finish(world, order, 'rejected', broken);
  }
  return broken === null;
}

function onlyReduces(order: Order, side: Side, size: Decimal): boolean {
  if (order.close || order.reduceOnly) return true;
  return order.side === side && leaves(order)?.lte(size) === true;
}

/** A cancel arrives. "Cancel or amend of what has ended is rejected and changes nothing." */
export function cancelArrives(world: World, order: Order, reason: string): void {
  if (!alive(order)) {
    emit(world, order, 'rejected', 'ended');
    return;
  }
  cancelGroup(world, order, reason);
}
