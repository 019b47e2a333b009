/** Resident memory of long histories, through the async runner: it does not grow with their length. */
import { feedOf, openCatalog } from '../src/catalog/index.ts';
import { makeCatalog, request, temporaryFolder } from '../src/cli/bench/catalog.ts';
import { BTC, FROM, MINUTE } from '../src/cli/bench/market.ts';
import { setupOf } from '../src/cli/bench/setup.ts';
import { runAsync, TradingSession } from '../src/engine/index.ts';
import type { AsyncFeed } from '../src/market/columns.ts';
import { synthFeed } from '../src/market/synthFeed.ts';
import { RunStatistics } from '../src/statistics/index.ts';
import type { StrategyDefinition } from '../src/strategy/define.ts';
import { SHIPPED_STRATEGIES } from '../src/strategy/shipped/index.ts';

const YEAR = 525_600;
const SYNTHETIC = 'synthetic';

export interface Memory {
  readonly source: string;
  /** Peaks in MB, the middle one of three. */
  readonly tenYears: number;
  readonly twentyYears: number;
}

/** @param peak the peak of a run in a process of its own, in MB: of a catalog's candles, or of synthetic ones */
export async function memory(peak: (source: string, candles: number) => number): Promise<Memory[]> {
  const { path: catalog } = temporaryFolder();
  await makeCatalog(catalog, 20 * YEAR);
  const sources: readonly (readonly [string, string])[] = [
    ['synthetic feed', SYNTHETIC],
    ['Parquet', catalog],
  ];
  const middle = (path: string, years: number): number =>
    [0, 1, 2].map(() => peak(path, years * YEAR)).sort((a, b) => a - b)[1]!;
  return sources.map(([source, path]) => ({ source, tenYears: middle(path, 10), twentyYears: middle(path, 20) }));
}

/** Runs sma-cross over that many minutes; the most memory resident after any chunk, in MB. */
export async function peakOfRun(source: string, candles: number): Promise<number> {
  const strategy = SHIPPED_STRATEGIES.get('sma-cross') as StrategyDefinition;
  const setup = setupOf(strategy, { fast: 20, slow: 50, fraction: 0.01 });
  const statistics = new RunStatistics({ periodsPerYear: null, riskFreePct: 0, calendar: 'always' });
  const session = new TradingSession({ ...setup, sinks: [statistics] });
  let peak = 0;
  const look = (): void => {
    peak = Math.max(peak, process.memoryUsage.rss());
  };
  const feed = source === SYNTHETIC ? synthetic(candles) : await parquet(source, candles);
  const { events } = await runAsync(session, feed, look);
  if (events !== candles) throw new Error(`${events} of ${candles} candles passed`);
  await feed.close();
  return peak / 1_048_576;
}

function synthetic(candles: number): AsyncFeed {
  const feed = synthFeed({ seed: 7, symbols: [BTC], from: FROM, interval: MINUTE }, FROM + candles * MINUTE);
  return { series: feed.series, next: async (series) => feed.next(series), close: async () => {} };
}

async function parquet(catalog: string, candles: number): Promise<AsyncFeed> {
  const opened = await openCatalog(catalog);
  return feedOf([{ kind: 'candles', symbol: 0, interval: MINUTE }], [await opened.candles(request(candles))]);
}
