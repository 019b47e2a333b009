/** The market a historical run reads: which series, from when, and the digest of what they hold. */
import { createHash } from 'node:crypto';
import { fingerprintSeries } from '../../catalog/fingerprint.ts';
import type { SeriesKey } from '../../catalog/layout.ts';
import { type Catalog, feedOf, type SeriesRequest, type SeriesSpan } from '../../catalog/load.ts';
import type { SeriesReader } from '../../catalog/series-reader.ts';
import type { PriceSource } from '../../engine/setup.ts';
import { candleStart } from '../../market/builder.ts';
import type { AsyncFeed, Columns, SeriesInfo, TimeSpan } from '../../market/columns.ts';
import type { Instrument } from '../../model/instrument.ts';
import { formatInterval, formatTime } from '../../model/time.ts';
import type { LoadedScenario } from '../resolve.ts';
import type { SymbolRules } from './instruments.ts';
import { type Source, type SymbolSources, sourcesOf } from './sources.ts';

/** The series of a run, before any row is read. Times in microseconds. */
export interface MarketPlan {
  readonly keys: readonly SeriesKey[];
  /** What the catalog has of each. */
  readonly spans: readonly SeriesSpan[];
  readonly series: readonly SeriesInfo[];
  /** From when on each is read: what candles are made of earlier than `from` by the warm-up. */
  readonly starts: readonly number[];
  /** First time that is not read of each; null where all is. */
  readonly ends: readonly (number | null)[];
  readonly sources: readonly SymbolSources[];
  readonly matching: readonly PriceSource[];
  readonly from: number;
  readonly to: number | null;
  /** Rows of all series together, at most: for progress. */
  readonly rows: number;
}

/** InputError where a symbol is not in the catalog (with the nearest that is), or the window is empty. */
export async function planMarket(loaded: LoadedScenario, catalog: Catalog): Promise<MarketPlan> {
  const sources = await sourcesOf(loaded, catalog);
  const all = sources.flatMap(({ series }, symbol) => series.map((source) => ({ symbol, source })));
  const from = loaded.from ?? Math.min(...sources.map((one) => firstOf(one, loaded.interval)));
  const { to } = loaded;
  if (all.every(({ source }) => source.span.last < from)) {
    const last = Math.max(...all.map(({ source }) => source.span.last));
    throw loaded.problem(['market', 'from'], `is after the last of the data, ${formatTime(last)}`);
  }
  const starts = await Promise.all(
    all.map(({ source, symbol }) =>
      source === historySource(sources[symbol]!) ? startOf(source, loaded, from, catalog) : from,
    ),
  );
  const details = sources.flatMap(({ detail }, symbol) => (detail === null ? [] : [{ symbol, source: detail }]));
  // They are read to the end of the last candle that opens in the window.
  const detailEnd = to === null ? null : candleStart(to - 1, loaded.interval) + loaded.interval;
  return {
    keys: [...all, ...details].map(({ source }) => source.key),
    spans: [...all, ...details].map(({ source }) => source.span),
    series: [
      ...all.map(({ symbol, source }, index) => ({
        ...seriesOf(symbol, source),
        whole: wholeOf(source, starts[index]!),
      })),
      ...details.map(({ symbol, source }) => ({ ...seriesOf(symbol, source), isDetail: true })),
    ],
    starts: [...starts, ...details.map(() => from)],
    ends: [...all.map(() => to), ...details.map(() => detailEnd)],
    sources,
    matching: sources.map(({ matching }) => matching),
    from,
    to,
    rows: all.reduce((sum, { source }, index) => sum + rowsInside(source, starts[index]!, to), 0),
  };
}

function seriesOf(symbol: number, { key }: Source): SeriesInfo {
  return { kind: key.kind, symbol, interval: key.interval };
}

/** The time for which all there is of a series is read. Where trades and quotes end nobody knows but of the last one. */
function wholeOf({ key, span }: Source, start: number): TimeSpan {
  return { from: Math.max(span.first, start), to: span.last + key.interval };
}

/** The series that a symbol's candles come from: its own, or those they are made of. */
function historySource({ series }: SymbolSources): Source {
  const own = (kind: string): Source | undefined => series.find(({ key }) => key.kind === kind);
  return own('candles') ?? own('trades') ?? series[0]!;
}

/** The first time of a symbol's data; where its candles are made of prices, the open of the first. */
function firstOf({ series }: SymbolSources, interval: number): number {
  const firsts = series.map(({ key, span }) =>
    key.kind === 'candles' || series[0]!.key.kind === 'candles' ? span.first : candleStart(span.first, interval),
  );
  return Math.min(...firsts);
}

/**
 * From when on a series is read: so that the warm-up's candles lie before the window, and that of a strategy candle in which
 * the window begins, all is there.
 */
function startOf(
  { key, span }: Source,
  loaded: LoadedScenario,
  from: number,
  catalog: Catalog,
): number | Promise<number> {
  const { warmup } = loaded.scenario.market;
  const length = loaded.strategyInterval;
  if (warmup === 0) return length === loaded.interval ? from : candleStart(from, length);
  const first = span.first;
  if (key.kind === 'candles') return catalog.historyStart(key, { before: from, length, count: warmup, first });
  // Candles that are made follow on each other, once there is a price: the last before the warm-up's first candle ends.
  const before = candleStart(from, length) - (warmup - 1) * length;
  return catalog.historyStart(key, { before, length, count: 1, first });
}

function rowsInside({ span }: Source, from: number, to: number | null): number {
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
      const { kind, venue, symbol, interval } = key;
      const from = plan.starts[index]!;
      const to = plan.ends[index] ?? undefined;
      const request = { venue, symbol, from, to, priceDecimals, chunkRows };
      if (kind === 'candles') readers.push(await catalog.candles({ ...request, interval }));
      else readers.push(kind === 'trades' ? await catalog.trades(request) : await catalog.quotes(request));
    }
  } catch (error) {
    for (const reader of readers) await reader.close();
    throw error;
  }
  return feedOf(plan.series, readers);
}

/** A series whole, in memory that threads share. InputError as for `openFeed`. */
export function loadColumns(catalog: Catalog, { kind, ...request }: SeriesKey & SeriesRequest): Promise<Columns> {
  if (kind === 'candles') return catalog.loadCandles({ ...request, shared: true });
  return kind === 'trades'
    ? catalog.loadTrades({ ...request, shared: true })
    : catalog.loadQuotes({ ...request, shared: true });
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
  for (const [index, key] of plan.keys.entries()) {
    const from = plan.starts[index]!;
    const to = plan.ends[index] ?? undefined;
    const print = await fingerprintSeries({ ...key, catalog: catalogDir, from, to });
    const kind = plan.series[index]!.isDetail === true ? `${formatInterval(key.interval)} detail` : key.kind;
    parts[`${kind} ${key.symbol}`] = print.digest;
    if (print.note !== undefined) notes.push(print.note);
  }
  for (const { inferred: _inferred, ...fields } of rules) {
    parts[`instrument ${fields.symbol}`] = createHash('sha256').update(JSON.stringify(fields)).digest('hex');
  }
  const hash = createHash('sha256');
  for (const [name, digest] of Object.entries(parts)) hash.update(`${name} ${digest}\n`);
  return { digest: hash.digest('hex'), parts, notes };
}
