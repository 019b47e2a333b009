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
  private view: CandleView;
  private shown = 0;
  /** Open time of the candle that is ready. */
  private readyTime = 0;

  /**
   * @param interval of the candles the strategy decides on, microseconds
   * @param finer the same or shorter interval of the candles that come in
   * @param warmup candles shown before the strategy may trade on one
   */
  constructor(symbol: number, name: string, scale: number, interval: number, finer: number, warmup: number) {
    this.symbol = symbol;
    this.name = name;
    this.interval = interval;
    this.scale = scale;
    this.warmup = warmup;
    this.builder = interval === finer ? null : new CandleBuilder(interval);
    this.history = new CandleHistory(name, interval, scale);
    this.view = new CandleView(name, interval, scale);
  }

  /** When the candle being built ends; Infinity where none is. */
  get buildingUntil(): number {
    return this.builder === null ? Number.POSITIVE_INFINITY : this.builder.end;
  }

  /** Takes a closed market candle. True where a strategy candle is ready with it. */
  take(source: CandleSource, row: number, finer: number): boolean {
    const { builder } = this;
    if (builder === null) {
      this.ready(source, row);
      return true;
    }
    builder.add(source, row);
    if (source.time[row]! + finer < builder.end) return false;
    return this.complete();
  }

  /** True where a candle is being built to which the one that opens at `time` does not belong. */
  isPast(time: number): boolean {
    return this.builder !== null && candleStart(time, this.interval) >= this.builder.end;
  }

  /** Ends the candle being built: what was missing of it did not trade. */
  complete(): boolean {
    const builder = this.builder!;
    builder.complete();
    this.ready(builder.row, 0);
    return true;
  }

  private ready(source: CandleSource, row: number): void {
    this.history.push(source, row);
    if (this.shown <= CHECKED_CANDLES) {
      this.view = new CandleView(this.name, this.interval, this.scale);
    }
    this.shown += 1;
    this.readyTime = source.time[row]!;
    this.view.show(source, row);
  }

  /** The callback has ended, and with it the view, where that is checked. */
  endView(): void {
    if (this.shown <= CHECKED_CANDLES) this.view.end();
  }

  /** The candle that is ready. */
  get candle(): CandleView {
    return this.view;
  }

  /** Whether the strategy may act on the candle that is ready: it opened in the window, after the warm-up. */
  mayTrade(windowStart: number): boolean {
    return this.shown > this.warmup && this.readyTime >= windowStart;
  }

  /** Candles still to be shown before the strategy may trade. */
  get warmupLeft(): number {
    return Math.max(0, this.warmup - this.shown);
  }
}
