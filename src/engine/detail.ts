/** Finer candles that say in which order the prices of coarser ones came. */
import { POINT, pointTime } from '../exchange/path.ts';
import type { CandleColumns } from '../market/columns.ts';
import { NONE } from '../model/record.ts';

/** How a symbol's candles of the window and the finer ones beside them go together. */
export class DetailCounts {
  /** Of the finer ones, microseconds. */
  readonly interval: number;
  /** Candles whose path was that of finer ones. */
  settled = 0;
  /** Candles without a finer one. */
  missing = 0;
  /** Candles that are not what the finer ones make, and the open of the first; NONE where there is none. */
  unlike = 0;
  firstUnlike: number = NONE;

  constructor(interval: number) {
    this.interval = interval;
  }
}

const FEWEST_ROWS = 256;

/**
 * The finer candles of one path. Where those inside a candle join to that candle (same open, high, low and close), price
 * takes their points, each a candle's path of its own: the first opens and the last closes with the candle they settle.
 * Of any other candle price takes the own path. So a candle leaves the same prices behind whether or not anybody waited in it.
 */
export class Detail {
  readonly series: number;
  /** Microseconds. */
  readonly interval: number;
  readonly counts: DetailCounts;
  hasEnded = false;
  /** The finer candles at hand: those of the candle at hand, and later ones. */
  columns: CandleColumns;
  /** Rows of those inside the candle at hand. */
  first = 0;
  last = 0;
  /** Rows before this one belong to candles that have passed. */
  private passed = 0;

  constructor(series: number, interval: number) {
    this.series = series;
    this.interval = interval;
    this.counts = new DetailCounts(interval);
    this.columns = emptyColumns(FEWEST_ROWS);
  }

  /** True where every finer candle that opens before `end` is at hand. */
  covers(end: number): boolean {
    const { time, length } = this.columns;
    return this.hasEnded || (length > 0 && time[length - 1]! + this.interval >= end);
  }

  /** Takes the next chunk by value; null at the end. What lies before `from` is not kept. */
  give(columns: CandleColumns | null, from: number): void {
    if (columns === null) {
      this.hasEnded = true;
      return;
    }
    this.skipTo(from);
    const kept = this.columns.length - this.passed;
    const length = kept + columns.length;
    const into = length > this.columns.time.length ? emptyColumns(2 * length) : this.columns;
    for (const name of FIELDS) {
      into[name].set(this.columns[name].subarray(this.passed, this.columns.length));
      into[name].set(columns[name].subarray(0, columns.length), kept);
    }
    this.columns = { ...into, length };
    this.passed = 0;
  }

  private skipTo(from: number): void {
    const { time, length } = this.columns;
    while (this.passed < length && time[this.passed]! < from) this.passed += 1;
  }

  /** Goes to the candle at `row` of `candles`, which ends at `end`, all it covers being at hand. True where it is settled. */
  enter(candles: CandleColumns, row: number, end: number): boolean {
    const open = candles.time[row]!;
    this.skipTo(open);
    const { counts } = this;
    const isSettled = this.joinsTo(candles, row, end);
    if (isSettled) counts.settled += 1;
    else if (this.last < this.first) counts.missing += 1;
    else {
      if (counts.unlike === 0) counts.firstUnlike = open;
      counts.unlike += 1;
    }
    return isSettled;
  }

  private joinsTo(candles: CandleColumns, at: number, end: number): boolean {
    const { time, open, high, low, close, length } = this.columns;
    const first = this.passed;
    let next = first;
    let highest = Number.NEGATIVE_INFINITY;
    let lowest = Number.POSITIVE_INFINITY;
    for (; next < length && time[next]! < end; next++) {
      if (high[next]! > highest) highest = high[next]!;
      if (low[next]! < lowest) lowest = low[next]!;
    }
    this.first = first;
    this.last = next - 1;
    this.passed = next;
    return (
      next > first &&
      time[next - 1]! + this.interval <= end &&
      open[first] === candles.open[at] &&
      highest === candles.high[at] &&
      lowest === candles.low[at] &&
      close[next - 1] === candles.close[at]
    );
  }

  /** When price comes to a point of the finer candle at `row`, inside one from `open` to `end`. */
  pointTime(row: number, point: number, open: number, end: number): number {
    if (point === POINT.open && row === this.first) return open;
    if (point === POINT.close && row === this.last) return end;
    return pointTime(this.columns.time[row]!, this.interval, point);
  }
}

const FIELDS = ['time', 'open', 'high', 'low', 'close', 'volume'] as const;

function emptyColumns(rows: number): CandleColumns {
  const [time, open, high, low, close, volume] = FIELDS.map(() => new Float64Array(rows)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  return { kind: 'candles', length: 0, time, open, high, low, close, volume, filled: null };
}
