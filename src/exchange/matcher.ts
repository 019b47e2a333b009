/** What an order meets: the price that stands when it arrives, and the price that moves while it rests. */
import { BUY, SELL, STATUS, TIF, TYPE } from '../model/order.ts';
import type { Account } from '../model/ports.ts';
import { NONE } from '../model/record.ts';
import type { ExchangeListener } from './contract.ts';
import type { LimitFill } from './limitFill.ts';
import type { SymbolMarket } from './market.ts';
import { MISSED, type Order } from './order.ts';
import type { RestingOrders, Shelf } from './resting.ts';
import type { Settlement } from './settlement.ts';
import { levelFrom } from './trailing.ts';

export class Matcher {
  private readonly settlement: Settlement;
  private readonly listener: ExchangeListener;
  private readonly limitFill: LimitFill;
  private readonly account: Account;
  /** What buyers and sellers meet after the move at hand, and met before it. */
  private buyers = 0;
  private sellers = 0;
  private buyersFrom = 0;
  private sellersFrom = 0;
  /** Price is on its way to the close: what waits for the close may be met on what is left of it. */
  isClosing = false;
  /** The level price is at on its way between two points. */
  private here: number = NONE;
  private market!: SymbolMarket;
  private best: RestingOrders | null = null;
  private bestDistance = 0;

  constructor(settlement: Settlement, listener: ExchangeListener, limitFill: LimitFill, account: Account) {
    this.account = account;
    this.settlement = settlement;
    this.listener = listener;
    this.limitFill = limitFill;
  }

  /** What an order meets that comes to be now. */
  meetingPrice(market: SymbolMarket, side: number): number {
    return this.settlement.isOnWay ? this.here : market.priceFor(side);
  }

  /** An order meets a price, as it arrives or after it has waited for one. It has ended, rests, or trades. */
  meet(order: Order, market: SymbolMarket): void {
    const { settlement } = this;
    const met = this.meetingPrice(market, order.side);
    if (order.reduceOnly && !settlement.cut(order, market)) return;
    switch (order.type) {
      case TYPE.market:
        settlement.take(order, market, met);
        return;
      case TYPE.limit:
        this.meetAsLimit(order, market, met);
        return;
      case TYPE.trailing_stop:
        this.meetAsTrailing(order, market, met);
        return;
      default:
        if (order.isTriggered) this.meetTriggered(order, market, met);
        else this.meetAsStop(order, market, met);
    }
  }

  private meetTriggered(order: Order, market: SymbolMarket, met: number): void {
    if (order.price === NONE) this.settlement.take(order, market, met);
    else this.meetAsLimit(order, market, met);
  }

  private meetAsLimit(order: Order, market: SymbolMarket, met: number): void {
    const { settlement } = this;
    const isMarketable = this.isMarketable(order, market, met);
    if (isMarketable && order.postOnly) {
      settlement.cancel(order, 'post_only');
      return;
    }
    if (!isMarketable && (order.timeInForce === TIF.IOC || order.timeInForce === TIF.FOK)) {
      settlement.cancel(order, order.timeInForce === TIF.IOC ? 'ioc' : 'fok');
      return;
    }
    if (!settlement.hold(order, market)) return;
    if (isMarketable) {
      settlement.take(order, market, met);
      return;
    }
    settlement.accept(order);
    market.limitShelf(order).add(order, order.price);
  }

  /** A quote that stands at a limit trades with it, whatever a print would have to do. */
  private isMarketable(order: Order, market: SymbolMarket, met: number): boolean {
    const { side, price } = order;
    if (market.isQuoted) return side === BUY ? met <= price : met >= price;
    const reaches = side === BUY ? this.limitFill.buys(price, met) : this.limitFill.sells(price, met);
    if (met !== price) return reaches;
    const strikes = reaches && this.limitFill.strikes(order);
    if (!strikes) order.missed = MISSED.touch;
    return strikes;
  }

