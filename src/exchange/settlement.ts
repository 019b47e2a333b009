/** From a match to a fill: price, quantity, fee, what it is paid with; and how an order ends. */
import { ROUND } from '../model/arithmetic.ts';
import { notional } from '../model/instrument.ts';
import { BUY, MAKER, SELL, STATUS, TAKER, TIF } from '../model/order.ts';
import type { Account } from '../model/ports.ts';
import { applyRate, type Rate, ZERO_RATE } from '../model/rate.ts';
import { NONE } from '../model/record.ts';
import { lotsToBuy } from './budget.ts';
import { type ExchangeListener, Fill } from './contract.ts';
import type { Expiries } from './expiries.ts';
import type { Fees } from './fees.ts';
import type { Holds } from './holds.ts';
import type { LiquidityModel } from './liquidity.ts';
import type { SymbolMarket } from './market.ts';
import { MISSED, type Order, SIZE } from './order.ts';
import { baseText, brokenProductRule, quoteText } from './rules.ts';
import { lotsForBudget } from './sizing.ts';
import type { SlippageModel } from './slippage.ts';

/** More than any budget buys. */
const WITHOUT_END = Number.POSITIVE_INFINITY;

/** What a fill or an end means to the orders that belong together. */
export interface Relations {
  /** Before a fill is told: the others of its group become smaller, or end. */
  shrinkOthers(order: Order, quantity: number, cost: number, isDone: boolean): void;
  /** After it was told. */
  tellOthers(): void;
  /** After a fill of their parent was told. */
  grow(children: readonly Order[], market: SymbolMarket, quantity: number): void;
  /** After the end of their parent was told. */
  orphan(children: readonly Order[]): void;
  /** Price is on its way between two points of a candle, and a fill is about to be told, or was. */
  beforeFillOnWay(order: Order, market: SymbolMarket): void;
  afterFillOnWay(side: number, market: SymbolMarket, positionBefore: number): void;
}

export class Settlement {
  time = 0;
  /** Price is on its way between two points of a candle. */
  isOnWay = false;
  /** What moved is a print beside quotes. */
  isPrint = false;
  /** Orders that had their chance now wait for the next point. */
  isPassing = false;
  relations!: Relations;
  private readonly account: Account;
  private readonly holds: Holds;
  private readonly listener: ExchangeListener;
  private readonly slippage: SlippageModel;
  private readonly fees: Fees;
  private readonly liquidity: LiquidityModel;
  private readonly expiries: Expiries;
  private readonly markets: readonly SymbolMarket[];
  private readonly fill = new Fill();

  constructor(
    account: Account,
    holds: Holds,
    listener: ExchangeListener,
    slippage: SlippageModel,
    fees: Fees,
    liquidity: LiquidityModel,
    expiries: Expiries,
    markets: readonly SymbolMarket[],
  ) {
    this.markets = markets;
    this.account = account;
    this.holds = holds;
    this.listener = listener;
    this.slippage = slippage;
    this.fees = fees;
    this.liquidity = liquidity;
    this.expiries = expiries;
  }

  /** Something happens at `time`. */
  begin(time: number): void {
    this.time = time;
    if (this.fees.hasTiers) this.fees.at(time);
  }

  /** A taker's fill at the price met, slipped but never past its limit, of as much as there is. What is left rests. */
  take(order: Order, market: SymbolMarket, met: number): void {
    const isSized = order.quantity !== NONE;
    if (!isSized && !this.sizeBudget(order, market, met)) return;
    if (order.reduceOnly && !this.cut(order, market)) return;
    const { leaves } = order;
    // What takes beside a print takes from the quote.
    const quantity = this.liquidity.quantity(order, market, false);
    if (quantity < leaves) {
      order.missed = MISSED.part;
      if (order.timeInForce === TIF.FOK) {
        this.cancel(order, 'fok');
        return;
      }
      // A part that is there does not make up for a whole that is not.
      if (order.side === SELL && order.held === 0 && !this.hold(order, market)) return;
    }
    // What it was sized at is past: price may be dearer by now.
    if (isSized && order.budget !== NONE && order.side === BUY && !this.affords(order, market, met, quantity)) {
      return;
    }
    if (quantity > 0) {
      if (!this.pay(order, market, met, quantity)) return;
      if (quantity === leaves) return;
    } else {
      this.accept(order);
      this.holds.afterFill(order, market, 0);
    }
    if (order.timeInForce === TIF.IOC) this.cancel(order, 'ioc');
    else this.leave(order, market);
  }

