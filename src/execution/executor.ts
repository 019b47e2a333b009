/** From intent to order: described, sized, rounded and checked, the same in every mode. It does not know which mode it is in. */
import type { Amend } from '../exchange/amend.ts';
import { OrderGroup } from '../exchange/group.ts';
import type { Order, OrderPool } from '../exchange/order.ts';
import type { PurchaseHolds } from '../exchange/sizing.ts';
import type { Asset, Instrument } from '../model/instrument.ts';
import { didYouMean } from '../model/nearest.ts';
import { STATUS } from '../model/order.ts';
import { NONE } from '../model/record.ts';
import type { Books } from '../portfolio/books.ts';
import type { AmendRequest, OrderRequest, OutsideRequest, Way } from '../strategy/request.ts';
import { Amends } from './amend.ts';
import { describeStopLoss, describeTakeProfit, isInOrder, levelOf, otherSide, waitFor } from './children.ts';
import { describe } from './describe.ts';
import type { Halt } from './drawdown.ts';
import { canJoin, canWaitFor, GroupNames } from './links.ts';
import type { MarkPort } from './port.ts';
import { Refusal } from './refusal.ts';
import { NO_LIMITS, Risk, type RiskLimits } from './risk.ts';
import { Sizes } from './sizes.ts';
import { UnderWay } from './underWay.ts';

export class Executor {
  /** Why the last `approve` or `approveAmend` did not approve. */
  readonly refusal = new Refusal();
  /** The approved orders for the stop-loss and the take-profit of the last intent. Reused. */
  readonly children: Order[] = [];
  /** The strategy's names for `children`, in their order; null where one has none. */
  readonly childNames: (string | null)[] = [];
  private readonly instruments: readonly Instrument[];
  private readonly port: MarkPort;
  private readonly pool: OrderPool;
  private readonly holds: PurchaseHolds;
  private readonly underWay: UnderWay;
  private readonly sizes: Sizes;
  private readonly amends: Amends;
  private readonly risk: Risk;
  /** Whether anything could be refused by `risk`: most runs set no limit. */
  private isLimited: boolean;
  private readonly groups = new GroupNames();
  private readonly lastDecision: Float64Array;
  private readonly decisions: Float64Array;
  private nextId = 1;

  constructor(
    assets: readonly Asset[],
    instruments: readonly Instrument[],
    books: Books,
    port: MarkPort,
    pool: OrderPool,
    holds: PurchaseHolds,
    limits: RiskLimits = NO_LIMITS,
  ) {
    const { refusal } = this;
    this.instruments = instruments;
    this.port = port;
    this.pool = pool;
    this.holds = holds;
    this.underWay = new UnderWay(books, assets.length);
    this.sizes = new Sizes(assets, instruments, books, this.underWay, holds, refusal);
    this.amends = new Amends(instruments, this.sizes, refusal);
    const { underWay, sizes } = this;
    this.risk = new Risk(limits, { assets, instruments, books, holds, underWay, sizes, port }, refusal);
    // A drawdown is of no consequence to an order before it has halted the run.
    this.isLimited = Object.entries(limits).some(([key, limit]) => limit !== null && key !== 'maxDrawdown');
    this.lastDecision = new Float64Array(instruments.length).fill(-1);
    this.decisions = new Float64Array(instruments.length);
  }

  /** Once set, every intent is refused that does not only reduce a position. */
  get halted(): Halt | null {
    return this.risk.halted;
  }

  set halted(halt: Halt | null) {
    this.risk.halted = halt;
    this.isLimited = true;
  }

  /** While set, every intent is refused that does not only reduce a position: an operator wants it so. */
  set paused(isPaused: boolean) {
    this.risk.paused = isPaused;
    if (isPaused) this.isLimited = true;
  }

  /** What the strategy may still plan with: free less what is under way. */
  free(asset: number): number {
    return this.underWay.free(asset);
  }

  /**
   * Makes an order of an intent, and `children` of its stop-loss and take-profit. Its status is `pending` where the whole
   * of it is approved; else `refused` (or `rejected` where a mark it needs is missing), with the reason in `refusal`, and
   * nothing of it has joined a group or waits.
   */
  approve(request: OrderRequest, way: Way | undefined, symbol: number, now: number): Order {
    this.holds.at(now);
    const order = this.take(symbol, now);
    if (this.children.length > 0) this.forgetChildren();
    if (this.plan(order, request, way, now)) this.commit(order, request);
    else {
      for (const child of this.children) this.pool.give(child);
      this.forgetChildren();
      order.status = this.refusal.status;
    }
    return order;
  }

