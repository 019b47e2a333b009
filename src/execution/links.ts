/** Orders that depend on others: groups by name, and the order whose fills one waits for. */
import { OrderGroup } from '../exchange/group.ts';
import type { Order } from '../exchange/order.ts';
import type { Instrument } from '../model/instrument.ts';
import { hasEnded, ORDER_STATUSES } from '../model/order.ts';
import type { Refusal } from './refusal.ts';

/** Names kept before those of ended groups are looked for. */
const FEW_NAMES = 64;

/** Groups by the name the strategy gave them. One whose orders have all ended is forgotten: its name is free again. */
export class GroupNames {
  private readonly groups = new Map<string, OrderGroup>();
  private sweepAt = FEW_NAMES;

  /** The group of that name that is alive; null where there is none. */
  find(name: string): OrderGroup | null {
    const group = this.groups.get(name);
    return group === undefined || group.orders.length === 0 ? null : group;
  }

  join(name: string, order: Order): void {
    let group = this.find(name);
    if (group === null) {
      group = new OrderGroup(name);
      if (this.groups.size >= this.sweepAt) this.sweep();
      this.groups.set(name, group);
    }
    group.add(order);
  }

  /** A strategy that makes up a new name each time does not make memory grow. */
  private sweep(): void {
    for (const [name, { orders }] of this.groups) if (orders.length === 0) this.groups.delete(name);
    this.sweepAt = Math.max(FEW_NAMES, 2 * this.groups.size);
  }
}

/** False where the order cannot be one of the group: a fill of one shrinks the others by as much. */
export function canJoin(
  group: OrderGroup | null,
  name: unknown,
  { symbol }: Order,
  instruments: readonly Instrument[],
  refusal: Refusal,
): boolean {
  if (typeof name !== 'string' || name === '') {
    return refusal.because('oco', `oco is the name of a group, not "${String(name)}"`);
  }
  const other = group?.orders[0];
  if (other === undefined || other.symbol === symbol) return true;
  const [theirs, own] = [instruments[other.symbol]!.symbol, instruments[symbol]!.symbol];
  return refusal.because('oco', `the orders of ${name} trade ${theirs}: one in ${own} cannot join them`);
}

/** False where `parent` is not an order whose fills this one can wait for. */
export function canWaitFor(
  parent: Order | null,
  name: unknown,
  { symbol }: Order,
  instruments: readonly Instrument[],
  refusal: Refusal,
): parent is Order {
  if (parent === null) return refusal.because('parent', `there is no order ${String(name)} that has not ended`);
  if (hasEnded(parent.status)) {
    return refusal.because('parent', `order ${String(name)} has ended: it is ${ORDER_STATUSES[parent.status]}`);
  }
  if (parent.symbol === symbol) return true;
  const [theirs, own] = [instruments[parent.symbol]!.symbol, instruments[symbol]!.symbol];
  return refusal.because('parent', `order ${String(name)} trades ${theirs}: one in ${own} cannot be as large as it`);
}
