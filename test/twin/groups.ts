import type { Decimal } from 'decimal.js';
import { takePlace } from './exchange.ts';
import { settleHold } from './holds.ts';
import { alive, emit, leaves, type Order, type TwinEnd, type World } from './state.ts';

/** An order ends without being filled whole: its hold is released, and what hangs on it ends too. */
export function finish(world: World, order: Order, end: TwinEnd, reason: string, alone = false): void {
  if (!alive(order)) return;
  order.status = end;
  order.place = 'ended';
  emit(world, order, end, reason);
  settleHold(world, order.holder);
  // "canceling one leg cancels the group"
  if (end === 'canceled' && order.group !== null && !alone) endGroup(world, order);
  // "canceling an entry its waiting children"
  for (const child of order.children) if (child.place === 'waiting') finish(world, child, 'canceled', 'parent');
}

function endGroup(world: World, by: Order): void {
  by.group!.ended = true;
  for (const leg of by.group!.members) if (leg !== by) finish(world, leg, 'canceled', 'oco');
  settleHold(world, by.holder);
}

/** "a leg that fills in part shrinks the others by as much, one that fills ends them" */
export function shrinkGroup(world: World, order: Order, quantity: Decimal): void {
  if (order.group === null) return;
  if (order.place === 'ended') {
    endGroup(world, order);
    return;
  }
  for (const leg of order.group.members) {
    if (leg === order || !alive(leg) || leg.quantity === null) continue;
    leg.quantity = leg.quantity.minus(quantity);
    if (leaves(leg)!.lte(0)) {
      // Nothing is left of this leg; the one that filled in part goes on.
      leg.quantity = leg.filled;
      finish(world, leg, 'canceled', 'oco', true);
    } else emit(world, leg, 'amended', 'oco');
  }
}

/** "children are as large as the entry has filled"; `parent: ID` "waits, and is as large as that order has filled". */
export function feedChildren(world: World, entry: Order, quantity: Decimal): void {
  for (const child of entry.children) {
    if (child.place === 'waiting') {
      child.quantity = entry.filled;
      takePlace(world, child);
    } else if (child.place !== 'sent' && alive(child)) {
      child.quantity = child.quantity!.plus(quantity);
      settleHold(world, child.holder);
      emit(world, child, 'amended', 'parent');
    }
  }
}
