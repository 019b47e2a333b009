/** The strategy's timers: the clock keeps their times, this their names. */
import type { SimulatedClock } from '../clock/simulated-clock.ts';

export class NamedTimers {
  private readonly clock: SimulatedClock;
  private readonly names = new Map<number, string>();
  private next = 0;

  constructor(clock: SimulatedClock) {
    this.clock = clock;
  }

  /** @param time microseconds; one that has passed is due at once */
  set(time: number, name: string): void {
    this.names.set(this.next, name);
    this.clock.schedule(time, this.next++);
  }

  /** Takes the timer that is due, and answers its name. */
  take(): string {
    const id = this.clock.takeDue();
    const name = this.names.get(id)!;
    this.names.delete(id);
    return name;
  }
}
