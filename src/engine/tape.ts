/** The market's side of a run: all series in one order, the path inside each candle, and the candles that have closed. */
import { PathRule, POINT, pointTime } from '../exchange/path.ts';
import type { SimulatedExchange } from '../exchange/simulated.ts';
import { CandleRow } from '../market/builder.ts';
import { type Columns, NO_SYMBOL, TAPE_KIND } from '../market/columns.ts';
import { InputError } from '../model/errors.ts';
import type { Instrument } from '../model/instrument.ts';
import { NONE } from '../model/record.ts';
import { dayOf, MICROS_PER_DAY } from '../model/time.ts';
import type { Books } from '../portfolio/books.ts';
import type { CandleSource } from '../strategy/candle.ts';
import type { GapInfo } from '../strategy/request.ts';
import { CandleFeed } from './candleFeed.ts';
import { SymbolCounts } from './counts.ts';
import { KIND } from './order.ts';
import type { SessionSetup } from './setup.ts';
import { ROLE, Stream } from './stream.ts';

const NEVER = Number.POSITIVE_INFINITY;

export interface GapEvent {
  readonly symbol: number;
  readonly info: GapInfo;
}

export class Tape {
  readonly streams: readonly Stream[];
  /** The strategy's candles, a feed a symbol; null for a symbol without candles. */
  readonly feeds: readonly (CandleFeed | null)[];
  readonly counts: readonly SymbolCounts[];
  /** Series whose candle closed now and waits for kind (4), in scenario order: the first `closedCount`. */
  readonly closed: Stream[] = [];
  closedCount = 0;
  private readonly setup: SessionSetup;
  private readonly exchange: SimulatedExchange;
  private readonly books: Books;
  private readonly rule: PathRule;
  private readonly tapeRows: readonly CandleRow[];
  private hungry = 0;
  private running: number;
  /** The series whose event is next, and the symbol whose event is being passed. */
  private next: Stream | null = null;
  private currentSymbol = 0;
  private lastTime: number = NONE;
  private lastMove: number = NONE;

  constructor(setup: SessionSetup, exchange: SimulatedExchange, books: Books) {
    this.setup = setup;
    this.exchange = exchange;
    this.books = books;
    this.rule = new PathRule(setup.exchange.intrabar);
    this.streams = setup.series
      .map((info, series) => new Stream(series, info, roleOf(info, setup)))
      .sort((a, b) => a.symbol - b.symbol || a.series - b.series);
    this.hungry = this.streams.length;
    this.running = this.streams.length;
    this.counts = setup.instruments.map(() => new SymbolCounts());
    this.tapeRows = setup.instruments.map(() => new CandleRow());
    this.feeds = setup.instruments.map((instrument) => this.feedOf(instrument));
  }

  private feedOf(instrument: Instrument): CandleFeed | null {
    const own = this.streams.find(
      ({ symbol, interval }) => interval > 0 && (symbol === instrument.index || symbol < 0),
    );
    if (own === undefined) return null;
    const { interval, warmup } = this.setup.strategy;
    const scale = Number(`1e${instrument.priceDecimals}`);
    return new CandleFeed(instrument.index, instrument.symbol, scale, interval ?? own.interval, own.interval, warmup);
  }

  /** The number of a series whose next chunk is needed before anything else can happen; -1 where none is. */
  get starved(): number {
    if (this.hungry === 0) return -1;
    return this.streams.find((stream) => stream.isStarved)!.series;
  }

  give(series: number, columns: Columns | null): void {
    const stream = this.streams.find((one) => one.series === series)!;
    if (columns !== null && columns.length === 0) return;
    stream.give(columns);
    this.hungry -= 1;
    if (stream.hasEnded) this.running -= 1;
    this.scheduleStream(stream);
  }

  /** The last time at which anything may happen; Infinity while it is not known. */
  get end(): number {
    return this.setup.window.to ?? (this.running === 0 ? this.lastTime : NEVER);
  }

  /** When the next market event happens; Infinity where none is left. `nextKind` belongs to it. */
  get nextTime(): number {
    const { streams } = this;
    let best = streams[0]!;
    for (let i = 1; i < streams.length; i++) {
      const stream = streams[i]!;
      if (stream.dueTime < best.dueTime || (stream.dueTime === best.dueTime && stream.dueKind < best.dueKind)) {
        best = stream;
      }
    }
    this.next = best;
    return best.dueTime;
  }

  /** Candles, prints and rows of tape that have passed. */
  get events(): number {
    let events = 0;
    for (const stream of this.streams) events += stream.passed;
    return events;
  }

