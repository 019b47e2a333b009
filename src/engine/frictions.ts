/** What frictions have cost beside fees and slippage, which the books count: the way to the exchange, and what was left unfilled. */
import type { Fill } from '../exchange/contract.ts';
import { MISSED, type Order } from '../exchange/order.ts';
import { ROUND } from '../model/arithmetic.ts';
import { AmountOverflowError } from '../model/errors.ts';
import { type Instrument, notional } from '../model/instrument.ts';
import { BUY, hasEnded, STATUS, TAKER } from '../model/order.ts';
import { NONE } from '../model/record.ts';
import { WideSum } from '../model/wide.ts';
import type { Books } from '../portfolio/books.ts';

/** Of one symbol: orders that ended, or still work at the end, with a part that a model kept from filling. */
export interface Unfilled {
  readonly symbol: number;
  readonly orders: number;
  /** Base units. */
  readonly quantity: bigint;
  /** Quote units, at the limit where an order has one, else at the mark, half to even. */
  readonly notional: bigint;
  /** The same in reporting units, at the marks of the end; null where there is no price, or more than can be counted. */
  readonly value: number | null;
}

export interface FrictionCosts {
  /** Reporting units: quantity x (price met - mark at the decision), signed against us, of orders that took as they arrived. */
  readonly latency: WideSum;
  readonly latencyFills: number;
  readonly partialFills: readonly Unfilled[];
  readonly limitFill: readonly Unfilled[];
}

class Left {
  orders = 0;
  quantity = 0n;
  notional = 0n;
}

export class Frictions {
  private readonly latency = new WideSum();
  private latencyFills = 0;
  /** By symbol. */
  private readonly parts: readonly Left[];
  private readonly limits: readonly Left[];
  private readonly books: Books;

  constructor(books: Books) {
    this.books = books;
    this.parts = books.instruments.map(() => new Left());
    this.limits = books.instruments.map(() => new Left());
  }

  /** A fill that the books have taken. What rested, or waited for a price, met its price by its own terms. */
  filled(order: Order, fill: Fill): void {
    if (fill.time !== order.arrivedAt || fill.liquidity !== TAKER || order.decisionMark === NONE) return;
    this.latencyFills += 1;
    const moved = fill.referencePrice - order.decisionMark;
    if (moved === 0) return;
    const value = this.valueOf(fill, Math.abs(moved));
    this.latency.add(moved > 0 === (fill.side === BUY) ? value : 0 - value);
  }

  /** In reporting units; what passes 2^53 - 1 of them counts as that much. */
  private valueOf({ symbol, quantity }: Fill, price: number): number {
    const { valuation, instruments } = this.books;
    const instrument = instruments[symbol]!;
    try {
      const cost = notional(instrument, quantity, price, ROUND.half_even);
      return instrument.quote === valuation.reporting ? cost : valuation.value(instrument.quote, cost);
    } catch (error) {
      if (error instanceof AmountOverflowError) return Number.MAX_SAFE_INTEGER;
      throw error;
    }
  }

  /** An order has ended. It is counted once, however much is told of it yet. */
  ended(order: Order): void {
    if (order.status !== STATUS.filled) this.add(order, this.parts, this.limits);
    order.missed = MISSED.nothing;
  }

  /** With what is left of those that still work, which may yet fill: it is not counted for good. */
  costs(alive: readonly Order[]): FrictionCosts {
    const { latency, latencyFills } = this;
    const [parts, limits] = [this.parts.map(copyOf), this.limits.map(copyOf)];
    for (const order of alive) if (!hasEnded(order.status)) this.add(order, parts, limits);
    return { latency, latencyFills, partialFills: this.listOf(parts), limitFill: this.listOf(limits) };
  }

  private add(order: Order, parts: readonly Left[], limits: readonly Left[]): void {
    if (order.missed === MISSED.nothing || order.quantity === NONE || order.leaves <= 0) return;
    const { symbol, leaves, price } = order;
    const left = (order.missed === MISSED.part ? parts : limits)[symbol]!;
    left.orders += 1;
    left.quantity += BigInt(leaves);
    left.notional += costOf(
      this.books.instruments[symbol]!,
      leaves,
      price === NONE ? this.books.markOf(symbol) : price,
    );
  }

  private listOf(all: readonly Left[]): Unfilled[] {
    return all.flatMap((left, symbol) =>
      left.orders === 0 ? [] : [{ symbol, ...left, value: this.worthOf(left.notional, symbol) }],
    );
  }

  private worthOf(units: bigint, symbol: number): number | null {
    const { valuation, instruments } = this.books;
    const { quote } = instruments[symbol]!;
    if (units > BigInt(Number.MAX_SAFE_INTEGER) || !valuation.isPriced(quote)) return null;
    try {
      return valuation.value(quote, Number(units));
    } catch (error) {
      if (error instanceof AmountOverflowError) return null;
      throw error;
    }
  }
}

/** Quote units of any quantity at any price, half to even. */
function costOf({ costMultiplier, costDivisor }: Instrument, quantity: number, price: number): bigint {
  const product = BigInt(quantity) * BigInt(Math.max(0, price)) * BigInt(costMultiplier);
  const divisor = BigInt(costDivisor);
  const [whole, rest] = [product / divisor, product % divisor];
  const twice = rest * 2n;
  return whole + (twice > divisor || (twice === divisor && whole % 2n === 1n) ? 1n : 0n);
}

function copyOf(left: Left): Left {
  return Object.assign(new Left(), left);
}
