/** Coarser candles from finer ones: exact, and closed at their own boundary. */
import { MICROS_PER_DAY, MICROS_PER_WEEK } from '../model/time.ts';
import type { CandleColumns } from './columns.ts';
import { VolumeSum } from './volume.ts';

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
  readonly filled = new Uint8Array(1);

  set(time: number, open: number, high: number, low: number, close: number, volume: number): void {
    this.time[0] = time;
    this.open[0] = open;
    this.high[0] = high;
    this.low[0] = low;
    this.close[0] = close;
    this.volume[0] = volume;
    this.filled[0] = 0;
  }
}

type CandleLike = Pick<CandleColumns, 'time' | 'open' | 'high' | 'low' | 'close' | 'volume' | 'filled'>;

/**
 * Open of the first candle, highest high, lowest low, close of the last, exact sum of the volumes. Candles filled in for a
 * gap say nothing of price: one made of nothing else is flat and flagged itself.
 */
export class CandleBuilder {
  readonly interval: number;
  /** The candle being built, but for its volume; or the one just completed, until the next `add`. */
  readonly row = new CandleRow();
  private readonly volume = new VolumeSum();
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
    const isFilled = source.filled !== null && source.filled[at] === 1;
    if (!this.isOpen) this.begin(source, at, isFilled);
    else if (isFilled) return;
    else if (row.filled[0] === 1) this.begin(source, at, false);
    else {
      const high = source.high[at]!;
      const low = source.low[at]!;
      if (high > row.high[0]!) row.high[0] = high;
      if (low < row.low[0]!) row.low[0] = low;
      row.close[0] = source.close[at]!;
    }
    this.volume.add(source.volume[at]!);
  }

  private begin(source: CandleLike, at: number, isFilled: boolean): void {
    const { row } = this;
    this.isOpen = true;
    this.volume.clear();
    const start = candleStart(source.time[at]!, this.interval);
    row.set(start, source.open[at]!, source.high[at]!, source.low[at]!, source.close[at]!, 0);
    if (isFilled) row.filled[0] = 1;
  }

  /** The candle being built as far as it has come; null where none is. */
  get present(): CandleRow | null {
    if (!this.isOpen) return null;
    this.row.volume[0] = this.volume.value;
    return this.row;
  }

  /** Ends the candle: `row` keeps it until the next `add`. */
  complete(): void {
    this.row.volume[0] = this.volume.value;
    this.isOpen = false;
  }
}