  private meetAsStop(order: Order, market: SymbolMarket, met: number): void {
    const shelf = market.triggerShelf(order);
    const isDown = shelf === market.sellStops || shelf === market.buyTakes;
    if (isDown ? met <= order.stopPrice : met >= order.stopPrice) {
      this.settlement.accept(order);
      this.trigger(order, market, met);
    } else if (this.settlement.hold(order, market)) {
      this.settlement.accept(order);
      shelf.add(order, order.stopPrice);
    }
  }

  /** Its level starts at the price met, or sleeps until price reaches the activation. */
  private meetAsTrailing(order: Order, market: SymbolMarket, met: number): void {
    if (order.isTriggered) {
      this.settlement.take(order, market, met);
      return;
    }
    const isAwake = order.activationPrice === NONE || order.stopPrice !== NONE || isActivated(order, met);
    if (order.best === NONE) order.best = met;
    if (isAwake && order.stopPrice === NONE) order.stopPrice = levelFrom(order, market.instrument);
    // An amend may have brought its level to where price stands.
    if (isAwake && (order.side === SELL ? met <= order.stopPrice : met >= order.stopPrice)) {
      this.settlement.accept(order);
      this.trigger(order, market, met);
      return;
    }
    if (!this.settlement.hold(order, market)) return;
    this.settlement.accept(order);
    market.trail(order);
    if (isAwake) market.triggerShelf(order).add(order, order.stopPrice);
    else market.asleep.add(order);
  }

  /** From here on it is the market or limit order it stands for. */
  private trigger(order: Order, market: SymbolMarket, met: number): void {
    order.triggerPrice = met;
    if (order.filled === 0) order.status = STATUS.triggered;
    if (order.trails) market.trailNoMore(order);
    this.listener.triggered(order);
    this.meetTriggered(order, market, met);
  }

  /**
   * The price of a symbol has gone to what the market says now: what rests is met, nearest first, then oldest.
   *
   * @param buyersFrom what buyers met before, NONE where there was nothing
   * @param auction true where a session opens here: the price is everyone's
   */
  sweep(market: SymbolMarket, buyersFrom: number, sellersFrom: number, auction: boolean): void {
    this.market = market;
    this.buyers = market.priceFor(BUY);
    this.sellers = market.priceFor(SELL);
    this.buyersFrom = buyersFrom === NONE ? this.buyers : buyersFrom;
    this.sellersFrom = sellersFrom === NONE ? this.sellers : sellersFrom;
    this.run(market, auction, true);
  }

  /** True where a price, met by buyers and sellers alike, fills a limit that rests. */
  reachesLimits(market: SymbolMarket, price: number): boolean {
    return (
      this.limitFill.buys(market.buyLimits.nearest, price) || this.limitFill.sells(market.sellLimits.nearest, price)
    );
  }

  /** Price has come to stand exactly at limits that it must go through: it is told what that kept from filling. */
  noteTouches({ buyLimits, sellLimits }: SymbolMarket, price: number): void {
    if (buyLimits.nearest === price) noteTouched(buyLimits, price);
    if (sellLimits.nearest === price) noteTouched(sellLimits, price);
  }

  /** A print beside quotes: it fills limits that rest, and triggers nothing. */
  sweepLimits(market: SymbolMarket, price: number): void {
    this.market = market;
    this.buyers = price;
    this.sellers = price;
    this.buyersFrom = price;
    this.sellersFrom = price;
    this.run(market, false, false);
  }

  /** What a print triggers that is told later than it happened waits for the next price. */
  triggerLater(market: SymbolMarket, price: number): void {
    const { sellStops, buyTakes, buyStops, sellTakes, waiting } = market;
    const trigger = (shelf: RestingOrders): void => {
      const order = shelf.takeFirst();
      order.triggerPrice = price;
      if (order.filled === 0) order.status = STATUS.triggered;
      if (order.trails) market.trailNoMore(order);
      this.listener.triggered(order);
      waiting.add(order);
    };
    for (const shelf of [sellStops, buyTakes]) while (shelf.size > 0 && price <= shelf.nearest) trigger(shelf);
    for (const shelf of [buyStops, sellTakes]) while (shelf.size > 0 && price >= shelf.nearest) trigger(shelf);
  }

