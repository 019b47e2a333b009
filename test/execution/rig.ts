/** An executor over real books, without an exchange: what is approved is alive until a test says otherwise. */

import { Fees } from '../../src/exchange/fees.ts';
import { type Order, OrderPool } from '../../src/exchange/order.ts';
import { PurchaseHolds } from '../../src/exchange/sizing.ts';
import { Executor } from '../../src/execution/executor.ts';
import { NO_LIMITS, type RiskLimits } from '../../src/execution/risk.ts';
import type { Asset, Instrument } from '../../src/model/instrument.ts';
import { BUY, ORDER_STATUSES, SELL, STATUS } from '../../src/model/order.ts';
import { parsePct } from '../../src/model/rate.ts';
import { Books } from '../../src/portfolio/books.ts';
import type { OrderRequest } from '../../src/strategy/request.ts';
import { instrument } from '../support/market.ts';

export interface RigOptions {
  readonly assets?: readonly Asset[];
  readonly instruments?: readonly Instrument[];
  readonly initial?: readonly number[];
  readonly reporting?: number;
  /** Price units by symbol; -1 where there is none. */
  readonly marks?: readonly number[];
  readonly limits?: Partial<RiskLimits>;
  readonly slippagePct?: string;
}

export const USDT = [
  { name: 'BTC', decimals: 8 },
  { name: 'USDT', decimals: 8 },
];

/** BTC/USDT at 100.00, no fees, 10,000 USDT, now at 60 s, unless told otherwise. */
export class Rig {
  readonly executor: Executor;
  readonly books: Books;
  readonly marks: Float64Array;
  readonly alive: Order[] = [];
  readonly names = new Map<string, Order>();
  readonly pool = new OrderPool();
  readonly holds: PurchaseHolds;
  readonly instruments: readonly Instrument[];
  now = 60_000_000;

  constructor(options: RigOptions = {}) {
    this.instruments = options.instruments ?? [instrument({ maker: '0', taker: '0' })];
    const assets = options.assets ?? USDT;
    this.marks = Float64Array.from(options.marks ?? [10_000]);
    const initial = options.initial ?? [0, 10_000e8];
    this.books = new Books(assets, this.instruments, initial, options.reporting ?? 1, this.marks, () => {});
    this.holds = new PurchaseHolds(
      this.instruments,
      new Fees(this.instruments),
      this.instruments.map(() => parsePct(options.slippagePct ?? '0')),
    );
    const port = {
      mark: (symbol: number) => this.marks[symbol]!,
      findOrder: (id: number | string) =>
        typeof id === 'string' ? (this.names.get(id) ?? null) : (this.alive.find((order) => order.id === id) ?? null),
      alive: this.alive,
    };
    const limits = options.limits === undefined ? undefined : { ...NO_LIMITS, ...options.limits };
    this.executor = new Executor(assets, this.instruments, this.books, port, this.pool, this.holds, limits);
  }

  /** Asks for an order; an approved one is alive, and found by its name. */
  ask(request: OrderRequest, symbol = 0): Order {
    const way = request.close === true ? 'close' : request.side;
    const order = this.executor.approve(request, way, symbol, this.now);
    if (order.status !== STATUS.pending) {
      this.pool.give(order);
      return order;
    }
    const { children, childNames } = this.executor;
    this.alive.push(order, ...children);
    if (request.id !== undefined) this.names.set(request.id, order);
    children.forEach((child, i) => {
      if (childNames[i] !== null) this.names.set(childNames[i]!, child);
    });
    return order;
  }

  /** `refused price: a limit order needs a price`, or the empty text where the order is approved. */
  why(request: OrderRequest, symbol = 0): string {
    const order = this.ask(request, symbol);
    const { rule, detail } = this.executor.refusal;
    return order.status === STATUS.pending ? '' : `${ORDER_STATUSES[order.status]} ${rule}: ${detail}`;
  }

  /** What an amend is refused for, or the empty text. */
  whyNot(order: Order, request: Parameters<Executor['approveAmend']>[1]): string {
    const amend = this.executor.approveAmend(order, request, this.now);
    const { rule, detail } = this.executor.refusal;
    return amend === null ? `${rule}: ${detail}` : '';
  }

  /** As if the exchange had ended it. */
  end(order: Order, status: number = STATUS.canceled): void {
    this.executor.arrived(order);
    order.status = status;
    order.group?.remove(order);
    this.alive.splice(this.alive.indexOf(order), 1);
  }

  /** A trade of the account's own, without a fee. */
  trade(side: 'buy' | 'sell', quantity: number, price: number, symbol = 0): void {
    const one = this.instruments[symbol]!;
    const cost = Math.round((quantity * price * one.costMultiplier) / one.costDivisor);
    const way = side === 'buy' ? BUY : SELL;
    const free = { referencePrice: price, fee: 0, slippage: 0 };
    this.books.apply({ time: this.now, symbol, side: way, price, quantity, cost, ...free });
  }
}
