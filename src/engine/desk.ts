/** Orders on their way: from what the strategy wants to the exchange, and from what the exchange tells to the books and the record. */
import type { Amend } from '../exchange/amend.ts';
import type { ExchangeListener, Fill } from '../exchange/contract.ts';
import { latenciesOf } from '../exchange/latency.ts';
import { type Order, OrderPool } from '../exchange/order.ts';
import { SimulatedExchange } from '../exchange/simulated.ts';
import type { Halt } from '../execution/drawdown.ts';
import { Executor } from '../execution/executor.ts';
import { EVENT, hasEnded, ORDER_EVENTS, STATUS } from '../model/order.ts';
import { NONE } from '../model/record.ts';
import type { Books } from '../portfolio/books.ts';
import type { AmendRequest, OrderRequest, Way } from '../strategy/request.ts';
import { AliveOrders } from './alive.ts';
import { Audit } from './audit/audit.ts';
import { Callbacks } from './callbacks.ts';
import { EndedOrders } from './ended.ts';
import { Flattening } from './flatten.ts';
import { Host, type HostActions } from './host.ts';
import { endlessRounds, InFlight, type Message, MOST_ROUNDS, VERB } from './inflight.ts';
import type { Moment } from './moment.ts';
import type { NamedTimers } from './namedTimers.ts';
import { KIND } from './order.ts';
import type { Recorder } from './recorder.ts';
import { Refusals } from './refusals.ts';
import { hasQuotes, type SessionSetup } from './setup.ts';
import { Tape } from './tape.ts';
import { fillInfo, orderInfo } from './views.ts';

const HALTED = 'max_drawdown_pct';
const NO_ORDERS: readonly Order[] = [];
const NO_NAMES: readonly (string | null)[] = [];

export class Desk implements ExchangeListener, HostActions {
  readonly exchange: SimulatedExchange;
  readonly tape: Tape;
  readonly callbacks: Callbacks;
  readonly inFlight = new InFlight();
  readonly orders = new AliveOrders();
  readonly refusals = new Refusals();
  private readonly ended: EndedOrders;
  /** Null where nobody audits. */
  readonly audit: Audit | null;
  /** False while the strategy is shown what it may not trade on. */
  mayTrade = true;
  warmupIntents = 0;
  orderCount = 0;
  private readonly setup: SessionSetup;
  private readonly moment: Moment;
  private readonly recorder: Recorder;
  private readonly books: Books;
  private readonly timers: NamedTimers;
  private readonly executor: Executor;
  private readonly flattening: Flattening;
  private readonly pool = new OrderPool();
  private readonly latencies: ReturnType<typeof latenciesOf>;

  /** @param marks the last price of each symbol: the exchange writes them, the books read them */
  constructor(
    setup: SessionSetup,
    moment: Moment,
    recorder: Recorder,
    books: Books,
    timers: NamedTimers,
    marks: Float64Array,
  ) {
    this.setup = setup;
    this.moment = moment;
    this.recorder = recorder;
    this.books = books;
    this.timers = timers;
    this.flattening = new Flattening(setup, books, this.orders.list);
    this.latencies = latenciesOf(setup.exchange, setup.instruments);
    const { assets, instruments } = setup;
    this.audit = setup.audit === true ? new Audit(setup, moment, books, this.orders.list, this) : null;
    const settings = { ...setup.exchange, quoted: setup.matching.map(hasQuotes) };
    this.exchange = new SimulatedExchange(instruments, settings, books, this.audit ?? this, marks);
    this.audit?.watch(this.exchange.markets);
    this.executor = new Executor(assets, instruments, books, this, this.pool, this.exchange.holds, setup.risk);
    this.tape = new Tape(setup, this.exchange, books);
    const { executor, tape } = this;
    const [{ log, window }, { feeds }] = [setup, tape];
    const parts = { actions: this, assets, instruments, books, executor, recorder, feeds, log, window };
    recorder.strings.onForget = (renumber) => {
      for (const order of this.orders.list) {
        order.clientId = renumber(order.clientId);
        order.reason = renumber(order.reason);
      }
    };
    this.callbacks = new Callbacks(setup.strategy.definition, setup.strategy.params, new Host(parts));
    this.ended = new EndedOrders(instruments, recorder.strings, this);
  }

