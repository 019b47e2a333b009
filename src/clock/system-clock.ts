/** Wall time for tapes that are being recorded: it never stands still and never goes back. */

/** Where a system clock gets its time from; the edge hands in what belongs to the platform. */
export interface SystemTime {
  /** Milliseconds since the epoch, read once; `Date.now` unless given. */
  readonly wallNow?: () => number;
  /** Milliseconds from any origin, never going back, with decimals, as `performance.now`. */
  readonly monotonicNow: () => number;
}

/**
 * The wall clock at the start, carried on by a monotonic one: an operating system that sets its clock back does not
 * make a tape run backwards.
 */
export class SystemClock {
  readonly #monotonicNow: () => number;
  readonly #origin: number;
  #last = Number.NEGATIVE_INFINITY;

  constructor(time: SystemTime) {
    this.#monotonicNow = time.monotonicNow;
    this.#origin = (time.wallNow ?? Date.now)() - time.monotonicNow();
  }

  /** Whole microseconds since the epoch, UTC; each reading is later than the one before. */
  read(): number {
    const time = Math.floor((this.#origin + this.#monotonicNow()) * 1000);
    this.#last = time > this.#last ? time : this.#last + 1;
    return this.#last;
  }
}
