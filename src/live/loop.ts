/** When things happen in a live session: by the platform's timers, or as fast as it goes. */
import { SystemClock, type SystemTime } from '../clock/system-clock.ts';

export interface Alarm {
  /** Safe to call twice. */
  cancel(): void;
}

export interface Loop {
  /** Rows that are worth a turn of the session: one where somebody waits for it. */
  readonly chunk: number;
  /** Tape time: whole microseconds since the epoch, each reading later than the one before. */
  read(): number;
  /** Calls once, so many microseconds of tape time from now. */
  after(micros: number, call: () => void): Alarm;
  /**
   * Resolves when `isReady` may have become true: real time waits for `wake`, virtual time goes on until it is. Either way
   * the platform gets a turn for what else it has to do.
   */
  until(isReady: () => boolean): Promise<void>;
  /** What `until` waits for may have come. */
  wake(): void;
}

/** Real time, or `speed` times as fast. */
export class RealLoop implements Loop {
  readonly chunk = 1;
  readonly #clock: SystemClock;
  readonly #speed: number;
  #waiting: (() => void) | null = null;

  constructor(time: SystemTime, speed = 1) {
    this.#clock = new SystemClock(speed === 1 ? time : faster(time, speed));
    this.#speed = speed;
  }

  read(): number {
    return this.#clock.read();
  }

  after(micros: number, call: () => void): Alarm {
    const timer = setTimeout(call, Math.max(0, Math.ceil(micros / 1000 / this.#speed)));
    return { cancel: () => clearTimeout(timer) };
  }

  async until(isReady: () => boolean): Promise<void> {
    // Also where there is much to do: signals and sockets want their turn.
    await new Promise<void>((turn) => void setImmediate(turn));
    while (!isReady()) await new Promise<void>((wake) => this.#wait(wake));
  }

  wake(): void {
    const waiting = this.#waiting;
    this.#waiting = null;
    waiting?.();
  }

  #wait(wake: () => void): void {
    this.#waiting = wake;
  }
}

/** A platform's clocks that run `speed` times as fast from now on. */
function faster(time: SystemTime, speed: number): SystemTime {
  const begun = time.monotonicNow();
  return { ...time, monotonicNow: () => begun + (time.monotonicNow() - begun) * speed };
}

interface Due {
  readonly time: number;
  readonly order: number;
  readonly call: () => void;
  isCanceled: boolean;
}

/** Time that jumps from one alarm to the next: the same calls in the same order on every machine. */
export class VirtualLoop implements Loop {
  readonly chunk = 1_000;
  #now: number;
  #last: number;
  #order = 0;
  /** A binary heap by time, then by the order in which they were set. */
  readonly #heap: Due[] = [];

  /** @param start tape time, microseconds since the epoch */
  constructor(start: number) {
    this.#now = start;
    this.#last = start - 1;
  }

  read(): number {
    this.#last = Math.max(this.#now, this.#last + 1);
    return this.#last;
  }

  after(micros: number, call: () => void): Alarm {
    const due = { time: this.#now + Math.max(0, Math.ceil(micros)), order: this.#order++, call, isCanceled: false };
    this.#push(due);
    return {
      cancel: () => {
        due.isCanceled = true;
      },
    };
  }

  async until(isReady: () => boolean): Promise<void> {
    await new Promise<void>((turn) => void setImmediate(turn));
    while (!isReady()) if (!this.step()) await new Promise<void>((turn) => void setImmediate(turn));
  }

  wake(): void {}

  /** Goes on to the next alarm. False where none is set. */
  step(): boolean {
    const due = this.#pop();
    if (due === undefined) return false;
    if (due.isCanceled) return true;
    this.#now = Math.max(this.#now, due.time);
    due.call();
    return true;
  }

  #push(due: Due): void {
    const heap = this.#heap;
    let at = heap.length;
    heap.push(due);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!isBefore(due, heap[parent]!)) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = due;
  }

  #pop(): Due | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || first === last) return first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child += 1;
      if (!isBefore(heap[child]!, last)) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = last;
    return first;
  }
}

function isBefore(a: Due, b: Due): boolean {
  return a.time < b.time || (a.time === b.time && a.order < b.order);
}
