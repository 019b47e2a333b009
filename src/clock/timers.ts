/** Timers as a binary heap in three columns: nothing is allocated a timer. */

export class Timers {
  private time = new Float64Array(16);
  private sequence = new Float64Array(16);
  private id = new Float64Array(16);
  private count = 0;
  private scheduled = 0;

  get length(): number {
    return this.count;
  }

  /** When the next timer is due; Infinity where there is none. */
  get nextTime(): number {
    return this.count === 0 ? Number.POSITIVE_INFINITY : this.time[0]!;
  }

  /** Timers of one time are due in the order in which they were added. */
  add(time: number, id: number): void {
    if (this.count === this.time.length) this.grow();
    const sequence = this.scheduled;
    this.scheduled += 1;
    let at = this.count;
    this.count += 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (this.time[parent]! <= time) break;
      this.move(parent, at);
      at = parent;
    }
    this.put(at, time, sequence, id);
  }

  /** Takes the next timer off and returns its id; -1 where there is none. */
  take(): number {
    if (this.count === 0) return -1;
    const first = this.id[0]!;
    this.count -= 1;
    const last = this.count;
    const time = this.time[last]!;
    const sequence = this.sequence[last]!;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= last) break;
      if (child + 1 < last && this.isBefore(child + 1, this.time[child]!, this.sequence[child]!)) child += 1;
      if (!this.isBefore(child, time, sequence)) break;
      this.move(child, at);
      at = child;
    }
    this.put(at, time, sequence, this.id[last]!);
    return first;
  }

  private isBefore(at: number, time: number, sequence: number): boolean {
    const own = this.time[at]!;
    return own < time || (own === time && this.sequence[at]! < sequence);
  }

  private move(from: number, to: number): void {
    this.put(to, this.time[from]!, this.sequence[from]!, this.id[from]!);
  }

  private put(at: number, time: number, sequence: number, id: number): void {
    this.time[at] = time;
    this.sequence[at] = sequence;
    this.id[at] = id;
  }

  private grow(): void {
    const size = this.time.length * 2;
    const larger = (column: Float64Array): Float64Array<ArrayBuffer> => {
      const copy = new Float64Array(size);
      copy.set(column);
      return copy;
    };
    this.time = larger(this.time);
    this.sequence = larger(this.sequence);
    this.id = larger(this.id);
  }
}
