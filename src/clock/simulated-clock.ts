/** The clock a run sees: it stands until the tape moves it on. */
import { formatTime } from '../model/time.ts';
import { Timers } from './timers.ts';

export class SimulatedClock {
  // A number from the first: an engine keeps such a field in place, and allocates nothing when time moves on.
  private time = 0;
  private readonly timers = new Timers();

  /** @param start microseconds since the epoch, UTC */
  constructor(start: number) {
    this.time = start;
  }

  /** Microseconds since the epoch, UTC. */
  get now(): number {
    return this.time;
  }

  /** Moves on to `time`. A tape that runs backwards is an error of whoever made it. */
  advanceTo(time: number): void {
    if (!(time >= this.time))
      throw new RangeError(`the clock stands at ${formatTime(this.time)}: ${time} is not after it`);
    this.time = time;
  }

  /** Sets a timer. `id` is the caller's own (0 or above); a time that has passed is due at once. */
  schedule(time: number, id: number): void {
    this.timers.add(time < this.time ? this.time : time, id);
  }

  /** When the next timer is due, in microseconds; Infinity where there is none. */
  get nextDue(): number {
    return this.timers.nextTime;
  }

  /** Timers that are still set. */
  get pending(): number {
    return this.timers.length;
  }

  /** Takes off the earliest timer that is due by now (of one time, the first set) and returns its id; -1 where none is. */
  takeDue(): number {
    return this.timers.nextTime <= this.time ? this.timers.take() : -1;
  }
}
