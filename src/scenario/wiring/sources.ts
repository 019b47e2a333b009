/** What each symbol's orders are matched on, and which of its series a run reads for that. */
import { describeSeries, type SeriesKey, type SeriesKind } from '../../catalog/layout.ts';
import type { Catalog, SeriesSpan } from '../../catalog/load.ts';
import type { PriceSource } from '../../engine/setup.ts';
import { formatInterval, parseInterval } from '../../model/time.ts';
import type { LoadedScenario } from '../resolve.ts';

/** A series of the catalog that a run reads. */
export interface Source {
  readonly key: SeriesKey;
  readonly span: SeriesSpan;
}

export interface SymbolSources {
  readonly name: string;
  readonly matching: PriceSource;
  /** Candles, quotes, trades: in this order. */
  readonly series: readonly Source[];
  /** Finer candles that settle those it is matched on; null where nobody asked, or it is matched on something finer. */
  readonly detail: Source | null;
}

/**
 * `market.data: auto` takes quotes and trades, or what there is of them in the window, before candles; the other values
 * take what they name. Candles are read wherever there are any; a symbol without them gets them from its prices.
 *
 * @throws InputError where the catalog has nothing that would do (with the nearest that is there)
 */
export async function sourcesOf(loaded: LoadedScenario, catalog: Catalog): Promise<SymbolSources[]> {
  const { market } = loaded.scenario;
  const held = await catalog.list();
  return Promise.all(
    market.symbols.map(async (name) => {
      const keyOf = (kind: SeriesKind): SeriesKey => ({
        kind,
        venue: market.venue,
        symbol: name,
        interval: kind === 'candles' ? loaded.interval : 0,
      });
      const own = held.filter(({ venue, symbol }) => venue === market.venue && symbol === name);
      const has = (kind: SeriesKind): boolean =>
        own.some((key) => key.kind === kind && key.interval === keyOf(kind).interval);
      const read = async (kind: SeriesKind): Promise<Source> => ({
        key: keyOf(kind),
        span: await catalog.span(keyOf(kind)),
      });
      const ticks: Source[] = [];
      for (const kind of ['quotes', 'trades'] as const) {
        if (market.data === kind || (market.data === 'auto' && has(kind))) ticks.push(await read(kind));
      }
      // What has nothing in the window is no source, unless there is no other.
      const inside = ticks.filter(({ span }) => market.data !== 'auto' || overlaps(span, loaded));
      const used = inside.length === 0 && !has('candles') ? ticks : inside;
      const candles = has('candles') || used.length === 0 ? [await read('candles')] : [];
      const matching = matchingOf(used);
      const detail = matching === 'candles' ? await detailOf(loaded, name, own, catalog) : null;
      return { name, matching, series: [...candles, ...used], detail };
    }),
  );
}

/** InputError where `market.detail_interval` asks for candles that the catalog does not have. */
async function detailOf(
  loaded: LoadedScenario,
  name: string,
  own: readonly SeriesKey[],
  catalog: Catalog,
): Promise<Source | null> {
  const { market } = loaded.scenario;
  const { detail_interval: text } = market;
  if (text === null) return null;
  const interval = parseInterval(text);
  const key: SeriesKey = { kind: 'candles', venue: market.venue, symbol: name, interval };
  const others = own.filter(({ kind }) => kind === 'candles').map((other) => other.interval);
  if (others.includes(interval)) return { key, span: await catalog.span(key) };
  const finer = others.filter((other) => interval % other === 0);
  const usable = others.filter((other) => other < loaded.interval && loaded.interval % other === 0);
  const remedies = [
    `import them with data import${text === '1m' ? '' : ` --interval ${text}`}`,
    ...(finer.length > 0 ? [`make them with data resample --to-interval ${text}`] : []),
    usable.length > 0 ? `write ${usable.map(formatInterval).join(' or ')}, which is there` : 'leave the key out',
  ];
  throw loaded.problem(
    ['market', 'detail_interval'],
    `is ${text}, and ${market.catalog} has no ${describeSeries(key)}: ${remedies.slice(0, -1).join(', ')}, or ${remedies.at(-1)}`,
  );
}

function overlaps(span: SeriesSpan, { from, to }: LoadedScenario): boolean {
  return span.rows > 0 && (from === null || span.last >= from) && (to === null || span.first < to);
}

function matchingOf(ticks: readonly Source[]): PriceSource {
  if (ticks.length === 2) return 'quotes and trades';
  const kind = ticks[0]?.key.kind;
  return kind === 'trades' || kind === 'quotes' ? kind : 'candles';
}
