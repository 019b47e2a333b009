import { NONE } from '../model/record.ts';
import type { GapInfo } from '../strategy/request.ts';

/** What is counted of a symbol's data while it passes. */
export class SymbolCounts {
  tapeCandles = 0;
  filledCandles = 0;
  prints = 0;
  quotes = 0;
  gaps = 0;
  missing = 0;
  firstPrice: number = NONE;
  /** Times the connection was stale or lost. */
  interruptions = 0;
  /** Trades that were told later than they happened. */
  backfilled = 0;
  /** What was sent and is no event, by reason (DROPPED). */
  readonly dropped: number[] = [];

  drop(reason: number, count: number): void {
    this.dropped[reason] = (this.dropped[reason] ?? 0) + count;
  }
}

/** A stretch without data, as it is told. */
export interface GapEvent {
  readonly symbol: number;
  readonly info: GapInfo;
}
