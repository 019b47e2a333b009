/** Orders of which one ends the others: the legs of an OCO, the stop-loss and the take-profit of a bracket. */
import type { Order } from './order.ts';

export class OrderGroup {
  /** The name the strategy gave it; null for the children of one entry. */
  readonly name: string | null;
  /** Those that have not ended. */
  readonly orders: Order[] = [];

  constructor(name: string | null) {
    this.name = name;
  }

  add(order: Order): void {
    this.orders.push(order);
    order.group = this;
  }

  remove(order: Order): void {
    const index = this.orders.indexOf(order);
    if (index >= 0) this.orders.splice(index, 1);
  }
}
