/** The simulated exchange: what arrives meets the price that stands, what rests is met by the price that moves. */
import { ROUND } from '../model/arithmetic.ts';
import { type Instrument, notional } from '../model/instrument.ts';
import { BUY, MAKER, SELL, STATUS, TAKER, TYPE } from '../model/order.ts';
import type { Account } from '../model/ports.ts';
import { applyRate, type Rate, ZERO_RATE } from '../model/rate.ts';
import { NONE } from '../model/record.ts';
import { type Exchange, type ExchangeListener, Fill } from './contract.ts';
import { LimitFill, type LimitFillSetting } from './limitFill.ts';
import { SymbolMarket } from './market.ts';
import { type Order, SIZE } from './order.ts';
import { baseText, brokenProductRule, quoteText } from './rules.ts';
import { lotsForBudget, PurchaseHolds } from './sizing.ts';
import { type SlippageModel, type SlippageSetting, slippageModel } from './slippage.ts';

export interface ExchangeSettings {
  readonly slippage: SlippageSetting;
  readonly limitFill: LimitFillSetting;
}

export class SimulatedExchange implements Exchange {
  readonly markets: readonly SymbolMarket[];
  readonly holds: PurchaseHolds;
  private readonly account: Account;
  private readonly listener: ExchangeListener;
  private readonly slippage: SlippageModel;
  private readonly limitFill: LimitFill;
  private readonly fill = new Fill();
  private time = 0;
  private arrivals = 0;

  constructor(
    instruments: readonly Instrument[],
    settings: ExchangeSettings,
    account: Account,
    listener: ExchangeListener,
    marks: Float64Array,
  ) {
    this.markets = instruments.map((instrument) => new SymbolMarket(instrument, marks));
    this.account = account;
    this.listener = listener;
    this.slippage = slippageModel(settings.slippage);
    this.limitFill = new LimitFill(settings.limitFill);
    this.holds = new PurchaseHolds(instruments, this.slippage.bound);
  }

  arrive(order: Order, time: number): void {
    this.time = time;
    order.inFlight = false;
    order.age = ++this.arrivals;
    const market = this.markets[order.symbol]!;
    if (market.meets(time)) this.meet(order, market);
    else this.wait(order, market);
  }

  cancel(order: Order, reason: string | null): boolean {
    const market = this.markets[order.symbol]!;
    if (order.waiting) {
      market.waiting.splice(market.waiting.indexOf(order), 1);
    } else if (!market.below.remove(order) && !market.above.remove(order)) {
      return false;
    }
    this.end(order, STATUS.canceled);
    this.listener.canceled(order, reason);
    return true;
  }

  /**
   * Price goes to `price`, in one instant, through everything between it and the price before. Orders reached on the way
   * fill nearest first, then oldest; then those that waited for a price meet it in the order they arrived.
   *
   * @param meetsUntil until when an arriving order may meet this price
   * @param auction true where a session opens here: the price is everyone's
   */
  move(symbol: number, price: number, time: number, meetsUntil: number, candleTime: number, auction: boolean): void {
    const market = this.markets[symbol]!;
    this.time = time;
    market.stand(price, time, meetsUntil, candleTime);
    while (this.limitFill.buys(market.below.nearest, price)) {
      this.make(market.below.takeFirst(), market, auction);
    }
    while (this.limitFill.sells(market.above.nearest, price)) {
      this.make(market.above.takeFirst(), market, auction);
    }
    if (market.waiting.length > 0) this.meetWaiting(market);
  }

  private meetWaiting(market: SymbolMarket): void {
    // One after the other: a `close` among them cancels those behind it.
    for (let order = market.waiting.shift(); order !== undefined; order = market.waiting.shift()) {
      order.waiting = false;
      this.releaseHold(order);
      this.meet(order, market);
    }
  }

  /** An order that met no price: it holds what it can be held for, and meets the next point as an arrival. */
  private wait(order: Order, market: SymbolMarket): void {
    const { instrument } = market;
    if (order.sizing === SIZE.quantity) {
      if (order.side === SELL) {
        if (!this.tryHold(order, instrument.base, order.quantity, market)) return;
      } else if (order.type === TYPE.limit) {
        const amount = this.holds.limit(instrument, order.quantity, order.price);
        if (!this.tryHold(order, instrument.quote, amount, market)) return;
      } else if (market.price !== NONE) {
        const amount = this.holds.market(instrument, order.quantity, market.price);
        if (!this.tryHold(order, instrument.quote, amount, market)) return;
      }
    } else if (order.sizing === SIZE.spend && order.side === BUY) {
      if (!this.tryHold(order, instrument.quote, order.budget, market)) return;
    }
    order.waiting = true;
    market.waiting.push(order);
  }

  private meet(order: Order, market: SymbolMarket): void {
    if (order.sizing === SIZE.close && !this.sizeClose(order, market)) return;
    if (order.sizing === SIZE.spend && order.quantity === NONE && !this.sizeBudget(order, market)) return;
    if (order.type === TYPE.market) this.take(order, market);
    else this.meetLimit(order, market);
  }

  private meetLimit(order: Order, market: SymbolMarket): void {
    const { instrument } = market;
    const buys = order.side === BUY;
    const asset = buys ? instrument.quote : instrument.base;
    const amount = buys ? this.holds.limit(instrument, order.quantity, order.price) : order.quantity;
    if (!this.tryHold(order, asset, amount, market)) return;
    const price = market.price;
    const marketable = buys ? this.limitFill.buys(order.price, price) : this.limitFill.sells(order.price, price);
    if (marketable) {
      this.take(order, market);
      return;
    }
    order.status = STATUS.open;
    (buys ? market.below : market.above).add(order, order.price);
    this.listener.accepted(order);
  }

