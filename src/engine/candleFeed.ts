/** A symbol's candles on their way to the strategy: of the market's interval, or built up to longer ones. */
import { CandleBuilder, candleStart } from '../market/builder.ts';
import type { TimeSpan } from '../market/columns.ts';
import { InputError } from '../model/errors.ts';
import { formatInterval } from '../model/time.ts';
import { type CandleCopy, type CandleSource, CandleView } from '../strategy/candle.ts';
import { CandleHistory, HISTORY_LENGTH } from '../strategy/history.ts';
import { LongerCandles } from './longer.ts';

/** Views of a run's first candles (in an audit: of all) are fresh ones that end with their callback; later one view serves all. */
const CHECKED_CANDLES = 1000;

export interface CandleFeedSettings {
  readonly symbol: number;
  readonly name: string;
  /** Price units in one quote per base. */
  readonly scale: number;
  /** Of the candles the strategy decides on, microseconds. */
  readonly interval: number;
  /** The same or shorter interval of the candles that come in. */
  readonly finer: number;
  /** Candles shown before the strategy may trade on one. */
  readonly warmup: number;
  /** Microseconds; candles that open before it are history. */
  readonly windowStart: number;
  /** Candles are built of what lies inside; absent: since the first that comes in. */
  readonly whole?: TimeSpan | undefined;
  /** Every view is checked. */
  readonly isAudited?: boolean | undefined;
}

export class CandleFeed {
  /** A view means nothing between two callbacks. */
  static readonly unsaved: readonly string[] = ['view'];
  readonly symbol: number;
  readonly history: CandleHistory;
  private readonly name: string;
  private readonly interval: number;
  private readonly finer: number;
  private readonly scale: number;
  private readonly builder: CandleBuilder | null;
  /** The candles it is built from; where nothing is built, its own. */
  private readonly finest: CandleHistory;
  /** What the strategy has asked for beside its own interval. */
  private readonly longer = new Map<number, LongerCandles>();
  private readonly warmup: number;
  private readonly windowStart: number;
  /** Views of so many first candles are checked. */
  private readonly checked: number;
  private view: CandleView;
  /** Since when all candles come in: what is built begins there or later. NaN: not known yet. */
  private since: number;
  /** Until when they do. */
  private readonly until: number;
  /** End of the last candle that was built. */
  private passed = Number.NEGATIVE_INFINITY;
  /** Candles shown so far, while there is something to be begun: the warm-up, the window, the views that are checked. */
  private shown = 0;
  /** Of those, the ones that opened before the window. */
  private shownBefore = 0;
  private isBeginning = true;
  /** More is to be done with a candle than showing it. */
  private isBusy = true;
  /** The strategy may act on the candle that is ready: it opened in the window, after the warm-up. */
  mayTrade = false;

  constructor({ symbol, name, scale, interval, finer, warmup, windowStart, whole, isAudited }: CandleFeedSettings) {
    this.symbol = symbol;
    this.name = name;
    this.interval = interval;
    this.finer = finer;
    this.scale = scale;
    this.warmup = warmup;
    this.checked = isAudited === true ? Number.POSITIVE_INFINITY : CHECKED_CANDLES;
    this.windowStart = windowStart;
    this.since = whole?.from ?? Number.NaN;
    this.until = whole?.to ?? Number.POSITIVE_INFINITY;
    this.history = new CandleHistory(name, interval, scale);
    this.builder = interval === finer ? null : new CandleBuilder(interval);
    this.finest = this.builder === null ? this.history : new CandleHistory(name, finer, scale);
    this.view = new CandleView(name, interval, scale);
  }

  /** True where candles are built up to longer ones. */
  get isBuilding(): boolean {
    return this.builder !== null;
  }

  /** When the candle being built ends; Infinity where none is. */
  get buildingUntil(): number {
    return this.builder === null ? Number.POSITIVE_INFINITY : this.builder.end;
  }

  /** Takes a closed market candle. True where a strategy candle is ready with it. */
  take(source: CandleSource, row: number): boolean {
    const { builder } = this;
    if (builder === null) {
      this.show(source, row);
      return true;
    }
    if (Number.isNaN(this.since)) this.since = source.time[row]!;
    this.finest.show(source, row);
    builder.add(source, row);
    if (this.longer.size > 0) this.lengthen(source, row);
    if (source.time[row]! + this.finer < builder.end) return false;
    return this.complete();
  }

  /** Shows a candle of the strategy's own interval that lies before all that it is built from. */
  showWhole(source: CandleSource, row: number): void {
    const time = source.time[row]!;
    if (Number.isNaN(this.since)) this.since = time;
    this.show(source, row);
    this.history.keep();
    this.passed = time + this.interval;
  }

