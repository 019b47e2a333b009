/** Orders that belong together: the legs of a group share one fate, children are as large as their parent has filled. */
import { BUY, hasEnded, STATUS, TYPE } from '../model/order.ts';
import type { Account } from '../model/ports.ts';
import { NONE } from '../model/record.ts';
import type { ExchangeListener } from './contract.ts';
import type { Holds } from './holds.ts';
import type { LimitFill } from './limitFill.ts';
import type { SymbolMarket } from './market.ts';
import type { Matcher } from './matcher.ts';
import type { Order } from './order.ts';
import type { Relations, Settlement } from './settlement.ts';

export interface FamilyParts {
  readonly account: Account;
  readonly holds: Holds;
  readonly listener: ExchangeListener;
  readonly settlement: Settlement;
  readonly matcher: Matcher;
  readonly limitFill: LimitFill;
  readonly markets: readonly SymbolMarket[];
  /** The path of a candle is `adverse`. */
  readonly isAdverse: boolean;
  /** Numbers an order that begins to work. */
  readonly nextAge: () => number;
  /** It meets the price that stands, or waits where its side has none. */
  readonly meetOrWait: (order: Order, market: SymbolMarket) => void;
}

export class Family implements Relations {
  private readonly parts: FamilyParts;
  /** What befell the others of a group, until the fill that did it has been told. */
  private readonly changed: Order[] = [];

  constructor(parts: FamilyParts) {
    this.parts = parts;
  }

  shrinkOthers(order: Order, quantity: number, cost: number, isDone: boolean): void {
    const { settlement } = this.parts;
    for (const other of order.group!.orders.slice()) {
      if (other === order) continue;
      this.changed.push(other);
      if (isDone) {
        settlement.end(other, STATUS.canceled);
        continue;
      }
      shrink(other, quantity, cost);
      if (other.quantity !== NONE && other.leaves === 0 && other.parent !== null && !hasEnded(other.parent.status)) {
        // It may grow again with its parent.
        other.shelf?.remove(other);
        this.parts.holds.release(other);
      } else if (other.quantity === NONE ? other.budget === 0 : other.leaves === 0) {
        settlement.end(other, STATUS.canceled);
      } else this.parts.holds.shrink(other, this.parts.markets[other.symbol]!);
    }
  }

  tellOthers(): void {
    const { listener } = this.parts;
    for (let other = this.changed.shift(); other !== undefined; other = this.changed.shift()) {
      if (other.status === STATUS.canceled) {
        const { children } = other;
        listener.canceled(other, 'oco');
        if (children.length > 0) this.orphan(children);
      } else listener.amended(other, 'oco');
    }
  }

  grow(children: readonly Order[], market: SymbolMarket, quantity: number): void {
    // One of them may end the others, and an ended order begin the life of another.
    const ids = children.map(({ id }) => id);
    // All grow before one is met: what it fills at once shrinks the others.
    for (const child of children) {
      if (!hasEnded(child.status)) child.quantity = Math.max(child.quantity, 0) + quantity;
    }
    children.forEach((child, i) => {
      if (child.id !== ids[i] || hasEnded(child.status) || child.leaves === 0) return;
      if (child.shelf === null) {
        if (child.status === STATUS.pending) child.age = this.parts.nextAge();
        this.parts.meetOrWait(child, market);
      } else {
        this.parts.holds.afterFill(child, market, 0);
        this.parts.listener.amended(child, 'parent');
      }
    });
  }

  orphan(children: readonly Order[]): void {
    const { settlement, listener } = this.parts;
    const ids = children.map(({ id }) => id);
    for (const child of children) child.parent = null;
    children.forEach((child, i) => {
      if (child.id !== ids[i] || hasEnded(child.status)) return;
      if (child.quantity <= 0) settlement.cancel(child, 'parent');
      else if (child.leaves === 0 && child.shelf === null) {
        // All there will ever be of it has been filled.
        const { group, children: own } = child;
        settlement.end(child, STATUS.filled);
        listener.amended(child, 'parent');
        if (own.length > 0) this.orphan(own);
        if (group !== null) this.cancelAll(group.orders.slice(), 'oco');
      }
    });
  }

