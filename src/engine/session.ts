/** A run, one event after the other, in the one order of things. It knows neither files nor clocks nor modes. */
import { SimulatedClock } from '../clock/simulated-clock.ts';
import type { Order } from '../exchange/order.ts';
import { DrawdownWatch } from '../execution/drawdown.ts';
import type { Columns } from '../market/columns.ts';
import { InputError } from '../model/errors.ts';
import { NONE } from '../model/record.ts';
import { Books } from '../portfolio/books.ts';
import { type Checkpoint, checkpointOf, goOnFrom } from './checkpoint/checkpoint.ts';
import { countLacks } from './counts.ts';
import { Desk } from './desk.ts';
import { Moment } from './moment.ts';
import { NamedTimers } from './namedTimers.ts';
import { Operator } from './operator.ts';
import { KIND } from './order.ts';
import { Recorder } from './recorder.ts';
import type { SessionSetup } from './setup.ts';
import { type RunSummary, summarize } from './summary.ts';
import type { Tape } from './tape.ts';

/** What `run` answers when the tape has ended, and when it has gone as many steps as it was asked for. */
export const DONE = -1;
export const PAUSED = -2;

export class TradingSession {
  private readonly setup: SessionSetup;
  private readonly moment: Moment;
  private readonly clock = new SimulatedClock(0);
  private readonly timers = new NamedTimers(this.clock);
  private readonly books: Books;
  private readonly recorder: Recorder;
  private readonly desk: Desk;
  private readonly tape: Tape;
  private readonly operator: Operator;
  /** By series: rows that were given so far. */
  private readonly given: number[];
  private readonly isQuick: boolean;
  /** The run's last time; Infinity where the tape says it. */
  private readonly lastClose: number;
  private hasStarted = false;
  private initialEquity = 0;
  private drawdown: DrawdownWatch | null = null;

  /** @param checkpoint of a session of the same setup: this one goes on from there */
  constructor(setup: SessionSetup, checkpoint?: Checkpoint) {
    this.setup = setup;
    this.given = setup.series.map(() => 0);
    this.moment = new Moment(setup.window.from);
    // Who audits looks at each point, also where nobody waits.
    this.isQuick = setup.audit !== true && (setup.quick ?? true);
    this.lastClose = setup.window.to ?? Number.POSITIVE_INFINITY;
    const { assets, instruments, initialBalance, reporting } = setup;
    const marks = new Float64Array(instruments.length).fill(NONE);
    const recorder = new Recorder(this.moment, setup.sinks, setup.hasher, setup.recordRows);
    this.recorder = recorder;
    this.books = new Books(assets, instruments, initialBalance, reporting, marks, (trip) => recorder.roundTrip(trip));
    recorder.open(this.books);
    this.desk = new Desk(setup, this.moment, recorder, this.books, this.timers, marks);
    this.tape = this.desk.tape;
    this.operator = new Operator(this.desk, this.timers, this.clock);
    // As if somebody waited on every symbol: until the first price of each held asset, or, the long way, all the time.
    for (const market of this.desk.exchange.markets) market.watched = this.isQuick ? 1 : 2;
    if (checkpoint === undefined) this.desk.callbacks.setup();
    else this.desk.callbacks.goOnWith(goOnFrom(this, setup, checkpoint));
  }

  /**
   * What it has come to, between two events. A session made of the same setup and this, and given the rows of each series
   * behind those in `given`, goes on to the same orders, fills, equity and digests.
   *
   * @throws InputError where the strategy keeps in its state what cannot be kept, or the setup's hasher is none that can be
   */
  save(): Checkpoint {
    if (!this.recorder.canBeKept) {
      throw new InputError('a session is kept with digests that can be: give its setup a hasher that makes Sha256');
    }
    const { setup, given, now, events } = this;
    const { state } = this.desk.callbacks;
    return checkpointOf({ setup, session: this, state, time: now, events, given });
  }

  /** Simulated time, microseconds since the epoch, UTC. */
  get now(): number {
    return this.moment.now;
  }

  /** The orders that have not ended. */
  get alive(): readonly Order[] {
    return this.desk.alive;
  }

  /** Market events so far, for progress. */
  get events(): number {
    return this.tape.events;
  }