  /** True where a candle is being built to which the one at `row` does not belong. */
  isPast(source: CandleSource, row: number): boolean {
    return this.builder !== null && candleStart(source.time[row]!, this.interval) >= this.builder.end;
  }

  /**
   * Ends the candle being built: what was missing of it did not trade. False where the data began or ended inside it, for
   * what it would have been nobody knows.
   */
  complete(): boolean {
    const builder = this.builder!;
    const { end } = builder;
    builder.complete();
    if (end - this.interval < this.since || end > this.until) return false;
    this.show(builder.row, 0);
    // The row is written again with the next candle.
    this.history.keep();
    this.passed = end;
    if (this.longer.size > 0) for (const one of this.longer.values()) one.passUntil(end);
    return true;
  }

  /** Makes a candle ready for the strategy. */
  show(source: CandleSource, row: number): void {
    this.history.show(source, row);
    if (this.isBusy) this.attend(source, row);
    this.view.show(source, row);
  }

  private attend(source: CandleSource, row: number): void {
    if (this.isBeginning) this.begin(source.time[row]!);
    if (this.builder === null && this.longer.size > 0) this.lengthen(source, row);
    this.isBusy = this.isBeginning || this.longer.size > 0;
  }

  private begin(time: number): void {
    if (this.shown <= this.checked) this.view = new CandleView(this.name, this.interval, this.scale);
    this.shown += 1;
    if (time < this.windowStart) this.shownBefore += 1;
    this.mayTrade = this.shown > this.warmup && time >= this.windowStart;
    this.isBeginning = !this.mayTrade || this.shown <= this.checked;
  }

  /** Its columns end: what is to be kept of them is kept by value. */
  keep(): void {
    this.history.keep();
    if (this.builder !== null) this.finest.keep();
  }

  private lengthen(source: CandleSource, row: number): void {
    const end = source.time[row]! + this.finer;
    for (const one of this.longer.values()) one.take(source, row, end);
  }

  /** True where candles of `interval` can be built: whole multiples, each candle that comes in lying in one of them. */
  canBuild(interval: number): boolean {
    const { finer } = this;
    return interval % finer === 0 && candleStart(0, interval) % finer === candleStart(0, finer) % finer;
  }

  /**
   * The last `count` closed candles of another interval, oldest first, by value: those it would give had it been asked from
   * the start.
   *
   * @param interval microseconds
   * @throws InputError where they cannot be built, or no longer
   */
  candles(interval: number, count: number, now: number): CandleCopy[] {
    if (interval === this.finer) return this.finest.last(count);
    if (!this.canBuild(interval)) {
      const [asked, finer] = [formatInterval(interval), formatInterval(this.finer)];
      throw new InputError(
        `ctx.candles('${asked}') cannot be built of the ${finer} candles of ${this.name}: ask for a whole multiple of ${finer}`,
      );
    }
    this.prepare(interval, now);
    return this.longer.get(interval)!.last(count, now);
  }

  /** Builds candles of an interval from now on, and of what is kept; nothing where it cannot, or does so already. */
  prepare(interval: number, now: number): void {
    if (this.longer.has(interval) || interval === this.finer || !this.canBuild(interval)) return;
    const { builder, history, finest, since, until } = this;
    // Where it can be made of the strategy's own, those reach back further.
    const isOfOwn = builder !== null && interval % this.interval === 0;
    const source = isOfOwn ? history : finest;
    const hasAll = source.closed <= HISTORY_LENGTH;
    const begun = { since: hasAll ? since : Number.NaN, until, hasAll, asked: now };
    const one = new LongerCandles(this.name, interval, this.scale, begun);
    const length = isOfOwn ? this.interval : this.finer;
    source.each(HISTORY_LENGTH, (columns, row) => one.take(columns, row, columns.time[row]! + length));
    const present = isOfOwn ? builder.present : null;
    if (present !== null) one.take(present, 0, Number.NEGATIVE_INFINITY);
    one.passUntil(this.passed);
    this.longer.set(interval, one);
    this.isBusy = true;
  }

  /** The callback has ended, and with it the view, where that is checked. */
  endView(): void {
    if (this.isBeginning && this.shown <= this.checked) this.view.end();
  }

  /** The candle that is ready. */
  get candle(): CandleView {
    return this.view;
  }

  /** Candles still to be shown before the strategy may trade. */
  get warmupLeft(): number {
    return Math.max(0, this.warmup - this.shown);
  }

  /** Of the warm-up's candles, those that opened before the window. */
  get warmupBefore(): number {
    return Math.min(this.warmup, this.shownBefore);
  }
}
