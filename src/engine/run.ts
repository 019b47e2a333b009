/** The two runners: one session, fed at once or as chunks arrive. */
import type { AsyncFeed, SyncFeed } from '../market/columns.ts';
import type { TapeSink } from '../market/tape.ts';
import { DONE, type TradingSession } from './session.ts';
import type { RunSummary } from './summary.ts';

/** Runs to the end of a feed that answers at once. */
export function runSync(session: TradingSession, feed: SyncFeed): RunSummary {
  for (let series = session.run(); series !== DONE; series = session.run()) {
    session.give(series, feed.next(series));
  }
  return session.finish();
}

/** Told after each chunk how far the run has come; a progress bar, or a way to stop (it may throw). */
export type OnProgress = (events: number, time: number) => void;

/** Runs to the end of a feed whose chunks are waited for. Within a chunk nothing is. */
export async function runAsync(session: TradingSession, feed: AsyncFeed, onProgress?: OnProgress): Promise<RunSummary> {
  for (let series = session.run(); series !== DONE; series = session.run()) {
    onProgress?.(session.events, session.now);
    session.give(series, await feed.next(series));
  }
  return session.finish();
}

/** Runs a live tape to its end: what the session is given is kept first, and nobody hears of what came of it before that. */
export async function runLive(
  session: TradingSession,
  feed: AsyncFeed,
  keepers: readonly TapeSink[],
): Promise<RunSummary> {
  for (let series = session.run(); series !== DONE; ) {
    const rows = await feed.next(series);
    if (rows?.kind === 'tape') for (const keeper of keepers) keeper.take(rows);
    const acts = session.acts;
    session.give(series, rows);
    series = session.run();
    session.handOn();
    for (const keeper of keepers) await keeper.settled(session.acts > acts);
  }
  return session.finish();
}
