/** A run's series as streams, in the order in which events of one time and kind are taken. */
import type { SymbolMarket } from '../exchange/market.ts';
import type { SeriesInfo, TimeSpan } from '../market/columns.ts';
import { GapFiller } from '../market/gaps.ts';
import type { Instrument } from '../model/instrument.ts';
import { CandleFeed } from './candleFeed.ts';
import { Detail } from './detail.ts';
import { CandleMaker } from './maker.ts';
import type { SessionSetup } from './setup.ts';
import { ROLE, Stream } from './stream.ts';

type Feeds = readonly (CandleFeed | null)[];

/** The strategy's candles, a feed a symbol; null for a symbol that has none and gets none. */
export function feedsOf(setup: SessionSetup): Feeds {
  return setup.instruments.map((instrument) => {
    const { index } = instrument;
    const own = setup.series.find(
      ({ interval, symbol, isDetail }) => interval > 0 && isDetail !== true && (symbol === index || symbol < 0),
    );
    if (own !== undefined) return feedOf(setup, instrument, own.interval, own.whole);
    const source = sourceOf(setup, index);
    if (source === null || setup.interval === undefined) return null;
    return feedOf(setup, instrument, setup.interval, setup.series[source]!.whole);
  });
}

function feedOf(
  { strategy, window, audit }: SessionSetup,
  { index, symbol, priceDecimals }: Instrument,
  finer: number,
  whole: TimeSpan | undefined,
): CandleFeed {
  return new CandleFeed({
    symbol: index,
    name: symbol,
    scale: Number(`1e${priceDecimals}`),
    interval: strategy.interval ?? finer,
    finer,
    warmup: strategy.warmup,
    windowStart: window.from,
    whole,
    isAudited: audit,
  });
}

/** By symbol, then candles before quotes before trades: at one time a trade meets the quotes of that time. */
const RANKS = { candles: 0, tape: 0, quotes: 1, trades: 2 } as const;

export function streamsOf(setup: SessionSetup, markets: readonly SymbolMarket[], feeds: Feeds): Stream[] {
  const { from } = setup.window;
  const streams = setup.series.flatMap((info, series) => {
    if (info.isDetail === true) return [];
    const market = markets[info.symbol] ?? null;
    const feed = info.symbol >= 0 && info.interval > 0 ? feeds[info.symbol]! : null;
    const stream = new Stream(series, info, roleOf(info, setup), market, feed, from);
    if (setup.gaps === 'fill' && info.kind === 'candles') {
      stream.filler = new GapFiller(info.interval, market!.instrument.calendar, setup.window.to ?? undefined);
    }
    return [{ rank: RANKS[info.kind], stream }];
  });
  setup.series.forEach((info, series) => {
    if (info.isDetail !== true) return;
    const path = streams.find(({ stream }) => stream.symbol === info.symbol && stream.role === ROLE.path);
    if (path !== undefined) path.stream.detail = new Detail(series, info.interval);
  });
  for (const { index } of setup.instruments) {
    const source = streams.find(({ stream }) => stream.series === sourceOf(setup, index))?.stream;
    if (source === undefined || feeds[index] === null || feeds[index] === undefined) continue;
    const made = madeOf(setup.interval!, source, feeds[index]);
    streams.push({ rank: RANKS.candles, stream: made });
  }
  streams.sort((a, b) => a.stream.symbol - b.stream.symbol || a.rank - b.rank || a.stream.series - b.stream.series);
  return streams.map(({ stream }) => stream);
}

/** The series of which a symbol's candles are made: its trades, else its quotes; null where it has candles, or neither. */
function sourceOf({ series }: SessionSetup, index: number): number | null {
  const own = (kind: SeriesInfo['kind']): number =>
    series.findIndex((one) => one.kind === kind && one.symbol === index);
  if (own('candles') >= 0 || series.some(({ kind }) => kind === 'tape')) return null;
  const source = own('trades') >= 0 ? own('trades') : own('quotes');
  return source < 0 ? null : source;
}

/** A series of the candles that are made of another. It has no chunks of its own. */
function madeOf(interval: number, source: Stream, feed: CandleFeed): Stream {
  const info = { kind: 'candles', symbol: source.symbol, interval } as const;
  const made = new Stream(-1, info, ROLE.made, source.market, feed, 0);
  made.maker = new CandleMaker(interval);
  made.hasEnded = true;
  source.makes = made;
  made.madeOf = source;
  return made;
}

function roleOf(info: SeriesInfo, setup: SessionSetup): number {
  if (info.kind === 'tape') return ROLE.tape;
  if (info.kind !== 'candles') return ROLE.prints;
  return setup.matching[info.symbol] === 'candles' ? ROLE.path : ROLE.shown;
}
