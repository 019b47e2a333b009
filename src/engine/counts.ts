import { NONE } from '../model/record.ts';

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