  /** A taker's fill of all leaves at the price met, slipped but never past its limit, if the account can pay for it. */
  private take(order: Order, market: SymbolMarket): void {
    const { instrument } = market;
    const { fill } = this;
    const buys = order.side === BUY;
    fill.referencePrice = market.price;
    fill.price = this.slippage.price(fill.referencePrice, order.side);
    if (order.price !== NONE && (buys ? fill.price > order.price : fill.price < order.price)) fill.price = order.price;
    this.reckon(order, market, TAKER, instrument.takerFee);
    const needed = buys ? fill.cost + fill.fee : fill.quantity;
    const free = this.account.free(buys ? instrument.quote : instrument.base) + order.held;
    if (needed > free) {
      this.rejectForBalance(order, market, needed, free);
      return;
    }
    order.status = STATUS.open;
    this.listener.accepted(order);
    this.execute(order);
  }

  /** A maker's fill of all leaves, exactly at its limit (or at the opening auction's price). */
  private make(order: Order, market: SymbolMarket, auction: boolean): void {
    const { fill } = this;
    fill.price = auction ? market.price : order.price;
    fill.referencePrice = fill.price;
    this.reckon(order, market, MAKER, market.instrument.makerFee);
    this.execute(order);
  }

  /** What a fill of all leaves at the fill's price comes to. */
  private reckon(order: Order, { instrument, candleTime }: SymbolMarket, liquidity: number, feeRate: Rate): void {
    const { fill } = this;
    fill.time = this.time;
    fill.symbol = order.symbol;
    fill.side = order.side;
    fill.liquidity = liquidity;
    fill.quantity = order.leaves;
    fill.cost = notional(instrument, fill.quantity, fill.price, ROUND.half_even);
    fill.fee = applyRate(fill.cost, feeRate, ROUND.half_even);
    fill.slippage = 0;
    if (fill.price !== fill.referencePrice) {
      fill.slippage = Math.abs(fill.cost - notional(instrument, fill.quantity, fill.referencePrice, ROUND.half_even));
    }
    fill.candleTime = candleTime;
  }

  private execute(order: Order): void {
    order.filled += this.fill.quantity;
    order.cost += this.fill.cost;
    this.end(order, STATUS.filled);
    this.listener.filled(order, this.fill);
  }

  /** `close`: cancels in this instant what only reduces the position, then sizes itself to the whole of it. */
  private sizeClose(order: Order, market: SymbolMarket): boolean {
    const { instrument } = market;
    const position = this.account.position(instrument.base);
    if (position === 0) {
      this.reject(order, 'no_position', `there is no position in ${instrument.symbol} to close`);
      return false;
    }
    order.side = position > 0 ? SELL : BUY;
    const reducing = order.side === SELL ? market.above : market.below;
    for (const other of [...reducing.orders.slice().reverse(), ...market.waiting]) {
      if (onlyReduces(other, order.side, Math.abs(position))) this.cancel(other, 'close');
    }
    const size = Math.abs(this.account.position(instrument.base));
    return this.size(order, market, size - (size % instrument.lotSize));
  }

  /** A market order by budget: as many lots as the price met allows. */
  private sizeBudget(order: Order, market: SymbolMarket): boolean {
    const { instrument } = market;
    const price = this.slippage.price(market.price, order.side);
    if (order.side === BUY)
      return this.size(order, market, lotsForBudget(instrument, order.budget, price, instrument.takerFee));
    const lots = lotsForBudget(instrument, order.budget, price, ZERO_RATE);
    // What was within the free balance when it was decided is not rejected because the price fell.
    const free = this.account.free(instrument.base);
    const decided =
      order.decisionMark === NONE ? lots : lotsForBudget(instrument, order.budget, order.decisionMark, ZERO_RATE);
    return this.size(order, market, lots > free && decided <= free ? free - (free % instrument.lotSize) : lots);
  }

  private size(order: Order, market: SymbolMarket, quantity: number): boolean {
    const broken = brokenProductRule(market.instrument, quantity, market.price);
    if (broken !== null) {
      this.reject(order, broken.rule, broken.detail);
      return false;
    }
    order.quantity = quantity;
    return true;
  }

  private tryHold(order: Order, asset: number, amount: number, market: SymbolMarket): boolean {
    const free = this.account.free(asset);
    if (amount > free) {
      this.rejectForBalance(order, market, amount, free);
      return false;
    }
    this.account.hold(asset, amount);
    order.heldAsset = asset;
    order.held = amount;
    return true;
  }

  private rejectForBalance(order: Order, market: SymbolMarket, needed: number, free: number): void {
    const text = order.side === BUY ? quoteText : baseText;
    const { instrument } = market;
    this.reject(order, 'insufficient_balance', `needs ${text(instrument, needed)}, free ${text(instrument, free)}`);
  }

  private reject(order: Order, rule: string, detail: string): void {
    this.end(order, STATUS.rejected);
    this.listener.rejected(order, rule, detail);
  }

  private end(order: Order, status: number): void {
    order.status = status;
    order.waiting = false;
    if (order.held > 0) this.releaseHold(order);
  }

  private releaseHold(order: Order): void {
    if (order.held > 0) this.account.release(order.heldAsset, order.held);
    order.held = 0;
  }
}

/** True where all an order can do is make a position of `size` smaller: `side` is the one that reduces it. */
function onlyReduces(order: Order, side: number, size: number): boolean {
  if (order.sizing === SIZE.close) return true;
  return order.side === side && order.sizing === SIZE.quantity && order.leaves <= size;
}
