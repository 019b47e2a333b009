/** Where a run stands in the one order of things. */
export class Moment {
  /** Microseconds since the epoch, UTC. Before the first event: the window's start. */
  now = 0;
  /** A value of KIND; 0 before the first event, a half more between two kinds. */
  kind = 0;

  constructor(now: number) {
    this.now = now;
  }
}
