/** The platform's monotonic clock, which the commands hand in where work is timed for people. No run sees it. */

/** Milliseconds from any origin, with decimals. */
export function monotonicNow(): number {
  return performance.now();
}
