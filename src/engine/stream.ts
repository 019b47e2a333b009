/** One series of market events on its way through the run: where it stands, and what it does next. */
import type { SymbolMarket } from '../exchange/market.ts';
import { POINT, pointTime } from '../exchange/path.ts';
import {
  type CandleColumns,
  type Columns,
  type Lacks,
  type QuoteColumns,
  type SeriesInfo,
  TAPE_KIND,
  type TapeColumns,
  type TradeColumns,
  withoutFirst,
} from '../market/columns.ts';
import type { GapFiller } from '../market/gaps.ts';
import type { CandleFeed } from './candleFeed.ts';
import type { Detail } from './detail.ts';
import type { LiveRows } from './liveRows.ts';
import type { CandleMaker } from './maker.ts';
import { KIND } from './order.ts';

/** What a series is for. */
export const ROLE = {
  /** Candles that orders are matched on: four points each. */
  path: 0,
  /** Candles shown to the strategy only, beside a finer source. */
  shown: 1,
  prints: 2,
  tape: 3,
  /** Candles shown to the strategy only, made of the prints or quotes of a symbol that has none. */
  made: 4,
} as const;

const NEVER = Number.POSITIVE_INFINITY;

export class Stream {
  readonly series: number;
  readonly symbol: number;
  readonly interval: number;
  readonly role: number;
  /** Its symbol's; null for a tape, which carries all symbols. */
  readonly market: SymbolMarket | null;
  /** The strategy's candles made of its own; null for a tape and for prints. */
  readonly feed: CandleFeed | null;
  private readonly windowStart: number;
  candles: CandleColumns | null = null;
  trades: TradeColumns | null = null;
  quotes: QuoteColumns | null = null;
  tape: TapeColumns | null = null;
  /** Fills in what is missing between its candles; null where that stays missing. */
  filler: GapFiller | null = null;
  /** The finer candles of a path; null where it has none. */
  detail: Detail | null = null;
  /** Makes its candles; null where they come as they are. */
  maker: CandleMaker | null = null;
  /** Of prints and quotes: the series whose candles are made of them. Of that one: what it is made of. */
  makes: Stream | null = null;
  madeOf: Stream | null = null;
  row = 0;
  length = 0;
  /** The candle that price is in: the one at `row`, or a finer one of it. */
  path: CandleColumns | null = null;
  pathRow = 0;
  /** The finer candles whose points price takes; null where it takes those of the candle at `row` itself. */
  settling: Detail | null = null;
  hasEnded = false;
  private passedBefore = 0;
  /** The next point of the candle at `row`: a value of POINT. */
  stage: number = POINT.open;
  /** The candle at `row` takes its high before its low; known once its first extreme is passed. */
  highFirst = false;
  /** Where the last candle ended that was not filled in: a later open is a gap. -1 before the first. */
  lastEnd = -1;
  /** What the window has nothing of at its ends; null where it lacks nothing. */
  readonly lacks: Lacks | null;
  /** The time missing before the candle at `row` has been told. */
  gapTold = false;
  /** Its next event is the end of a strategy candle whose last market candle is missing. */
  isFlushing = false;
  /** Of a live tape: what closes before the row at hand. */
  live: LiveRows | null = null;
  /** Symbol of the tape's candle that closed now. */
  tapeSymbol = 0;
  /** Its candle closed now and waits for the strategy. */
  isClosing = false;
  /** The next event is the close of a candle on which nobody waits, and nothing else about it is special. */
  isQuiet = false;
  /** When its next event happens, and of which kind. */
  dueTime: number = NEVER;
  dueKind: number = KIND.print;

  constructor(
    series: number,
    info: SeriesInfo,
    role: number,
    market: SymbolMarket | null,
    feed: CandleFeed | null,
    windowStart: number,
  ) {
    this.series = series;
    this.symbol = info.symbol;
    this.interval = info.interval;
    this.role = role;
    this.market = market;
    this.feed = feed;
    this.windowStart = windowStart;
    this.lacks = info.lacks ?? null;
  }

