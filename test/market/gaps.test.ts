/** Missing candles filled in, beside a slow twin, whatever the chunks; and as little held at once as is needed. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CandleColumns } from '../../src/market/columns.ts';
import { GapFiller, isSessionBreak } from '../../src/market/gaps.ts';
import { dayOf, MICROS_PER_DAY, MICROS_PER_HOUR } from '../../src/model/time.ts';
import { candles, MINUTE, slice } from '../support/market.ts';

const HOUR = MICROS_PER_HOUR;
type Row = readonly number[];

function columnsOf(times: readonly number[]): CandleColumns {
  const prices = Float64Array.from(times, (_, i) => 100 + i);
  return {
    ...candles([]),
    length: times.length,
    time: Float64Array.from(times),
    open: prices,
    high: prices,
    low: prices,
    close: prices,
    volume: prices,
  };
}

function rowsOf({ length, time, open, high, low, close, volume, filled }: CandleColumns): Row[] {
  return Array.from({ length }, (_, i) => [
    ...[time, open, high, low, close, volume].map((column) => column[i]!),
    filled === null ? 0 : filled[i]!,
  ]);
}

function filled(columns: CandleColumns, calendar: 'always' | 'sessions', chunk: number): { rows: Row[]; most: number } {
  const filler = new GapFiller(HOUR, calendar);
  const rows: Row[] = [];
  let most = 0;
  for (let from = 0; from < columns.length; from += chunk) {
    filler.take(slice(columns, from, from + chunk));
    for (let piece = filler.next(); piece !== null; piece = filler.next()) {
      rows.push(...rowsOf(piece));
      if (piece.filled !== null) most = Math.max(most, piece.length);
    }
  }
  return { rows, most };
}

/** Slowly and plainly. */
function expected(times: readonly number[], calendar: 'always' | 'sessions'): Row[] {
  return times.flatMap((time, i) => {
    const price = 100 + i;
    const own = [time, price, price, price, price, price, 0];
    const before = times[i - 1];
    if (before === undefined || (calendar === 'sessions' && dayOf(before) !== dayOf(time))) return [own];
    const missing: Row[] = [];
    const close = price - 1;
    for (let at = before + HOUR; at + HOUR <= time; at += HOUR) missing.push([at, close, close, close, close, 0, 1]);
    return [...missing, own];
  });
}

describe('what is missing', () => {
  it('is filled in with flat candles, whatever the chunks', () => {
    const steps = fc.array(fc.constantFrom(1, 1, 1, 1.5, 2, 5, 30), { maxLength: 60 });
    fc.assert(
      fc.property(
        steps,
        fc.constantFrom('always', 'sessions'),
        fc.integer({ min: 1, max: 70 }),
        (gaps, calendar, chunk) => {
          let time = 1000 * MICROS_PER_DAY;
          const times = gaps.map((gap) => (time += gap * HOUR));
          expect(filled(columnsOf(times), calendar, chunk).rows).toEqual(expected(times, calendar));
        },
      ),
    );
  });

  it('of a year comes in small pieces', () => {
    const { rows, most } = filled(columnsOf([0, 365 * MICROS_PER_DAY]), 'always', 2);
    expect(rows.length).toBe(365 * 24 + 1);
    expect(most).toBe(512);
  });

  it('is handed on untouched where nothing is', () => {
    const columns = candles([
      [1, 1, 1, 1],
      [1, 1, 1, 1],
    ]);
    const filler = new GapFiller(MINUTE, 'always');
    filler.take(columns);
    expect(filler.next()).toBe(columns);
    expect(filler.next()).toBeNull();
  });

  it('is nothing between two dates of a calendar of sessions, nor between any of its days', () => {
    const [friday, monday] = [4 * MICROS_PER_DAY + 20 * HOUR, 7 * MICROS_PER_DAY + 9 * HOUR];
    expect(isSessionBreak(friday, monday, HOUR, 'sessions')).toBe(true);
    expect(isSessionBreak(friday, monday, HOUR, 'always')).toBe(false);
    expect(isSessionBreak(friday, friday + 2 * HOUR, HOUR, 'sessions')).toBe(false);
    expect(isSessionBreak(0, MICROS_PER_DAY * 3, MICROS_PER_DAY, 'sessions')).toBe(true);
  });
});
