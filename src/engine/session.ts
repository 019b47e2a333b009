/** A run, one event after the other, in the one order of things. It knows neither files nor clocks nor modes. */
import { SimulatedClock } from '../clock/simulated-clock.ts';
import type { ExchangeListener, Fill } from '../exchange/contract.ts';
import { type Order, OrderPool } from '../exchange/order.ts';
import { SimulatedExchange } from '../exchange/simulated.ts';
import { slippageModel } from '../exchange/slippage.ts';
import { Executor } from '../execution/executor.ts';
import type { Columns } from '../market/columns.ts';
import { InputError } from '../model/errors.ts';
import { EVENT, hasEnded, ORDER_EVENTS, STATUS } from '../model/order.ts';
import { NONE } from '../model/record.ts';
import { Books } from '../portfolio/books.ts';
import type { OrderRequest, Way } from '../strategy/request.ts';
import { AliveOrders } from './alive.ts';
import { Callbacks } from './callbacks.ts';
import { Host, type HostActions } from './host.ts';
import { endlessRounds, InFlight, type Message, MOST_ROUNDS, VERB } from './inflight.ts';
import { NamedTimers } from './namedTimers.ts';
import { KIND } from './order.ts';
import { Recorder } from './recorder.ts';
import { Refusals } from './refusals.ts';
import type { SessionSetup } from './setup.ts';
import { type RunSummary, summarize } from './summary.ts';
import { Tape } from './tape.ts';
import { fillInfo, orderInfo } from './views.ts';

/** What `run` answers when the tape has ended. */
export const DONE = -1;

export class TradingSession implements ExchangeListener, HostActions {
  private readonly setup: SessionSetup;
  private readonly clock: SimulatedClock;
  private readonly books: Books;
  private readonly exchange: SimulatedExchange;
  private readonly executor: Executor;
  private readonly recorder: Recorder;
  private readonly callbacks: Callbacks;
  private readonly tape: Tape;
  private readonly pool = new OrderPool();
  private readonly inFlight = new InFlight();
  private readonly orders = new AliveOrders();
  private readonly refusals = new Refusals();
  private readonly isQuick: boolean;
  private readonly timers: NamedTimers;
  /** Where the run stands in the one order of things; 0 before its first event. */
  private kind = 0;
  /** The first event has come: before it, the strategy's setup is told the window's start as the time. */
  private hasBegun = false;
  private hasStarted = false;
  private initialEquity = 0;
  private lastEquityTime: number = NONE;
  private mayTrade = true;
  private warmupIntents = 0;
  private orderCount = 0;
  private closingReason: number = NONE;

  constructor(setup: SessionSetup) {
    this.setup = setup;
    this.isQuick = setup.quick ?? true;
    const { assets, instruments } = setup;
    this.clock = new SimulatedClock(0);
    this.timers = new NamedTimers(this.clock);
    const marks = new Float64Array(instruments.length).fill(NONE);
    this.recorder = new Recorder(this, setup.sinks, setup.hasher, setup.recordRows);
    this.books = new Books(assets, instruments, setup.initialBalance, setup.reporting, marks, (trip) =>
      this.recorder.roundTrip(trip, this.closingReason),
    );
    this.exchange = new SimulatedExchange(instruments, setup.exchange, this.books, this, marks);
    const { bound } = slippageModel(setup.exchange.slippage);
    this.executor = new Executor(assets, instruments, this.books, this, this.pool, bound);
    this.tape = new Tape(setup, this.exchange, this.books);
    // As if somebody waited on every symbol: until the first price of each held asset, or, the long way, all the time.
    for (const market of this.exchange.markets) market.inFlight += this.isQuick ? 1 : 2;
    const { feeds } = this.tape;
    const { books, executor, recorder } = this;
    const host = new Host({ actions: this, assets, instruments, books, executor, recorder, feeds, log: setup.log });
    this.callbacks = new Callbacks(setup.strategy.definition, setup.strategy.params, host);
    this.callbacks.setup();
  }