  /** True where its budget still pays for `quantity`; else it has bought what it could, and ended. */
  private affords(order: Order, market: SymbolMarket, met: number, quantity: number): boolean {
    const most = lotsToBuy(order, market, met, quantity, this.slippage, this.fees.taker(order.symbol));
    if (most >= quantity) return true;
    if (most === 0 || this.pay(order, market, met, most)) this.cancel(order, 'spent');
    return false;
  }

  /** Fills where the account can pay for it. */
  private pay(order: Order, market: SymbolMarket, met: number, quantity: number): boolean {
    const { fill } = this;
    const buys = order.side === BUY;
    fill.referencePrice = met;
    fill.price = this.slippage.price(met, order, market, quantity);
    if (order.price !== NONE && (buys ? fill.price > order.price : fill.price < order.price)) fill.price = order.price;
    this.reckon(order, market, quantity, TAKER, this.fees.taker(order.symbol));
    if (!this.isPaid(order, market, buys ? fill.cost + fill.fee : quantity)) return false;
    this.accept(order);
    if (this.slippage.countsVolume) market.take(order.side, quantity);
    this.execute(order, market);
    return true;
  }

  /** A maker's fill, exactly at its limit (or at the opening auction's price), of as much as there is. */
  make(order: Order, market: SymbolMarket, price: number): void {
    if (order.reduceOnly && !this.cut(order, market)) return;
    const { fill } = this;
    const { leaves } = order;
    const quantity = this.liquidity.quantity(order, market, this.isPrint);
    if (quantity > 0) {
      fill.price = price;
      fill.referencePrice = price;
      this.reckon(order, market, quantity, MAKER, this.fees.maker(order.symbol));
      const needed = order.side === BUY ? fill.cost + fill.fee : quantity;
      // In parts it may cost a unit more than as a whole, and what grew with its parent may have found too little to hold.
      if (needed > order.held && !this.isPaid(order, market, needed)) return;
      this.execute(order, market);
    }
    if (quantity < leaves) {
      order.missed = MISSED.part;
      this.leave(order, market);
    }
  }

  /** False where not even what is free makes up for what is not held, then the order has ended. */
  private isPaid(order: Order, market: SymbolMarket, needed: number): boolean {
    const available = this.holds.available(order, this.holds.assetOf(order, market));
    if (needed > available) this.rejectForBalance(order, market, needed, available);
    return needed <= available;
  }

  /** What is left of an order waits for the next point. */
  leave(order: Order, market: SymbolMarket): void {
    if (this.isPassing) market.later.add(order);
    else if (order.price === NONE) market.rests.add(order);
    else market.limitShelf(order).add(order, order.price);
  }

  /** What a fill of `quantity` at the fill's price comes to. */
  private reckon(
    order: Order,
    { instrument, candleTime }: SymbolMarket,
    quantity: number,
    liquidity: number,
    feeRate: Rate,
  ): void {
    const { fill } = this;
    fill.time = this.time;
    fill.symbol = order.symbol;
    fill.side = order.side;
    fill.liquidity = liquidity;
    fill.quantity = quantity;
    fill.cost = notional(instrument, quantity, fill.price, ROUND.half_even);
    fill.fee = applyRate(fill.cost, feeRate, ROUND.half_even);
    fill.slippage = 0;
    if (fill.price !== fill.referencePrice) {
      fill.slippage = Math.abs(fill.cost - notional(instrument, quantity, fill.referencePrice, ROUND.half_even));
    }
    fill.candleTime = candleTime;
  }

  private execute(order: Order, market: SymbolMarket): void {
    const { fill, relations, isOnWay } = this;
    const { group, children, side } = order;
    const { quantity } = fill;
    order.filled += quantity;
    order.fills += 1;
    order.cost += fill.cost;
    this.liquidity.use(order, market, this.isPrint && fill.liquidity === MAKER, quantity);
    // A child may still grow with its parent: until then it is not known to be whole.
    const isDone = order.leaves === 0 && order.parent === null;
    const before = isOnWay ? this.account.position(market.instrument.base) : 0;
    if (isOnWay) relations.beforeFillOnWay(order, market);
    const moved = side === BUY ? fill.cost + fill.fee : quantity;
    // What a budget has left is what a rest may still cost.
    if (order.budget !== NONE && side === BUY) order.budget -= moved;
    if (group !== null) {
      relations.shrinkOthers(order, quantity, fill.cost, isDone);
      this.holds.capOthers(order, this.holds.assetOf(order, market), moved);
    }
    if (isDone) {
      // They grow for the last time: what fills them then is their end.
      for (const child of children) child.parent = null;
      this.end(order, STATUS.filled);
    } else {
      order.status = STATUS.partially_filled;
      this.holds.afterFill(order, market, moved);
    }
    // The listener may give an ended order to another: nothing is read from it below.
    this.listener.filled(order, fill);
    if (group !== null) relations.tellOthers();
    if (children.length > 0) relations.grow(children, market, quantity);
    if (isOnWay) relations.afterFillOnWay(side, market, before);
  }

