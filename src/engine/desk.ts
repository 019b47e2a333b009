/** Orders on their way: from what the strategy wants to the exchange, and from what the exchange tells to the books and the record. */
import type { ExchangeListener, Fill } from '../exchange/contract.ts';
import { type Order, OrderPool } from '../exchange/order.ts';
import { SimulatedExchange } from '../exchange/simulated.ts';
import { Executor } from '../execution/executor.ts';
import { EVENT, hasEnded, ORDER_EVENTS, STATUS } from '../model/order.ts';
import { NONE } from '../model/record.ts';
import type { Books } from '../portfolio/books.ts';
import type { OrderRequest, Way } from '../strategy/request.ts';
import { AliveOrders } from './alive.ts';
import { Callbacks } from './callbacks.ts';
import { Host, type HostActions } from './host.ts';
import { endlessRounds, InFlight, type Message, MOST_ROUNDS, VERB } from './inflight.ts';
import type { Moment } from './moment.ts';
import type { NamedTimers } from './namedTimers.ts';
import { KIND } from './order.ts';
import type { Recorder } from './recorder.ts';
import { Refusals } from './refusals.ts';
import type { SessionSetup } from './setup.ts';
import { Tape } from './tape.ts';
import { fillInfo, orderInfo } from './views.ts';

export class Desk implements ExchangeListener, HostActions {
  readonly exchange: SimulatedExchange;
  readonly tape: Tape;
  readonly callbacks: Callbacks;
  readonly inFlight = new InFlight();
  readonly orders = new AliveOrders();
  readonly refusals = new Refusals();
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
  private readonly pool = new OrderPool();

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
    const { assets, instruments } = setup;
    this.exchange = new SimulatedExchange(instruments, setup.exchange, books, this, marks);
    this.executor = new Executor(assets, instruments, books, this, this.pool, this.exchange.holds);
    this.tape = new Tape(setup, this.exchange, books);
    const { executor, tape } = this;
    const parts = { actions: this, assets, instruments, books, executor, recorder, feeds: tape.feeds, log: setup.log };
    recorder.strings.onForget = (renumber) => {
      for (const order of this.orders.list) {
        order.clientId = renumber(order.clientId);
        order.reason = renumber(order.reason);
      }
    };
    this.callbacks = new Callbacks(setup.strategy.definition, setup.strategy.params, new Host(parts));
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
    this.orders.add(order);
    this.orderCount += 1;
    this.recorder.order(order, EVENT.submitted, order.reason);
    this.notify(order, EVENT.submitted, null, null);
    order.inFlight = true;
    this.send(order, VERB.place, this.setup.exchange.fillDelay, null);
    return order.id;
  }

  private refused(order: Order): number {
    const { rule, detail } = this.executor.refusal;
    this.decline(order, order.status === STATUS.refused ? EVENT.refused : EVENT.rejected, rule, detail);
    this.pool.give(order);
    return order.id;
  }

  cancel(id: number): void {
    const order = this.orders.find(id);
    if (order !== null && !hasEnded(order.status)) {
      this.send(order, VERB.cancel, this.setup.exchange.cancelDelay, null);
      return;
    }
    if (id !== 0) this.refusals.add('rejected', 'order_has_ended', 'cancel of an order that has ended', this.now, id);
  }

  /** Paths on which nobody waits are brought up to now before a mark is read; at the close they have been. */
  settleMarks(): void {
    if (this.moment.kind !== KIND.close) this.tape.settleAll(this.now, this.moment.kind);
  }

  private send(order: Order, verb: number, delay: number, reason: string | null): void {
    this.tape.quietUntil = NONE;
    order.messages += 1;
    if (delay === 0) this.inFlight.sendNow(this.now, order, verb, reason);
    else this.inFlight.send(this.now + delay, order, verb, reason);
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
    const { verb, reason } = message;
    const order = message.order!;
    if (verb === VERB.place) {
      if (order.status === STATUS.pending) {
        // Nobody waited for the points that have passed since it was sent.
        this.tape.wake(order.symbol, this.now, this.moment.kind);
        this.executor.arrived(order);
        this.exchange.arrive(order, this.now);
      }
    } else if (hasEnded(order.status)) {
      this.decline(order, EVENT.rejected, 'order_has_ended', 'the order has ended', 'cancel: the order has ended');
    } else if (order.inFlight) {
      this.executor.arrived(order);
      order.inFlight = false;
      order.status = STATUS.canceled;
      this.canceled(order, reason);
    } else {
      this.exchange.cancel(order, reason);
    }
    order.messages -= 1;
    this.letGo(order);
    this.tape.reschedule(order.symbol);
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
    if (hasEnded(order.status) && order.messages === 0) {
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
    recorder.fill(order, fill);
    recorder.order(order, EVENT.filled, order.reason);
    if (callbacks.hearsFills) callbacks.fill(order.symbol, fillInfo(order, fill, instrument, recorder.strings));
    this.notify(order, EVENT.filled, null, null);
    this.letGo(order);
  }

  canceled(order: Order, reason: string | null): void {
    this.recorder.order(order, EVENT.canceled, this.recorder.strings.indexOf(reason));
    this.notify(order, EVENT.canceled, null, reason);
    this.letGo(order);
  }

  rejected(order: Order, rule: string, detail: string): void {
    this.decline(order, EVENT.rejected, rule, detail);
    this.letGo(order);
  }

  private notify(order: Order, event: number, rule: string | null, detail: string | null): void {
    if (!this.callbacks.hearsOrders) return;
    const info = orderInfo(order, this.setup.instruments[order.symbol]!, this.recorder.strings);
    this.callbacks.order(order.symbol, { ...info, event: ORDER_EVENTS[event]!, rule, detail });
  }
}
