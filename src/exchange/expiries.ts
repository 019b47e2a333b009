/** Orders that end at a time of their own: the earliest first, of one time by the symbol's place, then in the order sent. */
import { NONE } from '../model/record.ts';
import type { Order } from './order.ts';

export class Expiries {
  private readonly orders: Order[] = [];
  /** When the next one expires; Infinity where none does. */
  next = Number.POSITIVE_INFINITY;

  /** Does nothing for an order that lives until it is canceled. */
  add(order: Order): void {
    if (order.expireAt === NONE) return;
    this.orders.splice(this.placeOf(order), 0, order);
    this.look();
  }

  /** Safe for an order that is not here. */
  remove(order: Order): void {
    if (order.expireAt === NONE) return;
    const at = this.placeOf(order);
    if (this.orders[at] !== order) return;
    this.orders.splice(at, 1);
    this.look();
  }

  /** The one that expires next. */
  get first(): Order {
    return this.orders[0]!;
  }

  /** Where an order stands, or would stand. */
  private placeOf(order: Order): number {
    let low = 0;
    let high = this.orders.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (comesBefore(this.orders[middle]!, order)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private look(): void {
    this.next = this.orders[0]?.expireAt ?? Number.POSITIVE_INFINITY;
  }
}

function comesBefore(one: Order, other: Order): boolean {
  if (one.expireAt !== other.expireAt) return one.expireAt < other.expireAt;
  return one.symbol === other.symbol ? one.id < other.id : one.symbol < other.symbol;
}
