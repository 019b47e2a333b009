/** Coarser candles from finer ones: exact, and closed at their own boundary. */
import { MICROS_PER_DAY, MICROS_PER_WEEK } from '../model/time.ts';
import type { CandleColumns } from './columns.ts';

/** Weeks begin on Monday; 1970-01-01 was a Thursday. */
const MONDAY = 4 * MICROS_PER_DAY;

/** Open time of the candle of `interval` that contains `time`. Boundaries are whole multiples in UTC. */
export function candleStart(time: number, interval: number): number {
  const origin = interval % MICROS_PER_WEEK === 0 ? MONDAY : 0;
  return Math.floor((time - origin) / interval) * interval + origin;
}

/** One row of columns that can be written. */
export class CandleRow {
  readonly time = new Float64Array(1);
  readonly open = new Float64Array(1);
  readonly high = new Float64Array(1);
  readonly low = new Float64Array(1);
  readonly close = new Float64Array(1);
  readonly volume = new Float64Array(1);

  set(time: number, open: number, high: number, low: number, close: number, volume: number): void {
    this.time[0] = time;
    this.open[0] = open;
    this.high[0] = high;
    this.low[0] = low;
    this.close[0] = close;
    this.volume[0] = volume;
  }
}

type CandleLike = Pick<CandleColumns, 'time' | 'open' | 'high' | 'low' | 'close' | 'volume'>;

export class CandleBuilder {
  readonly interval: number;
  /** The candle being built, or the one just completed until the next `add`. */
  readonly row = new CandleRow();
  private isOpen = false;

  constructor(interval: number) {
    this.interval = interval;
  }

  /** When the candle being built ends; Infinity while none is. */
  get end(): number {
    return this.isOpen ? this.row.time[0]! + this.interval : Number.POSITIVE_INFINITY;
  }

  /** Takes a finer candle that lies inside the one being built (or begins a new one). */
  add(source: CandleLike, at: number): void {
    const { row } = this;
    const high = source.high[at]!;
    const low = source.low[at]!;
    if (!this.isOpen) {
      this.isOpen = true;
      const start = candleStart(source.time[at]!, this.interval);
      row.set(start, source.open[at]!, high, low, source.close[at]!, source.volume[at]!);
      return;
    }
    if (high > row.high[0]!) row.high[0] = high;
    if (low < row.low[0]!) row.low[0] = low;
    row.close[0] = source.close[at]!;
    row.volume[0]! += source.volume[at]!;
  }

  /** Ends the candle: `row` keeps it until the next `add`. */
  complete(): void {
    this.isOpen = false;
  }
}