  get now(): number {
    return this.moment.now;
  }

  get alive(): readonly Order[] {
    return this.orders.list;
  }

  mark(symbol: number): number {
    this.settleMarks();
    return this.exchange.markets[symbol]!.price;
  }

  // What the strategy sets in motion.

  submit(request: OrderRequest, way: Way | undefined, symbol: number): number {
    if (!this.mayTrade) {
      this.warmupIntents += 1;
      return 0;
    }
    const { strings } = this.recorder;
    this.settleMarks();
    const order = this.executor.approve(request, way, symbol, this.now);
    // Of its id, its reason and what may be said of it, none may be forgotten for another.
    strings.reserve(3);
    order.clientId = strings.indexOf(request.id);
    order.reason = strings.indexOf(request.reason);
    if (order.status !== STATUS.pending) return this.refused(order);
    const { id } = order;
    const { executor } = this;
    // Copied at once: what is told of the order may be answered by another.
    const children = executor.children.length === 0 ? NO_ORDERS : executor.children.slice();
    const names = executor.childNames.length === 0 ? NO_NAMES : executor.childNames.slice();
    this.begin(order);
    if (children.length > 0) this.beginChildren(order, children, names);
    // One that comes to a parent keeps it from being given back before it has arrived.
    const { parent } = order;
    const message = this.send(order, VERB.place, this.latencies.orders.delay(order, 0), null);
    if (parent !== null) {
      message.parent = parent;
      parent.messages += 1;
    }
    return id;
  }

  private begin(order: Order): void {
    this.orders.add(order);
    this.orderCount += 1;
    order.inFlight = true;
    this.recorder.order(order, EVENT.submitted, order.reason);
    this.notify(order, EVENT.submitted, null, null);
  }

  /** The children of an entry travel with it. */
  private beginChildren(entry: Order, children: readonly Order[], names: readonly (string | null)[]): void {
    const { strings } = this.recorder;
    children.forEach((child, i) => {
      strings.reserve(2);
      child.clientId = strings.indexOf(names[i]);
      child.reason = entry.reason;
      this.begin(child);
    });
  }

  private refused(order: Order): number {
    const { rule, detail } = this.executor.refusal;
    const { id } = order;
    this.decline(order, order.status === STATUS.refused ? EVENT.refused : EVENT.rejected, rule, detail);
    this.ended.keep(order);
    this.pool.give(order);
    return id;
  }

  /** An order that has not ended, by its id or by the name the strategy gave it; the newest of that name. */
  findOrder(id: number | string): Order | null {
    if (typeof id === 'number') return this.orders.find(id);
    const clientId = this.recorder.strings.find(id);
    return clientId === NONE ? null : this.orders.named(clientId);
  }

  cancel(id: number | string): void {
    const order = this.findOrder(id);
    if (order !== null && !hasEnded(order.status)) {
      this.change(order, VERB.cancel, null);
    } else if (id !== 0) this.ended.late(order, id, null);
  }

  amend(id: number | string, request: AmendRequest): void {
    const order = this.findOrder(id);
    if (order === null || hasEnded(order.status)) {
      if (id !== 0) this.ended.late(order, id, request);
      return;
    }
    const amend = this.executor.approveAmend(order, request, this.now);
    if (amend === null) {
      const { rule, detail } = this.executor.refusal;
      this.decline(order, EVENT.refused, rule, detail, `amend: ${rule}: ${detail}`);
      return;
    }
    this.change(order, VERB.amend, null).amend = amend;
  }

