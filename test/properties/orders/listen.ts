/** What the strategy asked for, as it asked, and what the account looked like when an order was approved. */
import type { TradingSession } from '../../../src/engine/index.ts';
import type { SessionSetup } from '../../../src/engine/setup.ts';
import { type Order, SIZE } from '../../../src/exchange/order.ts';
import { hasEnded } from '../../../src/model/order.ts';
import type { Books } from '../../../src/portfolio/books.ts';
import type { AmendRequest, OrderRequest, Way } from '../../../src/strategy/request.ts';

export interface Asked {
  readonly id: number;
  readonly at: number;
  readonly symbol: number;
  readonly request: OrderRequest;
  readonly way: Way | undefined;
  /** As the strategy asked: orders that work or are under way, without children that wait for a fill. */
  readonly working: number;
  /** Reporting units, as the strategy asked. */
  readonly equity: number;
  /** Whether every held asset had a price, so that equity is what it says. */
  readonly isPriced: boolean;
  /** Price units, -1 where there is none. */
  readonly mark: number;
  /** By asset, units held less the initial ones. */
  readonly positions: readonly number[];
  /** Reporting units that are free once the order is under way. */
  readonly freeAfter: number;
}

export interface Changed {
  readonly id: number;
  readonly at: number;
  readonly request: AmendRequest;
}

export interface Asking {
  readonly orders: Map<number, Asked>;
  readonly cancels: { readonly id: number; readonly at: number }[];
  readonly amends: Changed[];
}

/** The rooms of a session that are listened at. */
interface Inside {
  readonly books: Books;
  readonly desk: {
    submit(request: OrderRequest, way: Way | undefined, symbol: number): number;
    cancel(id: number): void;
    amend(id: number, request: AmendRequest): void;
    settleMarks(): void;
    mark(symbol: number): number;
    readonly alive: readonly Order[];
    readonly executor: { free(asset: number): number };
  };
}

export function listen(session: TradingSession, setup: SessionSetup): Asking {
  const asking: Asking = { orders: new Map(), cancels: [], amends: [] };
  const { books, desk } = session as unknown as Inside;
  const { submit, cancel, amend } = desk;
  desk.submit = (request, way, symbol) => {
    desk.settleMarks();
    const isPriced = books.isPriced;
    const before = {
      at: session.now,
      symbol,
      request,
      way,
      working: desk.alive.filter(isWorking).length,
      equity: isPriced ? books.equity() : 0,
      isPriced,
      mark: desk.mark(symbol),
      positions: setup.assets.map((_, asset) => books.position(asset)),
    };
    const id = submit.call(desk, request, way, symbol);
    // Zero is no order: the strategy may not trade yet.
    if (id > 0) asking.orders.set(id, { ...before, id, freeAfter: desk.executor.free(setup.reporting) });
    return id;
  };
  desk.cancel = (id) => {
    asking.cancels.push({ id, at: session.now });
    cancel.call(desk, id);
  };
  desk.amend = (id, request) => {
    asking.amends.push({ id, at: session.now, request });
    amend.call(desk, id, request);
  };
  return asking;
}

function isWorking({ status, sizing, quantity }: Order): boolean {
  return !hasEnded(status) && !(sizing === SIZE.parent && quantity <= 0);
}
