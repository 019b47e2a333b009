/** The market a historical run reads: which series, from when, and the digest of what they hold. */
import { createHash } from 'node:crypto';
import { fingerprintSeries } from '../../catalog/fingerprint.ts';
import type { SeriesKey } from '../../catalog/layout.ts';
import { type Catalog, feedOf } from '../../catalog/load.ts';
import type { SeriesReader } from '../../catalog/series-reader.ts';
import { candleStart } from '../../market/builder.ts';
import type { AsyncFeed, Columns, SeriesInfo } from '../../market/columns.ts';
import type { Instrument } from '../../model/instrument.ts';
import { formatTime } from '../../model/time.ts';
import type { LoadedScenario } from '../resolve.ts';
import type { SymbolRules } from './instruments.ts';

/** The series of a run, before any row is read. Times in microseconds. */
export interface MarketPlan {
  readonly keys: readonly SeriesKey[];
  readonly series: readonly SeriesInfo[];
  readonly matching: readonly ('candles' | 'trades')[];
  readonly from: number;
  readonly to: number | null;
  /** From when on candles are read: earlier than `from` by the warm-up. */
  readonly historyFrom: number;
  /** Strategy candles before `from` that the catalog can give, of the symbol that has fewest. */
  readonly historyCandles: number;
  /** Rows of all series together, at most: for progress. */
  readonly rows: number;
}

/** InputError where a symbol is not in the catalog (with the nearest that is), or the window is empty. */
export async function planMarket(loaded: LoadedScenario, catalog: Catalog): Promise<MarketPlan> {
  const { market } = loaded.scenario;
  const held = await catalog.list();
  const keys: SeriesKey[] = [];
  const series: SeriesInfo[] = [];
  const matching: ('candles' | 'trades')[] = [];
  for (const [symbol, name] of market.symbols.entries()) {
    const trades = { kind: 'trades', venue: market.venue, symbol: name, interval: 0 } as const;
    const hasTrades = held.some(
      ({ kind, venue, symbol: own }) => kind === 'trades' && venue === market.venue && own === name,
    );
    const wantsTrades = market.data === 'trades' || (market.data === 'auto' && hasTrades);
    keys.push({ kind: 'candles', venue: market.venue, symbol: name, interval: loaded.interval });
    series.push({ kind: 'candles', symbol, interval: loaded.interval });
    if (wantsTrades) {
      keys.push(trades);
      series.push({ kind: 'trades', symbol, interval: 0 });
    }
    matching.push(wantsTrades ? 'trades' : 'candles');
  }
  const spans = await Promise.all(keys.map((key) => catalog.span(key)));
  const from = loaded.from ?? Math.min(...spans.map(({ first }) => first));
  const { warmup } = market;
  const historyFrom =
    warmup === 0 ? from : candleStart(from, loaded.strategyInterval) - warmup * loaded.strategyInterval;
  if (spans.every(({ last }) => last < from)) {
    const last = Math.max(...spans.map((span) => span.last));
    throw loaded.problem(['market', 'from'], `is after the last of the data, ${formatTime(last)}`);
  }
  const rows = spans.reduce((sum, span) => sum + rowsInside(span, historyFrom, loaded.to), 0);
  const latestFirst = Math.max(
    ...spans.filter((_, index) => keys[index]!.kind === 'candles').map(({ first }) => first),
  );
  const historyCandles = Math.floor(Math.max(0, from - Math.max(historyFrom, latestFirst)) / loaded.strategyInterval);
  return { keys, series, matching, from, to: loaded.to, historyFrom, historyCandles, rows };
}

function rowsInside(span: { rows: number; first: number; last: number }, from: number, to: number | null): number {
  const end = Math.min(span.last, to ?? span.last);
  const share = (end - Math.max(span.first, from)) / Math.max(1, span.last - span.first);
  return Math.max(0, Math.round(span.rows * Math.min(1, share)));
}

/** Opens a reader a series. Close the feed when done with it. */
export async function openFeed(
  plan: MarketPlan,
  catalog: Catalog,
  instruments: readonly Instrument[],
  chunkRows: number | undefined,
): Promise<AsyncFeed> {
  const readers: SeriesReader<Columns>[] = [];
  try {
    for (const [index, key] of plan.keys.entries()) {
      const { priceDecimals } = instruments[plan.series[index]!.symbol]!;
      const { venue, symbol, interval } = key;
      const request = { venue, symbol, from: plan.historyFrom, to: plan.to ?? undefined, priceDecimals, chunkRows };
      readers.push(
        key.kind === 'trades'
          ? await catalog.trades({ ...request, from: plan.from })
          : await catalog.candles({ ...request, interval }),
      );
    }
  } catch (error) {
    for (const reader of readers) await reader.close();
    throw error;
  }
  return feedOf(plan.series, readers);
}

export interface DataDigest {
  readonly digest: string;
  /** A line a symbol and series: what `verify` compares to name what changed. */
  readonly parts: Readonly<Record<string, string>>;
  readonly notes: readonly string[];
}

/** The content of window and warm-up of each series, and the instrument fields that change a run. */
export async function digestData(
  plan: MarketPlan,
  catalogDir: string,
  rules: readonly SymbolRules[],
): Promise<DataDigest> {
  const parts: Record<string, string> = {};
  const notes: string[] = [];
  for (const key of plan.keys) {
    const from = key.kind === 'trades' ? plan.from : plan.historyFrom;
    const print = await fingerprintSeries({ ...key, catalog: catalogDir, from, to: plan.to ?? undefined });
    parts[`${key.kind} ${key.symbol}`] = print.digest;
    if (print.note !== undefined) notes.push(print.note);
  }
  for (const { inferred: _inferred, ...fields } of rules) {
    parts[`instrument ${fields.symbol}`] = createHash('sha256').update(JSON.stringify(fields)).digest('hex');
  }
  const hash = createHash('sha256');
  for (const [name, digest] of Object.entries(parts)) hash.update(`${name} ${digest}\n`);
  return { digest: hash.digest('hex'), parts, notes };
}
