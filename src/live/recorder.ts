/** Keeps what a session was given, so that it can be given again. */
import type { AsyncFeed, Columns, SeriesInfo, TapeColumns } from '../market/columns.ts';
import { TapeRows } from '../market/tapeRows.ts';

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