  /**
   * Where nothing is next but closes of candles on which nobody waits, and all before `limit`: closes those of the
   * earliest time at once. Answers the time; -1 where the long way must be gone.
   */
  passQuiet(limit: number): number {
    const { streams } = this;
    let time = streams[0]!.dueTime;
    for (let i = 1; i < streams.length; i++) if (streams[i]!.dueTime < time) time = streams[i]!.dueTime;
    if (!(time < limit)) return -1;
    for (let i = 0; i < streams.length; i++) {
      const stream = streams[i]!;
      if (stream.dueTime === time && !stream.isQuiet) return -1;
    }
    this.lastTime = time;
    for (let i = 0; i < streams.length; i++) {
      const stream = streams[i]!;
      if (stream.dueTime === time) this.closeUnwatched(stream, time, time - stream.interval);
    }
    return time;
  }

  /** Candles of a symbol that have passed; of a recorded tape, those it counted. */
  candlesOf(symbol: number): number {
    let candles = this.counts[symbol]!.tapeCandles;
    for (const stream of this.streams) if (stream.symbol === symbol && stream.interval > 0) candles += stream.passed;
    return candles;
  }

  get nextKind(): number {
    return this.next!.dueKind;
  }

  get hasClosed(): boolean {
    return this.closedCount > 0;
  }

  /** True where the candles that closed now opened before the window. */
  get isWarmup(): boolean {
    const { from } = this.setup.window;
    return this.lastTime <= from && this.closed[0]?.role !== ROLE.tape;
  }

  /** Price moved or a fill happened after `time`. */
  hasMovedSince(time: number): boolean {
    return this.lastMove > time;
  }

  /** Passes the event that is next. Answers a gap that was found in its place. */
  pass(now: number, kind: number): GapEvent | null {
    const stream = this.next!;
    this.currentSymbol = stream.symbol;
    if (now > this.lastTime) this.lastTime = now;
    if (stream.tape !== null) return this.passRow(stream, now);
    if (stream.trades !== null) return this.passPrint(stream, now);
    if (stream.isFlushing) {
      this.closed[this.closedCount++] = stream;
      stream.dueTime = NEVER;
      return null;
    }
    if (kind === KIND.open && stream.opensAfterGap) return this.passGap(stream);
    this.passPoint(stream, now);
    return null;
  }

  private passPoint(stream: Stream, now: number): void {
    const { symbol } = stream;
    const market = this.exchange.markets[symbol]!;
    const walks = market.isActive && stream.role === ROLE.path && !stream.isFilled;
    const open = stream.candles!.time[stream.row]!;
    const isClose = now === open + stream.interval;
    if (!walks || open < this.setup.window.from) {
      if (isClose) this.closeUnwatched(stream, now, open);
      else this.scheduleStream(stream);
      return;
    }
    if (stream.stage === POINT.first) this.chooseExtreme(stream);
    const point = stream.stage;
    stream.stage += 1;
    const auction = point === POINT.open && this.opensSession(stream, open);
    this.lastMove = now;
    this.exchange.move(symbol, stream.pointPrice(point), now, open + stream.interval, open, auction);
    this.observe(symbol);
    if (isClose) this.closeCandle(stream, open);
    else this.scheduleStream(stream);
  }

  /** The end of a candle on which nobody waited: its inner points only leave their mark on open positions. */
  private closeUnwatched(stream: Stream, now: number, open: number): void {
    const { symbol } = stream;
    if (stream.role === ROLE.path && !stream.isFilled) {
      const market = this.exchange.markets[symbol]!;
      const until = open + stream.interval;
      if (this.books.hasOpenPosition) {
        if (stream.stage <= POINT.first) {
          this.glance(stream, stream.candles!.high[stream.row]!, open);
          this.glance(stream, stream.candles!.low[stream.row]!, open);
        } else if (stream.stage === POINT.second) this.glance(stream, stream.pointPrice(POINT.second), open);
      }
      // History is a mark, and nothing an order of the window can meet.
      const meetsUntil = open < this.setup.window.from ? NONE : until;
      this.exchange.place(market, stream.pointPrice(POINT.close), now, meetsUntil, open);
      this.observe(symbol);
      this.lastMove = now;
    }
    this.closeCandle(stream, open);
  }

  private glance(stream: Stream, price: number, open: number): void {
    this.exchange.markets[stream.symbol]!.price = price;
    this.exchange.markets[stream.symbol]!.candleTime = open;
    this.observe(stream.symbol);
  }

