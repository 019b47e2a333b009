/** From intent to order: sized, rounded and checked, the same in every mode. It does not know which mode it is in. */
import { type Order, type OrderPool, SIZE } from '../exchange/order.ts';
import { brokenProductRule } from '../exchange/rules.ts';
import { lotsForBudget, type PurchaseHolds } from '../exchange/sizing.ts';
import { mulDiv, ROUND } from '../model/arithmetic.ts';
import { formatDecimal } from '../model/decimal.ts';
import type { Asset, Instrument } from '../model/instrument.ts';
import { BUY, SELL, STATUS, TYPE } from '../model/order.ts';
import { type Rate, rateOfNumber, ZERO_RATE } from '../model/rate.ts';
import type { Books } from '../portfolio/books.ts';
import type { OrderRequest, Way } from '../strategy/request.ts';
import { OFF_INCREMENT, readUnits, UNREADABLE } from './numbers.ts';

/** What the executor knows of the market. */
export interface MarkPort {
  /** The mark of a symbol in its price units; NONE (negative) before the first price. */
  mark(symbol: number): number;
}

/** Where an intent ended that became no order. */
export interface Refusal {
  rule: string;
  detail: string;
}

export class Executor {
  /** Units of each asset that orders under way will want. */
  readonly underWay: Float64Array;
  /** Why the last `approve` did not approve. */
  readonly refusal: Refusal = { rule: '', detail: '' };
  private readonly assets: readonly Asset[];
  private readonly instruments: readonly Instrument[];
  private readonly books: Books;
  private readonly marks: MarkPort;
  private readonly pool: OrderPool;
  private readonly holds: PurchaseHolds;
  private readonly lastDecision: Float64Array;
  private readonly decisions: Float64Array;
  private lastFraction = Number.NaN;
  private lastFractionRate: Rate = ZERO_RATE;
  private lastQuantity: number | string = Number.NaN;
  private lastSymbol = 0;
  private lastUnits = 0;
  private nextId = 1;

  constructor(
    assets: readonly Asset[],
    instruments: readonly Instrument[],
    books: Books,
    marks: MarkPort,
    pool: OrderPool,
    holds: PurchaseHolds,
  ) {
    this.assets = assets;
    this.instruments = instruments;
    this.books = books;
    this.marks = marks;
    this.pool = pool;
    this.underWay = new Float64Array(assets.length);
    this.holds = holds;
    this.lastDecision = new Float64Array(instruments.length).fill(-1);
    this.decisions = new Float64Array(instruments.length);
  }

  /** What the strategy may still plan with: free less what is under way. */
  free(asset: number): number {
    return this.books.free(asset) - this.underWay[asset]!;
  }

  /**
   * Makes an order of an intent. Its status is `pending` where it is approved, else `refused` (or `rejected` where a mark
   * it needs is missing), with the reason in `refusal`. Product rules hold in every mode alike.
   */
  approve(request: OrderRequest, way: Way | undefined, symbol: number, now: number): Order {
    const order = this.pool.take(this.nextId++, symbol);
    this.number(order, now);
    if (this.describe(order, request, way) && this.size(order, request)) {
      order.status = STATUS.pending;
      this.underWay[order.underWayAsset]! += order.underWay;
    }
    return order;
  }

  /** The order has arrived: from here on the books hold for it. */
  arrived(order: Order): void {
    this.underWay[order.underWayAsset]! -= order.underWay;
    order.underWay = 0;
  }

  private number(order: Order, now: number): void {
    const { symbol } = order;
    if (this.lastDecision[symbol] === now) this.decisions[symbol]! += 1;
    else {
      this.lastDecision[symbol] = now;
      this.decisions[symbol] = 0;
    }
    order.decidedAt = now;
    order.nth = this.decisions[symbol]!;
    order.decisionMark = this.marks.mark(symbol);
  }

  /** Side, type and limit. */
  private describe(order: Order, request: OrderRequest, way: Way | undefined): boolean {
    if (way === 'close') {
      order.sizing = SIZE.close;
      if (hasSize(request)) return this.refuse(order, 'size', 'close takes no quantity, spend or fraction');
      if (request.type !== undefined && request.type !== 'market') {
        return this.refuse(order, 'type', `close trades at market, not as ${request.type}`);
      }
      return this.isMarket(order, request, 'close trades at market');
    }
    if (way === 'buy') order.side = BUY;
    else if (way === 'sell') order.side = SELL;
    else return this.refuse(order, 'side', `side is buy or sell, not ${String(way)}`);
    const type = request.type ?? 'market';
    if (type === 'market') return this.isMarket(order, request, 'write type: limit');
    if (type !== 'limit') return this.refuse(order, 'type', `type is market or limit, not ${String(type)}`);
    order.type = TYPE.limit;
    return this.isLasting(order, request) && this.limitPrice(order, request);
  }

  /** A price beside a market order is a limit that somebody forgot to name: it is not traded at any other. */
  private isMarket(order: Order, request: OrderRequest, remedy: string): boolean {
    if (request.price !== undefined) {
      return this.refuse(order, 'price', `a market order takes no price (${request.price}): ${remedy}`);
    }
    return this.isLasting(order, request);
  }

  private isLasting(order: Order, request: OrderRequest): boolean {
    const { timeInForce } = request;
    if (timeInForce === undefined || timeInForce === 'GTC') return true;
    return this.refuse(order, 'time_in_force', `time_in_force is GTC, not ${String(timeInForce)}`);
  }

