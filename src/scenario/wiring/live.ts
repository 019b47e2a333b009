/** Prepares a live run: the exchange, its rules, what lies before the run, and the feed that brings the rest. */
import type { InstrumentEntry, Instruments } from '../../catalog/instruments.ts';
import type { SystemTime } from '../../clock/index.ts';
import { SystemClock } from '../../clock/index.ts';
import { hasQuotes, type PriceSource } from '../../engine/setup.ts';
import {
  CcxtVenue,
  FaultyVenue,
  LiveFeed,
  type LiveLog,
  type Loop,
  RealLoop,
  type Venue,
  VirtualLoop,
} from '../../live/index.ts';
import { candleStart } from '../../market/builder.ts';
import type { CandleColumns } from '../../market/columns.ts';
import { TAPE_KIND } from '../../market/tape.ts';
import { parseDecimal } from '../../model/decimal.ts';
import type { LoadedScenario } from '../resolve.ts';
import { type RunInstruments, resolveInstruments } from './instruments.ts';
import { askExchange, type ExchangeBefore, type TextCandle } from './liveExchange.ts';
import { mockInstruments, mockVenue } from './mock.ts';

/** What the outer edge hands in. */
export interface LiveEdge {
  readonly time: SystemTime;
  readonly log: LiveLog;
  /** Luck of this one session's connection. */
  readonly luck: string;
  /** Gives up asking. */
  readonly signal?: AbortSignal | undefined;
}

/** Candles by which the history of an exchange may lag behind. */
const LONGEST_LAG = 10;

export interface PreparedLive {
  readonly instruments: RunInstruments;
  readonly feed: LiveFeed;
  readonly matching: readonly PriceSource[];
  /** The run's window begins there, and so does the tape. */
  readonly from: number;
  readonly notes: readonly string[];
}

/** What stands on the tape before the market does. */
interface Before {
  readonly entries: readonly InstrumentEntry[];
  readonly history: readonly {
    readonly symbol: number;
    readonly kind: 'candle' | 'warmup';
    readonly rows: CandleColumns;
  }[];
}

/** @throws InputError where the scenario asks for what no live market has, or the exchange does not do */
export async function prepareLive(loaded: LoadedScenario, edge: LiveEdge): Promise<PreparedLive> {
  const matching = matchingOf(loaded);
  if (loaded.scenario.market.price_source === 'mock') return prepareMock(loaded, matching, edge);
  return prepareExchange(loaded, matching, edge);
}

async function prepareExchange(
  loaded: LoadedScenario,
  matching: readonly PriceSource[],
  edge: LiveEdge,
): Promise<PreparedLive> {
  const { venue: name, symbols, live } = loaded.scenario.market;
  const { monotonicNow } = edge.time;
  const before = await askExchange(loaded, { monotonicNow, log: edge.log, signal: edge.signal });
  const entries = before.symbols.map(({ entry }) => entry);
  const known = { [name]: Object.fromEntries(symbols.map((symbol, place) => [symbol, entries[place]!])) };
  const instruments = resolveInstruments(loaded, known);
  const wantsQuotes = matching.some(hasQuotes);
  const venue = await CcxtVenue.open({ exchange: live.exchange, address: live.urls, symbols, wantsQuotes });
  await venue.load();
  // The anchor of tape time is the exchange's clock: candles and orders go by one time, whatever our own clock says.
  const loop = new RealLoop({ monotonicNow, wallNow: () => before.now() / 1000 });
  const from = loop.read();
  const feed = feedOf(loaded, { venue, loop, instruments, since: sincesOf(loaded, before) }, edge);
  const history = instruments.instruments.flatMap(({ priceDecimals }, symbol) => {
    const { warmup, candles } = before.symbols[symbol]!;
    return [
      { symbol, kind: 'warmup' as const, rows: columnsOf(warmup, priceDecimals) },
      { symbol, kind: 'candle' as const, rows: columnsOf(candles, priceDecimals) },
    ];
  });
  write(feed, { entries: entriesOf(loaded, known, instruments), history });
  return { instruments, feed, matching, from, notes: before.notes };
}

/** Trades are wanted from the end of the last closed candle: what closed since is made of them. */
function sincesOf({ interval }: LoadedScenario, { symbols, now }: ExchangeBefore): number[] {
  const present = candleStart(now(), interval);
  return symbols.map(({ candles }) => {
    const last = candles.at(-1);
    return last === undefined ? present : Math.max(last.time + interval, present - LONGEST_LAG * interval);
  });
}

