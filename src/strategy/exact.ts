/** What the exact indicators have in common: one contract, and one unit for all that an indicator is given. */
import { InputError } from '../model/errors.ts';
import type { CandleView } from './candle.ts';

/** An indicator of our own. Those of trading-signals answer to the same words, but for `reset`. */
export interface ExactIndicator {
  /** Takes a candle that has closed, or any number. Returns the result, or null until it is stable. */
  update(input: CandleView | number): number | null;
  /** The same: the word of trading-signals. */
  add(input: CandleView | number): number | null;
  /** True once there is a result. */
  readonly isStable: boolean;
  /** The result of the last update; null until it is stable. */
  getResult(): number | null;
  /** Updates it takes until it is stable. */
  getRequiredInputs(): number;
  /** Forgets all it was given. */
  reset(): void;
}

/** @throws InputError where the period is no whole number of at least 1 */
export function checkPeriod(name: string, period: number): number {
  if (Number.isInteger(period) && period >= 1) return period;
  throw new InputError(`${name} takes a whole period of at least 1, not ${period}`);
}

/** Units in one quote per base of what an indicator is given: those of its first value hold for all. */
export class UnitScale {
  /** Before the first value 1. */
  scale = 1;
  private isTaken = false;
  private readonly name: string;

  constructor(name: string) {
    this.name = name;
  }

  take(scale: number): void {
    if (this.isTaken && scale === this.scale) return;
    if (this.isTaken) {
      const [before, now] = [this.scale, scale].map((one) => (one === 1 ? 'numbers' : `candles of 1/${one}`));
      throw new InputError(`${this.name} was given ${before} before, and ${now} now: give it one kind, of one symbol`);
    }
    this.scale = scale;
    this.isTaken = true;
  }

  reset(): void {
    this.scale = 1;
    this.isTaken = false;
  }
}
