/** One series of market events on its way through the run: where it stands, and what it does next. */
import type { SymbolMarket } from '../exchange/market.ts';
import { POINT, pointTime } from '../exchange/path.ts';
import type { CandleColumns, Columns, SeriesInfo, TapeColumns, TradeColumns } from '../market/columns.ts';
import { TAPE_KIND } from '../market/columns.ts';
import type { CandleFeed } from './candleFeed.ts';
import { KIND } from './order.ts';

/** What a series is for. */
export const ROLE = {
  /** Candles that orders are matched on: four points each. */
  path: 0,
  /** Candles shown to the strategy only, beside a finer source. */
  shown: 1,
  prints: 2,
  tape: 3,
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
  tape: TapeColumns | null = null;
  row = 0;
  length = 0;
  hasEnded = false;
  private passedBefore = 0;
  /** The next point of the candle at `row`: a value of POINT. */
  stage: number = POINT.open;
  /** The candle at `row` takes its high before its low; known once its first extreme is passed. */
  highFirst = false;
  /** Where the last candle ended: a later open is a gap. -1 before the first. */
  lastEnd = -1;
  /** The time missing before the candle at `row` has been told. */
  gapTold = false;
  /** Its next event is the end of a strategy candle whose last market candle is missing. */
  isFlushing = false;
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

  give(columns: Columns | null): void {
    this.passedBefore += this.row;
    this.row = 0;
    this.candles = null;
    this.trades = null;
    this.tape = null;
    if (columns === null) {
      this.hasEnded = true;
      this.length = 0;
      return;
    }
    this.length = columns.length;
    if (columns.kind === 'candles') this.candles = columns;
    else if (columns.kind === 'trades') this.trades = columns;
    else if (columns.kind === 'tape') this.tape = columns;
  }

  /** Works out the next event. A path on which nobody waits goes from candle to candle. */
  schedule(): void {
    this.isQuiet = false;
    this.dueTime = NEVER;
    if (this.row < this.length) {
      if (this.candles !== null) this.scheduleCandle(this.candles);
      else if (this.trades !== null) this.due(this.trades.time[this.row]!, KIND.print);
      else if (this.tape !== null) {
        const isCandle = this.tape.event[this.row] === TAPE_KIND.candle;
        this.due(this.tape.time[this.row]!, isCandle ? KIND.point : KIND.print);
      }
    } else if (!this.hasEnded) return;
    if (this.feed?.isBuilding) this.scheduleBoundary(this.feed.buildingUntil);
  }

  private scheduleCandle(candles: CandleColumns): void {
    const open = candles.time[this.row]!;
    const isPath = this.role === ROLE.path && open >= this.windowStart && !this.isFilled;
    if (this.stage === POINT.open && this.opensAfterGap) this.due(open, KIND.open);
    else if (isPath && this.market!.isActive) {
      this.due(pointTime(open, this.interval, this.stage), this.stage === POINT.open ? KIND.open : KIND.point);
    } else {
      this.due(open + this.interval, KIND.point);
      this.isQuiet = isPath;
    }
  }

  /** A candle being built ends at its own boundary, also where the last of what it is built from is missing. */
  private scheduleBoundary(until: number): void {
    const nextOpen = this.candles === null ? NEVER : this.openTime;
    if (until === NEVER || until > nextOpen || this.stage !== POINT.open) return;
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

  /** True where time is missing between the candle before and the one at `row`. */
  get opensAfterGap(): boolean {
    if (this.gapTold || this.lastEnd < 0 || this.candles === null) return false;
    return this.candles.time[this.row]! > this.lastEnd;
  }

  /** True where nobody waited for the close of the candle at `row`, and the next follows at once. */
  get isFollowed(): boolean {
    const next = this.row + 1;
    if (!this.isQuiet || next >= this.length) return false;
    const { time, filled } = this.candles!;
    return time[next]! - time[this.row]! === this.interval && (filled === null || filled[next] !== 1);
  }

  /** The price of a point of the candle at `row`. */
  pointPrice(point: number): number {
    const candles = this.candles!;
    if (point === POINT.open) return candles.open[this.row]!;
    if (point === POINT.close) return candles.close[this.row]!;
    return (point === POINT.first) === this.highFirst ? candles.high[this.row]! : candles.low[this.row]!;
  }

  /** Goes on to the next candle, print or row of tape. */
  advance(): void {
    this.row += 1;
    this.stage = POINT.open;
    this.gapTold = false;
  }
}
