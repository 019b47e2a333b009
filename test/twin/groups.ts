import type { Decimal } from 'decimal.js';
import { D, ZERO } from './amounts.ts';
import { takePlace } from './exchange.ts';
import { holdRest, settleHold } from './holds.ts';
import { alive, emit, grows, leaves, type Order, type TwinEnd, type World } from './state.ts';

/** It ends: its hold is released. What is said of it comes later. */
function end(order: Order, status: TwinEnd): void {
  order.status = status;
  order.place = 'ended';
  order.held = ZERO;
  order.underWay = ZERO;
}

/** An order ends without being filled whole, by itself; what waits for its fills ends with it. */
export function finish(world: World, order: Order, status: TwinEnd, reason: string): void {
  if (!alive(order)) return;
  end(order, status);
  emit(world, order, status, reason);
  orphan(world, order);
}

/** "canceling one leg cancels the group": all of them end, then each is told. */
export function cancelGroup(world: World, by: Order, reason: string): void {
  if (by.group === null) finish(world, by, 'canceled', reason);
  else cancelAll(world, [by, ...by.group.members.filter((other) => other !== by)], reason);
}

function cancelAll(world: World, orders: Order[], reason: string): void {
  const ending = orders.filter(alive);
  for (const order of ending) end(order, 'canceled');
  for (const order of ending) {
    emit(world, order, 'canceled', reason);
    orphan(world, order);
  }
}

/** "canceling an entry its waiting children"; those of what it has filled go on, and one that has filled all of that is filled. */
function orphan(world: World, entry: Order): void {
  for (const child of entry.children) {
    if (!alive(child)) continue;
    if (child.quantity!.isZero()) finish(world, child, 'canceled', 'parent');
    else if (leaves(child)!.isZero()) {
      child.status = 'filled';
      child.place = 'ended';
      child.held = ZERO;
      emit(world, child, 'amended', 'parent');
      orphan(world, child);
      if (child.group !== null) cancelAll(world, child.group.members, 'oco');
    }
  }
}

/** "a leg that fills in part shrinks the others by as much, one that fills ends them". Told once the fill has been. */
export function shrinkGroup(world: World, order: Order, quantity: Decimal, cost: Decimal, isDone: boolean): () => void {
  const others = order.group?.members.filter((leg) => leg !== order && alive(leg)) ?? [];
  for (const leg of others) {
    if (isDone) end(leg, 'canceled');
    else shrink(world, leg, quantity, cost);
  }
  return () => {
    for (const leg of others) {
      emit(world, leg, leg.status === 'canceled' ? 'canceled' : 'amended', 'oco');
      if (leg.status === 'canceled') orphan(world, leg);
    }
  };
}

function shrink(world: World, leg: Order, quantity: Decimal, cost: Decimal): void {
  // One whose size is not known yet loses what the other's fill has cost.
  if (leg.quantity === null) leg.budget = D.max(ZERO, leg.budget!.minus(cost));
  else leg.quantity = D.max(leg.filled, leg.quantity.minus(quantity));
  const hasNothing = leg.quantity === null ? leg.budget!.isZero() : leaves(leg)!.isZero();
  if (!hasNothing) {
    if (leg.held.gt(0)) settleHold(world, leg);
  } else if (grows(leg)) {
    leg.place = leg.place === 'sent' ? 'sent' : 'waiting';
    leg.held = ZERO;
  } else end(leg, 'canceled');
}

/** "children are as large as the entry has filled"; `parent: ID` "waits, and is as large as that order has filled". */
export function feedChildren(world: World, entry: Order, quantity: Decimal): void {
  const children = entry.children.filter(alive);
  for (const child of children) child.quantity = child.quantity!.plus(quantity);
  for (const child of children) {
    // What one of them fills at once has shrunk the others.
    if (!alive(child) || leaves(child)!.isZero()) continue;
    if (child.place === 'waiting') {
      if (child.status === 'pending') {
        world.ages += 1;
        child.age = world.ages;
      }
      takePlace(world, child);
    } else {
      holdRest(world, child, ZERO);
      emit(world, child, 'amended', 'parent');
    }
  }
}
