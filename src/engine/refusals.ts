/** Counts what was refused or rejected, by rule, and keeps the first of each. */
export interface RefusalCount {
  readonly rule: string;
  /** `refused` by our own rules, `rejected` by the exchange. */
  readonly by: 'refused' | 'rejected';
  count: number;
  /** Microseconds. */
  readonly firstTime: number;
  readonly firstOrderId: number;
  /** The value and the limit of the first. */
  readonly firstDetail: string;
}

export class Refusals {
  private readonly counts = new Map<string, RefusalCount>();

  add(by: 'refused' | 'rejected', rule: string, detail: string, time: number, orderId: number): void {
    const key = `${by} ${rule}`;
    const known = this.counts.get(key);
    if (known !== undefined) known.count += 1;
    else this.counts.set(key, { rule, by, count: 1, firstTime: time, firstOrderId: orderId, firstDetail: detail });
  }

  list(): readonly RefusalCount[] {
    return [...this.counts.values()];
  }
}
