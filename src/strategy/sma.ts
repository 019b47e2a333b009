/** A simple moving average whose sum is exact. */
import { InputError } from '../model/errors.ts';
import { CandleView } from './candle.ts';

/**
 * Mean of the last `period` values. Candles are summed as whole price units, so the sum neither drifts nor breaks a tie
 * by rounding; plain numbers are summed as doubles, afresh once a period. O(1) an update.
 */
export class Sma {
  readonly period: number;
  private readonly values: Float64Array;
  private next = 0;
  private count = 0;
  private sum = 0;
  private scale = 1;

  constructor(period: number) {
    if (!(Number.isInteger(period) && period >= 1)) {
      throw new InputError(`Sma takes a whole period of at least 1, not ${period}`);
    }
    this.period = period;
    this.values = new Float64Array(period);
  }

  /** Takes the close of a candle, or any number. Returns the average, or null before `period` values. */
  update(input: CandleView | number): number | null {
    if (input instanceof CandleView) {
      this.scale = input.unitScale;
      return this.push(input.closeUnits);
    }
    return this.push(input);
  }

  private push(value: number): number | null {
    const { values, period } = this;
    this.sum += value - values[this.next]!;
    values[this.next] = value;
    this.next += 1;
    if (this.next === period) {
      this.next = 0;
      // Whole units give the same sum again; doubles lose here what they gathered in error.
      let sum = 0;
      for (let i = 0; i < period; i++) sum += values[i]!;
      this.sum = sum;
    }
    if (this.count < period) this.count += 1;
    return this.value;
  }

  get isReady(): boolean {
    return this.count === this.period;
  }

  get value(): number | null {
    return this.count < this.period ? null : this.sum / this.period / this.scale;
  }

  /** Below, at or above zero where this average is below, equal to or above the other: compared as exact sums. */
  compare(other: Sma): number {
    const left = this.sum * other.period;
    const right = other.sum * this.period;
    if (Math.abs(left) <= Number.MAX_SAFE_INTEGER && Math.abs(right) <= Number.MAX_SAFE_INTEGER) return left - right;
    if (!Number.isInteger(this.sum) || !Number.isInteger(other.sum)) return left - right;
    const exact = BigInt(this.sum) * BigInt(other.period) - BigInt(other.sum) * BigInt(this.period);
    return exact === 0n ? 0 : exact < 0n ? -1 : 1;
  }
}
