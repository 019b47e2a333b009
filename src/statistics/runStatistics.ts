/** The statistics of a run as its record streams by. */
import {
  EQUITY_ROW,
  EQUITY_ROW_WIDTH,
  type RecordChunk,
  type RecordSink,
  ROUND_TRIP_ROW,
  ROUND_TRIP_ROW_WIDTH,
} from '../model/record.ts';
import { MICROS_PER_DAY } from '../model/time.ts';
import { type Conventions, resolveConventions, type StatisticsOptions } from './conventions.ts';
import { DrawdownTracker } from './drawdown.ts';
import type { StatisticsInput, StatisticsStart } from './input.ts';
import { PeriodReturns } from './returns.ts';
import { RoundTripTotals } from './roundTrips.ts';
import { type Measured, measure } from './table.ts';

/**
 * A sink for equity and round trip rows. It keeps one number a day and running sums. `finish` may be called at any moment
 * and changes nothing, so that a session under way can be looked at.
 */
export class RunStatistics implements RecordSink {
  readonly isKept = true;
  readonly conventions: Conventions;
  private readonly returns: PeriodReturns;
  private begun: StatisticsStart | null = null;
  private drawdowns = new DrawdownTracker(0, 0);
  private trips = new RoundTripTotals(0, 0);
  /** Equity of the last row, and of the last row of the day before. */
  private lastEquity = 0;
  private dayBefore = 0;
  /** Microseconds at which the day of the last row ends; below every time before the first row. */
  private dayEnd = Number.NEGATIVE_INFINITY;

  constructor(options: StatisticsOptions) {
    this.conventions = resolveConventions(options);
    this.returns = new PeriodReturns(this.conventions.riskFreePerPeriod);
  }

  start(initialEquity: number, startTime: number): void {
    this.begun = { initialEquity, startTime };
    this.lastEquity = initialEquity;
    this.dayBefore = initialEquity;
    this.drawdowns = new DrawdownTracker(initialEquity, startTime);
    this.trips = new RoundTripTotals(initialEquity, startTime);
  }

  equity({ rows, count }: RecordChunk): void {
    this.drawdowns.addEquity(rows, count);
    for (let row = 0; row < count; ) {
      const time = rows[row * EQUITY_ROW_WIDTH + EQUITY_ROW.time]!;
      if (time >= this.dayEnd) {
        this.endDay();
        this.dayEnd = (Math.floor(time / MICROS_PER_DAY) + 1) * MICROS_PER_DAY;
      }
      row = firstRowFrom(this.dayEnd, rows, row + 1, count);
      this.lastEquity = rows[(row - 1) * EQUITY_ROW_WIDTH + EQUITY_ROW.equity]!;
    }
  }

  roundTrips({ rows, count }: RecordChunk): void {
    const end = count * ROUND_TRIP_ROW_WIDTH;
    for (let at = 0; at < end; at += ROUND_TRIP_ROW_WIDTH) {
      this.trips.add(
        rows[at + ROUND_TRIP_ROW.pnl]!,
        rows[at + ROUND_TRIP_ROW.entryValue]!,
        rows[at + ROUND_TRIP_ROW.entryTime]!,
        rows[at + ROUND_TRIP_ROW.exitTime]!,
      );
    }
  }

  /** Every statistic of the table, with the day under way counted as it stands. */
  finish(end: StatisticsInput): readonly Measured[] {
    // A run that never had every price has not started: it had nothing, for no time.
    const start = this.begun ?? { initialEquity: 0, startTime: end.endTime };
    const underWay = this.dayEnd > Number.NEGATIVE_INFINITY;
    return measure({
      start,
      end,
      conventions: this.conventions,
      returns: underWay ? this.returns.withPeriod(this.dayBefore, this.lastEquity) : this.returns,
      drawdown: this.drawdowns,
      roundTrips: this.trips,
    });
  }

  private endDay(): void {
    if (this.dayEnd === Number.NEGATIVE_INFINITY) return;
    this.returns.addValues(this.dayBefore, this.lastEquity);
    this.dayBefore = this.lastEquity;
  }
}

/** The first row in [from, count) at or after a time, or `count`: by halves, so that a day costs no look at its rows. */
function firstRowFrom(time: number, rows: Float64Array, from: number, count: number): number {
  let low = from;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rows[middle * EQUITY_ROW_WIDTH + EQUITY_ROW.time]! < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
