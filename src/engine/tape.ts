/** The market's side of a run: all series in one order, and the candles that have closed. */
import type { SimulatedExchange } from '../exchange/simulated.ts';
import type { CandleColumns, Columns } from '../market/columns.ts';
import { InputError } from '../model/errors.ts';
import { NONE } from '../model/record.ts';
import { formatTime } from '../model/time.ts';
import type { Books } from '../portfolio/books.ts';
import type { CandleSource } from '../strategy/candle.ts';
import type { CandleFeed } from './candleFeed.ts';
import { type GapEvent, SymbolCounts } from './counts.ts';
import { KIND } from './order.ts';
import type { SessionSetup } from './setup.ts';
import { ROLE, type Stream } from './stream.ts';
import { feedsOf, streamsOf } from './streams.ts';
import { type Command, TapeRowPasser } from './tapeRow.ts';
import { Ticks } from './ticks.ts';
import { Walk } from './walk.ts';

const NEVER = Number.POSITIVE_INFINITY;

export class Tape {
  readonly streams: readonly Stream[];
  /** The strategy's candles, a feed a symbol; null for a symbol without candles. */
  readonly feeds: readonly (CandleFeed | null)[];
  readonly counts: readonly SymbolCounts[];
  /** Series whose candle closed now and waits for kind (4), in scenario order: the first `closedCount`. */
  readonly closed: Stream[] = [];
  closedCount = 0;
  /** Closes of candles on which nobody waits may be gone through up to before this time. NONE: somebody has stirred. */
  quietUntil: number = NONE;
  private readonly setup: SessionSetup;
  private readonly walk: Walk;
  private readonly ticks: Ticks;
  /** By symbol, the series its orders are matched on where those are candles. */
  private readonly paths: readonly (readonly Stream[])[];
  private readonly rows: TapeRowPasser;
  private readonly heard: GapEvent[] = [];
  private hungry = 0;
  private running: number;
  /** The series whose event is next, and the symbol whose event is being passed. */
  private next: Stream | null = null;
  /** At the next time there are only closes of candles on which nobody waits. */
  isNextQuiet = false;
  private currentSymbol = 0;
  private lastTime: number = NONE;

  constructor(setup: SessionSetup, exchange: SimulatedExchange, books: Books) {
    this.setup = setup;
    this.walk = new Walk(setup, exchange, books);
    this.feeds = feedsOf(setup);
    this.streams = streamsOf(setup, exchange.markets, this.feeds);
    this.paths = setup.instruments.map(({ index }) =>
      this.streams.filter(({ symbol, role }) => symbol === index && role === ROLE.path),
    );
    this.hungry = this.streams.filter(({ role }) => role !== ROLE.made).length;
    this.running = this.streams.length;
    this.counts = setup.instruments.map(() => new SymbolCounts());
    this.ticks = new Ticks(setup.window, exchange.markets, this.walk, this.counts);
    const { ticks, walk, counts } = this;
    const tellGap = this.gap.bind(this);
    this.rows = new TapeRowPasser({ setup, exchange, ticks, walk, counts, streams: this.streams, tellGap });
  }

  /** The number of a series whose next chunk is needed before anything else can happen; -1 where none is. */
  get starved(): number {
    if (this.hungry === 0) return -1;
    const stream = this.streams.find((one) => one.isStarved || one.awaitsDetail)!;
    return stream.isStarved ? stream.series : stream.detail!.series;
  }

  give(series: number, columns: Columns | null): void {
    if (columns !== null && columns.length === 0) return;
    const stream = this.streams.find((one) => one.series === series || one.detail?.series === series)!;
    if (stream.series !== series) {
      stream.giveDetail(columns as CandleColumns | null);
      if (stream.awaitsDetail) return;
      this.hungry -= 1;
      this.begin(stream);
      return;
    }
    stream.give(columns);
    this.hungry -= 1;
    if (stream.hasEnded) this.running -= 1;
    // What is being made of it has a candle to close yet.
    if (stream.hasEnded && stream.makes?.candles === null) this.running -= 1;
    this.begin(stream);
  }

  /** A series goes on with what is at its row, once all there is to know of that is at hand. */
  private begin(stream: Stream): void {
    if (stream.awaitsDetail) {
      stream.dueTime = NEVER;
      this.hungry += 1;
      return;
    }
    stream.begin();
    stream.schedule();
  }

  /** The last time at which anything may happen; Infinity while it is not known. */
  get end(): number {
    return this.setup.window.to ?? (this.running === 0 ? this.lastTime : NEVER);
  }

  /** When the next market event happens; Infinity where none is left. `nextKind` and `isNextQuiet` belong to it. */
  get nextTime(): number {
    const { streams } = this;
    let best = streams[0]!;
    let time = best.dueTime;
    let isQuiet = best.isQuiet;
    for (let i = 1; i < streams.length; i++) {
      const stream = streams[i]!;
      const due = stream.dueTime;
      if (due > time) continue;
      isQuiet = stream.isQuiet && (isQuiet || due < time);
      if (due < time || stream.dueKind < best.dueKind) best = stream;
      time = due;
    }
    this.next = best;
    this.isNextQuiet = isQuiet;
    return time;
  }

