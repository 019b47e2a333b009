import { NONE } from '../model/record.ts';
import type { GapInfo } from '../strategy/request.ts';
import { ROLE, type Stream } from './stream.ts';

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

  /** Time is missing from its data: microseconds. */
  gap(from: number, to: number): void {
    this.gaps += 1;
    this.missing += to - from;
  }
}

/** What the ends of the window lack: behind the last row, and before the first where no candle has told of it. */
export function countLacks(streams: readonly Stream[], counts: readonly SymbolCounts[]): void {
  for (const { lacks, role, makes, symbol, lastEnd } of streams) {
    // Beside candles, prints that are missing are no time that is missing.
    if (lacks === null || (role === ROLE.prints && makes === null)) continue;
    const { before, after } = lacks;
    if (before !== null && lastEnd <= before.to) counts[symbol]!.gap(before.from, before.to);
    if (after !== null) counts[symbol]!.gap(after.from, after.to);
  }
}

/** A stretch without data, as it is told. */
export interface GapEvent {
  readonly symbol: number;
  readonly info: GapInfo;
}