/** Exact: `price_decimals` hold every price of the history. */
function columnsOf(candles: readonly TextCandle[], priceDecimals: number): CandleColumns {
  const column = (place: number): Float64Array =>
    Float64Array.from(candles, ({ values }) => parseDecimal(values[place]!, priceDecimals));
  return {
    kind: 'candles',
    length: candles.length,
    time: Float64Array.from(candles, ({ time }) => time),
    open: column(0),
    high: column(1),
    low: column(2),
    close: column(3),
    volume: Float64Array.from(candles, ({ values }) => Number(values[4])),
    filled: null,
  };
}

async function prepareMock(
  loaded: LoadedScenario,
  matching: readonly PriceSource[],
  edge: LiveEdge,
): Promise<PreparedLive> {
  const { speed } = loaded.scenario.market.mock;
  const known = await mockInstruments(loaded);
  const instruments = resolveInstruments(loaded, known);
  const start = new SystemClock(edge.time).read();
  const loop = speed === 'max' ? new VirtualLoop(start) : new RealLoop(edge.time, Number(speed));
  const from = loop.read();
  const venue = mockVenue(loaded, instruments, loop, edge.luck);
  const feed = feedOf(
    loaded,
    { venue, loop, instruments, since: instruments.instruments.map(() => venue.opened) },
    edge,
  );
  const history = instruments.instruments.map((_, symbol) => ({
    symbol,
    kind: 'candle' as const,
    rows: venue.candles(symbol),
  }));
  write(feed, { entries: entriesOf(loaded, known, instruments), history });
  return { instruments, feed, matching, from, notes: ['The market is made up.'] };
}

/** A tape holds prices in the units that its run counts in. */
function entriesOf(loaded: LoadedScenario, known: Instruments, { instruments }: RunInstruments): InstrumentEntry[] {
  const { venue } = loaded.scenario.market;
  return instruments.map(({ symbol, priceDecimals }) => ({
    ...known[venue]![symbol]!,
    price_decimals: priceDecimals,
  }));
}

function feedOf(
  loaded: LoadedScenario,
  parts: {
    readonly venue: Venue;
    readonly loop: Loop;
    readonly instruments: RunInstruments;
    readonly since: readonly number[];
  },
  { log, luck }: LiveEdge,
): LiveFeed {
  const { live } = loaded.scenario.market;
  const { venue, loop, instruments, since } = parts;
  const faulty = live.faults === null ? venue : new FaultyVenue(venue, numbersOf(live.faults), loop);
  return new LiveFeed({
    venue: faulty,
    loop,
    priceDecimals: instruments.instruments.map(({ priceDecimals }) => priceDecimals),
    interval: loaded.interval,
    staleAfter: live.stale_after_ms * 1000,
    since,
    seed: luck,
    log,
  });
}

function numbersOf(faults: NonNullable<LoadedScenario['scenario']['market']['live']['faults']>) {
  const { seed, disconnect, duplicate, reorder, delay, corrupt } = faults;
  const [a, b, c, d, e] = [disconnect, duplicate, reorder, delay, corrupt].map(Number) as [
    number,
    number,
    number,
    number,
    number,
  ];
  return { seed, disconnect: a, duplicate: b, reorder: c, delay: d, corrupt: e };
}

function write({ writer }: LiveFeed, { entries, history }: Before): void {
  entries.forEach((entry, symbol) => {
    writer.row(TAPE_KIND.instrument, symbol, null, [], JSON.stringify(entry));
  });
  for (const { symbol, kind, rows } of history) {
    for (let row = 0; row < rows.length; row += 1) {
      const numbers = [rows.open, rows.high, rows.low, rows.close, rows.volume].map((column) => column[row]!);
      writer.row(TAPE_KIND[kind], symbol, rows.time[row]!, numbers);
    }
  }
}

/** What `market.data` says of a live market. */
function matchingOf(loaded: LoadedScenario): PriceSource[] {
  const { data, symbols } = loaded.scenario.market;
  if (data === 'candles') {
    throw loaded.problem(
      ['market', 'data'],
      'is candles, and a live market is matched on trades and quotes: set it to auto',
    );
  }
  return symbols.map(() => (data === 'auto' ? 'quotes and trades' : data));
}