  /** What an amend changes, in whole units; null where it breaks a rule (in `refusal`), and the order stands. */
  approveAmend(order: Order, request: AmendRequest, now: number): Amend | null {
    this.holds.at(now);
    return this.amends.approve(order, request, now, this.port.mark(order.symbol), this.isLimited ? this.risk : null);
  }

  /** The order has arrived: from here on the books hold for it. */
  arrived(order: Order): void {
    this.underWay.arrived(order);
  }

  private take(symbol: number, now: number): Order {
    const order = this.pool.take(this.nextId++, symbol);
    if (this.lastDecision[symbol] === now) this.decisions[symbol]! += 1;
    else {
      this.lastDecision[symbol] = now;
      this.decisions[symbol] = 0;
    }
    order.decidedAt = now;
    order.nth = this.decisions[symbol]!;
    order.decisionMark = this.port.mark(symbol);
    return order;
  }

  private plan(order: Order, request: OrderRequest, way: Way | undefined, now: number): boolean {
    const instrument = this.instruments[order.symbol]!;
    const { symbol, oco, parent, stopLoss, takeProfit } = request;
    if (symbol !== undefined && symbol !== instrument.symbol) return this.unknownSymbol(symbol);
    if (!describe(order, request, way, instrument, now, this.refusal)) return false;
    const { outsideWindow } = request as OutsideRequest;
    if (outsideWindow !== undefined) return this.refusal.because('at_outside_window', outsideWindow);
    if (parent !== undefined && !this.waitForNamed(order, parent)) return false;
    const group = oco === undefined ? null : this.groups.find(oco);
    if (oco !== undefined && !canJoin(group, oco, order, this.instruments, this.refusal)) return false;
    if (!this.sizes.size(order, request, group) || !this.sizes.isConvertible(instrument)) return false;
    if (this.isLimited && !this.risk.approves(order, group)) return false;
    return (stopLoss === undefined && takeProfit === undefined) || this.planChildren(order, request, now);
  }

  private unknownSymbol(symbol: string): false {
    const names = this.instruments.map((instrument) => instrument.symbol);
    // A strategy may ask for anything.
    const name = String(symbol);
    const detail = `${name} is not among the scenario's symbols (${names.join(', ')})${didYouMean(name, names)}`;
    return this.refusal.because('symbol', detail);
  }

  private waitForNamed(order: Order, name: number | string): boolean {
    const parent = this.port.findOrder(name);
    if (!canWaitFor(parent, name, order, this.instruments, this.refusal)) return false;
    waitFor(order, parent);
    return true;
  }

  private planChildren(entry: Order, { id, stopLoss, takeProfit }: OrderRequest, now: number): boolean {
    const { refusal } = this;
    const instrument = this.instruments[entry.symbol]!;
    let [loss, gain]: number[] = [NONE, NONE];
    if (stopLoss !== undefined) {
      const child = this.takeChild(entry, id, stopLoss, 'sl', now);
      if (!describeStopLoss(child, stopLoss, instrument, refusal)) return false;
      loss = levelOf(child).level;
    }
    if (takeProfit !== undefined) {
      const child = this.takeChild(entry, id, takeProfit, 'tp', now);
      if (!describeTakeProfit(child, takeProfit, instrument, refusal)) return false;
      gain = levelOf(child).level;
    }
    if (!isInOrder(entry.side, entry.price, loss!, gain!, instrument, refusal)) return false;
    return !this.isLimited || this.children.every((child) => this.risk.approves(child, null));
  }

  private takeChild(entry: Order, id: string | undefined, asked: unknown, suffix: string, now: number): Order {
    const child = this.take(entry.symbol, now);
    waitFor(child, entry);
    child.side = otherSide(entry.side);
    // It belongs to the position that the entry opens.
    child.reduceOnly = true;
    const own = typeof asked === 'object' && asked !== null ? (asked as { readonly id?: string }).id : undefined;
    this.children.push(child);
    this.childNames.push(own ?? (id === undefined || id === null ? null : `${id}.${suffix}`));
    return child;
  }

  private forgetChildren(): void {
    this.children.length = 0;
    this.childNames.length = 0;
  }

  /** The whole intent is approved: it joins its group, its children wait for it, and what it wants is set aside. */
  private commit(order: Order, { oco }: OrderRequest): void {
    order.status = STATUS.pending;
    if (oco !== undefined) this.groups.join(oco, order);
    if (this.children.length > 0) {
      const pair = this.children.length > 1 ? new OrderGroup(null) : null;
      for (const child of this.children) {
        child.status = STATUS.pending;
        order.adopt(child);
        pair?.add(child);
      }
    }
    this.underWay.add(order);
  }
}
