/** How large an order is, and what it will want of the account when it arrives. */
import type { OrderGroup } from '../exchange/group.ts';
import { type Order, SIZE } from '../exchange/order.ts';
import { brokenProductRule } from '../exchange/rules.ts';
import { lotsForBudget, type PurchaseHolds } from '../exchange/sizing.ts';
import { mulDiv, ROUND } from '../model/arithmetic.ts';
import { formatDecimal } from '../model/decimal.ts';
import { type Asset, type Instrument, notional } from '../model/instrument.ts';
import { BUY, SELL, TYPE } from '../model/order.ts';
import { applyRate, type Rate, ZERO_RATE } from '../model/rate.ts';
import { NONE } from '../model/record.ts';
import type { Books } from '../portfolio/books.ts';
import type { DecimalInput, OrderOptions } from '../strategy/request.ts';
import { notAboveZero, OFF_INCREMENT, readShare, readUnits, UNREADABLE } from './numbers.ts';
import type { Refusal } from './refusal.ts';
import type { UnderWay } from './underWay.ts';

export class Sizes {
  private readonly assets: readonly Asset[];
  private readonly instruments: readonly Instrument[];
  private readonly books: Books;
  private readonly underWay: UnderWay;
  private readonly holds: PurchaseHolds;
  private readonly refusal: Refusal;
  // Many strategies ask for the same again and again.
  private lastFraction: DecimalInput = Number.NaN;
  private lastShare: Rate = ZERO_RATE;
  private lastQuantity: DecimalInput = Number.NaN;
  private lastSymbol = 0;
  private lastUnits = 0;

  constructor(
    assets: readonly Asset[],
    instruments: readonly Instrument[],
    books: Books,
    underWay: UnderWay,
    holds: PurchaseHolds,
    refusal: Refusal,
  ) {
    this.assets = assets;
    this.instruments = instruments;
    this.books = books;
    this.underWay = underWay;
    this.holds = holds;
    this.refusal = refusal;
  }

  /** @param group the one the order is to join: it shares what that has set aside */
  size(order: Order, request: OrderOptions, group: OrderGroup | null): boolean {
    const { quantity, spend, fraction } = request;
    if (order.sizing === SIZE.close) return true;
    if (order.sizing === SIZE.parent) {
      if (quantity === undefined && spend === undefined && fraction === undefined) return true;
      return this.refusal.because(
        'size',
        'an order with a parent takes no size: it is as large as its parent has filled',
      );
    }
    const given = (quantity !== undefined ? 1 : 0) + (spend !== undefined ? 1 : 0) + (fraction !== undefined ? 1 : 0);
    if (given !== 1) return this.refusal.because('size', 'give exactly one of quantity, spend, fraction or close');
    if (quantity !== undefined) {
      const units = this.lots(order.symbol, quantity);
      return units !== NONE && this.settle(order, units);
    }
    return spend !== undefined ? this.sizeSpend(order, spend) : this.sizeFraction(order, fraction!, group);
  }

  /** What a fill costs is kept in the reporting asset: what it is paid in must have a price there. */
  isConvertible({ symbol, base, quote }: Instrument): boolean {
    const { valuation } = this.books;
    // A price between the two there is once the order meets it.
    if (quote === valuation.reporting || base === valuation.reporting || valuation.isPriced(quote)) return true;
    const [paid, kept] = [this.assets[quote]!.name, this.assets[valuation.reporting]!.name];
    return this.refusal.noPrice(`${symbol} is paid in ${paid}, which has no price in ${kept} yet`);
  }

  /** Base units of a quantity, down to the lot; NONE where it is refused. */
  lots(symbol: number, quantity: DecimalInput): number {
    const instrument = this.instruments[symbol]!;
    if (quantity !== this.lastQuantity || symbol !== this.lastSymbol) {
      this.lastUnits = readUnits(quantity, instrument.baseDecimals, instrument.lotSize, 'down');
      this.lastQuantity = quantity;
      this.lastSymbol = symbol;
    }
    const units = this.lastUnits;
    if (units >= 0) return units;
    if (units === OFF_INCREMENT) {
      const lot = formatDecimal(instrument.lotSize, instrument.baseDecimals, { trim: true });
      this.refusal.because('lot_size', `quantity ${quantity} is no multiple of ${lot}`);
    } else this.refusal.because('quantity', `quantity ${String(quantity)} ${notAboveZero(quantity)}`);
    return NONE;
  }