  /** Equity has fallen too far: from now on orders only reduce, and what there is ends. */
  halt(fall: Halt): void {
    this.executor.halted = fall;
    this.flatten(HALTED);
  }

  /** While it lasts, intents are refused that do more than reduce. */
  pause(isPaused: boolean): void {
    this.executor.paused = isPaused;
  }

  /** Ends all that works and closes every position, each with a message that takes its time to arrive. */
  flatten(reason: string): void {
    for (const order of this.orders.byAge()) {
      if (!hasEnded(order.status)) this.change(order, VERB.cancel, reason);
    }
    this.closeAll(this.flattening.all(), reason);
  }

  private closeAll(symbols: readonly number[], reason: string): void {
    for (const symbol of symbols) {
      const close = this.orders.find(this.submit({ reason }, 'close', symbol));
      if (close !== null) close.flattens = true;
    }
  }

  /** Paths on which nobody waits are brought up to now before a mark is read; at the close they have been. */
  settleMarks(): void {
    if (this.moment.kind !== KIND.close) this.tape.settleAll(this.now, this.moment.kind);
  }

  /** Sends a cancel or an amend. */
  private change(order: Order, verb: number, reason: string | null): Message {
    return this.send(order, verb, this.latencies.changes.delay(order, order.changes++), reason);
  }

  private send(order: Order, verb: number, delay: number, reason: string | null): Message {
    this.tape.quietUntil = NONE;
    order.messages += 1;
    if (delay === 0) return this.inFlight.sendNow(this.now, order, verb, reason);
    return this.inFlight.send(this.now + delay, order, verb, reason);
  }

  timer(time: number, name: string): void {
    this.tape.quietUntil = NONE;
    this.timers.set(Math.max(time, this.setup.window.from), name);
  }

  /** Orders and cancels without delay: they arrive when the kind in progress is done, and so do their answers. */
  arriveNow(): void {
    // Between two kinds: of the one in progress, all has passed, also what nobody waited for.
    this.moment.kind = Math.floor(this.moment.kind) + 0.5;
    for (let rounds = 0; this.inFlight.hasNow; rounds++) {
      if (rounds === MOST_ROUNDS) throw endlessRounds(this.setup.strategy.definition.name, this.now);
      for (const message of this.inFlight.takeNow()) {
        this.deliver(message);
        this.inFlight.giveBack(message);
      }
    }
  }

  /** Kind (3): the next order or cancel has arrived. */
  arrive(): void {
    this.deliver(this.inFlight.take());
  }

  private deliver(message: Message): void {
    const { verb, reason, amend, parent } = message;
    const order = message.order!;
    const { symbol } = order;
    // Nobody waited for the points that have passed since it was sent.
    this.tape.wake(symbol, this.now, this.moment.kind);
    if (verb === VERB.place) this.place(order);
    else if (hasEnded(order.status)) {
      const word = verb === VERB.cancel ? 'cancel' : 'amend';
      const detail = this.ended.textOf(order);
      this.decline(order, EVENT.rejected, 'order_has_ended', detail, `${word}: the order has ended`);
    } else if (verb === VERB.cancel) this.exchange.cancel(order, this.now, reason);
    else this.applyAmend(order, amend!);
    order.messages -= 1;
    this.letGo(order);
    if (parent !== null) {
      parent.messages -= 1;
      this.letGo(parent);
    }
    this.tape.reschedule(symbol);
  }

  private place(order: Order): void {
    if (order.status !== STATUS.pending) return;
    this.land(order);
    for (const child of order.children) {
      if (!child.inFlight) continue;
      this.land(child);
      this.exchange.attach(child, this.now);
    }
    this.exchange.arrive(order, this.now);
  }

  /** From here on the books hold for it. */
  private land(order: Order): void {
    this.executor.arrived(order);
    order.inFlight = false;
  }