  /** What an audit has looked at so far; zero where nobody audits. */
  get audited(): { readonly events: number; readonly fills: number } {
    return this.desk.audit ?? { events: 0, fills: 0 };
  }

  /**
   * Runs until a series needs its next chunk, and returns its number; DONE at the end of the tape.
   *
   * @param steps events after which it answers PAUSED; candles on which nobody waits may go by together
   */
  run(steps = Number.POSITIVE_INFINITY): number {
    if (!this.hasStarted && this.moment.kind < KIND.point) this.start();
    for (let left = steps; ; left--) {
      if (this.operator.hasEnded) return DONE;
      const starved = this.tape.starved;
      if (starved >= 0) return starved;
      if (left <= 0) return PAUSED;
      if (!this.step()) return DONE;
      this.desk.audit?.check();
    }
  }

  /** Hands the rows of the record so far to the sinks, which else get them in larger pieces. Changes no digest. */
  handOn(): void {
    this.recorder.handOn();
  }

  /** Rows of orders and fills so far. */
  get acts(): number {
    return this.recorder.orderRows + this.recorder.fillRows;
  }

  /** The next chunk of a series, or null at its end. */
  give(series: number, columns: Columns | null): void {
    this.given[series]! += columns?.length ?? 0;
    this.tape.give(series, columns);
  }

  /** Looks for the first thing that is no market event: up to before it, closes may follow on each other. */
  private lookAhead(): void {
    const { clock, tape } = this;
    const { inFlight } = this.desk;
    tape.quietUntil = inFlight.hasNow
      ? NONE
      : Math.min(inFlight.nextTime, clock.nextDue, this.desk.exchange.nextExpiry, this.lastClose);
  }

  /** One event: the earliest, by time, kind, place of its symbol. False where nothing is left up to the end. */
  private step(): boolean {
    const { tape, clock, moment } = this;
    const { inFlight } = this.desk;
    let time = tape.nextTime;
    let kind = tape.nextKind;
    const expiryTime = this.desk.exchange.nextExpiry;
    const timerTime = Math.min(clock.nextDue, expiryTime);
    const arrivalTime = inFlight.nextTime;
    const isQuiet = tape.isNextQuiet && this.isQuick && time < timerTime && time < arrivalTime && time < this.lastClose;
    if (isQuiet && !tape.hasClosed && !inFlight.hasNow) {
      this.pass(time);
      return true;
    }
    if (timerTime < time || (timerTime === time && KIND.timer < kind)) {
      time = timerTime;
      kind = KIND.timer;
    }
    if (arrivalTime < time || (arrivalTime === time && KIND.arrival < kind)) {
      time = arrivalTime;
      kind = KIND.arrival;
    }
    // Candles that closed now wait for all that comes before kind (4).
    if (tape.hasClosed && (time > clock.now || kind > KIND.close)) {
      time = clock.now;
      kind = KIND.close;
    }
    if (inFlight.hasNow && (time > clock.now || kind !== moment.kind)) {
      this.desk.arriveNow();
      return true;
    }
    if (time > tape.end || (time === this.lastClose && kind > KIND.close)) return false;
    this.advance(Math.max(time, clock.now), kind);
    this.handle(kind);
    return true;
  }

  /** The same as several steps: all candles that close at `time`, where nobody waits and nothing comes before. */
  private pass(time: number): void {
    this.tape.passQuiet();
    this.advance(time, KIND.close);
    this.close();
  }

  private advance(time: number, kind: number): void {
    this.clock.advanceTo(time);
    this.moment.now = time;
    this.moment.kind = kind;
  }

  private handle(kind: number): void {
    if (kind === KIND.timer) this.ring();
    else if (kind === KIND.arrival) this.desk.arrive();
    else if (kind === KIND.close) this.close();
    else {
      const { callbacks } = this.desk;
      const gaps = this.tape.pass(this.now, kind);
      const { from } = this.setup.window;
      if (!this.hasStarted && (this.now > from || (this.now === from && kind > KIND.close))) this.start();
      if (callbacks.hearsGaps) for (const { symbol, info } of gaps) callbacks.gap(symbol, info);
      const command = this.tape.takeCommand();
      if (command !== null) this.operator.obey(command);
    }
  }

