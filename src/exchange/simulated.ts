/** The simulated exchange: what arrives meets the price that stands, what rests is met by the price that moves. */
import { mulDiv, ROUND } from '../model/arithmetic.ts';
import type { Instrument } from '../model/instrument.ts';
import { BUY, hasEnded, SELL, TIF } from '../model/order.ts';
import type { Account } from '../model/ports.ts';
import { NONE } from '../model/record.ts';
import { MICROS_PER_DAY } from '../model/time.ts';
import { Activity } from './activity.ts';
import type { Amend } from './amend.ts';
import { Amending } from './amending.ts';
import type { Exchange, ExchangeListener } from './contract.ts';
import { Expiries } from './expiries.ts';
import { Family } from './family.ts';
import { Fees } from './fees.ts';
import { Holds } from './holds.ts';
import { LimitFill } from './limitFill.ts';
import { type LiquidityModel, liquidityModel } from './liquidity.ts';
import { SymbolMarket } from './market.ts';
import { Matcher } from './matcher.ts';
import { type Order, SIZE } from './order.ts';
import { POINT } from './path.ts';
import type { BrokenRule } from './rules.ts';
import type { ExchangeSettings } from './settings.ts';
import { Settlement } from './settlement.ts';
import { PurchaseHolds } from './sizing.ts';
import { type SlippageModel, slippageModel } from './slippage.ts';

export class SimulatedExchange implements Exchange {
  readonly markets: readonly SymbolMarket[];
  readonly fees: Fees;
  readonly holds: PurchaseHolds;
  private readonly account: Account;
  private readonly settlement: Settlement;
  private readonly matcher: Matcher;
  private readonly family: Family;
  private readonly amending: Amending;
  private readonly liquidity: LiquidityModel;
  private readonly slippage: SlippageModel;
  private readonly expiries = new Expiries();
  private arrivals = 0;

  constructor(
    instruments: readonly Instrument[],
    settings: ExchangeSettings,
    account: Account,
    listener: ExchangeListener,
    marks: Float64Array,
  ) {
    const seed = settings.seed ?? 0;
    const slippage = slippageModel(settings.slippage, seed, instruments);
    this.slippage = slippage;
    const limitFill = new LimitFill(settings.limitFill, seed, instruments);
    const markets = instruments.map((instrument, symbol) => {
      const market = new SymbolMarket(instrument, marks);
      market.isQuoted = settings.quoted?.[symbol] ?? false;
      if (slippage.window > 0) market.activity = new Activity(slippage.window);
      return market;
    });
    this.markets = markets;
    this.account = account;
    this.fees = new Fees(instruments, settings.feeTiers);
    const bounds = markets.map(({ isQuoted }) => slippage.bound(isQuoted));
    this.holds = new PurchaseHolds(instruments, this.fees, bounds);
    const holds = new Holds(account, this.holds);
    this.liquidity = liquidityModel(settings.partialFills ?? { model: 'none' }, seed, instruments);
    const settlement = new Settlement(
      account,
      holds,
      listener,
      slippage,
      this.fees,
      this.liquidity,
      this.expiries,
      markets,
    );
    const matcher = new Matcher(settlement, listener, limitFill, account);
    const isAdverse = settings.intrabar === 'adverse';
    const nextAge = () => ++this.arrivals;
    const family = new Family({
      account,
      holds,
      listener,
      settlement,
      matcher,
      limitFill,
      markets,
      isAdverse,
      nextAge,
      meetOrWait: (order, market) => this.meetOrWait(order, market, this.settlement.time),
    });
    settlement.relations = family;
    this.settlement = settlement;
    this.matcher = matcher;
    this.family = family;
    this.amending = new Amending({ holds, matcher, expiries: this.expiries, listener, nextAge });
  }

  /** When the next order expires; Infinity where none does. */
  get nextExpiry(): number {
    return this.expiries.next;
  }

  arrive(order: Order, time: number): void {
    const { settlement } = this;
    const market = this.markets[order.symbol]!;
    settlement.begin(time);
    order.age = ++this.arrivals;
    order.arrivedAt = time;
    if (order.timeInForce === TIF.DAY) order.expireAt = nextDay(time);
    if (order.expireAt !== NONE) {
      if (order.expireAt <= time) {
        settlement.expire(order);
        return;
      }
      this.expiries.add(order);
    }
    if (order.sizing === SIZE.parent && !this.comesOfAge(order)) return;
    if (order.sizing === SIZE.close) this.turn(order, market);
    this.meetOrWait(order, market, time);
  }

  private meetOrWait(order: Order, market: SymbolMarket, time: number): void {
    if (market.meets(time, order.side)) this.meet(order, market);
    else this.wait(order, market);
  }

  /** Until a `close` has its size, its side is the one that reduces what there is. */
  private turn(order: Order, { instrument }: SymbolMarket): void {
    if (order.quantity === NONE) order.side = this.account.position(instrument.base) > 0 ? SELL : BUY;
  }

  /** Children arrive with their parent, before it meets anything: they wait for what it fills. */
  attach(child: Order, time: number): void {
    if (child.timeInForce === TIF.DAY) child.expireAt = nextDay(time);
    this.expiries.add(child);
  }