  /** `reduce_only`: no larger than the position. False where there is nothing to reduce, then the order has ended. */
  cut(order: Order, market: SymbolMarket): boolean {
    const { instrument } = market;
    const position = this.account.position(instrument.base);
    const size = order.side === BUY ? -position : position;
    const most = size - (size % instrument.lotSize);
    if (most <= 0) {
      const detail = `there is no position in ${instrument.symbol} for a ${order.side === BUY ? 'buy' : 'sell'} to reduce`;
      // What waited for another has come to nothing; what asked for it by itself asked wrongly.
      if (order.status === STATUS.pending && order.sizing !== SIZE.parent) this.reject(order, 'no_position', detail);
      else this.cancel(order, 'no_position');
      return false;
    }
    if (order.quantity !== NONE && order.leaves > most) {
      order.quantity = order.filled + most;
      this.holds.shrink(order, market);
    }
    return true;
  }

  /** An order by budget: as many lots as the price met allows. False where it breaks a rule, then it has ended. */
  private sizeBudget(order: Order, market: SymbolMarket, met: number): boolean {
    const { instrument } = market;
    const { slippage } = this;
    if (order.side === BUY) {
      return this.size(
        order,
        market,
        lotsToBuy(order, market, met, WITHOUT_END, slippage, this.fees.taker(order.symbol)),
        met,
      );
    }
    // What a sale brings may fall while it grows: its size is known before a slippage that depends on it.
    const price = slippage.dependsOnSize ? met : slippage.price(met, order, market, 0);
    const lots = lotsForBudget(instrument, order.budget, price, ZERO_RATE);
    // What was within the balance when it was decided is not rejected because the price fell.
    const free = this.holds.available(order, instrument.base);
    const level = order.stopPrice === NONE ? order.decisionMark : order.stopPrice;
    const decided = level === NONE ? lots : lotsForBudget(instrument, order.budget, level, ZERO_RATE);
    return this.size(order, market, lots > free && decided <= free ? free - (free % instrument.lotSize) : lots, met);
  }

  size(order: Order, market: SymbolMarket, quantity: number, met: number): boolean {
    const broken = brokenProductRule(market.instrument, quantity, met);
    if (broken !== null) {
      this.reject(order, broken.rule, broken.detail);
      return false;
    }
    order.quantity = quantity;
    return true;
  }

  /** Holds what the order needs. False where it is not free, then the order has ended. */
  hold(order: Order, market: SymbolMarket): boolean {
    const asset = this.holds.assetOf(order, market);
    const amount = this.holds.need(order, market);
    const available = this.holds.available(order, asset);
    if (amount > available) {
      this.rejectForBalance(order, market, amount, available);
      return false;
    }
    this.holds.set(order, asset, amount);
    return true;
  }

  /** An order that waited meets a price: it holds again as one that arrives. */
  letGoHold(order: Order): void {
    this.holds.release(order);
  }

  accept(order: Order): void {
    if (order.status !== STATUS.pending) return;
    order.status = STATUS.open;
    this.listener.accepted(order);
  }

  private rejectForBalance(order: Order, { instrument }: SymbolMarket, needed: number, free: number): void {
    const text = order.side === BUY ? quoteText : baseText;
    this.reject(order, 'insufficient_balance', `needs ${text(instrument, needed)}, free ${text(instrument, free)}`);
  }

  reject(order: Order, rule: string, detail: string): void {
    const { children } = order;
    this.end(order, STATUS.rejected);
    this.listener.rejected(order, rule, detail);
    if (children.length > 0) this.relations.orphan(children);
  }

  /** One order alone: what it takes with it besides its children is the caller's to say. */
  cancel(order: Order, reason: string | null): void {
    const { children } = order;
    this.end(order, STATUS.canceled);
    this.listener.canceled(order, reason);
    if (children.length > 0) this.relations.orphan(children);
  }

  expire(order: Order): void {
    const { children } = order;
    this.end(order, STATUS.expired);
    this.listener.expired(order);
    if (children.length > 0) this.relations.orphan(children);
  }

  /** Takes an order out of everything it lies in. */
  end(order: Order, status: number): void {
    order.status = status;
    if (order.held > 0) this.holds.release(order);
    if (order.shelf !== null) order.shelf.remove(order);
    if (order.trails) this.markets[order.symbol]!.trailNoMore(order);
    order.group?.remove(order);
    if (order.sizing === SIZE.parent && order.parent !== null) {
      order.parent.disown(order);
      order.parent = null;
    }
    if (order.expireAt !== NONE) this.expiries.remove(order);
  }
}
