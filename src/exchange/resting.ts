/** Where orders lie on the exchange: in lists by age, or sorted so that a price move meets them nearest first, then oldest. */
import type { Order } from './order.ts';

/** A place an order can be taken out of, whichever it is. */
export interface Shelf {
  remove(order: Order): void;
}

/** How many orders lie on some shelves together. */
export class Load {
  count = 0;
}

/** Orders by age, the oldest first. */
export class OrderList implements Shelf {
  readonly orders: Order[] = [];
  private readonly load: Load;

  constructor(load: Load) {
    this.load = load;
  }

  get size(): number {
    return this.orders.length;
  }

  add(order: Order): void {
    const { orders } = this;
    // Most are the youngest so far.
    let at = orders.length;
    while (at > 0 && orders[at - 1]!.age > order.age) at -= 1;
    orders.splice(at, 0, order);
    this.load.count += 1;
    order.shelf = this;
  }

  remove(order: Order): void {
    this.orders.splice(this.orders.indexOf(order), 1);
    this.load.count -= 1;
    order.shelf = null;
  }

  /** The oldest; undefined where there is none. */
  takeFirst(): Order | undefined {
    const order = this.orders.shift();
    if (order === undefined) return undefined;
    this.load.count -= 1;
    order.shelf = null;
    return order;
  }
}

/** Which way price must go to reach the orders. */
export const DOWNWARD = 0;
export const UPWARD = 1;

/**
 * Orders sorted by the level at which a move reaches them. The next one to be reached stands last, so that taking it is
 * a pop; among equal levels the oldest stands last.
 */
export class RestingOrders implements Shelf {
  readonly orders: Order[] = [];
  private readonly levels: number[] = [];
  private readonly direction: number;
  private readonly none: number;
  /** The level price would reach first; -1 (downward) or Infinity (upward) where nothing rests. */
  nearest: number;
  private readonly load: Load;

  constructor(direction: typeof DOWNWARD | typeof UPWARD, load: Load = new Load()) {
    this.direction = direction;
    this.none = direction === DOWNWARD ? -1 : Number.POSITIVE_INFINITY;
    this.nearest = this.none;
    this.load = load;
  }

  get size(): number {
    return this.orders.length;
  }

  /** After each change: every point asks for it. */
  private look(): void {
    const last = this.levels.length - 1;
    this.nearest = last >= 0 ? this.levels[last]! : this.none;
  }

  add(order: Order, level: number): void {
    this.load.count += 1;
    const at = this.placeOf(level, order.age);
    this.levels.splice(at, 0, level);
    this.orders.splice(at, 0, order);
    this.look();
    order.level = level;
    order.shelf = this;
  }

  /** Where an order of that level and age stands, or would stand. */
  private placeOf(level: number, age: number): number {
    let low = 0;
    let high = this.levels.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.comesLater(this.levels[middle]!, this.orders[middle]!.age, level, age)) low = middle + 1;
      else high = middle;
    }
    return low;
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
    this.load.count -= 1;
    this.levels.pop();
    const order = this.orders.pop()!;
    this.look();
    order.shelf = null;
    return order;
  }

  /** Takes out an order that rests here. */
  remove(order: Order): void {
    const at = this.placeOf(order.level, order.age);
    this.load.count -= 1;
    this.orders.splice(at, 1);
    this.levels.splice(at, 1);
    this.look();
    order.shelf = null;
  }
}
