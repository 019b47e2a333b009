/** The last candles of a symbol, kept by value in a ring. */
import type { CandleCopy, CandleSource } from './candle.ts';

export const HISTORY_LENGTH = 1024;
const MASK = HISTORY_LENGTH - 1;

export class CandleHistory {
  private readonly symbol: string;
  private readonly interval: number;
  private readonly scale: number;
  private readonly rows = new Float64Array(HISTORY_LENGTH * 6);
  private count = 0;

  /** @param interval microseconds @param scale price units in one quote per base */
  constructor(symbol: string, interval: number, scale: number) {
    this.symbol = symbol;
    this.interval = interval;
    this.scale = scale;
  }

  push(source: CandleSource, row: number): void {
    const { rows } = this;
    const at = (this.count & MASK) * 6;
    rows[at] = source.time[row]!;
    rows[at + 1] = source.open[row]!;
    rows[at + 2] = source.high[row]!;
    rows[at + 3] = source.low[row]!;
    rows[at + 4] = source.close[row]!;
    rows[at + 5] = source.volume[row]!;
    this.count += 1;
  }

  /** The last `count` candles, oldest first; fewer where fewer have closed. At most `HISTORY_LENGTH`. */
  last(count: number): CandleCopy[] {
    const from = Math.max(0, this.count - Math.min(count, HISTORY_LENGTH));
    const copies: CandleCopy[] = [];
    for (let i = from; i < this.count; i++) copies.push(this.copyOf((i & MASK) * 6));
    return copies;
  }

  private copyOf(at: number): CandleCopy {
    const { rows, scale } = this;
    return {
      symbol: this.symbol,
      time: rows[at]! / 1000,
      interval: this.interval / 1000,
      open: rows[at + 1]! / scale,
      high: rows[at + 2]! / scale,
      low: rows[at + 3]! / scale,
      close: rows[at + 4]! / scale,
      volume: rows[at + 5]!,
      filled: false,
    };
  }
}
