/** Resting orders of one symbol and direction, kept so that a price move meets them nearest first, then oldest. */
import type { Order } from './order.ts';

/** Which way price must go to reach the orders. */
export const DOWNWARD = 0;
export const UPWARD = 1;

/**
 * Orders sorted by the level at which a move reaches them. The next one to be reached stands last, so that taking it is
 * a pop; among equal levels the oldest stands last.
 */
export class RestingOrders {
  readonly orders: Order[] = [];
  private readonly levels: number[] = [];
  private readonly direction: number;

  constructor(direction: typeof DOWNWARD | typeof UPWARD) {
    this.direction = direction;
  }

  get size(): number {
    return this.orders.length;
  }

  /** The level price would reach first; -1 (downward) or Infinity (upward) where nothing rests. */
  get nearest(): number {
    const last = this.levels.length - 1;
    if (last >= 0) return this.levels[last]!;
    return this.direction === DOWNWARD ? -1 : Number.POSITIVE_INFINITY;
  }

  add(order: Order, level: number): void {
    let low = 0;
    let high = this.levels.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.comesLater(this.levels[middle]!, this.orders[middle]!.age, level, order.age)) low = middle + 1;
      else high = middle;
    }
    this.levels.splice(low, 0, level);
    this.orders.splice(low, 0, order);
  }

  /** True where an order at `level` with `age` is met after the one at `thanLevel` with `thanAge`. */
  private comesLater(level: number, age: number, thanLevel: number, thanAge: number): boolean {
    if (level !== thanLevel) return this.direction === DOWNWARD ? level < thanLevel : level > thanLevel;
    return age > thanAge;
  }

  /** The order that would be met first. Undefined where nothing rests. */
  get first(): Order | undefined {
    return this.orders[this.orders.length - 1];
  }

  takeFirst(): Order {
    this.levels.pop();
    return this.orders.pop()!;
  }

  /** Takes an order out; false where it does not rest here. */
  remove(order: Order): boolean {
    const index = this.orders.indexOf(order);
    if (index < 0) return false;
    this.orders.splice(index, 1);
    this.levels.splice(index, 1);
    return true;
  }
}