  /** True where the next chunk must come before anything else can happen. */
  get isStarved(): boolean {
    return this.row === this.length && !this.hasEnded;
  }

  /** Rows that have passed, of all chunks. */
  get passed(): number {
    return this.passedBefore + this.row;
  }

  /** When the candle at `row` opens. */
  get openTime(): number {
    return this.candles!.time[this.row]!;
  }

  /** True where the finer candles of the one at `row` must come before anything else can happen. */
  get awaitsDetail(): boolean {
    const { detail } = this;
    return detail !== null && this.isMatched && !detail.covers(this.openTime + this.interval);
  }

  /** Price has come to the candle at `row`, whose finer ones are at hand. */
  begin(): void {
    const { detail } = this;
    if (detail === null || !this.isMatched) return;
    if (!detail.enter(this.candles!, this.row, this.openTime + this.interval)) return;
    this.settling = detail;
    this.path = detail.columns;
    this.pathRow = detail.first;
  }

  giveDetail(columns: CandleColumns | null): void {
    this.detail!.give(columns, this.openTime);
  }

  give(columns: Columns | null): void {
    if (columns === null) {
      this.turnTo(null);
      this.hasEnded = true;
    } else if (this.filler !== null && columns.kind === 'candles') {
      this.filler.take(columns);
      this.turnTo(this.filler.next());
    } else this.turnTo(columns);
  }

  /** Goes on to what is left of the last chunk, after its gaps were filled in. False where the next chunk is needed. */
  refill(): boolean {
    const columns = this.filler?.next() ?? null;
    if (columns === null) return false;
    this.turnTo(columns);
    return true;
  }

  private turnTo(columns: Columns | null): void {
    this.passedBefore += this.row;
    this.row = 0;
    this.length = columns?.length ?? 0;
    this.candles = columns?.kind === 'candles' ? columns : null;
    this.path = this.candles;
    this.pathRow = 0;
    this.settling = null;
    this.trades = columns?.kind === 'trades' ? columns : null;
    this.quotes = columns?.kind === 'quotes' ? columns : null;
    this.tape = columns?.kind === 'tape' ? columns : null;
  }

  /** Before it is saved: lets go of the rows that have passed. */
  tidy(): void {
    const { row } = this;
    const columns = this.candles ?? this.trades ?? this.quotes ?? this.tape;
    if (row === 0 || columns === null) return;
    const { settling, path, pathRow } = this;
    this.turnTo(withoutFirst(columns, row));
    this.settling = settling;
    if (settling === null) return;
    this.path = path;
    this.pathRow = pathRow;
  }

  /** The candle that is being made is the series' one candle; null where none is. */
  make(candles: CandleColumns | null): void {
    this.candles = candles;
    this.isFlushing = false;
    this.schedule();
  }

  /** A candle that was made has passed. */
  countMade(): void {
    this.passedBefore += 1;
  }

  /** When the next print or quote comes; Infinity where none is left. */
  get nextRowTime(): number {
    if (this.row === this.length) return NEVER;
    return (this.trades ?? this.quotes)!.time[this.row]!;
  }

  /** Works out the next event. A path on which nobody waits goes from candle to candle. */
  schedule(): void {
    this.isQuiet = false;
    this.dueTime = NEVER;
    if (this.maker !== null) {
      if (this.candles !== null) this.due(this.openTime + this.interval, KIND.point);
    } else if (this.row < this.length) {
      if (this.candles !== null) this.scheduleCandle(this.candles);
      else if (this.tape === null) this.due(this.nextRowTime, KIND.print);
      else this.scheduleRow(this.tape);
    } else if (!this.hasEnded) return;
    if (this.feed?.isBuilding) this.scheduleBoundary(this.feed.buildingUntil);
  }

  /** A row of tape; or, at its time and before it, the candles that it closes. */
  private scheduleRow(tape: TapeColumns): void {
    const event = tape.event[this.row]!;
    this.isFlushing = this.live?.look(tape, this.row) === true;
    const isCandle = this.isFlushing || event === TAPE_KIND.candle || event === TAPE_KIND.warmup;
    this.due(tape.time[this.row]!, isCandle ? KIND.point : KIND.print);
  }