  /** Kind (2): one expiry, then one timer. */
  private ring(): void {
    if (this.desk.exchange.nextExpiry <= this.now) {
      this.desk.expire();
      return;
    }
    const name = this.timers.take();
    this.desk.callbacks.timer({ name: this.operator.heard(name), time: this.now / 1000 });
    this.operator.done(name);
  }

  /** Kind (4): marks, one equity row for the time, then onCandle for every candle just closed. */
  private close(): void {
    const { tape } = this;
    if (tape.streams.length > 1) tape.settleAll(this.now, KIND.close);
    if (this.hasStarted && !tape.isWarmup) this.markEquity();
    this.lookAhead();
    this.decide();
    if (this.isQuick && this.hasStarted) this.stride();
    // The views of the closed candles end here: cursors go on once all have decided.
    if (this.desk.inFlight.hasNow) this.desk.arriveNow();
    tape.goOn();
  }

  /** From close to close, as long as each candle follows at once on the one before and nobody waits on any. */
  private stride(): void {
    const { tape } = this;
    while (tape.follow()) {
      this.advance(tape.closeTime, KIND.close);
      this.markEquity();
      this.decide();
    }
  }

  /** One equity row, where everything held has a price; where equity has fallen too far, trading ends. */
  private markEquity(): void {
    const { books, drawdown } = this;
    if (!books.knowsWorth) return;
    this.recorder.equity(books);
    if (drawdown?.see(books.worth)) this.desk.halt(drawdown);
  }

  private decide(): void {
    const { tape, desk } = this;
    const { closed } = tape;
    for (let i = 0; i < tape.closedCount; i++) {
      const feed = tape.candleOf(closed[i]!);
      if (feed === null || !(this.hasStarted || tape.isWarmup)) continue;
      desk.mayTrade = this.hasStarted && feed.mayTrade;
      desk.callbacks.candle(feed.symbol, feed.candle);
      feed.endView();
    }
    desk.mayTrade = true;
  }

  /** The run starts when each asset that is held at the start has a price; its worth then is the initial equity. */
  private start(): void {
    const worth = this.books.initialEquity();
    if (worth === NONE) return;
    this.hasStarted = true;
    this.initialEquity = worth;
    const limit = this.setup.risk?.maxDrawdown ?? null;
    if (limit !== null) this.drawdown = new DrawdownWatch(worth, limit);
    this.desk.exchange.markets.forEach((market, symbol) => {
      market.watched -= 1;
      this.tape.reschedule(symbol);
    });
    for (const sink of this.setup.sinks) sink.start?.(this.initialEquity, this.setup.window.from);
  }

  /** The last row, after the last fills; where price or a fill moved after it, one more at the end. */
  private takeEquityAgain(end: number): void {
    if (!this.books.knowsWorth) return;
    if (this.tape.hasMovedSince(this.recorder.lastEquityTime)) {
      this.advance(end, KIND.close);
      this.recorder.equity(this.books);
    } else this.recorder.retakeEquity(this.books);
  }

  /** Ends the run: the last equity row is taken again after the last fills, digests are closed. */
  finish(): RunSummary {
    const { tape, books, desk } = this;
    // A live run may be ended before its first candle has closed.
    if (this.recorder.lastEquityTime === NONE && this.setup.candleGrace !== undefined) {
      if (!this.hasStarted) this.start();
      this.markEquity();
    }
    if (this.recorder.lastEquityTime === NONE) {
      throw new InputError('the run never started: no candle of the window closed with a price for every held asset');
    }
    const end = Number.isFinite(tape.end) ? tape.end : this.now;
    tape.settleAll(end, KIND.close);
    countLacks(tape.streams, tape.counts);
    this.takeEquityAgain(end);
    const digests = this.recorder.finish();
    return summarize({
      setup: this.setup,
      books,
      tape,
      markets: desk.exchange.markets,
      endTime: end,
      initialEquity: this.initialEquity,
      orderCount: desk.orderCount,
      fillCount: this.recorder.fillRows,
      openOrders: desk.orders.byAge(),
      strings: this.recorder.strings,
      refusals: desk.refusals.list(),
      warmupIntents: desk.warmupIntents,
      frictions: this.recorder.frictionCosts(desk.orders.list),
      digests,
    });
  }
}