  /** Simulated time, microseconds since the epoch, UTC. */
  get now(): number {
    return this.hasBegun ? this.clock.now : this.setup.window.from;
  }

  get alive(): readonly Order[] {
    return this.orders.list;
  }

  /** Market events so far, for progress. */
  get events(): number {
    return this.tape.events;
  }

  mark(symbol: number): number {
    this.settleMarks();
    return this.exchange.markets[symbol]!.price;
  }

  /** Runs until a series needs its next chunk, and returns its number; DONE at the end of the tape. */
  run(): number {
    if (!this.hasBegun && !this.hasStarted) this.start();
    for (;;) {
      const starved = this.tape.starved;
      if (starved >= 0) return starved;
      if (!this.stepQuiet() && !this.step()) return DONE;
    }
  }

  /** The next chunk of a series, or null at its end. */
  give(series: number, columns: Columns | null): void {
    this.tape.give(series, columns);
  }

  /** The same as several steps: all candles that close next, where nobody waits and nothing is under way before. */
  private stepQuiet(): boolean {
    const { tape, clock, inFlight } = this;
    if (tape.closedCount > 0 || inFlight.hasNow || !this.isQuick) return false;
    const limit = Math.min(inFlight.nextTime, clock.nextDue, this.setup.window.to ?? Number.POSITIVE_INFINITY);
    if (!tape.passQuiet(limit)) return false;
    clock.advanceTo(tape.closeTime);
    this.hasBegun = true;
    this.kind = KIND.close;
    this.close();
    return true;
  }

  /** One event: the earliest, by time, kind, place of its symbol. False where nothing is left up to the end. */
  private step(): boolean {
    const { tape, clock, inFlight } = this;
    let time = tape.nextTime;
    let kind = tape.nextKind;
    const timerTime = clock.nextDue;
    if (timerTime < time || (timerTime === time && KIND.timer < kind)) {
      time = timerTime;
      kind = KIND.timer;
    }
    const arrivalTime = inFlight.nextTime;
    if (arrivalTime < time || (arrivalTime === time && KIND.arrival < kind)) {
      time = arrivalTime;
      kind = KIND.arrival;
    }
    // Candles that closed now wait for all that comes before kind (4).
    if (tape.hasClosed && (time > clock.now || kind > KIND.close)) {
      time = clock.now;
      kind = KIND.close;
    }
    if (inFlight.hasNow && (time > clock.now || kind !== this.kind)) {
      this.arriveNow();
      return true;
    }
    if (time > tape.end || (time === this.setup.window.to && kind > KIND.close)) return false;
    if (time > clock.now) clock.advanceTo(time);
    this.hasBegun = true;
    this.kind = kind;
    this.handle(kind);
    return true;
  }

  private handle(kind: number): void {
    if (kind === KIND.timer) this.ring();
    else if (kind === KIND.arrival) this.deliver(this.inFlight.take());
    else if (kind === KIND.close) this.close();
    else {
      const gap = this.tape.pass(this.now, kind);
      const { from } = this.setup.window;
      if (!this.hasStarted && (this.now > from || (this.now === from && kind > KIND.close))) this.start();
      if (gap !== null && this.callbacks.hearsGaps) this.callbacks.gap(gap.symbol, gap.info);
    }
  }

  /** Kind (2): one timer. */
  private ring(): void {
    this.callbacks.timer({ name: this.timers.take(), time: this.now / 1000 });
  }

  /** Kind (4): marks, one equity row for the time, then onCandle for every candle just closed. */
  private close(): void {
    const { tape } = this;
    if (tape.streams.length > 1) tape.settleAll(this.now, KIND.close);
    if (this.hasStarted && !tape.isWarmup) this.markEquity(this.now);
    const { closed } = tape;
    for (let i = 0; i < tape.closedCount; i++) {
      const feed = tape.candleOf(closed[i]!);
      if (feed === null || !(this.hasStarted || tape.isWarmup)) continue;
      this.mayTrade = this.hasStarted && feed.mayTrade;
      this.callbacks.candle(feed.symbol, feed.candle);
      feed.endView();
    }
    this.mayTrade = true;
    // The views of the closed candles end here: cursors go on once all have decided.
    if (this.inFlight.hasNow) this.arriveNow();
    tape.goOn();
  }

