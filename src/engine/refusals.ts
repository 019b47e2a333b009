/** Counts what was refused or rejected, by rule, and keeps the first few places of each. */

/** One order that broke a rule. */
export interface RefusedPlace {
  /** Microseconds. */
  readonly time: number;
  readonly orderId: number;
  /** The value and the limit. */
  readonly detail: string;
}

export interface RefusalCount {
  readonly rule: string;
  /** `refused` by our own rules, `rejected` by the exchange. */
  readonly by: 'refused' | 'rejected';
  readonly count: number;
  /** The first few, in the order they happened: at least one, at most `PLACES_KEPT`. */
  readonly places: readonly RefusedPlace[];
}

/** Enough to see what goes wrong; all but messages that found no order at work are rows of `orders`. */
export const PLACES_KEPT = 5;

interface Counting extends RefusalCount {
  count: number;
  readonly places: RefusedPlace[];
}

export class Refusals {
  private readonly counts = new Map<string, Counting>();

  add(by: 'refused' | 'rejected', rule: string, detail: string, time: number, orderId: number): void {
    const key = `${by} ${rule}`;
    let counting = this.counts.get(key);
    if (counting === undefined) {
      counting = { rule, by, count: 0, places: [] };
      this.counts.set(key, counting);
    }
    counting.count += 1;
    if (counting.places.length < PLACES_KEPT) counting.places.push({ time, orderId, detail });
  }

  /** The rule that was broken first before the others. */
  list(): readonly RefusalCount[] {
    return [...this.counts.values()];
  }
}
