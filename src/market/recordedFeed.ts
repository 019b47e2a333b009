/** A tape that was kept, as the feed of a run. */
import type { SeriesInfo, SyncFeed } from './columns.ts';
import type { TapeColumns } from './tape.ts';

/**
 * @param series what the feed that was recorded said of itself
 * @param chunkRows rows handed on at once; a run does not depend on it
 */
export function recordedFeed(
  series: readonly SeriesInfo[],
  rows: TapeColumns,
  chunkRows = Number.POSITIVE_INFINITY,
): SyncFeed {
  let at = 0;
  return {
    series,
    next() {
      if (at >= rows.length) return null;
      const from = at;
      at = Math.min(rows.length, from + chunkRows);
      return tapePart(rows, from, at);
    },
  };
}

/** Rows [from, to) of a tape, as they lie in its columns. */
export function tapePart(rows: TapeColumns, from: number, to: number): TapeColumns {
  return {
    kind: 'tape',
    length: to - from,
    time: rows.time.subarray(from, to),
    exchangeTime: rows.exchangeTime.subarray(from, to),
    event: rows.event.subarray(from, to),
    symbol: rows.symbol.subarray(from, to),
    a: rows.a.subarray(from, to),
    b: rows.b.subarray(from, to),
    c: rows.c.subarray(from, to),
    d: rows.d.subarray(from, to),
    e: rows.e.subarray(from, to),
    text: rows.text === null || from === 0 ? rows.text : rows.text.slice(from, to),
  };
}
