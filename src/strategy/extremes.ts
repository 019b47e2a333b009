/** The highest and the lowest of a window, exact and O(1). */
import { CandleView } from './candle.ts';
import { checkPeriod, type ExactIndicator, UnitScale } from './exact.ts';

/**
 * The largest of the last `period` values, in O(1): a queue keeps only those that may still become the largest, each
 * smaller than the one before it.
 */
class Window implements ExactIndicator {
  readonly period: number;
  private readonly unit: UnitScale;
  /** The queue, in a ring: values, and the number of the update each came with. */
  private readonly values: Float64Array;
  private readonly numbers: Float64Array;
  private head = 0;
  private length = 0;
  private count = 0;
  /** 1, or -1 for the smallest: the largest of the negated. */
  private readonly sign: number;

  constructor(name: string, period: number, sign: number) {
    this.period = checkPeriod(name, period);
    this.unit = new UnitScale(name);
    this.sign = sign;
    this.values = new Float64Array(period);
    this.numbers = new Float64Array(period);
  }

  /**
   * @returns the extreme in quote per base (of numbers: in theirs), or null before `period` values
   * @throws InputError where candles and numbers, or candles of different price units, are mixed
   */
  update(input: CandleView | number): number | null {
    if (input instanceof CandleView) {
      this.unit.take(input.unitScale);
      return this.push(this.sign > 0 ? input.highUnits : -input.lowUnits);
    }
    this.unit.take(1);
    return this.push(input * this.sign);
  }

  add(input: CandleView | number): number | null {
    return this.update(input);
  }

  private push(value: number): number | null {
    const { values, numbers, period } = this;
    if (this.length > 0 && numbers[this.head]! <= this.count - period) {
      this.head = (this.head + 1) % period;
      this.length -= 1;
    }
    while (this.length > 0 && values[(this.head + this.length - 1) % period]! <= value) this.length -= 1;
    const tail = (this.head + this.length) % period;
    values[tail] = value;
    numbers[tail] = this.count;
    this.length += 1;
    this.count += 1;
    return this.getResult();
  }

  get isStable(): boolean {
    return this.count >= this.period;
  }

  getResult(): number | null {
    return this.isStable ? (this.values[this.head]! * this.sign) / this.unit.scale : null;
  }

  getRequiredInputs(): number {
    return this.period;
  }

  reset(): void {
    this.unit.reset();
    this.values.fill(0);
    this.numbers.fill(0);
    this.head = 0;
    this.length = 0;
    this.count = 0;
  }
}

/** The highest of the last `period` values, of candles their highs. Exact; O(1) an update. */
export class Highest extends Window {
  /** @throws InputError where the period is no whole number of at least 1 */
  constructor(period: number) {
    super('Highest', period, 1);
  }
}

/** The lowest of the last `period` values, of candles their lows. Exact; O(1) an update. */
export class Lowest extends Window {
  /** @throws InputError where the period is no whole number of at least 1 */
  constructor(period: number) {
    super('Lowest', period, -1);
  }
}
