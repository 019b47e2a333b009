/** A sum of market volumes: of decimals the decimal sum, as adding them up on paper gives it. */

/** Most decimals that are told apart; finer volumes are added as doubles. */
const FINEST = 1e12;

export class VolumeSum {
  /** The sum in whole parts of 1 / scale, while it is exact: no doubles' rounding gathers in it. */
  private units = 0;
  private scale = 1;
  private isExact = true;
  private sum = 0;

  /** Begins anew. What a sum was before never changes the next. */
  clear(): void {
    this.units = 0;
    this.scale = 1;
    this.isExact = true;
    this.sum = 0;
  }

  add(volume: number): void {
    this.sum += volume;
    if (!this.isExact) return;
    let units = Math.round(volume * this.scale);
    // A double is the nearest to a decimal of so many places exactly where it comes back from the whole number.
    while (units / this.scale !== volume) {
      if (this.scale === FINEST) {
        this.isExact = false;
        return;
      }
      this.scale *= 10;
      this.units *= 10;
      units = Math.round(volume * this.scale);
    }
    this.units += units;
    this.isExact = this.units <= Number.MAX_SAFE_INTEGER;
  }

  /** The double nearest to the decimal sum; where sixteen digits did not suffice, the sum of the doubles. */
  get value(): number {
    return this.isExact ? this.units / this.scale : this.sum;
  }
}
