/** Orders that end at a time of their own: the earliest first, of one time in the order in which they arrived. */
import { NONE } from '../model/record.ts';
import type { Order } from './order.ts';

export class Expiries {
  private readonly orders: Order[] = [];
  /** When the next one expires; Infinity where none does. */
  next = Number.POSITIVE_INFINITY;

  /** Does nothing for an order that lives until it is canceled. */
  add(order: Order): void {
    if (order.expireAt === NONE) return;
    this.orders.splice(this.placeAfter(order.expireAt), 0, order);
    this.look();
  }

  /** Safe for an order that is not here. */
  remove(order: Order): void {
    if (order.expireAt === NONE) return;
    for (let at = this.placeAfter(order.expireAt) - 1; at >= 0 && this.orders[at]!.expireAt === order.expireAt; at--) {
      if (this.orders[at] !== order) continue;
      this.orders.splice(at, 1);
      this.look();
      return;
    }
  }

  /** The one that expires next. */
  get first(): Order {
    return this.orders[0]!;
  }

  private placeAfter(time: number): number {
    let low = 0;
    let high = this.orders.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.orders[middle]!.expireAt <= time) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private look(): void {
    this.next = this.orders[0]?.expireAt ?? Number.POSITIVE_INFINITY;
  }
}
