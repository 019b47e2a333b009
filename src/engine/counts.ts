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
}

/** A stretch without data, as it is told. */
export interface GapEvent {
  readonly symbol: number;
  readonly info: GapInfo;
}