  /** Candles, prints, quotes and rows of tape that have passed. */
  get events(): number {
    let events = 0;
    for (const stream of this.streams) if (stream.role !== ROLE.made) events += stream.passed;
    return events;
  }

  /** Closes the candles of the next time at once: nobody waits on them, and nothing else happens then. */
  passQuiet(): void {
    const { streams } = this;
    const time = this.next!.dueTime;
    this.lastTime = time;
    for (let i = 0; i < streams.length; i++) {
      const stream = streams[i]!;
      if (stream.dueTime !== time) continue;
      this.walk.stride(stream, time);
      this.close(stream);
    }
  }

  /**
   * Where each candle that closed now is followed at once by another, nobody waits on any, and those close before
   * `limit` and all else: closes them, without another look at the order of things. False otherwise.
   */
  follow(): boolean {
    const { closed, closedCount } = this;
    const { interval } = closed[0]!;
    const time = this.lastTime + interval;
    if (time >= this.quietUntil || (closedCount < this.streams.length && this.nextTime <= time)) return false;
    for (let i = 0; i < closedCount; i++) {
      const stream = closed[i]!;
      if (!stream.isFollowed || stream.interval !== interval) return false;
    }
    for (let i = 0; i < closedCount; i++) {
      const stream = closed[i]!;
      stream.advance();
      stream.begin();
      this.walk.stride(stream, time);
      this.walk.remember(stream);
    }
    this.lastTime = time;
    if (closedCount < this.streams.length) this.settleAll(time, KIND.close);
    return true;
  }

  /** When the candles that closed last did. */
  get closeTime(): number {
    return this.lastTime;
  }

  /** Candles of a symbol that have passed; of a recorded tape, those it counted. */
  candlesOf(symbol: number): number {
    let candles = this.counts[symbol]!.tapeCandles;
    for (const stream of this.streams) if (stream.symbol === symbol && stream.interval > 0) candles += stream.passed;
    return candles;
  }

  lateTrades(symbol: number): number {
    return this.rows.lateTrades(symbol);
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
    const first = this.closed[0];
    if (first?.role !== ROLE.tape) return this.lastTime <= from;
    // What a live tape brings of candles is history.
    return first.live !== null && !first.isFlushing;
  }

  /** Price moved or a fill happened after `time`. */
  hasMovedSince(time: number): boolean {
    return this.walk.lastMove > time;
  }

  /** Passes the event that is next. Answers the gaps that were found in its place: good until the next. */
  pass(now: number, kind: number): readonly GapEvent[] {
    const stream = this.next!;
    if (this.heard.length > 0) this.heard.length = 0;
    this.currentSymbol = stream.symbol;
    if (now > this.lastTime) this.lastTime = now;
    if (stream.tape !== null) this.passRow(stream, now);
    else if (stream.role === ROLE.prints) {
      this.ticks.pass(stream, now);
      this.goToNextRow(stream);
    } else if (stream.isFlushing) this.hold(stream);
    else if (stream.maker !== null) {
      stream.maker.complete();
      this.close(stream);
    } else if (kind === KIND.open && stream.opensAfterGap) this.passGap(stream);
    else this.passPoint(stream, now);
    return this.heard;
  }

  /** What an operator asked for with the row that passed; null where it was none. */
  takeCommand(): Command | null {
    const { command } = this.rows;
    this.rows.command = null;
    return command;
  }

  private passPoint(stream: Stream, now: number): void {
    const { openTime } = stream;
    const isClose = now === openTime + stream.interval;
    if (stream.isMatched && stream.market!.isActive) {
      this.walk.step(stream, now);
      // For a moment in a fill nobody may seem to wait: what is left of the order goes back when it is over.
      stream.isQuiet = false;
    } else if (isClose) this.walk.close(stream, now);
    if (isClose) this.close(stream);
    else stream.schedule();
  }

  private close(stream: Stream): void {
    this.walk.remember(stream);
    const counts = this.counts[stream.symbol]!;
    if (stream.isFilled) counts.filledCandles += 1;
    else if (counts.firstPrice === NONE && stream.openTime >= this.setup.window.from) {
      counts.firstPrice = stream.candles!.open[stream.row]!;
    }
    this.hold(stream);
  }

  /** Lets a series wait until the strategy has seen what closed. */
  private hold(stream: Stream): void {
    stream.dueTime = NEVER;
    stream.isClosing = true;
    this.closed[this.closedCount++] = stream;
  }

  /** On `calendar: sessions` the time between two dates is no gap; what the window's start lacks has been judged before. */
  private passGap(stream: Stream): void {
    stream.gapTold = true;
    stream.schedule();
    if (stream.lastEnd >= 0 && this.walk.opensSession(stream)) return;
    this.heard.push(this.gap(stream.symbol, stream.gapStart, stream.openTime));
  }

