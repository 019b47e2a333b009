/** The feed of a session that goes on from a checkpoint: without the rows it has been given before. */
import { type Columns, type SyncFeed, withoutFirst } from '../../market/columns.ts';

/** How many rows of each series are still to be left out. */
export class GivenRows {
  private readonly left: number[];

  /** @param given of the checkpoint */
  constructor(given: readonly number[]) {
    this.left = [...given];
  }

  /** What is left of the next chunk of a series; undefined where nothing is, and the one after it is wanted. */
  take(series: number, columns: Columns | null): Columns | null | undefined {
    const left = this.left[series]!;
    if (columns === null || left === 0) return columns;
    this.left[series] = Math.max(0, left - columns.length);
    return left >= columns.length ? undefined : withoutFirst(columns, left);
  }
}

/** @param given of the checkpoint */
export function skipGiven(feed: SyncFeed, given: readonly number[]): SyncFeed {
  const rows = new GivenRows(given);
  return {
    series: feed.series,
    next(series) {
      for (;;) {
        const columns = rows.take(series, feed.next(series));
        if (columns !== undefined) return columns;
      }
    },
  };
}
