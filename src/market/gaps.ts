/** Time that is missing between two candles: what counts as such, and flat candles in its place. */
import { dayOf, MICROS_PER_DAY } from '../model/time.ts';
import { type CandleColumns, withoutFirst } from './columns.ts';

/** Candles filled in at once: as little is held, however long the gap. */
const FILLED_ROWS = 512;

export type Calendar = 'always' | 'sessions';

/** On a calendar of sessions, time missing between two dates is no gap: the market was closed. Microseconds. */
export function isSessionBreak(lastOpen: number, open: number, interval: number, calendar: Calendar): boolean {
  return calendar === 'sessions' && (interval >= MICROS_PER_DAY || dayOf(lastOpen) !== dayOf(open));
}

/**
 * Candles of one series, with flat ones (open, high, low and close at the last close, no volume, `filled`) for each whole
 * interval that is missing between two of them. Before the first and after the last of the window nothing is filled in.
 */
export class GapFiller {
  private readonly interval: number;
  private readonly calendar: Calendar;
  private readonly windowEnd: number;
  private columns: CandleColumns | null = null;
  private at = 0;
  /** The last candle that is not of our making: its open, its close; NaN before the first. */
  private lastOpen = Number.NaN;
  private lastClose = 0;
  /** Where the next candle should open. */
  private expected = Number.NaN;
  private readonly flat = flatColumns();

  /** @param interval microseconds @param windowEnd candles that open at it or later count as none */
  constructor(interval: number, calendar: Calendar, windowEnd: number = Number.POSITIVE_INFINITY) {
    this.interval = interval;
    this.calendar = calendar;
    this.windowEnd = windowEnd;
  }

  /** Takes the next chunk: all of the one before has been asked for. */
  take(columns: CandleColumns): void {
    this.columns = columns;
    this.at = 0;
  }

  /** Before it is saved: lets go of what has been asked for. */
  tidy(): void {
    const { columns, at } = this;
    if (columns === null) return;
    this.columns = withoutFirst(columns, at);
    this.at = 0;
  }

  /** The next piece, in order; null where the next chunk is needed. It is good until the next call. */
  next(): CandleColumns | null {
    const { columns, at } = this;
    if (columns === null || at === columns.length) return null;
    const open = columns.time[at]!;
    return this.isMissing(this.lastOpen, this.expected, open) ? this.fill(open) : this.pass(columns, at);
  }

  private isMissing(lastOpen: number, expected: number, open: number): boolean {
    if (!(open - expected >= this.interval) || open >= this.windowEnd) return false;
    return !isSessionBreak(lastOpen, open, this.interval, this.calendar);
  }

  private fill(until: number): CandleColumns {
    const { flat, interval, lastClose } = this;
    const rows = Math.min(FILLED_ROWS, Math.floor((until - this.expected) / interval));
    for (let row = 0; row < rows; row++) flat.time[row] = this.expected + row * interval;
    for (const prices of [flat.open, flat.high, flat.low, flat.close]) prices.fill(lastClose, 0, rows);
    this.expected += rows * interval;
    return { ...flat, length: rows };
  }

  /** Candles up to the next gap. */
  private pass(columns: CandleColumns, from: number): CandleColumns {
    const { time, close, length } = columns;
    const { interval } = this;
    let to = from + 1;
    while (to < length) {
      const before = time[to - 1]!;
      if (this.isMissing(before, before + interval, time[to]!)) break;
      to += 1;
    }
    this.at = to;
    this.lastOpen = time[to - 1]!;
    this.lastClose = close[to - 1]!;
    this.expected = this.lastOpen + interval;
    return from === 0 && to === length ? columns : part(columns, from, to);
  }
}

function flatColumns(): CandleColumns {
  const column = (): Float64Array => new Float64Array(FILLED_ROWS);
  return {
    kind: 'candles',
    length: 0,
    time: column(),
    open: column(),
    high: column(),
    low: column(),
    close: column(),
    volume: column(),
    filled: new Uint8Array(FILLED_ROWS).fill(1),
  };
}

function part(columns: CandleColumns, from: number, to: number): CandleColumns {
  const { time, open, high, low, close, volume, filled } = columns;
  return {
    kind: 'candles',
    length: to - from,
    time: time.subarray(from, to),
    open: open.subarray(from, to),
    high: high.subarray(from, to),
    low: low.subarray(from, to),
    close: close.subarray(from, to),
    volume: volume.subarray(from, to),
    filled: filled === null ? null : filled.subarray(from, to),
  };
}