  private sizeSpend(order: Order, spend: DecimalInput): boolean {
    const { quoteDecimals } = this.instruments[order.symbol]!;
    const units = readUnits(spend, quoteDecimals, 1, 'down');
    if (units > 0) return this.sizeBudget(order, units);
    let why = 'is not a number above zero';
    if (units === OFF_INCREMENT) why = `has more than ${quoteDecimals} decimals`;
    else if (units === UNREADABLE) why = notAboveZero(spend);
    return this.refusal.because('spend', `spend ${String(spend)} ${why}`);
  }

  private sizeFraction(order: Order, fraction: DecimalInput, group: OrderGroup | null): boolean {
    if (fraction !== this.lastFraction) {
      const share = readShare(fraction);
      if (share === null) {
        return this.refusal.because('fraction', `fraction ${String(fraction)} is not a number above zero`);
      }
      this.lastShare = share;
      this.lastFraction = fraction;
    }
    const { quote } = this.instruments[order.symbol]!;
    const { books } = this;
    if (!books.isPriced || !books.valuation.isPriced(quote)) {
      return this.refusal.noPrice('a fraction of equity needs a price for every held asset');
    }
    const { numerator, denominator } = this.lastShare;
    const worth = books.valuation.amountFor(quote, mulDiv(books.equity(), numerator, denominator, ROUND.down));
    if (worth === 0) {
      return this.refusal.because(
        'fraction',
        `fraction ${fraction} of equity is less than a unit of ${this.assets[quote]!.name}`,
      );
    }
    if (order.side === SELL) return this.sizeBudget(order, worth);
    const free = this.underWay.freeFor(group, quote);
    if (free > 0) return this.sizeBudget(order, Math.min(worth, free));
    const { name, decimals } = this.assets[quote]!;
    const detail = `there is ${formatDecimal(free, decimals, { trim: true })} ${name} free`;
    return this.refusal.because('insufficient_balance', detail);
  }

  /** An order with a limit is sized at it now, any other at the price it meets. */
  private sizeBudget(order: Order, budget: number): boolean {
    const instrument = this.instruments[order.symbol]!;
    const buys = order.side === BUY;
    if (order.price !== NONE) {
      const fee = buys ? this.holds.limitRate(order.symbol) : ZERO_RATE;
      try {
        return this.settle(order, lotsForBudget(instrument, budget, order.price, fee));
      } catch (error) {
        return this.refusal.ofOverflow(error);
      }
    }
    order.sizing = SIZE.spend;
    order.budget = budget;
    if (buys) {
      order.underWayAsset = instrument.quote;
      order.underWay = budget;
    }
    return true;
  }

  /** The quantity is known: product rules, and what the order will want. */
  private settle(order: Order, quantity: number): boolean {
    const instrument = this.instruments[order.symbol]!;
    order.quantity = quantity;
    const price = judgedAt(order);
    try {
      const broken = brokenProductRule(instrument, quantity, price);
      if (broken !== null) return this.refusal.because(broken.rule, broken.detail);
      // What no fill could be counted in is refused here; a product this small is no trouble.
      if (quantity * price * instrument.costMultiplier > Number.MAX_SAFE_INTEGER)
        notional(instrument, quantity, price, ROUND.up);
      order.underWayAsset = order.side === BUY ? instrument.quote : instrument.base;
      order.underWay = this.want(order, quantity);
      return true;
    } catch (error) {
      return this.refusal.ofOverflow(error);
    }
  }

  /** What `quantity` more of the order takes: quote units of a purchase, base units of a sale; 0 where no price is known. */
  want(order: Order, quantity: number): number {
    const instrument = this.instruments[order.symbol]!;
    if (order.side === SELL) {
      return order.reduceOnly ? Math.min(quantity, Math.abs(this.books.position(instrument.base))) : quantity;
    }
    if (order.price !== NONE) return this.holds.limit(instrument, quantity, order.price);
    const level = purchaseLevel(order);
    return level > 0 ? this.holds.market(instrument, quantity, level) : 0;
  }
}

/** The price by which an order is judged before it has met one: its limit, else its trigger, else the mark (NONE: unknown). */
export function judgedAt(order: Order): number {
  if (order.price !== NONE) return order.price;
  return order.stopPrice !== NONE ? order.stopPrice : order.decisionMark;
}

/** The price near which a purchase without a limit will happen; NONE where none is known. */
function purchaseLevel(order: Order): number {
  if (order.stopPrice !== NONE || order.type !== TYPE.trailing_stop) return judgedAt(order);
  // It will start above the price at which it begins to trail, by its distance.
  const start = order.activationPrice !== NONE ? order.activationPrice : order.decisionMark;
  if (start === NONE) return NONE;
  return start + (order.trailRate === null ? order.trailAmount : applyRate(start, order.trailRate, ROUND.up));
}
