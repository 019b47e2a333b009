/** The two runners: one session, fed at once or as chunks arrive. */
import type { AsyncFeed, SyncFeed } from '../market/columns.ts';
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
