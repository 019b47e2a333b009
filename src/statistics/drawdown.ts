/** How far and how long a value lay below its running maximum. */
import { EQUITY_ROW, EQUITY_ROW_WIDTH } from '../model/record.ts';
import { MICROS_PER_DAY } from '../model/time.ts';
import { known, type Outcome, undefinedBecause } from './outcome.ts';

/**
 * Follows a value over time. A drawdown runs from the last row at the running maximum to the first back at or above it,
 * or to the end. Fed once an equity row: what needs a division waits until a drawdown ends.
 */
export class DrawdownTracker {
  private peak: number;
  private peakTime: number;
  private trough: number;
  private lastTime: number;
  /** Of the drawdowns that have ended: the deepest as a share of its peak, the longest in microseconds. */
  private deepestEnded = 0;
  private longestEnded = 0;

  /** The value before the first row, and its time in microseconds. */
  constructor(value: number, time: number) {
    this.peak = value;
    this.trough = value;
    this.peakTime = time;
    this.lastTime = time;
  }

  /** Rows come in order of time. */
  add(value: number, time: number): void {
    this.lastTime = time;
    if (value < this.peak) {
      if (value < this.trough) this.trough = value;
      return;
    }
    if (this.trough < this.peak) this.close(time);
    this.peak = value;
    this.trough = value;
    this.peakTime = time;
  }

  /** `add` for `count` rows of equity: state in locals, for this runs once a candle. */
  addEquity(rows: Float64Array, count: number): void {
    let peak = this.peak;
    let trough = this.trough;
    const end = count * EQUITY_ROW_WIDTH;
    for (let at = 0; at < end; at += EQUITY_ROW_WIDTH) {
      const value = rows[at + EQUITY_ROW.equity]!;
      if (value < peak) {
        if (value < trough) trough = value;
        continue;
      }
      const time = rows[at + EQUITY_ROW.time]!;
      if (trough < peak) {
        this.peak = peak;
        this.trough = trough;
        this.close(time);
      }
      peak = value;
      trough = value;
      this.peakTime = time;
    }
    this.peak = peak;
    this.trough = trough;
    if (count > 0) this.lastTime = rows[(count - 1) * EQUITY_ROW_WIDTH + EQUITY_ROW.time]!;
  }

  private close(time: number): void {
    this.deepestEnded = this.deepest;
    this.longestEnded = Math.max(this.longestEnded, time - this.peakTime);
  }

  /** The deepest fall from a running maximum as a share of it, one that still lasts included; 0 where there is none. */
  get deepest(): number {
    if (!(this.peak > 0)) return this.deepestEnded;
    return Math.max(this.deepestEnded, (this.peak - this.trough) / this.peak);
  }

  /** The longest drawdown in microseconds, one that still lasts included; 0 where there is none. */
  get longest(): number {
    return this.trough < this.peak ? Math.max(this.longestEnded, this.lastTime - this.peakTime) : this.longestEnded;
  }

  /** Whether the running maximum is above zero, without which no fall has a share. */
  get hasPeak(): boolean {
    return this.peak > 0;
  }
}

/** Maximum drawdown in percent of the running maximum, as a positive number. */
export function maxDrawdownPct(drawdown: DrawdownTracker): Outcome {
  if (!drawdown.hasPeak) return undefinedBecause('the value was never above zero');
  return known(drawdown.deepest * 100);
}

/** The longest drawdown in calendar days of 24 hours; 0 where there is none. */
export function maxDrawdownDays(drawdown: DrawdownTracker): Outcome {
  return known(drawdown.longest / MICROS_PER_DAY);
}