  private gap(symbol: number, from: number, to: number): GapEvent {
    const { symbol: name } = this.setup.instruments[symbol]!;
    if (this.setup.gaps === 'error') {
      throw new InputError(
        `${name} has a gap in its data from ${formatTime(from)} to ${formatTime(to)}, and market.gaps is error: add what is missing, choose another window, or set market.gaps to skip or fill`,
      );
    }
    this.counts[symbol]!.gap(from, to);
    return { symbol, info: { symbol: name, from: from / 1000, to: to / 1000, isOver: true } };
  }

  /** One row of a tape; or, before it, the candles that it closes. */
  private passRow(stream: Stream, now: number): void {
    const tape = stream.tape!;
    const { row } = stream;
    if (stream.isFlushing) {
      this.hold(stream);
      return;
    }
    this.currentSymbol = tape.symbol[row]!;
    if (this.rows.takesCandle(stream)) {
      this.hold(stream);
      return;
    }
    this.rows.pass(tape, row, now, this.heard);
    this.goToNextRow(stream);
  }

  private goToNextRow(stream: Stream): void {
    stream.advance();
    if (stream.isStarved) {
      // The columns are good until the next ones are asked for.
      stream.feed?.keep();
      if (!stream.refill()) this.hungry += 1;
    }
    this.begin(stream);
  }

  /** The feed of a series whose candle closed, where a strategy candle is ready with it. */
  candleOf(stream: Stream): CandleFeed | null {
    const { feed } = stream;
    if (feed === null) return this.tapeCandle(stream);
    if (!feed.isBuilding) {
      feed.show(stream.candles!, stream.row);
      return feed;
    }
    if (stream.isFlushing) return feed.complete() ? feed : null;
    return this.takeCandle(stream, feed, stream.candles!, stream.row);
  }

  /** A row that closes several candles comes again behind each. */
  private tapeCandle(stream: Stream): CandleFeed | null {
    const { rows } = this;
    const symbol = rows.closingSymbol(stream);
    const candle = rows.closing(stream, symbol);
    const feed = this.feeds[symbol]!;
    if (rows.isWhole(stream)) {
      feed.showWhole(candle, 0);
      return feed;
    }
    // One that ends a longer candle is not taken with that.
    const isTaken = stream.isFlushing && !feed.isPast(candle, 0);
    if (isTaken && rows.taken(symbol)) this.closed[this.closedCount++] = stream;
    return this.takeCandle(stream, feed, candle, 0);
  }

  private takeCandle(stream: Stream, feed: CandleFeed, source: CandleSource, row: number): CandleFeed | null {
    if (feed.isPast(source, row)) {
      // What was being built ends first; the candle at hand comes again behind it.
      const isWhole = feed.complete();
      stream.isQuiet = false;
      this.closed[this.closedCount++] = stream;
      return isWhole ? feed : null;
    }
    const isReady = feed.take(source, row);
    // A row of tape is written again with the next candle.
    if (stream.role === ROLE.tape) feed.keep();
    return isReady ? feed : null;
  }

  /** Lets the series whose candles closed go on to their next one. */
  goOn(): void {
    for (let i = 0; i < this.closedCount; i++) {
      const stream = this.closed[i]!;
      // A series may stand here twice: only its first mention moves it on.
      if (!stream.isClosing) continue;
      stream.isClosing = false;
      if (stream.isFlushing) {
        stream.isFlushing = false;
        stream.schedule();
        continue;
      }
      if (stream.maker !== null) {
        if (!this.ticks.makeNext(stream)) this.running -= 1;
        continue;
      }
      if (stream.role !== ROLE.tape && !stream.isFilled) stream.lastEnd = stream.openTime + stream.interval;
      this.goToNextRow(stream);
    }
    this.closedCount = 0;
  }

  /** After orders came or went: an idle path and a watched one stop at different points. */
  reschedule(symbol: number): void {
    const paths = this.paths[symbol]!;
    for (let i = 0; i < paths.length; i++) {
      const stream = paths[i]!;
      if (stream.isClosing) stream.isQuiet = false;
      else if (stream.dueTime !== NEVER && !stream.isFlushing) stream.schedule();
    }
  }

  /** Brings a symbol's path up to now before somebody begins to wait on it. */
  wake(symbol: number, now: number, kind: number): void {
    const paths = this.paths[symbol]!;
    for (let i = 0; i < paths.length; i++) this.walk.settle(paths[i]!, now, kind, this.currentSymbol);
  }

  /** The same for the others before a fill: marks convert it, and extremes are chosen by the position before it. */
  settleForFill(now: number, kind: number): void {
    this.walk.lastMove = now;
    if (this.streams.length > 1) this.settleAll(now, kind);
  }

  /** The same for all symbols, so that each mark is the price that stands. */
  settleAll(now: number, kind: number): void {
    const { streams } = this;
    for (let i = 0; i < streams.length; i++) this.walk.settle(streams[i]!, now, kind, this.currentSymbol);
  }
}
