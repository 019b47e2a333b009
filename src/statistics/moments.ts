/** Sums that stay exact enough over ten million rows. */

/** A sum of doubles with its rounding errors carried beside it (A. Neumaier, 1974). */
export class CompensatedSum {
  private sum = 0;
  private lost = 0;

  add(x: number): void {
    const sum = this.sum + x;
    this.lost += Math.abs(this.sum) >= Math.abs(x) ? this.sum - sum + x : x - sum + this.sum;
    this.sum = sum;
  }

  get value(): number {
    return this.sum + this.lost;
  }

  copy(): CompensatedSum {
    const other = new CompensatedSum();
    other.sum = this.sum;
    other.lost = this.lost;
    return other;
  }
}

/**
 * Count, mean, extremes and the second to fourth central moments of a series, in one pass without cancellation
 * (B. P. Welford, 1962; higher moments after P. Pebay, "Formulas for robust, one-pass parallel computation of
 * covariances and arbitrary-order statistical moments", 2008).
 */
export class Moments {
  count = 0;
  mean = 0;
  smallest = Number.POSITIVE_INFINITY;
  largest = Number.NEGATIVE_INFINITY;
  /** Sums of the second, third and fourth powers of the distances from the mean. */
  private second = 0;
  private third = 0;
  private fourth = 0;

  add(x: number): void {
    const before = this.count;
    const n = before + 1;
    const distance = x - this.mean;
    const step = distance / n;
    const square = step * step;
    const term = distance * step * before;
    this.count = n;
    this.mean += step;
    this.fourth += term * square * (n * n - 3 * n + 3) + 6 * square * this.second - 4 * step * this.third;
    this.third += term * step * (n - 2) - 3 * step * this.second;
    this.second += term;
    if (x < this.smallest) this.smallest = x;
    if (x > this.largest) this.largest = x;
  }

  /**
   * Standard deviation with n-1; null below two values, and 0 where what varies is no more than the rounding of the
   * values themselves (a constant series whose values differ in the last bit has no deviation).
   */
  get deviation(): number | null {
    if (this.count < 2) return null;
    const deviation = Math.sqrt(this.second / (this.count - 1));
    const size = Math.max(Math.abs(this.smallest), Math.abs(this.largest));
    return deviation <= 4 * Number.EPSILON * size ? 0 : deviation;
  }

  /** Bias-corrected skew G1 (Joanes and Gill, 1998), or null below three values or without deviation. */
  get skew(): number | null {
    const n = this.count;
    if (n < 3 || this.deviation === 0) return null;
    const variance = this.second / n;
    return ((Math.sqrt(n * (n - 1)) / (n - 2)) * (this.third / n)) / (variance * Math.sqrt(variance));
  }

  /** Bias-corrected excess kurtosis G2 (Joanes and Gill, 1998), or null below four values or without deviation. */
  get excessKurtosis(): number | null {
    const n = this.count;
    if (n < 4 || this.deviation === 0) return null;
    const variance = this.second / n;
    const excess = this.fourth / n / (variance * variance) - 3;
    return ((n - 1) / ((n - 2) * (n - 3))) * ((n + 1) * excess + 6);
  }

  copy(): Moments {
    const other = new Moments();
    other.count = this.count;
    other.mean = this.mean;
    other.smallest = this.smallest;
    other.largest = this.largest;
    other.second = this.second;
    other.third = this.third;
    other.fourth = this.fourth;
    return other;
  }
}
