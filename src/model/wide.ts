/** Exact totals that outgrow 2^53: turnover, fees paid, 30-day volume. */
import { formatDigits } from './decimal.ts';

const LIMB = 0x20_0000_0000_0000;

/**
 * A sum of safe integers, exact up to 2^105: `high` x 2^53 + `low`. `low` is any safe integer while it runs, and is
 * brought into [0, 2^53) where the limbs are shown, so that equal sums have equal limbs.
 */
export class WideSum {
  private high = 0;
  private low = 0;

  /** Adds a safe integer, either sign. */
  add(units: number): void {
    const sum = this.low + units;
    if (sum < LIMB && sum > -LIMB) {
      this.low = sum;
      return;
    }
    // Both have the sign of the sum here: the carry leaves a rest of the other sign, and neither step rounds.
    const carry = sum > 0 ? 1 : -1;
    this.high += carry;
    this.low = this.low - carry * LIMB + units;
  }

  /** Adds another sum. */
  addSum(other: WideSum): void {
    this.high += other.high;
    this.add(other.low);
  }

  /** [high, low] with 0 <= low < 2^53: what a checkpoint keeps. */
  get limbs(): readonly [high: number, low: number] {
    return this.low < 0 ? [this.high - 1, this.low + LIMB] : [this.high, this.low + 0];
  }

  static fromLimbs(limbs: readonly [high: number, low: number]): WideSum {
    const sum = new WideSum();
    sum.high = limbs[0];
    sum.low = limbs[1];
    return sum;
  }

  toBigInt(): bigint {
    return BigInt(this.high) * BigInt(LIMB) + BigInt(this.low);
  }

  /** The double nearest to the sum. */
  toNumber(): number {
    return this.high * LIMB + this.low;
  }

  /** The sum of units of 10^-decimals as decimal text, all decimals written. */
  toText(decimals: number): string {
    const value = this.toBigInt();
    return formatDigits(String(value < 0n ? -value : value), value < 0n, decimals, false);
  }
}
