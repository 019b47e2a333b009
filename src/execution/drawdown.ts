/** Watches equity for the fall at which trading ends. */
import { mulDiv, ROUND } from '../model/arithmetic.ts';
import type { Rate } from '../model/rate.ts';

/** Where equity stood when it had fallen too far, in reporting units. */
export interface Halt {
  readonly peak: number;
  readonly equity: number;
}

export class DrawdownWatch implements Halt {
  /** The highest equity so far; the initial one to begin with. */
  peak: number;
  /** The last equity seen; after the halt the one that caused it. */
  equity: number;
  private hasHalted = false;
  private readonly limit: Rate;

  /**
   * @param initialEquity reporting units
   * @param limit the share of the peak that may be lost, above zero and at most 1
   */
  constructor(initialEquity: number, limit: Rate) {
    this.peak = initialEquity;
    this.equity = initialEquity;
    this.limit = limit;
  }

  /** True once: when equity is at or below peak x (1 - limit), exactly. What comes after changes nothing. */
  see(equity: number): boolean {
    if (this.hasHalted) return false;
    this.equity = equity;
    if (equity > this.peak) this.peak = equity;
    const { numerator, denominator } = this.limit;
    this.hasHalted = equity <= mulDiv(this.peak, denominator - numerator, denominator, ROUND.down);
    return this.hasHalted;
  }
}
