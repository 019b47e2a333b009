/** Equity at the end of each UTC date that has an equity row: what daily returns are taken of. */
import { EQUITY_ROW, EQUITY_ROW_WIDTH, type RecordChunk, type RecordSink } from '../model/record.ts';
import { MICROS_PER_DAY } from '../model/time.ts';

/** A sink that keeps two numbers a day. */
export class DailyEquity implements RecordSink {
  /** Units of the reporting asset. */
  initial = 0;
  private readonly closedDays: number[] = [];
  private readonly lastEquity: number[] = [];

  start(initialEquity: number): void {
    this.initial = initialEquity;
  }

  equity({ rows, count }: RecordChunk): void {
    const last = this.closedDays.length - 1;
    let day = last < 0 ? Number.NEGATIVE_INFINITY : this.closedDays[last]!;
    for (let at = 0; at < count * EQUITY_ROW_WIDTH; at += EQUITY_ROW_WIDTH) {
      const time = rows[at + EQUITY_ROW.time]!;
      if (time >= day + MICROS_PER_DAY) {
        day = Math.floor(time / MICROS_PER_DAY) * MICROS_PER_DAY;
        this.closedDays.push(day);
        this.lastEquity.push(0);
      }
      this.lastEquity[this.lastEquity.length - 1] = rows[at + EQUITY_ROW.equity]!;
    }
  }

  /** Start of each day in microseconds. */
  get days(): Float64Array {
    return Float64Array.from(this.closedDays);
  }

  /** Of the last row of each day. */
  get values(): Float64Array {
    return Float64Array.from(this.lastEquity);
  }
}

/** Returns as fractions, last row to last row, the first from `initial`; NaN after a day that ended with nothing or less. */
export function dailyReturns(initial: number, equity: Float64Array): Float64Array {
  return equity.map((after, i) => {
    const before = i === 0 ? initial : equity[i - 1]!;
    return before > 0 ? (after - before) / before : Number.NaN;
  });
}