  /** Cancels orders that have not ended, one after the other. */
  cancelAll(orders: readonly Order[], reason: string | null): void {
    const { settlement } = this.parts;
    // All have ended before any is told: an end may be answered by a new order in the place of an old one.
    const working = orders.filter(({ status }) => !hasEnded(status));
    const children = working.map((order) => order.children);
    for (const order of working) settlement.end(order, STATUS.canceled);
    working.forEach((order, i) => {
      this.parts.listener.canceled(order, reason);
      if (children[i]!.length > 0) this.orphan(children[i]!);
    });
  }

  /** An exit of which another kind of exit lay in the same candle: which came first is not known. */
  beforeFillOnWay(order: Order, market: SymbolMarket): void {
    const { account } = this.parts;
    const { base } = market.instrument;
    const position = account.position(base);
    const isLong = position > 0;
    if (position === 0 || isLong === (order.side === BUY)) return;
    const isStop = order.isTriggered && !takesProfit(order);
    const other = isStop
      ? this.gainsBy(market, isLong, bestOf(market, isLong))
      : stopsBy(market, isLong, worstOf(market, isLong));
    if (other) account.markAmbiguous(base);
  }

  /**
   * A position was opened or enlarged at an unknown time of the candle. What the candle's extremes reach may have come
   * before; what its close lies beyond came after, unless a stop and a gain are both in reach.
   */
  afterFillOnWay(side: number, market: SymbolMarket, before: number): void {
    const { account, matcher, isAdverse } = this.parts;
    const { base } = market.instrument;
    const after = account.position(base);
    const isLong = side === BUY;
    const enlarged = isLong ? after > 0 && after > before : after < 0 && after < before;
    if (!enlarged) return;
    const isStopped = stopsBy(market, isLong, worstOf(market, isLong));
    const hasGained = this.gainsBy(market, isLong, bestOf(market, isLong));
    const { close } = market;
    const isCertain = isStopped ? stopsBy(market, isLong, close) : !hasGained || this.gainsBy(market, isLong, close);
    if ((isStopped && hasGained) || !isCertain) account.markAmbiguous(base);
    if (isAdverse) matcher.assumeTheWorst(market, isLong);
  }

  /** A resting limit or take-profit that reduces the position is reached at `price`. */
  private gainsBy(market: SymbolMarket, isLong: boolean, price: number): boolean {
    const { limitFill } = this.parts;
    return isLong
      ? limitFill.sells(market.sellLimits.nearest, price) || market.sellTakes.nearest <= price
      : limitFill.buys(market.buyLimits.nearest, price) || market.buyTakes.nearest >= price;
  }
}

/** The extreme of the candle at which a position loses the most, and the one at which it gains the most. */
function worstOf({ low, high }: SymbolMarket, isLong: boolean): number {
  return isLong ? low : high;
}

function bestOf({ low, high }: SymbolMarket, isLong: boolean): number {
  return isLong ? high : low;
}

/** A resting stop that reduces the position is reached at `price`. */
function stopsBy(market: SymbolMarket, isLong: boolean, price: number): boolean {
  return isLong ? market.sellStops.nearest >= price : market.buyStops.nearest <= price;
}

function takesProfit({ type }: Order): boolean {
  return type === TYPE.take_profit || type === TYPE.take_profit_limit;
}

/** By what another leg has filled: an order by budget by what that came to. */
function shrink(order: Order, quantity: number, cost: number): void {
  if (order.quantity === NONE) order.budget = Math.max(0, order.budget - cost);
  else order.quantity = Math.max(order.filled, order.quantity - quantity);
}
