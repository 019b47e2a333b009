/** The strategy's timers: the clock keeps their times, this their names. */
import type { SimulatedClock } from '../clock/simulated-clock.ts';
import { InputError } from '../model/errors.ts';
import { MOST_ROUNDS } from './inflight.ts';

export class NamedTimers {
  private readonly clock: SimulatedClock;
  private readonly names = new Map<number, string>();
  private next = 0;
  /** Timers that were due as they were set, at one time. */
  private atOnce = 0;
  private atOnceTime = -1;

  constructor(clock: SimulatedClock) {
    this.clock = clock;
  }

  /**
   * @param time microseconds; one that has passed is due at once
   * @throws InputError where timers that are due at once are set without end
   */
  set(time: number, name: string): void {
    if (time <= this.clock.now) this.countAtOnce();
    this.names.set(this.next, name);
    this.clock.schedule(time, this.next++);
  }

  private countAtOnce(): void {
    const { now } = this.clock;
    if (now !== this.atOnceTime) {
      this.atOnceTime = now;
      this.atOnce = 0;
    }
    this.atOnce += 1;
    if (this.atOnce > MOST_ROUNDS) {
      throw new InputError(`more than ${MOST_ROUNDS} timers were set for the present time: set them for a later one`);
    }
  }

  /** Takes the timer that is due, and answers its name. */
  take(): string {
    const id = this.clock.takeDue();
    const name = this.names.get(id)!;
    this.names.delete(id);
    return name;
  }
}
