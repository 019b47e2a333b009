/** A feed in slices short enough that a signal is heard, and a progress bar moves, while a slow strategy runs. */
import type { AsyncFeed, Columns } from '../../market/columns.ts';

/** A slice aims at this long: short for a person, long beside a turn of the event loop. Milliseconds. */
const AIM = 40;
const FEWEST_ROWS = 16;
const MOST_ROWS = 131_072;

interface Remainder {
  readonly columns: Columns;
  readonly next: number;
}

/**
 * Hands on the same rows in chunks whose size follows the time they take; no result depends on it. Before each chunk the
 * event loop gets a turn once the last one is `AIM` ago.
 *
 * @param now milliseconds from any origin
 * @param turn resolves when the event loop has come round
 */
export function interruptible(feed: AsyncFeed, now: () => number, turn: () => Promise<void>): AsyncFeed {
  const remainders: (Remainder | null)[] = feed.series.map(() => null);
  let rows = FEWEST_ROWS;
  let lastTurn = now();
  let roundBegan = lastTurn;
  let asked = 0;

  const next = async (series: number): Promise<Columns | null> => {
    const time = now();
    asked += 1;
    if (asked % feed.series.length === 0) {
      // As many chunks as there are series were run through: that is what a size is judged by.
      if (time - roundBegan > AIM) rows = Math.max(FEWEST_ROWS, rows / 2);
      else if (time - roundBegan < AIM / 4) rows = Math.min(MOST_ROWS, rows * 2);
      roundBegan = time;
    }
    if (time - lastTurn >= AIM) {
      await turn();
      lastTurn = now();
    }
    const remainder = remainders[series] ?? null;
    const columns = remainder?.columns ?? (await feed.next(series));
    if (columns === null) return null;
    const from = remainder?.next ?? 0;
    const to = Math.min(columns.length, from + rows);
    remainders[series] = to < columns.length ? { columns, next: to } : null;
    return from === 0 && to === columns.length ? columns : sliceOf(columns, from, to);
  };
  return { series: feed.series, next, close: () => feed.close() };
}

/** Rows from `from` up to `to`, without copying them. */
export function sliceOf(columns: Columns, from: number, to: number): Columns {
  const fields = Object.entries(columns).map(([name, value]): [string, unknown] => [
    name,
    ArrayBuffer.isView(value) ? (value as Float64Array).subarray(from, to) : value,
  ]);
  return { ...(Object.fromEntries(fields) as unknown as Columns), length: to - from };
}

/** Resolves when the event loop has come round once: signals and timers have then been heard. */
export function eventLoopTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