  /** A child that arrives by itself. True where its parent has filled something: then it is as large as that. */
  private comesOfAge(order: Order): boolean {
    const parent = order.parent!;
    const isOver = hasEnded(parent.status);
    if (isOver) order.parent = null;
    else parent.adopt(order);
    order.quantity = parent.filled;
    if (parent.filled > 0) return true;
    if (isOver) this.settlement.cancel(order, 'parent');
    return false;
  }

  cancel(order: Order, time: number, reason: string | null): void {
    this.settlement.begin(time);
    const { group } = order;
    if (group === null) this.settlement.cancel(order, reason);
    else this.family.cancelAll([order, ...group.orders.filter((other) => other !== order)], reason);
  }

  amend(order: Order, amend: Amend, time: number): BrokenRule | null {
    this.settlement.begin(time);
    return this.amending.amend(order, this.markets[order.symbol]!, amend, time);
  }

  /** Ends the order that expires next. */
  expireNext(time: number): void {
    this.settlement.begin(time);
    this.settlement.expire(this.expiries.first);
  }

  private meet(order: Order, market: SymbolMarket): void {
    if (order.sizing === SIZE.close && order.quantity === NONE && !this.sizeClose(order, market)) return;
    this.matcher.meet(order, market);
  }

  /** An order that met no price: it holds what it can be held for, and meets the next point as an arrival. */
  private wait(order: Order, market: SymbolMarket): void {
    const { settlement } = this;
    if (order.timeInForce === TIF.IOC || order.timeInForce === TIF.FOK) {
      settlement.cancel(order, 'no_price');
      return;
    }
    if (order.reduceOnly && !settlement.cut(order, market)) return;
    if (order.sizing !== SIZE.close && !(order.sizing === SIZE.spend && order.side === SELL)) {
      if (!settlement.hold(order, market)) return;
    }
    market.waiting.add(order);
  }

  /** `close`: cancels in this instant what only reduces the position, then sizes itself to the whole of it. */
  private sizeClose(order: Order, market: SymbolMarket): boolean {
    const { instrument } = market;
    const position = this.account.position(instrument.base);
    if (position === 0) {
      this.settlement.reject(order, 'no_position', `there is no position in ${instrument.symbol} to close`);
      return false;
    }
    for (const other of this.workingOn(instrument.base)) {
      if (other !== order && !hasEnded(other.status) && onlyReduces(other, order.side, Math.abs(position))) {
        this.cancel(other, this.settlement.time, 'close');
      }
    }
    const size = Math.abs(this.account.position(instrument.base));
    return this.settlement.size(order, market, size - (size % instrument.lotSize), market.priceFor(order.side));
  }

  /** The orders that work on an asset, of every symbol that trades it for another, in the order sent. */
  private workingOn(base: number): Order[] {
    const working = this.markets.flatMap((market) => (market.instrument.base === base ? market.working() : []));
    return working.sort((a, b) => a.id - b.id);
  }

  /** True where points, prints and quotes must say what volume they have. */
  get countsVolume(): boolean {
    return this.liquidity.countsVolume || this.slippage.countsVolume;
  }

  /** What a candle's volume deals to one of its points: for what comes before the next point. */
  deal(market: SymbolMarket, volume: number, point: number): void {
    market.lots = this.liquidity.ofCandle(market.instrument, volume, point);
    market.volume = unitsOf(market, volume);
  }

  /** True where candles that close must be told to `remember`. */
  get remembersCandles(): boolean {
    return this.slippage.window > 0;
  }

  /** A candle of a symbol has closed. Price units, and whole base assets. */
  remember(symbol: number, close: number, volume: number): void {
    this.markets[symbol]!.activity!.add(close, volume);
  }

  /**
   * Price comes to a point of a candle: to an open it jumps, to the others it goes through everything between.
   *
   * @param point a value of POINT
   * @param meetsUntil until when an arriving order may meet this price
   * @param auction true where a session opens here: the price is everyone's
   */
  point(
    market: SymbolMarket,
    point: number,
    price: number,
    time: number,
    meetsUntil: number,
    candleTime: number,
    auction: boolean,
  ): void {
    const { settlement, matcher } = this;
    const from = market.price;
    settlement.begin(time);
    market.stand(price, time, meetsUntil, candleTime);
    const isClose = point === POINT.close;
    if (point === POINT.open) market.isStopped = false;
    if (market.suspended.size > 0 && !market.isStopped && (isClose || point === POINT.open)) matcher.resume(market);
    if (market.hasTriggers || matcher.reachesLimits(market, price)) {
      settlement.isOnWay = point !== POINT.open;
      matcher.isClosing = isClose;
      matcher.sweep(market, from, from, auction);
      settlement.isOnWay = false;
    }
    matcher.noteTouches(market, price);
    if (market.hasGuests) this.settle(market);
    if (market.trailing.length > 0) matcher.trail(market, isClose);
  }