  private limitPrice(order: Order, request: OrderRequest): boolean {
    const instrument = this.instruments[order.symbol]!;
    const { price } = request;
    if (price === undefined) return this.refuse(order, 'price', 'a limit order needs a price');
    const units = readUnits(price, instrument.priceDecimals, instrument.tickSize, order.side === BUY ? 'down' : 'up');
    if (units === OFF_INCREMENT) {
      const tick = formatDecimal(instrument.tickSize, instrument.priceDecimals, { trim: true });
      return this.refuse(order, 'tick_size', `price ${price} is no multiple of ${tick}`);
    }
    if (units === UNREADABLE || units === 0)
      return this.refuse(order, 'price', `price ${String(price)} is not a number above zero`);
    order.price = units;
    return true;
  }

  private size(order: Order, request: OrderRequest): boolean {
    if (order.sizing === SIZE.close) return true;
    const given =
      (request.quantity !== undefined ? 1 : 0) +
      (request.spend !== undefined ? 1 : 0) +
      (request.fraction !== undefined ? 1 : 0);
    if (given !== 1) return this.refuse(order, 'size', 'give exactly one of quantity, spend, fraction or close');
    if (request.quantity !== undefined) return this.sizeQuantity(order, request.quantity);
    return request.spend !== undefined
      ? this.sizeSpend(order, request.spend)
      : this.sizeFraction(order, request.fraction!);
  }

  private sizeQuantity(order: Order, quantity: number | string): boolean {
    const instrument = this.instruments[order.symbol]!;
    // Many strategies ask for the same quantity again and again.
    if (quantity !== this.lastQuantity || order.symbol !== this.lastSymbol) {
      this.lastUnits = readUnits(quantity, instrument.baseDecimals, instrument.lotSize, 'down');
      this.lastQuantity = quantity;
      this.lastSymbol = order.symbol;
    }
    const units = this.lastUnits;
    if (units === OFF_INCREMENT) {
      const lot = formatDecimal(instrument.lotSize, instrument.baseDecimals, { trim: true });
      return this.refuse(order, 'lot_size', `quantity ${quantity} is no multiple of ${lot}`);
    }
    if (units === UNREADABLE)
      return this.refuse(order, 'quantity', `quantity ${String(quantity)} is not a number above zero`);
    return this.settle(order, units);
  }

  private sizeSpend(order: Order, spend: number | string): boolean {
    const instrument = this.instruments[order.symbol]!;
    const units = readUnits(spend, instrument.quoteDecimals, 1, 'down');
    if (units <= 0) {
      const why =
        units === OFF_INCREMENT ? `has more than ${instrument.quoteDecimals} decimals` : 'is not a number above zero';
      return this.refuse(order, 'spend', `spend ${String(spend)} ${why}`);
    }
    return this.sizeBudget(order, units);
  }

  private sizeFraction(order: Order, fraction: number): boolean {
    if (!(typeof fraction === 'number' && fraction > 0 && Number.isFinite(fraction))) {
      return this.refuse(order, 'fraction', `fraction ${String(fraction)} is not a number above zero`);
    }
    if (fraction !== this.lastFraction) {
      this.lastFractionRate = rateOfNumber(fraction);
      this.lastFraction = fraction;
    }
    const { quote } = this.instruments[order.symbol]!;
    const { books } = this;
    if (!books.isPriced || !books.valuation.isPriced(quote)) {
      return this.refuse(order, 'no_price', 'a fraction of equity needs a price for every held asset', STATUS.rejected);
    }
    const { numerator, denominator } = this.lastFractionRate;
    const worth = books.valuation.amountFor(quote, mulDiv(books.equity(), numerator, denominator, ROUND.down));
    const free = this.free(quote);
    const budget = order.side === BUY ? Math.min(worth, free) : worth;
    if (budget <= 0) {
      const { name, decimals } = this.assets[quote]!;
      const detail = `there is ${formatDecimal(free, decimals, { trim: true })} ${name} free`;
      return this.refuse(order, 'insufficient_balance', detail);
    }
    return this.sizeBudget(order, budget);
  }

  /** A limit order is sized at its limit now, a market order at the price it meets. */
  private sizeBudget(order: Order, budget: number): boolean {
    const instrument = this.instruments[order.symbol]!;
    const buys = order.side === BUY;
    if (order.type === TYPE.limit) {
      const fee = buys ? this.holds.limitRate(order.symbol) : ZERO_RATE;
      return this.settle(order, lotsForBudget(instrument, budget, order.price, fee));
    }
    order.sizing = SIZE.spend;
    order.budget = budget;
    if (buys) this.want(order, instrument.quote, budget);
    return true;
  }

  /** The quantity is known: product rules, and what the order will want. */
  private settle(order: Order, quantity: number): boolean {
    const instrument = this.instruments[order.symbol]!;
    order.quantity = quantity;
    const price = order.type === TYPE.limit ? order.price : order.decisionMark;
    const broken = brokenProductRule(instrument, quantity, price);
    if (broken !== null) return this.refuse(order, broken.rule, broken.detail);
    if (order.side === SELL) this.want(order, instrument.base, quantity);
    else if (order.type === TYPE.limit) {
      this.want(order, instrument.quote, this.holds.limit(instrument, quantity, price));
    } else if (price > 0) {
      this.want(order, instrument.quote, this.holds.market(instrument, quantity, price));
    }
    return true;
  }

  private want(order: Order, asset: number, amount: number): void {
    order.underWayAsset = asset;
    order.underWay = amount;
  }

  private refuse(order: Order, rule: string, detail: string, status: number = STATUS.refused): false {
    order.status = status;
    this.refusal.rule = rule;
    this.refusal.detail = detail;
    return false;
  }
}

function hasSize(request: OrderRequest): boolean {
  return request.quantity !== undefined || request.spend !== undefined || request.fraction !== undefined;
}