  private closeCandle(stream: Stream, open: number): void {
    const counts = this.counts[stream.symbol]!;
    if (stream.isFilled) counts.filledCandles += 1;
    if (counts.firstPrice === NONE && open >= this.setup.window.from)
      counts.firstPrice = stream.candles!.open[stream.row]!;
    stream.dueTime = NEVER;
    this.closed[this.closedCount++] = stream;
  }

  /** On `calendar: sessions` the time between two dates is no gap. */
  private passGap(stream: Stream): GapEvent | null {
    const { symbol, lastEnd } = stream;
    const open = stream.candles!.time[stream.row]!;
    stream.gapTold = true;
    this.scheduleStream(stream);
    return this.opensSession(stream, open) ? null : this.gap(symbol, lastEnd, open);
  }

  private gap(symbol: number, from: number, to: number): GapEvent {
    const counts = this.counts[symbol]!;
    counts.gaps += 1;
    counts.missing += to - from;
    const { symbol: name } = this.setup.instruments[symbol]!;
    return { symbol, info: { symbol: name, from: from / 1000, to: to / 1000 } };
  }

  private passPrint(stream: Stream, now: number): null {
    this.print(stream.symbol, stream.trades!.price[stream.row]!, now);
    this.goToNextRow(stream);
    return null;
  }

  private print(symbol: number, price: number, now: number): void {
    const counts = this.counts[symbol]!;
    if (counts.firstPrice === NONE) counts.firstPrice = price;
    counts.prints += 1;
    this.lastMove = now;
    this.exchange.move(symbol, price, now, NEVER, NONE, false);
    this.observe(symbol);
  }

  /** One row of a recorded tape. */
  private passRow(stream: Stream, now: number): GapEvent | null {
    const tape = stream.tape!;
    const { row } = stream;
    const symbol = tape.symbol[row]!;
    this.currentSymbol = symbol;
    switch (tape.event[row]!) {
      case TAPE_KIND.trade:
        this.print(symbol, tape.a[row]!, now);
        break;
      case TAPE_KIND.candle: {
        const candle = this.tapeRows[symbol]!;
        candle.set(tape.exchangeTime[row]!, tape.a[row]!, tape.b[row]!, tape.c[row]!, tape.d[row]!, tape.e[row]!);
        this.counts[symbol]!.tapeCandles += 1;
        stream.dueTime = NEVER;
        stream.tapeSymbol = symbol;
        this.closed[this.closedCount++] = stream;
        return null;
      }
      case TAPE_KIND.gap: {
        const market = this.exchange.markets[symbol]!;
        const from = market.priceTime === NONE ? now : market.priceTime;
        market.meetsUntil = NONE;
        this.goToNextRow(stream);
        return this.gap(symbol, from, now);
      }
      case TAPE_KIND.heartbeat:
        break;
      default:
        throw new InputError(
          `the tape holds an event of kind ${tape.event[row]} (symbol ${symbol === NO_SYMBOL ? 'none' : symbol}) that this version does not know`,
        );
    }
    this.goToNextRow(stream);
    return null;
  }

  private goToNextRow(stream: Stream): void {
    stream.advance();
    if (stream.isStarved) this.hungry += 1;
    this.scheduleStream(stream);
  }

  private isClosing(stream: Stream): boolean {
    for (let i = 0; i < this.closedCount; i++) if (this.closed[i] === stream) return true;
    return false;
  }

  /** The feed of a series whose candle closed, where a strategy candle is ready with it. */
  candleOf(stream: Stream): CandleFeed | null {
    if (stream.role === ROLE.tape) {
      return this.takeCandle(stream, this.feeds[stream.tapeSymbol]!, this.tapeRows[stream.tapeSymbol]!, 0);
    }
    const feed = this.feeds[stream.symbol]!;
    if (stream.isFlushing) {
      feed.complete();
      return feed;
    }
    return this.takeCandle(stream, feed, stream.candles!, stream.row);
  }

  private takeCandle(stream: Stream, feed: CandleFeed, source: CandleSource, row: number): CandleFeed | null {
    if (feed.isPast(source.time[row]!)) {
      // What was being built ends first; the candle at hand comes again behind it.
      feed.complete();
      this.closed[this.closedCount++] = stream;
      return feed;
    }
    return feed.take(source, row, stream.interval) ? feed : null;
  }

