/** The orders that have not ended, found by id and let go in constant time where few are alive. */
import type { Order } from '../exchange/order.ts';

export class AliveOrders {
  readonly list: Order[] = [];

  add(order: Order): void {
    this.list.push(order);
  }

  find(id: number): Order | null {
    for (let i = this.list.length - 1; i >= 0; i--) if (this.list[i]!.id === id) return this.list[i]!;
    return null;
  }

  remove(order: Order): void {
    const { list } = this;
    const index = list.length === 1 && list[0] === order ? 0 : list.indexOf(order);
    if (index < 0) return;
    const last = list.pop()!;
    if (index < list.length) list[index] = last;
  }
}