  private run(market: SymbolMarket, auction: boolean, withTriggers: boolean): void {
    const { settlement } = this;
    settlement.isPassing = true;
    for (let shelf = this.nearest(withTriggers); shelf !== null; shelf = this.nearest(withTriggers)) {
      const isOnTheWay = this.bestDistance > 0;
      const order = shelf.takeFirst();
      const target = order.side === BUY ? this.buyers : this.sellers;
      const from = order.side === BUY ? this.buyersFrom : this.sellersFrom;
      if (shelf === market.buyLimits || shelf === market.sellLimits) {
        // One that price had passed already (its lots ran out) is met where price sets out.
        this.here = isOnTheWay ? order.price : from;
        if (this.isTouchOnly(order, market, target, withTriggers)) {
          order.missed = MISSED.touch;
          market.later.add(order);
        } else settlement.make(order, market, auction ? target : order.price);
        continue;
      }
      // A stop that price had passed already meets it where it sets out; a gain is never better than its level.
      const isPast = !isOnTheWay && (shelf === market.sellStops || shelf === market.buyStops);
      this.here = isPast ? from : order.stopPrice;
      this.trigger(order, market, settlement.isOnWay ? this.here : target);
    }
    settlement.isPassing = false;
  }

  /** Price stands exactly at its limit, and the draw says that others were served. A quote that stands there trades with it. */
  private isTouchOnly(order: Order, { isQuoted }: SymbolMarket, target: number, withTriggers: boolean): boolean {
    const { limitFill } = this;
    return limitFill.isDrawn && target === order.price && !(isQuoted && withTriggers) && !limitFill.strikes(order);
  }

  /** The shelf whose first order is reached next by the move at hand; null where none is. */
  private nearest(withTriggers: boolean): RestingOrders | null {
    const { market, buyers, sellers, limitFill } = this;
    this.best = null;
    if (buyers !== NONE) {
      const { buyLimits } = market;
      const level = buyLimits.nearest;
      if (market.isQuoted && withTriggers ? buyers <= level : limitFill.buys(level, buyers)) {
        this.consider(buyLimits, Math.max(0, this.buyersFrom - level));
      }
    }
    if (sellers !== NONE) {
      const { sellLimits } = market;
      const level = sellLimits.nearest;
      if (market.isQuoted && withTriggers ? sellers >= level : limitFill.sells(level, sellers)) {
        this.consider(sellLimits, Math.max(0, level - this.sellersFrom));
      }
    }
    if (withTriggers && market.hasTriggers) this.nearestTrigger();
    return this.best;
  }

  private nearestTrigger(): void {
    const { market, buyers, sellers } = this;
    if (buyers !== NONE) {
      const rising = market.buyStops.nearest;
      if (buyers >= rising) this.consider(market.buyStops, Math.max(0, rising - this.buyersFrom));
      const falling = market.buyTakes.nearest;
      if (buyers <= falling) this.consider(market.buyTakes, Math.max(0, this.buyersFrom - falling));
    }
    if (sellers !== NONE) {
      const falling = market.sellStops.nearest;
      if (sellers <= falling) this.consider(market.sellStops, Math.max(0, this.sellersFrom - falling));
      const rising = market.sellTakes.nearest;
      if (sellers >= rising) this.consider(market.sellTakes, Math.max(0, rising - this.sellersFrom));
    }
  }

  private consider(shelf: RestingOrders, distance: number): void {
    const { best, bestDistance } = this;
    if (best !== null) {
      if (distance > bestDistance) return;
      if (distance === bestDistance && shelf.first!.age > best.first!.age) return;
    }
    this.best = shelf;
    this.bestDistance = distance;
  }