  private scheduleCandle(candles: CandleColumns): void {
    const open = candles.time[this.row]!;
    const isPath = this.role === ROLE.path && open >= this.windowStart && !this.isFilled;
    if (this.isAtStart && this.opensAfterGap) this.due(open, KIND.open);
    else if (isPath && this.market!.isActive) {
      this.due(this.pointTime, this.stage === POINT.open ? KIND.open : KIND.point);
    } else {
      this.due(open + this.interval, KIND.point);
      this.isQuiet = isPath;
    }
  }

  /** A candle being built ends at its own boundary, also where the last of what it is built from is missing. */
  private scheduleBoundary(until: number): void {
    const nextOpen = this.candles === null ? NEVER : this.openTime;
    if (until === NEVER || until > nextOpen || !this.isAtStart) return;
    this.isFlushing = true;
    this.isQuiet = false;
    this.due(until, KIND.point);
  }

  private due(time: number, kind: number): void {
    this.dueTime = time;
    this.dueKind = kind;
  }

  /** True where the candle at `row` was filled in for a gap: price does not move on it. */
  get isFilled(): boolean {
    return this.candles?.filled?.[this.row] === 1;
  }

  /** True where orders meet the candle at `row`: one of a path, of the window, that is there. */
  get isMatched(): boolean {
    if (this.role !== ROLE.path || this.row === this.length || this.candles === null) return false;
    return this.openTime >= this.windowStart && !this.isFilled;
  }

  /** True where time is missing between the candle before and the one at `row`, filled in or not. */
  get opensAfterGap(): boolean {
    const { gapStart } = this;
    if (this.gapTold || gapStart < 0 || this.candles === null) return false;
    return this.candles.time[this.row]! > gapStart && !this.isFilled;
  }

  /** Since when time is missing, if it is: the end of the last candle, or what the window's start lacks. -1: since never. */
  get gapStart(): number {
    return this.lastEnd >= 0 ? this.lastEnd : (this.lacks?.before?.from ?? -1);
  }

  /** True where nobody waited for the close of the candle at `row`, and the next follows at once. */
  get isFollowed(): boolean {
    const next = this.row + 1;
    if (!this.isQuiet || next >= this.length) return false;
    const { time, filled } = this.candles!;
    if (time[next]! - time[this.row]! !== this.interval || (filled !== null && filled[next] === 1)) return false;
    return this.detail === null || this.detail.covers(time[next]! + this.interval);
  }

  /** No point of the candle at `row` has been passed. */
  private get isAtStart(): boolean {
    return this.stage === POINT.open && (this.settling === null || this.pathRow === this.settling.first);
  }

  /** Nothing is left of the candle at `row` but its close, if that. */
  get isAtClose(): boolean {
    return this.stage >= POINT.close && (this.settling === null || this.pathRow === this.settling.last);
  }

  /** When price comes to its next point. */
  get pointTime(): number {
    const { openTime, interval, stage, settling } = this;
    if (settling === null) return pointTime(openTime, interval, stage);
    return settling.pointTime(this.pathRow, stage, openTime, openTime + interval);
  }

  /** The price of its next point. */
  get pointPrice(): number {
    const { pathRow, stage } = this;
    const path = this.path!;
    if (stage === POINT.open) return path.open[pathRow]!;
    if (stage === POINT.close) return path.close[pathRow]!;
    return (stage === POINT.first) === this.highFirst ? path.high[pathRow]! : path.low[pathRow]!;
  }

  /** Its next point has been passed. */
  passPoint(): void {
    if (this.stage === POINT.close && !this.isAtClose) {
      this.pathRow += 1;
      this.stage = POINT.open;
    } else this.stage += 1;
  }

  /** Goes on to the next candle, print or row of tape. */
  advance(): void {
    this.row += 1;
    this.pathRow = this.row;
    if (this.settling !== null) {
      this.settling = null;
      this.path = this.candles;
    }
    this.stage = POINT.open;
    this.gapTold = false;
  }
}
