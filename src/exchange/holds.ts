/** What the books hold for working orders: each its own, the orders of a group together the largest. */

import { ROUND } from '../model/arithmetic.ts';
import { notional } from '../model/instrument.ts';
import { BUY, SELL } from '../model/order.ts';
import type { Account } from '../model/ports.ts';
import { ZERO_RATE } from '../model/rate.ts';
import { NONE } from '../model/record.ts';
import type { OrderGroup } from './group.ts';
import type { SymbolMarket } from './market.ts';
import type { Order } from './order.ts';
import { lotsForBudget, type PurchaseHolds } from './sizing.ts';

export class Holds {
  private readonly account: Account;
  private readonly purchases: PurchaseHolds;

  constructor(account: Account, purchases: PurchaseHolds) {
    this.account = account;
    this.purchases = purchases;
  }

  /** The asset an order pays with. */
  assetOf(order: Order, { instrument }: SymbolMarket): number {
    return order.side === BUY ? instrument.quote : instrument.base;
  }

  /** What it would hold alone, with what it has left; 0 where nothing can be said yet. */
  need(order: Order, { instrument, price }: SymbolMarket): number {
    if (order.quantity === NONE) return this.needOfBudget(order, instrument, price);
    if (order.side === SELL) return order.leaves;
    if (order.price !== NONE) return this.purchases.limit(instrument, order.leaves, order.price);
    const level = order.stopPrice !== NONE && !order.isTriggered ? order.stopPrice : price;
    return level === NONE ? 0 : this.purchases.market(instrument, order.leaves, level);
  }

  private needOfBudget(order: Order, instrument: SymbolMarket['instrument'], price: number): number {
    if (order.budget === NONE) return 0;
    if (order.side === BUY) return order.budget;
    const level = order.stopPrice === NONE ? price : order.stopPrice;
    return level === NONE ? 0 : lotsForBudget(instrument, order.budget, level, ZERO_RATE);
  }

  /** What it may pay with: what is free, and what is held for it or its group. */
  available(order: Order, asset: number): number {
    return this.account.free(asset) + this.heldFor(order, asset);
  }

  heldFor(order: Order, asset: number): number {
    if (order.group !== null) return largest(order.group, asset);
    return order.heldAsset === asset ? order.held : 0;
  }

  /** From now on the books hold `amount` of `asset` for it, in the place of what they held before. */
  set(order: Order, asset: number, amount: number): void {
    const before = this.heldFor(order, asset);
    order.held = amount;
    order.heldAsset = asset;
    const change = this.heldFor(order, asset) - before;
    if (change > 0) this.account.hold(asset, change);
    else if (change < 0) this.account.release(asset, -change);
  }

  release(order: Order): void {
    if (order.held > 0) this.set(order, order.heldAsset, 0);
  }

  /** It has become smaller, and holds no more than before. */
  shrink(order: Order, market: SymbolMarket): void {
    if (order.held > 0) this.set(order, order.heldAsset, Math.min(order.held, this.need(order, market)));
  }

  /** The most that is held is what it can still pay, for an order that took what was left. */
  afterFill(order: Order, market: SymbolMarket, moved: number): void {
    const asset = this.assetOf(order, market);
    const left = this.available(order, asset) - moved;
    this.set(order, asset, Math.max(0, Math.min(this.need(order, market), left)));
  }

  /** The others of its group hold no more than what a fill of `moved` leaves them all. */
  capOthers(order: Order, asset: number, moved: number): void {
    const left = Math.max(0, this.available(order, asset) - moved);
    for (const other of order.group!.orders) {
      if (other !== order && other.heldAsset === asset && other.held > left) this.set(other, asset, left);
    }
  }
}

/** What a group holds of an asset: the most that one of its orders would hold alone. */
function largest(group: OrderGroup, asset: number): number {
  let most = 0;
  for (const order of group.orders) if (order.heldAsset === asset && order.held > most) most = order.held;
  return most;
}

/** Quote units that `quantity` comes to at `price`: the value that budgets shrink by. */
export function worth({ instrument }: SymbolMarket, quantity: number, price: number): number {
  return notional(instrument, quantity, price, ROUND.half_even);
}
