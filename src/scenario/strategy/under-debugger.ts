/** What a run does for a debugger that watches it. */
import { url } from 'node:inspector';
import { setTimeout as pause } from 'node:timers/promises';

/** What editors need to read a source map and to set the breakpoints that wait for it, and more. Milliseconds. */
const READING_TIME = 500;

/**
 * Gives a debugger the time to set its breakpoints: it hears of a strategy's file only once the bundle is loaded, and the
 * first candles would be gone by then. Without one, no time passes.
 */
export async function waitForBreakpoints(): Promise<void> {
  if (url() !== undefined) await pause(READING_TIME);
}