  /** Lets the series whose candles closed go on to their next one. */
  goOn(): void {
    const { closed } = this;
    for (let i = 0; i < this.closedCount; i++) {
      const stream = closed[i]!;
      if (stream.role !== ROLE.tape && !stream.isFlushing) {
        stream.lastEnd = stream.candles!.time[stream.row]! + stream.interval;
      }
      // A series may stand here twice: only its first mention moves it on.
      if (stream.dueTime !== NEVER || closed.indexOf(stream) !== i) continue;
      if (stream.isFlushing) stream.isFlushing = false;
      else {
        stream.advance();
        if (stream.isStarved) this.hungry += 1;
      }
      this.scheduleStream(stream);
    }
    this.closedCount = 0;
  }

  private scheduleStream(stream: Stream): void {
    if (stream.isStarved) {
      stream.dueTime = NEVER;
      return;
    }
    stream.schedule(stream.symbol < 0 ? null : this.exchange.markets[stream.symbol]!, this.setup.window.from);
    if (stream.symbol < 0 || stream.interval === 0) return;
    // A candle being built ends at its own boundary, also where the last of what it is built from is missing.
    const until = this.feeds[stream.symbol]!.buildingUntil;
    const nextOpen = stream.candles === null ? NEVER : stream.candles.time[stream.row]!;
    if (until <= nextOpen && until !== NEVER && stream.stage === POINT.open) {
      stream.isFlushing = true;
      stream.dueTime = until;
      stream.dueKind = KIND.point;
    }
  }

  /** After orders came or went: an idle path and a watched one stop at different points. */
  reschedule(symbol: number): void {
    for (const stream of this.streams) {
      if (stream.symbol === symbol && stream.role === ROLE.path && stream.dueTime !== NEVER && !stream.isFlushing) {
        this.scheduleStream(stream);
      }
    }
  }

  /** Brings a symbol's path up to now before somebody begins to wait on it. */
  wake(symbol: number, now: number, kind: number): void {
    for (const stream of this.streams) if (stream.symbol === symbol) this.settle(stream, now, kind);
  }

  /** The same for the others before a fill: marks convert it, and extremes are chosen by the position before it. */
  settleForFill(now: number, kind: number): void {
    this.lastMove = now;
    if (this.streams.length > 1) this.settleAll(now, kind);
  }

  /** The same for all symbols, so that each mark is the price that stands. */
  settleAll(now: number, kind: number): void {
    for (const stream of this.streams) this.settle(stream, now, kind);
  }

  /** Passes, on a path on which nobody waits, the points that lie before the present event. */
  private settle(stream: Stream, now: number, kind: number): void {
    if (stream.role !== ROLE.path || stream.candles === null || stream.row === stream.length || stream.isFilled) return;
    if (this.exchange.markets[stream.symbol]!.isActive || this.isClosing(stream)) return;
    const open = stream.candles.time[stream.row]!;
    if (open < this.setup.window.from) return;
    while (stream.stage < POINT.close) {
      const time = pointTime(open, stream.interval, stream.stage);
      const own = stream.stage === POINT.open ? KIND.open : KIND.point;
      const isPast =
        time < now || (time === now && (own < kind || (own === kind && stream.symbol < this.currentSymbol)));
      if (!isPast) return;
      if (stream.stage === POINT.first) this.chooseExtreme(stream);
      const price = stream.pointPrice(stream.stage);
      this.exchange.place(this.exchange.markets[stream.symbol]!, price, time, open + stream.interval, open);
      this.observe(stream.symbol);
      if (time > this.lastMove) this.lastMove = time;
      stream.stage += 1;
    }
  }

  private chooseExtreme(stream: Stream): void {
    const candles = stream.candles!;
    const { row } = stream;
    const position = this.books.position(this.setup.instruments[stream.symbol]!.base);
    stream.highFirst = this.rule.highFirst(position, candles.open[row]!, candles.high[row]!, candles.low[row]!);
  }

  private observe(symbol: number): void {
    if (this.books.hasOpenPosition) this.books.observe(symbol);
  }

  /** On `calendar: sessions` a session opens with the first candle of a date, and with every candle of a day or longer. */
  private opensSession(stream: Stream, open: number): boolean {
    if (this.setup.instruments[stream.symbol]!.calendar !== 'sessions') return false;
    if (stream.interval >= MICROS_PER_DAY || stream.lastEnd < 0) return true;
    return dayOf(open) !== dayOf(stream.lastEnd - stream.interval);
  }
}

function roleOf(info: SessionSetup['series'][number], setup: SessionSetup): number {
  if (info.kind === 'tape') return ROLE.tape;
  if (info.kind === 'trades') return ROLE.prints;
  return setup.matching[info.symbol] === 'candles' ? ROLE.path : ROLE.shown;
}
