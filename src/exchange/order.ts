/** A working order: one shape for every type, taken from a pool and given back when the order has ended. */
import { TIF, TYPE } from '../model/order.ts';
import type { Rate } from '../model/rate.ts';
import { NONE } from '../model/record.ts';
import type { OrderGroup } from './group.ts';
import type { Shelf } from './resting.ts';

/** How an order's size is known: as lots, as a budget met on arrival, as the whole position, or as what its parent has filled. */
export const SIZE = { quantity: 0, spend: 1, close: 2, parent: 3 } as const;

/** What kept an order from filling when it could have, the last time: the share there was, or a limit that was only touched. */
export const MISSED = { nothing: 0, part: 1, touch: 2 } as const;

/** Of an order without children: shared, never written to. */
const NO_CHILDREN: readonly Order[] = Object.freeze([]);

/** Reused: `reset` begins the life of another. Amounts are in units of the symbol's assets. */
export class Order {
  id = 0;
  /** Index into the run's strings; NONE where the order has no name of its own. */
  clientId: number = NONE;
  symbol = 0;
  /** BUY or SELL. A `close` gets its side when it arrives. */
  side = 0;
  /** A code of `TYPE`. */
  type = 0;
  /** A code of `STATUS`. */
  status = 0;
  sizing: number = SIZE.quantity;
  /** Base units; NONE until an order by budget or `close` has got its size. */
  quantity: number = NONE;
  /** Quote units that may leave the account, fee included (`spend` and `fraction`); else NONE. */
  budget: number = NONE;
  filled = 0;
  /** Quote units of the fills so far, before fees. */
  cost = 0;
  /** The limit, in price units. */
  price: number = NONE;
  /** The level that triggers it; of a trailing stop the level it has come to, NONE before it has one. */
  stopPrice: number = NONE;
  /** The price that triggered it; NONE before. */
  triggerPrice: number = NONE;
  /** Distance of a trailing stop in price units; NONE where it is a share or the order does not trail. */
  trailAmount: number = NONE;
  /** Distance of a trailing stop as a share of the best price. */
  trailRate: Rate | null = null;
  /** A trailing stop sleeps until price reaches this; NONE: it starts at the price it meets on arrival. */
  activationPrice: number = NONE;
  /** A code of `TIF`. */
  timeInForce: number = TIF.GTC;
  /** GTD: said by the strategy; DAY: the next 00:00 UTC after arrival; else NONE. Microseconds. */
  expireAt: number = NONE;
  postOnly = false;
  reduceOnly = false;
  /** A close among those that end every position: what it brings is closed in turn. */
  flattens = false;
  /** One cancels the others, and all share one hold. */
  group: OrderGroup | null = null;
  /** It waits for this order's fills, and is as large as they are. */
  parent: Order | null = null;
  /** The orders that wait for its fills. */
  children: readonly Order[] = NO_CHILDREN;
  /** What of `heldAsset` the books hold for it. */
  held = 0;
  heldAsset = 0;
  /** What it will want of `underWayAsset` on arrival: it lessens the free balance the strategy sees meanwhile. */
  underWay = 0;
  underWayAsset = 0;
  /** When the strategy decided, and the how-many-th order of its symbol this was at that time: the keys of its draws. */
  decidedAt = 0;
  nth = 0;
  /** The mark when it was decided; NONE where there was none. */
  decisionMark: number = NONE;
  /** Arrivals are numbered: the smaller, the older. */
  age = 0;
  /** Where it lies on the exchange; null while it travels or trades. */
  shelf: Shelf | null = null;
  /** The price level, or the time, it is sorted by there. */
  level = 0;
  /** Of a trailing stop: the best price it has met. */
  best: number = NONE;
  /** How often it could have filled so far: counts its draws. */
  chances = 0;
  /** How often it has filled. */
  fills = 0;
  /** How often price stood exactly at its limit and a draw decided: counts those draws. */
  touches = 0;
  /** A code of `MISSED`. */
  missed: number = MISSED.nothing;
  /** When it came to the exchange; NONE before, and for children that travel with their entry. */
  arrivedAt: number = NONE;
  /** Cancels and amends sent for it: counts the draws of their ways. */
  changes = 0;
  /** True while the order still travels. */
  inFlight = false;
  /** When it ended, microseconds; NONE before. */
  endedAt: number = NONE;
  /** Messages under way for it: it is not given back before they have arrived. */
  messages = 0;
  /** Its place among the orders that are alive. */
  place = 0;
  /** Index into the run's strings; NONE where no reason was given. */
  reason: number = NONE;

  /** What has not been filled of an order whose size is known. */
  get leaves(): number {
    return this.quantity - this.filled;
  }

  get isTriggered(): boolean {
    return this.triggerPrice !== NONE;
  }

  /** True for a trailing stop. */
  get trails(): boolean {
    return this.type === TYPE.trailing_stop;
  }

  adopt(child: Order): void {
    child.parent = this;
    this.children = [...this.children, child];
  }

  /** Safe for an order that is not among the children. */
  disown(child: Order): void {
    this.children = this.children.filter((one) => one !== child);
  }

  reset(id: number, symbol: number): void {
    this.id = id;
    this.symbol = symbol;
    this.clientId = NONE;
    this.side = 0;
    this.type = 0;
    this.status = 0;
    this.sizing = SIZE.quantity;
    this.quantity = NONE;
    this.budget = NONE;
    this.filled = 0;
    this.cost = 0;
    this.price = NONE;
    this.stopPrice = NONE;
    this.triggerPrice = NONE;
    this.trailAmount = NONE;
    this.trailRate = null;
    this.activationPrice = NONE;
    this.timeInForce = TIF.GTC;
    this.expireAt = NONE;
    this.postOnly = false;
    this.reduceOnly = false;
    this.flattens = false;
    this.group = null;
    this.parent = null;
    this.children = NO_CHILDREN;
    this.held = 0;
    this.heldAsset = 0;
    this.underWay = 0;
    this.underWayAsset = 0;
    this.decidedAt = 0;
    this.nth = 0;
    this.decisionMark = NONE;
    this.age = 0;
    this.shelf = null;
    this.level = 0;
    this.best = NONE;
    this.chances = 0;
    this.fills = 0;
    this.touches = 0;
    this.changes = 0;
    this.missed = MISSED.nothing;
    this.arrivedAt = NONE;
    this.inFlight = false;
    this.endedAt = NONE;
    this.messages = 0;
    this.reason = NONE;
  }
}

/** Gives out orders and takes them back, so that a run allocates as many as are alive at once. */
export class OrderPool {
  private readonly spare: Order[] = [];

  take(id: number, symbol: number): Order {
    const order = this.spare.pop() ?? new Order();
    order.reset(id, symbol);
    return order;
  }

  give(order: Order): void {
    this.spare.push(order);
  }

  /** Before it is saved: new ones are as good. */
  tidy(): void {
    this.spare.length = 0;
  }
}