  /** What is left of market orders meets the price that stands now. */
  meetRests(market: SymbolMarket): void {
    const { settlement } = this;
    settlement.isPassing = true;
    for (let order = this.nextRest(market); order !== null; order = this.nextRest(market)) {
      settlement.take(order, market, market.priceFor(order.side));
    }
    settlement.isPassing = false;
  }

  /** Those that had their chance at this point wait for the next. */
  putBack(market: SymbolMarket): void {
    for (let order = market.later.takeFirst(); order !== undefined; order = market.later.takeFirst()) {
      this.settlement.leave(order, market);
    }
  }

  /** The oldest rest whose side has a price. */
  private nextRest(market: SymbolMarket): Order | null {
    const order = market.rests.orders.find(({ side }) => market.priceFor(side) !== NONE);
    if (order === undefined) return null;
    market.rests.remove(order);
    return order;
  }

  /**
   * A position was opened or enlarged on the way between two points, and the path is `adverse`: it gains nothing more from
   * this candle. A stop that the candle reaches fills at its level in the same instant; limits and take-profits wait for
   * the close.
   */
  assumeTheWorst(market: SymbolMarket, isLong: boolean): void {
    const stops = isLong ? market.sellStops : market.buyStops;
    const { base } = market.instrument;
    const isOpen = () => (isLong ? this.account.position(base) > 0 : this.account.position(base) < 0);
    const outer = this.here;
    while (stops.size > 0 && (isLong ? stops.nearest >= market.low : stops.nearest <= market.high) && isOpen()) {
      const order = stops.takeFirst();
      this.here = order.stopPrice;
      market.isStopped = true;
      this.trigger(order, market, order.stopPrice);
    }
    this.here = outer;
    if (this.isClosing && !market.isStopped) return;
    // Also those that had their chance at this point and go on to rest.
    const { later } = market;
    for (const order of later.orders.filter(({ side, price }) => price !== NONE && (side === SELL) === isLong)) {
      later.remove(order);
      market.suspended.add(order);
    }
    for (const shelf of isLong ? [market.sellLimits, market.sellTakes] : [market.buyLimits, market.buyTakes]) {
      while (shelf.size > 0) market.suspended.add(shelf.takeFirst());
    }
  }

  /** What was suspended rests again. */
  resume(market: SymbolMarket): void {
    for (let order = market.suspended.takeFirst(); order !== undefined; order = market.suspended.takeFirst()) {
      const isTrigger = order.stopPrice !== NONE && !order.isTriggered;
      if (isTrigger) market.triggerShelf(order).add(order, order.stopPrice);
      else market.limitShelf(order).add(order, order.price);
    }
  }

  /** Trailing stops note the price that stands, and, where `moves`, their levels follow it. */
  trail(market: SymbolMarket, moves: boolean): void {
    const { trailing } = market;
    for (let i = 0; i < trailing.length; i++) {
      const order = trailing[i]!;
      const price = market.priceFor(order.side);
      if (price === NONE) continue;
      if (order.side === SELL ? price > order.best : price < order.best) order.best = price;
      // One that waits for its parent to fill more lies nowhere.
      if (moves && order.shelf !== null) this.tighten(order, market, order.shelf);
    }
  }

  private tighten(order: Order, market: SymbolMarket, shelf: Shelf): void {
    if (order.stopPrice === NONE && !isActivated(order, order.best)) return;
    const level = levelFrom(order, market.instrument);
    const { stopPrice } = order;
    if (stopPrice !== NONE && (order.side === SELL ? level <= stopPrice : level >= stopPrice)) return;
    shelf.remove(order);
    order.stopPrice = level;
    market.triggerShelf(order).add(order, level);
    this.listener.trailed(order);
  }
}

function noteTouched({ orders }: RestingOrders, price: number): void {
  for (let i = orders.length - 1; i >= 0 && orders[i]!.level === price; i--) orders[i]!.missed = MISSED.touch;
}

function isActivated({ side, activationPrice }: Order, price: number): boolean {
  return side === SELL ? price >= activationPrice : price <= activationPrice;
}
