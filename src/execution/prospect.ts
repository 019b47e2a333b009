/** What an order would do to the positions it moves, at its own price. */
import { type Order, SIZE } from '../exchange/order.ts';
import { lotsForBudget, type PurchaseHolds } from '../exchange/sizing.ts';
import { ROUND } from '../model/arithmetic.ts';
import { type Instrument, notional } from '../model/instrument.ts';
import { BUY } from '../model/order.ts';
import { ZERO_RATE } from '../model/rate.ts';
import { NONE } from '../model/record.ts';
import type { Books } from '../portfolio/books.ts';

/** One position before and after: signed units of its asset, values in reporting units without sign. */
class Moved {
  asset: number = NONE;
  before = 0;
  after = 0;
  valueBefore = 0;
  valueAfter = 0;
}

/** Reused: `look` fills it anew. */
export class Prospect {
  /** The positions it moves: the base's, and the quote's where that is not the reporting asset. */
  readonly moved: readonly Moved[] = [new Moved(), new Moved()];
  /** Base units; NONE where a budget has no price to be converted at. */
  quantity: number = NONE;
  /** Whether all that its values rest on has a price. */
  isPriced = false;
  /** All it can do is make the position smaller. */
  onlyReduces = false;
  private readonly books: Books;
  private readonly instruments: readonly Instrument[];
  private readonly holds: PurchaseHolds;

  constructor(books: Books, instruments: readonly Instrument[], holds: PurchaseHolds) {
    this.holds = holds;
    this.books = books;
    this.instruments = instruments;
  }

  /** @param price price units at which it is judged; NONE where none is known */
  look(order: Order, price: number): void {
    const instrument = this.instruments[order.symbol]!;
    const { valuation } = this.books;
    const [base, quote] = this.moved as [Moved, Moved];
    this.quantity = this.leavesOf(order, price);
    this.isPriced = price > 0 && this.quantity !== NONE && this.books.isPriced && valuation.isPriced(instrument.quote);
    const quantity = Math.max(0, this.quantity);
    const sign = order.side === BUY ? 1 : -1;
    const cost = price > 0 ? notional(instrument, quantity, price, ROUND.half_even) : 0;
    this.place(base, instrument.base, this.ahead(order, price), sign * quantity);
    this.place(quote, instrument.quote, 0, -sign * cost);
    for (const one of this.moved) {
      one.valueBefore = this.valueOf(one, one.before, instrument, price);
      one.valueAfter = this.valueOf(one, one.after, instrument, price);
    }
    const main = base.asset === NONE ? quote : base;
    const isKnown = this.quantity !== NONE && (main === base || price > 0);
    this.onlyReduces = order.reduceOnly || (isKnown && shrinks(main));
  }

  /**
   * By how much the sum of the sizes of all positions would grow, in reporting units: what it takes from one of them is
   * set against what it brings to the other. One that lessens the sum makes no room for others.
   */
  get added(): number {
    let added = 0;
    for (const { valueBefore, valueAfter } of this.moved) added += valueAfter - valueBefore;
    return Math.max(0, added);
  }

  private place(one: Moved, asset: number, ahead: number, change: number): void {
    const isCash = asset === this.books.valuation.reporting;
    one.asset = isCash ? NONE : asset;
    one.before = isCash ? 0 : this.books.position(asset) + ahead;
    one.after = isCash ? 0 : one.before + change;
  }

  private valueOf({ asset }: Moved, units: number, instrument: Instrument, price: number): number {
    if (!this.isPriced || asset === NONE || units === 0) return 0;
    const { valuation } = this.books;
    const size = Math.abs(units);
    if (asset !== instrument.base) return valuation.value(asset, size);
    return valuation.value(instrument.quote, notional(instrument, size, price, ROUND.half_even));
  }

  /** What it may still trade, base units: of an order that waits for another, all that the other may. */
  private leavesOf(order: Order, price: number): number {
    if (order.sizing === SIZE.parent && order.parent !== null) return this.totalOf(order.parent, price) - order.filled;
    const total = this.totalOf(order, price);
    return total === NONE ? NONE : total - order.filled;
  }

  private totalOf(order: Order, price: number): number {
    const instrument = this.instruments[order.symbol]!;
    if (order.sizing === SIZE.close) return Math.abs(this.books.position(instrument.base));
    if (order.sizing === SIZE.parent && order.parent !== null) return this.totalOf(order.parent, price);
    if (order.quantity !== NONE) return order.quantity;
    if (price <= 0) return NONE;
    return lotsForBudget(
      instrument,
      order.budget,
      price,
      order.side === BUY ? this.holds.takerRate(order.symbol) : ZERO_RATE,
    );
  }

  /** What the orders it waits for will have moved by then, base units with their sign. */
  private ahead(order: Order, price: number): number {
    const { parent } = order;
    if (parent === null) return 0;
    const { base } = this.instruments[order.symbol]!;
    const isClose = parent.sizing === SIZE.close;
    const buys = isClose ? this.books.position(base) < 0 : parent.side === BUY;
    return (buys ? 1 : -1) * Math.max(0, this.leavesOf(parent, price)) + this.ahead(parent, price);
  }
}

function shrinks({ before, after }: Moved): boolean {
  return before > 0 ? after >= 0 && after < before : before < 0 && after <= 0 && after > before;
}
