/** A symbol's candles of longer intervals, built beside those the strategy decides on once it has asked for them. */
import { CandleBuilder } from '../market/builder.ts';
import { InputError } from '../model/errors.ts';
import { formatInterval, formatTime } from '../model/time.ts';
import type { CandleCopy, CandleSource } from '../strategy/candle.ts';
import { CandleHistory, HISTORY_LENGTH } from '../strategy/history.ts';

/** How it began. */
interface Begun {
  /** Since when all finer candles are there: what begins before it is not whole. NaN: since the first that is taken. */
  readonly since: number;
  /** Until when they are: what ends behind it is not whole. */
  readonly until: number;
  /** False where finer candles had gone by, and were no longer kept, when it was first asked for. */
  readonly hasAll: boolean;
  /** When that was: simulated time, microseconds. */
  readonly asked: number;
}

/**
 * One interval. A candle is made where its whole span lies in the time for which finer ones are there, as `data resample` makes
 * them of the same candles; it is there as soon as the last finer candle in it has been shown, or time has passed its end.
 */
export class LongerCandles {
  private readonly symbol: string;
  private readonly builder: CandleBuilder;
  private readonly history: CandleHistory;
  private readonly begun: Begun;
  private since: number;

  /** @param interval microseconds @param scale price units in one quote per base */
  constructor(symbol: string, interval: number, scale: number, begun: Begun) {
    this.symbol = symbol;
    this.builder = new CandleBuilder(interval);
    this.history = new CandleHistory(symbol, interval, scale);
    this.begun = begun;
    this.since = begun.since;
  }

  /** Takes the next finer candle, which ends at `end`. */
  take(source: CandleSource, row: number, end: number): void {
    const { builder } = this;
    if (Number.isNaN(this.since)) this.since = source.time[row]!;
    if (source.time[row]! >= builder.end) this.close();
    builder.add(source, row);
    if (end >= builder.end) this.close();
  }

  private close(): void {
    const { builder, history } = this;
    builder.complete();
    const open = builder.row.time[0]!;
    if (open < this.since || open + builder.interval > this.begun.until) return;
    history.show(builder.row, 0);
    // The row is written again with the next candle.
    history.keep();
  }

  /** All that was traded before `time` has been taken. */
  passUntil(time: number): void {
    if (this.builder.end <= time) this.close();
  }

  /** @throws InputError where it depends on candles that were no longer there when it was first asked for */
  last(count: number, now: number): CandleCopy[] {
    // What closes at this very time may still be on its way to the strategy.
    if (this.builder.end < now) this.close();
    const { hasAll, asked } = this.begun;
    if (!hasAll && this.history.closed < count) {
      const interval = formatInterval(this.builder.interval);
      throw new InputError(
        `ctx.candles('${interval}') was first called at ${formatTime(asked)}, when only the last ${HISTORY_LENGTH} shorter candles of ${this.symbol} were kept: of ${count} it can give ${this.history.closed}; call it in setup once, then it has them all`,
      );
    }
    return this.history.last(count);
  }
}
