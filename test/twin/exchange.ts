import type { Decimal } from 'decimal.js';
import { toMicros } from './amounts.ts';
import { positionOf } from './books.ts';
import { finish } from './groups.ts';
import { hold } from './holds.ts';
import { cutToPosition, meet } from './matching.ts';
import { alive, emit, hasPrice, leaves, type Order, type World, working } from './state.ts';

export const DAY = 86_400_000_000;

/** Sends something to the exchange: "An order decided at t arrives at t + `fill_delay_ms`; cancels and amends after `cancel_delay_ms`." */
export function post(world: World, delayMs: number, deliver: () => void): void {
  world.sent += 1;
  world.mail.push({ time: world.now + toMicros(delayMs), sent: world.sent, deliver });
}

export const cancelDelay = (world: World): number =>
  world.run.settings.cancel_delay_ms ?? world.run.settings.fill_delay_ms;

/** An order arrives. */
export function arrive(world: World, order: Order): void {
  if (!alive(order)) return;
  if (order.tif === 'DAY') order.expireAt = (Math.floor(world.now / DAY) + 1) * DAY;
  // "one whose expiry has passed when it arrives is `expired`"; expiries of one time come before its arrivals.
  if (order.expireAt !== null && order.expireAt <= world.now) {
    finish(world, order, 'expired', 'expire_at');
    return;
  }
  if (order.group?.ended === true) {
    finish(world, order, 'canceled', 'oco', true);
    return;
  }
  if (order.parent !== null) {
    if (order.parent.filled.isZero()) {
      if (!alive(order.parent)) {
        finish(world, order, 'canceled', 'parent');
        return;
      }
      order.place = 'waiting';
      return;
    }
    order.quantity = order.parent.filled;
  }
  takePlace(world, order);
}

/** An order (or a child that its entry's fill has called) takes its place: its hold, then the price there is. */
export function takePlace(world: World, order: Order): void {
  world.ages += 1;
  order.age = world.ages;
  order.holdMark = order.desk.mark;
  if (order.close && !prepareClose(world, order)) {
    finish(world, order, 'rejected', 'no_position');
    return;
  }
  if (order.reduceOnly && !cutToPosition(world, order)) {
    finish(world, order, 'rejected', 'no_position');
    return;
  }
  // "Holds are taken on arrival"; "A sell beyond the free balance is rejected"
  order.place = 'priceless';
  if (!hold(world, order.holder)) {
    finish(world, order, 'rejected', 'insufficient_balance');
    return;
  }
  if (hasPrice(order.desk, order.side, world.now)) {
    meet(world, order);
    return;
  }
  // "IOC and FOK are canceled instead (`no_price`)"; others wait as `pending`.
  if (order.tif === 'IOC' || order.tif === 'FOK') finish(world, order, 'canceled', 'no_price');
}

/** "`close` cancels on arrival, in the same instant, every working order that only reduces that position" */
function prepareClose(world: World, order: Order): boolean {
  const { base } = order.desk.instrument;
  const position = positionOf(world, base);
  if (position.isZero()) return false;
  order.side = position.isPositive() ? 'sell' : 'buy';
  order.quantity = position.abs();
  for (const other of world.orders) {
    if (other === order || !working(other) || other.desk.instrument.base !== base) continue;
    if (onlyReduces(world, other, leaves(other))) finish(world, other, 'canceled', 'close');
  }
  return true;
}

/** Taken alone, would this order only bring its base's position nearer to flat? */
export function onlyReduces(world: World, order: Order, quantity: Decimal | null): boolean {
  if (order.reduceOnly || order.close) return true;
  const position = positionOf(world, order.desk.instrument.base);
  const against = order.side === 'sell' ? position.gt(0) : position.lt(0);
  return against && quantity?.lte(position.abs()) === true;
}

/** A cancel arrives. "Cancel or amend of what has ended is rejected and changes nothing." */
export function cancelArrives(world: World, order: Order, reason: string): void {
  if (!alive(order)) {
    emit(world, order, 'rejected', 'ended');
    return;
  }
  finish(world, order, 'canceled', reason);
}
