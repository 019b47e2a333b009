/** A simple moving average whose sum is exact. */
import { InputError } from '../model/errors.ts';
import { CandleView } from './candle.ts';
import { checkPeriod, type ExactIndicator, UnitScale } from './exact.ts';

/**
 * Mean of the last `period` values. Exact: candles are summed as whole price units, so the sum neither drifts nor breaks a
 * tie by rounding. Plain numbers are summed as doubles, afresh once a period. O(1) an update.
 */
export class Sma implements ExactIndicator {
  readonly period: number;
  private readonly values: Float64Array;
  private readonly unit = new UnitScale('Sma');
  private next = 0;
  private count = 0;
  private sum = 0;

  /** @throws InputError where the period is no whole number of at least 1 */
  constructor(period: number) {
    this.period = checkPeriod('Sma', period);
    this.values = new Float64Array(period);
  }

  /**
   * Takes the close of a candle, or any number.
   *
   * @returns the average in quote per base (of numbers: in theirs), or null before `period` values
   * @throws InputError where candles and numbers, or candles of different price units, are mixed
   */
  update(input: CandleView | number): number | null {
    if (input instanceof CandleView) {
      this.unit.take(input.unitScale);
      return this.push(input.closeUnits);
    }
    this.unit.take(1);
    return this.push(input);
  }

  add(input: CandleView | number): number | null {
    return this.update(input);
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
    return this.getResult();
  }

  get isStable(): boolean {
    return this.count === this.period;
  }

  getResult(): number | null {
    return this.count < this.period ? null : this.sum / this.period / this.unit.scale;
  }

  getRequiredInputs(): number {
    return this.period;
  }

  reset(): void {
    this.values.fill(0);
    this.unit.reset();
    this.next = 0;
    this.count = 0;
    this.sum = 0;
  }

  /**
   * Below, at or above zero where this average is below, equal to or above the other: compared as exact sums.
   *
   * @throws InputError where one was given candles and the other numbers, or candles of different price units
   */
  compare(other: Sma): number {
    if (this.unit.scale !== other.unit.scale && this.count > 0 && other.count > 0) {
      throw new InputError('averages of different price units cannot be compared: give both candles of one symbol');
    }
    const left = this.sum * other.period;
    const right = other.sum * this.period;
    if (Math.abs(left) <= Number.MAX_SAFE_INTEGER && Math.abs(right) <= Number.MAX_SAFE_INTEGER) return left - right;
    if (!Number.isInteger(this.sum) || !Number.isInteger(other.sum)) return left - right;
    const exact = BigInt(this.sum) * BigInt(other.period) - BigInt(other.sum) * BigInt(this.period);
    return exact === 0n ? 0 : exact < 0n ? -1 : 1;
  }
}
