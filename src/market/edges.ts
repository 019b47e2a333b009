/** Time that the ends of a run's window lack: what counts as such there, where no candle stands on the other side. */
import { MICROS_PER_DAY } from '../model/time.ts';
import type { TimeSpan } from './columns.ts';
import { type Calendar, isSessionBreak } from './gaps.ts';

/** Nobody tells closed days from lost ones: on a calendar of sessions so much beyond the data is taken for closed days. */
const LONGEST_CLOSURE = 14 * MICROS_PER_DAY;

/** Rows of a series beside a time: the last before it, the first at it or later; null where there is none. */
export interface Neighbours {
  readonly before: number | null;
  readonly after: number | null;
}

/** How a series is spaced. */
export interface Spacing {
  /** Length of its candles in microseconds; 0 for trades and quotes. */
  readonly interval: number;
  readonly calendar: Calendar;
  /** Shorter stretches than this are none: trades and quotes are silent at times. Microseconds; 0 for candles. */
  readonly silence: number;
}

/**
 * What is missing between the window's start and the first row in it; null where nothing is. Candles that are missing are
 * counted back from the first one, so that it need not stand on anybody's grid.
 *
 * @param first the first row of the window
 * @param before the row before the window; null where the data begins in it
 */
export function lackBefore(
  { interval, calendar, silence }: Spacing,
  from: number,
  before: number | null,
  first: number,
): TimeSpan | null {
  const since = interval === 0 ? from : first - Math.floor((first - from) / interval) * interval;
  const span = { from: Math.max(since, before === null ? since : before + interval), to: first };
  if (span.to - span.from <= silence) return null;
  return isClosure(span, before, first, interval, calendar) ? null : span;
}

/**
 * What is missing between the last row of the window and its end; null where nothing is.
 *
 * @param after the row behind the window; null where the data ends in it
 */
export function lackAfter(
  { interval, calendar, silence }: Spacing,
  to: number,
  last: number,
  after: number | null,
): TimeSpan | null {
  const span = { from: last + interval, to };
  if (span.to - span.from <= silence) return null;
  return isClosure(span, last, after, interval, calendar) ? null : span;
}

/** Where there are rows on both sides, the market was closed between two dates; where there is one side, nobody knows. */
function isClosure(
  span: TimeSpan,
  before: number | null,
  after: number | null,
  interval: number,
  calendar: Calendar,
): boolean {
  if (calendar === 'always') return false;
  if (before !== null && after !== null) return isSessionBreak(before, after, interval, calendar);
  return span.to - span.from <= LONGEST_CLOSURE;
}
