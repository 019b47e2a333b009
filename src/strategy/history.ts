/** The last candles of a symbol: those at hand are read from their columns, older ones are kept by value in a ring. */
import { type CandleCopy, type CandleSource, EMPTY_SOURCE } from './candle.ts';

export const HISTORY_LENGTH = 1024;
const MASK = HISTORY_LENGTH - 1;

export class CandleHistory {
  private readonly symbol: string;
  private readonly interval: number;
  private readonly scale: number;
  /** Candle n lies in row n & MASK of the ring, once it is kept. */
  private readonly ring = emptyRing();
  private kept = 0;
  /** The columns at hand: rows from `first` to before `end` are not kept yet. */
  private source: CandleSource = EMPTY_SOURCE;
  private first = 0;
  private end = 0;

  /** @param interval microseconds @param scale price units in one quote per base */
  constructor(symbol: string, interval: number, scale: number) {
    this.symbol = symbol;
    this.interval = interval;
    this.scale = scale;
  }

  /** Takes up the candle at `row`: the one after the last of the same columns, or one of others. */
  show(source: CandleSource, row: number): void {
    if (source !== this.source) this.turnTo(source, row);
    this.end = row + 1;
  }

  private turnTo(source: CandleSource, row: number): void {
    this.keep();
    this.source = source;
    this.first = row;
  }

  /** Keeps by value what is left in the columns at hand: they end. */
  keep(): void {
    const { source, end } = this;
    this.kept += Math.max(0, end - this.first - HISTORY_LENGTH);
    for (let row = Math.max(this.first, end - HISTORY_LENGTH); row < end; row++) this.push(source, row);
    this.source = EMPTY_SOURCE;
    this.first = 0;
    this.end = 0;
  }

  /** Before it is saved. */
  tidy(): void {
    this.keep();
  }

  private push(source: CandleSource, row: number): void {
    const { ring } = this;
    const at = this.kept & MASK;
    ring.time[at] = source.time[row]!;
    ring.open[at] = source.open[row]!;
    ring.high[at] = source.high[row]!;
    ring.low[at] = source.low[row]!;
    ring.close[at] = source.close[row]!;
    ring.volume[at] = source.volume[row]!;
    ring.filled[at] = source.filled === null ? 0 : source.filled[row]!;
    this.kept += 1;
  }

  /** Candles so far, whether they are still there or not. */
  get closed(): number {
    return this.kept + this.end - this.first;
  }

  /** The last `count` candles, oldest first; fewer where fewer have closed. At most `HISTORY_LENGTH`. */
  last(count: number): CandleCopy[] {
    const copies: CandleCopy[] = [];
    this.each(count, (source, row) => copies.push(this.copyOf(source, row)));
    return copies;
  }

  /** The same candles where they lie: good until the next one is shown. */
  each(count: number, take: (source: CandleSource, row: number) => void): void {
    const { closed } = this;
    for (let n = Math.max(0, closed - Math.min(count, HISTORY_LENGTH)); n < closed; n++) {
      if (n < this.kept) take(this.ring, n & MASK);
      else take(this.source, n - this.kept + this.first);
    }
  }

  private copyOf(source: CandleSource, row: number): CandleCopy {
    const { scale } = this;
    return {
      symbol: this.symbol,
      time: source.time[row]! / 1000,
      interval: this.interval / 1000,
      open: source.open[row]! / scale,
      high: source.high[row]! / scale,
      low: source.low[row]! / scale,
      close: source.close[row]! / scale,
      volume: source.volume[row]!,
      filled: source.filled !== null && source.filled[row] === 1,
    };
  }
}

function emptyRing() {
  const column = (): Float64Array => new Float64Array(HISTORY_LENGTH);
  const filled = new Uint8Array(HISTORY_LENGTH);
  return { time: column(), open: column(), high: column(), low: column(), close: column(), volume: column(), filled };
}
