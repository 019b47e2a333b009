/** The orders that have not ended, found by id, and let go in constant time however many are alive. */
import type { Order } from '../exchange/order.ts';

export class AliveOrders {
  readonly list: Order[] = [];

  add(order: Order): void {
    order.place = this.list.length;
    this.list.push(order);
  }

  find(id: number): Order | null {
    for (let i = this.list.length - 1; i >= 0; i--) if (this.list[i]!.id === id) return this.list[i]!;
    return null;
  }

  /** The newest of that name: an index into the run's strings. */
  named(clientId: number): Order | null {
    let found: Order | null = null;
    for (const order of this.list) {
      if (order.clientId === clientId && (found === null || order.id > found.id)) found = order;
    }
    return found;
  }

  /** Oldest first: `list` itself is in no order that means anything. */
  byAge(): Order[] {
    return this.list.slice().sort((a, b) => a.id - b.id);
  }

  /** Safe for an order that is not in the list. */
  remove(order: Order): void {
    const { list } = this;
    if (list[order.place] !== order) return;
    const last = list.pop()!;
    if (last === order) return;
    list[order.place] = last;
    last.place = order.place;
  }
}
