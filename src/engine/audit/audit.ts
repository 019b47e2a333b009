/** Looks at a run after every event and at every fill: what must hold of any run, and is slow to count. */
import type { ExchangeListener, Fill } from '../../exchange/contract.ts';
import type { SymbolMarket } from '../../exchange/market.ts';
import type { Order } from '../../exchange/order.ts';
import { CheckError } from '../../model/errors.ts';
import { hasEnded, ORDER_TYPES } from '../../model/order.ts';
import { formatTime } from '../../model/time.ts';
import type { Books } from '../../portfolio/books.ts';
import type { Moment } from '../moment.ts';
import type { SessionSetup } from '../setup.ts';
import { faultsOf } from './account.ts';
import { faultsOfFill, Standing } from './fills.ts';
import { Flows } from './flows.ts';

/** What the fills of an order that has not ended come to. */
interface Filled {
  quantity: number;
  cost: number;
}

export class Audit implements ExchangeListener {
  /** Events looked at so far. */
  events = 0;
  fills = 0;
  private readonly setup: SessionSetup;
  private readonly moment: Moment;
  private readonly books: Books;
  private readonly orders: readonly Order[];
  private readonly listener: ExchangeListener;
  private readonly flows: Flows;
  private readonly standing: readonly Standing[];
  private readonly filledSoFar = new Map<number, Filled>();
  private markets: readonly SymbolMarket[] = [];

  /** @param orders those that have not ended @param listener who is told after what was told has been looked at */
  constructor(setup: SessionSetup, moment: Moment, books: Books, orders: readonly Order[], listener: ExchangeListener) {
    this.setup = setup;
    this.moment = moment;
    this.books = books;
    this.orders = orders;
    this.listener = listener;
    this.flows = new Flows(setup);
    this.standing = setup.instruments.map(() => new Standing());
  }

  watch(markets: readonly SymbolMarket[]): void {
    this.markets = markets;
  }

  /** @throws CheckError that names the event after which something does not hold */
  check(): void {
    this.events += 1;
    const faults = faultsOf(this.setup, this.books, this.orders, this.flows);
    if (faults.length > 0) this.fail(faults);
    for (const [symbol, market] of this.markets.entries()) this.standing[symbol]!.note(market);
  }

  private fail(faults: readonly string[]): never {
    throw new CheckError(`after the step to ${formatTime(this.moment.now)}: ${faults.join('; ')}`);
  }

  private look(order: Order, faults: readonly string[]): void {
    if (faults.length === 0) return;
    this.fail(faults.map((fault) => `${ORDER_TYPES[order.type]} order ${order.id} ${fault}`));
  }

  filled(order: Order, fill: Fill): void {
    this.fills += 1;
    this.flows.add(fill);
    const { symbol } = fill;
    const sum = this.filledSoFar.get(order.id) ?? { quantity: 0, cost: 0 };
    sum.quantity += fill.quantity;
    sum.cost += fill.cost;
    this.filledSoFar.set(order.id, sum);
    const least = this.setup.exchange.fillDelay;
    this.look(order, faultsOfFill(order, fill, this.markets[symbol]!, this.standing[symbol]!, least));
    this.countUp(order);
    this.listener.filled(order, fill);
  }

  /** leaves + filled + canceled = quantity: what an order says it has filled is the sum of its fills. */
  private countUp(order: Order): void {
    const { id, filled, cost, status } = order;
    const sum = this.filledSoFar.get(id) ?? { quantity: 0, cost: 0 };
    if (filled !== sum.quantity || cost !== sum.cost) {
      this.look(order, [`says ${filled} filled for ${cost}: its fills come to ${sum.quantity} for ${sum.cost}`]);
    }
    if (hasEnded(status)) this.filledSoFar.delete(id);
  }

  accepted(order: Order): void {
    this.listener.accepted(order);
  }

  triggered(order: Order): void {
    this.listener.triggered(order);
  }

  trailed(order: Order): void {
    this.listener.trailed(order);
  }

  amended(order: Order, reason: string | null): void {
    this.countUp(order);
    this.listener.amended(order, reason);
  }

  canceled(order: Order, reason: string | null): void {
    this.countUp(order);
    this.listener.canceled(order, reason);
  }

  expired(order: Order): void {
    this.countUp(order);
    this.listener.expired(order);
  }

  rejected(order: Order, rule: string, detail: string): void {
    this.countUp(order);
    this.listener.rejected(order, rule, detail);
  }
}
