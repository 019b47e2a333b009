/** What orders under way will want of each asset: until they arrive nothing holds it, and nobody should plan with it twice. */
import type { OrderGroup } from '../exchange/group.ts';
import type { Order } from '../exchange/order.ts';
import type { Books } from '../portfolio/books.ts';

export class UnderWay {
  private readonly books: Books;
  /** By asset, of orders that stand alone. */
  private readonly amounts: Float64Array;
  /** Groups with orders under way: those share what the largest of them wants. */
  private readonly groups: OrderGroup[] = [];

  constructor(books: Books, assets: number) {
    this.books = books;
    this.amounts = new Float64Array(assets);
  }

  /** Free balance less what is under way. */
  free(asset: number): number {
    let free = this.books.free(asset) - this.amounts[asset]!;
    for (const group of this.groups) free -= Math.max(0, wanted(group, asset) - held(group, asset));
    return free;
  }

  /** What an order that joins `group` (null: none) may plan with: the group's own share is its, too. */
  freeFor(group: OrderGroup | null, asset: number): number {
    const free = this.free(asset);
    return group === null ? free : free + Math.max(wanted(group, asset), held(group, asset));
  }

  /** An approved order sets out; it has joined its group. */
  add(order: Order): void {
    const { group, underWay, underWayAsset } = order;
    if (underWay === 0) return;
    if (group === null) this.amounts[underWayAsset]! += underWay;
    else {
      this.forgetArrived();
      if (!this.groups.includes(group)) this.groups.push(group);
    }
  }

  /** The order has arrived, or has ended on the way: from here on the books hold for it. */
  arrived(order: Order): void {
    if (order.underWay === 0) return;
    if (order.group === null) this.amounts[order.underWayAsset]! -= order.underWay;
    order.underWay = 0;
    if (order.group !== null) this.forgetArrived();
  }

  private forgetArrived(): void {
    const { groups } = this;
    for (let i = groups.length - 1; i >= 0; i--) {
      if (!groups[i]!.orders.some(({ underWay }) => underWay > 0)) groups.splice(i, 1);
    }
  }
}

function wanted(group: OrderGroup, asset: number): number {
  let most = 0;
  for (const { underWay, underWayAsset } of group.orders) {
    if (underWayAsset === asset && underWay > most) most = underWay;
  }
  return most;
}

function held(group: OrderGroup, asset: number): number {
  let most = 0;
  for (const order of group.orders) if (order.heldAsset === asset && order.held > most) most = order.held;
  return most;
}
