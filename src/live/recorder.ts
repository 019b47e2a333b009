/** Keeps what a session was given, so that it can be given again. */
import type { AsyncFeed, Columns, SeriesInfo, SyncFeed, TapeColumns } from '../market/columns.ts';
import { TapeRows } from './tapeRows.ts';

/** A feed that hands on another one's tape and keeps every row as it was handed on. */
export class TapeRecorder implements AsyncFeed {
  readonly #feed: AsyncFeed;
  readonly #rows = new TapeRows();

  constructor(feed: AsyncFeed) {
    this.#feed = feed;
  }

  get series(): readonly SeriesInfo[] {
    return this.#feed.series;
  }

  async next(series: number): Promise<Columns | null> {
    const chunk = await this.#feed.next(series);
    if (chunk?.kind === 'tape') this.#rows.append(chunk);
    return chunk;
  }

  close(): Promise<void> {
    return this.#feed.close();
  }

  /** The tape so far: good until the next chunk. */
  get rows(): TapeColumns {
    return this.#rows.view();
  }
}

/**
 * A recorded tape as the feed of a run.
 *
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
      return part(rows, from, at);
    },
  };
}

function part(rows: TapeColumns, from: number, to: number): TapeColumns {
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
  };
}
