/** A symbol's candles on their way to the strategy: of the market's interval, or built up to its own. */
import { CandleBuilder, candleStart } from '../market/builder.ts';
import { type CandleSource, CandleView } from '../strategy/candle.ts';
import { CandleHistory } from '../strategy/history.ts';

/** Views of a run's first candles are fresh ones that end with their callback; later one view serves all. */
const CHECKED_CANDLES = 1000;

export class CandleFeed {
  readonly symbol: number;
  readonly history: CandleHistory;
  private readonly name: string;
  private readonly interval: number;
  private readonly scale: number;
  private readonly builder: CandleBuilder | null;
  private readonly warmup: number;
  private readonly windowStart: number;
  private view: CandleView;
  /** Candles shown so far, while there is something to be begun: the warm-up, the window, the views that are checked. */
  private shown = 0;
  private isBeginning = true;
  /** The strategy may act on the candle that is ready: it opened in the window, after the warm-up. */
  mayTrade = false;

  /**
   * @param interval of the candles the strategy decides on, microseconds
   * @param finer the same or shorter interval of the candles that come in
   * @param warmup candles shown before the strategy may trade on one
   * @param windowStart microseconds; candles that open before it are history
   */
  constructor(
    symbol: number,
    name: string,
    scale: number,
    interval: number,
    finer: number,
    warmup: number,
    windowStart: number,
  ) {
    this.symbol = symbol;
    this.name = name;
    this.interval = interval;
    this.scale = scale;
    this.warmup = warmup;
    this.windowStart = windowStart;
    this.builder = interval === finer ? null : new CandleBuilder(interval);
    this.history = new CandleHistory(name, interval, scale);
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
  take(source: CandleSource, row: number, finer: number): boolean {
    const { builder } = this;
    if (builder === null) {
      this.show(source, row);
      return true;
    }
    builder.add(source, row);
    if (source.time[row]! + finer < builder.end) return false;
    return this.complete();
  }

  /** True where a candle is being built to which the one at `row` does not belong. */
  isPast(source: CandleSource, row: number): boolean {
    return this.builder !== null && candleStart(source.time[row]!, this.interval) >= this.builder.end;
  }

  /** Ends the candle being built: what was missing of it did not trade. */
  complete(): boolean {
    const builder = this.builder!;
    builder.complete();
    this.show(builder.row, 0);
    // The row is written again with the next candle.
    this.history.keep();
    return true;
  }

  /** Makes a candle ready for the strategy. */
  show(source: CandleSource, row: number): void {
    this.history.show(source, row);
    if (this.isBeginning) this.begin(source.time[row]!);
    this.view.show(source, row);
  }

  private begin(time: number): void {
    if (this.shown <= CHECKED_CANDLES) this.view = new CandleView(this.name, this.interval, this.scale);
    this.shown += 1;
    this.mayTrade = this.shown > this.warmup && time >= this.windowStart;
    this.isBeginning = !this.mayTrade || this.shown <= CHECKED_CANDLES;
  }

  /** The callback has ended, and with it the view, where that is checked. */
  endView(): void {
    if (this.isBeginning && this.shown <= CHECKED_CANDLES) this.view.end();
  }

  /** The candle that is ready. */
  get candle(): CandleView {
    return this.view;
  }

  /** Candles still to be shown before the strategy may trade. */
  get warmupLeft(): number {
    return Math.max(0, this.warmup - this.shown);
  }
}