  private applyAmend(order: Order, amend: Amend): void {
    const broken = order.inFlight
      ? { rule: 'order_not_working', detail: 'the order has not arrived yet' }
      : this.exchange.amend(order, amend, this.now);
    if (broken === null) return;
    const { rule, detail } = broken;
    this.decline(order, EVENT.rejected, rule, detail, `amend: ${rule}: ${detail}`);
  }

  /** Kind (2): the order that expires next. */
  expire(): void {
    this.exchange.expireNext(this.now);
  }

  /** Keeps why something was not done: in the counts, in the record, and for the strategy. */
  private decline(order: Order, event: number, rule: string, detail: string, said = `${rule}: ${detail}`): void {
    const by = event === EVENT.refused ? 'refused' : 'rejected';
    this.refusals.add(by, rule, detail, this.now, order.id);
    this.recorder.order(order, event, this.recorder.strings.indexOf(said));
    this.notify(order, event, rule, detail);
  }

  /** Gives an order back once it has ended and nothing is under way for it (also not a message being delivered). */
  private letGo(order: Order): void {
    if (!hasEnded(order.status)) return;
    this.ended.keep(order);
    if (order.messages === 0) {
      this.orders.remove(order);
      this.pool.give(order);
    }
  }

  // What the exchange tells.

  accepted(order: Order): void {
    this.recorder.order(order, EVENT.accepted, order.reason);
    this.notify(order, EVENT.accepted, null, null);
  }

  filled(order: Order, fill: Fill): void {
    const { recorder, callbacks } = this;
    const instrument = this.setup.instruments[order.symbol]!;
    // The path of a candle that leaves its open before this fill is chosen by the position before it.
    this.tape.settleForFill(this.now, this.moment.kind);
    recorder.closingReason = order.reason;
    this.books.apply(fill);
    if (this.exchange.fees.hasTiers) this.exchange.fees.add(fill.time, this.books.lastValue);
    recorder.fill(order, fill);
    recorder.order(order, EVENT.filled, order.reason);
    if (callbacks.hearsFills) callbacks.fill(order.symbol, fillInfo(order, fill, instrument, recorder.strings));
    this.notify(order, EVENT.filled, null, null);
    const { symbol, flattens, reason } = order;
    this.letGo(order);
    // What was under way may still have filled, and a close bring another asset: that is closed like the rest.
    if (this.executor.halted !== null) this.closeAll(this.flattening.after(symbol), HALTED);
    else if (flattens) this.closeAll(this.flattening.after(symbol), recorder.strings.at(reason)!);
  }

  triggered(order: Order): void {
    this.tell(order, EVENT.triggered, null);
  }

  trailed(order: Order): void {
    this.tell(order, EVENT.trailed, null);
  }

  amended(order: Order, reason: string | null): void {
    this.tell(order, EVENT.amended, reason);
    this.letGo(order);
  }

  canceled(order: Order, reason: string | null): void {
    if (order.inFlight) this.land(order);
    this.tell(order, EVENT.canceled, reason);
    this.letGo(order);
    this.tape.reschedule(order.symbol);
  }

  expired(order: Order): void {
    if (order.inFlight) this.land(order);
    this.tell(order, EVENT.expired, null);
    this.letGo(order);
    this.tape.reschedule(order.symbol);
  }

  rejected(order: Order, rule: string, detail: string): void {
    this.decline(order, EVENT.rejected, rule, detail);
    this.letGo(order);
  }

  private tell(order: Order, event: number, reason: string | null): void {
    this.recorder.order(order, event, this.recorder.strings.indexOf(reason));
    this.notify(order, event, null, reason);
  }

  private notify(order: Order, event: number, rule: string | null, detail: string | null): void {
    if (!this.callbacks.hearsOrders) return;
    const info = orderInfo(order, this.setup.instruments[order.symbol]!, this.recorder.strings);
    this.callbacks.order(order.symbol, { ...info, event: ORDER_EVENTS[event]!, rule, detail });
  }
}