  /** What rests has been met: now those who wait. */
  private settle(market: SymbolMarket): void {
    this.matcher.meetRests(market);
    // One after the other: a `close` among them cancels those behind it.
    for (let at = 0; at < market.waiting.size; ) {
      const order = market.waiting.orders[at]!;
      if (order.sizing === SIZE.close) this.turn(order, market);
      if (market.priceFor(order.side) === NONE) {
        at += 1;
        continue;
      }
      market.waiting.remove(order);
      this.settlement.letGoHold(order);
      this.meet(order, market);
      // Its fill may have ended orders before it.
      at = 0;
    }
    this.matcher.putBack(market);
  }

  /** A print: the price, where nothing better says it; beside quotes it fills the limits it goes through. */
  print(symbol: number, price: number, size: number, time: number): void {
    const market = this.markets[symbol]!;
    const { settlement, matcher } = this;
    const from = market.price;
    settlement.begin(time);
    if (this.countsVolume) market.lots = this.liquidity.ofPrint(market.instrument, size);
    if (market.isQuoted) {
      market.isPrinted = true;
      market.stand(price, time, market.meetsUntil, NONE);
      settlement.isPrint = true;
      matcher.sweepLimits(market, price);
      matcher.noteTouches(market, price);
      matcher.putBack(market);
      settlement.isPrint = false;
      return;
    }
    market.stand(price, time, Number.POSITIVE_INFINITY, NONE);
    if (this.slippage.countsVolume) {
      market.volume = unitsOf(market, size);
      market.forgetTaken();
    }
    matcher.sweep(market, from, from, false);
    matcher.noteTouches(market, price);
    if (market.hasGuests) this.settle(market);
    if (market.trailing.length > 0) matcher.trail(market, true);
  }

  /** The connection to a market was interrupted: what arrives meets no price until a fresh one comes. */
  interrupt(symbol: number): void {
    const market = this.markets[symbol]!;
    market.meetsUntil = NONE;
    market.bid = NONE;
    market.ask = NONE;
  }

  /**
   * A print that is told later than it happened. It is the mark, and fills the limits that rested then at their own price;
   * nobody takes it. What it triggers, where prints trigger anything, meets the next fresh price.
   */
  hearsay(symbol: number, price: number, size: number, time: number): void {
    const market = this.markets[symbol]!;
    const { settlement, matcher } = this;
    settlement.begin(time);
    if (this.liquidity.countsVolume) market.lots = this.liquidity.ofPrint(market.instrument, size);
    market.stand(price, time, NONE, NONE);
    settlement.isPrint = true;
    matcher.sweepLimits(market, price);
    matcher.putBack(market);
    settlement.isPrint = false;
    if (market.isQuoted) return;
    matcher.triggerLater(market, price);
    if (market.trailing.length > 0) matcher.trail(market, true);
  }

  /** Best bid and ask. A side without price (NONE or 0) or without size (0) is missing; a size below zero is not known. */
  quote(symbol: number, bid: number, bidSize: number, ask: number, askSize: number, time: number): void {
    const market = this.markets[symbol]!;
    const { settlement, matcher, liquidity } = this;
    const { bid: bidBefore, ask: askBefore } = market;
    settlement.begin(time);
    market.bid = bid > 0 && bidSize !== 0 ? bid : NONE;
    market.ask = ask > 0 && askSize !== 0 ? ask : NONE;
    market.meetsUntil = Number.POSITIVE_INFINITY;
    if (this.slippage.countsVolume) {
      market.bidVolume = bidSize < 0 ? Number.POSITIVE_INFINITY : unitsOf(market, bidSize);
      market.askVolume = askSize < 0 ? Number.POSITIVE_INFINITY : unitsOf(market, askSize);
      market.forgetTaken();
    }
    if (liquidity.countsVolume) {
      market.bidLots = displayed(market, bidSize);
      market.askLots = displayed(market, askSize);
    }
    if (!market.isPrinted && market.bid !== NONE && market.ask !== NONE) {
      market.stand(mulDiv(market.bid + market.ask, 1, 2, ROUND.half_even), time, Number.POSITIVE_INFINITY, NONE);
    }
    matcher.sweep(market, askBefore, bidBefore, false);
    if (market.hasGuests) this.settle(market);
    if (market.trailing.length > 0) matcher.trail(market, true);
  }
}

/** Base units of a volume in whole base assets. */
function unitsOf({ scale }: SymbolMarket, volume: number): number {
  return Math.min(Math.round(volume * scale), Number.MAX_SAFE_INTEGER);
}

/** Base units of a displayed size, whole lots; of one that nobody recorded, no limit. */
function displayed({ instrument }: SymbolMarket, size: number): number {
  if (size < 0) return Number.POSITIVE_INFINITY;
  const units = Math.round(size * Number(`1e${instrument.baseDecimals}`));
  return units - (units % instrument.lotSize);
}

function nextDay(time: number): number {
  return (Math.floor(time / MICROS_PER_DAY) + 1) * MICROS_PER_DAY;
}

/** True where all an order can do is make a position of `size` smaller: `side` is the one that reduces it. */
function onlyReduces(order: Order, side: number, size: number): boolean {
  if (order.sizing === SIZE.close || order.reduceOnly) return true;
  return order.side === side && order.quantity !== NONE && order.leaves <= size;
}
