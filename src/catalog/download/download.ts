/** `data download`: what the catalog lacks of a series, from an exchange, page by page. */
import { SystemClock } from '../../clock/system-clock.ts';
import { InputError } from '../../model/errors.ts';
import { formatTime, MICROS_PER_DAY, MICROS_PER_MINUTE } from '../../model/time.ts';
import { type InstrumentEntry, readInstrument } from '../instruments.ts';
import { type SeriesKey, seriesFolder } from '../layout.ts';
import { knownSpans, type WindowFacts, windowFacts } from './coverage.ts';
import { checkHistory } from './history.ts';
import { type CandleText, type Market, type MarketRequest, openMarket } from './market.ts';
import type { DownloadEdge } from './retry.ts';
import { intervalsIn, leftOpen, type Span } from './spans.ts';
import { PageStore } from './store.ts';

export interface DownloadRequest extends MarketRequest {
  /** Folder of the catalog; made where there is none. The exchange's name is its venue there. */
  readonly catalog: string;
  /** [from, to) in microseconds; `to` is now unless given. */
  readonly from: number;
  readonly to?: number | undefined;
}

export interface DownloadResult extends WindowFacts {
  /** The window asked for, less what has not happened yet. */
  readonly from: number;
  readonly to: number;
  /** Candles that are new in the catalog. */
  readonly added: number;
  readonly requests: number;
  /** Intervals in microseconds of coarser candles of the symbol that do not hold what was added. */
  readonly coarser: readonly number[];
  readonly instrument: InstrumentEntry | null;
}

/**
 * Downloads candles that the catalog lacks. Whole pages are kept whatever ends it: the same call goes on from there.
 *
 * @throws InputError in one line for what the exchange does not have, cannot be reached for, or sends as no candle;
 * the signal's reason once it is aborted
 */
export async function downloadCandles(request: DownloadRequest, edge: DownloadEdge): Promise<DownloadResult> {
  const key: SeriesKey = { kind: 'candles', venue: request.exchange, ...request };
  seriesFolder(request.catalog, key);
  const window = windowOf(request, new SystemClock(edge).read());
  const known = await knownSpans(request.catalog, key);
  let [added, requests, to] = [0, 0, window.to];
  let coarser: readonly number[] = [];
  if (leftOpen(window, known).length > 0) {
    const market = await openMarket(request, edge);
    to = Math.max(window.from, Math.min(window.to, market.now()));
    const store = new PageStore(request.catalog, key, market.rules, edge.monotonicNow);
    await fetchInto(store, market, request, leftOpen({ from: window.from, to }, known), edge);
    [added, requests, coarser] = [store.added, market.requests(), store.coarser];
  }
  const facts = await windowFacts(request.catalog, key, { from: window.from, to: finished(to, window.from, request) });
  const instrument = await readInstrument(request.catalog, key.venue, key.symbol);
  return { ...facts, from: window.from, to, added, requests, coarser, instrument };
}

function windowOf({ from, to, interval }: DownloadRequest, now: number): Span {
  if (to !== undefined && from >= to) {
    throw new InputError(`--from ${formatTime(from)} is not before --to ${formatTime(to)}`);
  }
  if (from >= now) throw new InputError(`--from ${formatTime(from)} lies in the future: it is ${formatTime(now)}`);
  // Days and longer have no grid: venues start weeks where they like.
  const start = interval < MICROS_PER_DAY ? Math.ceil(from / interval) * interval : from;
  return { from: start, to: Math.max(start, Math.min(to ?? now, now)) };
}

/** The end of the last candle that is over by `to`. */
function finished(to: number, from: number, { interval }: DownloadRequest): number {
  return from + Math.floor((to - from) / interval) * interval;
}

/** Fetches the open stretches in order of time. */
async function fetchInto(
  store: PageStore,
  market: Market,
  request: DownloadRequest,
  open: readonly Span[],
  edge: DownloadEdge,
): Promise<void> {
  const { interval } = request;
  const total = intervalsIn(open, interval);
  let done = 0;
  const tell = (): void =>
    edge.onProgress?.({ phase: `${request.exchange} ${request.symbol}`, done, total, unit: 'candles' });
  tell();
  try {
    let reached = Number.NEGATIVE_INFINITY;
    for (const stretch of open) {
      let since = Math.max(stretch.from, reached);
      while (since + interval <= Math.min(stretch.to, market.now())) {
        const rows = await market.page(since);
        if (since !== reached && rows[0]?.time !== since) await checkHistory(market, request, since, rows);
        reached = endOf(rows, since, market, interval);
        if (reached === since) break;
        for (const span of partsOf(open, { from: since, to: reached })) {
          await store.add(within(rows, span), span);
          done += intervalsIn([span], interval);
        }
        tell();
        since = reached;
      }
    }
  } catch (error) {
    throw await keep(store, error);
  }
  await store.write();
}

/**
 * Until when a page says what there is: to the end of its last candle; an empty one as far as it could have reached, but
 * not into the last moments, in which a candle may still be on its way. `since` where it says nothing.
 */
function endOf(rows: readonly CandleText[], since: number, market: Market, interval: number): number {
  const last = rows.at(-1);
  if (last !== undefined) return last.time + interval;
  const past = Math.floor((market.now() - 2 * interval - MICROS_PER_MINUTE - since) / interval);
  return since + Math.max(0, Math.min(market.pageRows, past)) * interval;
}

/** What of the open stretches a page is about; what stands in the catalog already is left alone. */
const partsOf = (open: readonly Span[], page: Span): Span[] =>
  open
    .map(({ from, to }) => ({ from: Math.max(from, page.from), to: Math.min(to, page.to) }))
    .filter(({ from, to }) => from < to);

const within = (rows: readonly CandleText[], { from, to }: Span): CandleText[] =>
  rows.filter(({ time }) => time >= from && time < to);

/** What was fetched before something went wrong is kept, and the user is told. */
async function keep(store: PageStore, error: unknown): Promise<unknown> {
  try {
    await store.write();
  } catch {
    // The first thing that went wrong is what the user must know.
  }
  if (!(error instanceof InputError) || store.added === 0) return error;
  return new InputError(`${error.message}; the ${store.added} candles before it are kept, run it again to go on`);
}