  /** The run starts when each asset that is held at the start has a price; its worth then is the initial equity. */
  private start(): void {
    const worth = this.books.initialEquity();
    if (worth === NONE) return;
    this.hasStarted = true;
    this.initialEquity = worth;
    this.exchange.markets.forEach((market, symbol) => {
      market.inFlight -= 1;
      this.tape.reschedule(symbol);
    });
    for (const sink of this.setup.sinks) sink.start?.(this.initialEquity, this.setup.window.from);
  }

  private markEquity(time: number): void {
    this.lastEquityTime = time;
    this.recorder.equity(time, this.books);
  }

  /** The last row, after the last fills; where price or a fill moved after it, one more at the end. */
  private takeEquityAgain(end: number): void {
    if (!this.tape.hasMovedSince(this.lastEquityTime)) this.recorder.dropLastEquity();
    this.markEquity(this.tape.hasMovedSince(this.lastEquityTime) ? end : this.lastEquityTime);
  }

  /** Orders and cancels without delay: they arrive when the kind in progress is done, and so do their answers. */
  private arriveNow(): void {
    // Between two kinds: of the one in progress, all has passed, also what nobody waited for.
    this.kind = Math.floor(this.kind) + 0.5;
    for (let rounds = 0; this.inFlight.hasNow; rounds++) {
      if (rounds === MOST_ROUNDS) throw endlessRounds(this.setup.strategy.definition.name, this.now);
      for (const message of this.inFlight.takeNow()) {
        this.deliver(message);
        this.inFlight.giveBack(message);
      }
    }
  }

  private deliver(message: Message): void {
    const { order, verb, reason } = message;
    this.exchange.markets[order.symbol]!.inFlight -= 1;
    if (verb === VERB.place) {
      if (order.status === STATUS.pending) {
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

  // What the strategy sets in motion.

  submit(request: OrderRequest, way: Way | undefined, symbol: number): number {
    if (!this.mayTrade) {
      this.warmupIntents += 1;
      return 0;
    }
    const { strings } = this.recorder;
    this.settleMarks();
    const order = this.executor.approve(request, way, symbol, this.now);
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
    if (this.kind !== KIND.close) this.tape.settleAll(this.now, this.kind);
  }

  private send(order: Order, verb: number, delay: number, reason: string | null): void {
    this.tape.wake(order.symbol, this.now, this.kind);
    this.exchange.markets[order.symbol]!.inFlight += 1;
    order.messages += 1;
    if (delay === 0) this.inFlight.sendNow(order, verb, reason);
    else this.inFlight.send(this.now + delay, order, verb, reason);
    this.tape.reschedule(order.symbol);
  }

  timer(time: number, name: string): void {
    this.timers.set(Math.max(time, this.setup.window.from), name);
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
    this.tape.settleForFill(this.now, this.kind);
    this.closingReason = order.reason;
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

  /** Ends the run: the last equity row is taken again after the last fills, digests are closed. */
  finish(): RunSummary {
    const { tape, books } = this;
    if (this.lastEquityTime === NONE) {
      throw new InputError('the run never started: no candle of the window closed with a price for every held asset');
    }
    const end = Number.isFinite(tape.end) ? tape.end : this.now;
    tape.settleAll(end, KIND.close);
    this.takeEquityAgain(end);
    const digests = this.recorder.finish();
    return summarize({
      setup: this.setup,
      books,
      tape,
      markets: this.exchange.markets,
      endTime: end,
      initialEquity: this.initialEquity,
      orderCount: this.orderCount,
      fillCount: this.recorder.fillRows,
      openOrders: this.orders.list,
      strings: this.recorder.strings,
      refusals: this.refusals.list(),
      warmupIntents: this.warmupIntents,
      digests,
    });
  }
}
