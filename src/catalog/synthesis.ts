/** `data synth`: a market that never was, as series of a catalog, of any length in bounded memory. */
import { candleStart } from '../market/builder.ts';
import type { CandleColumns } from '../market/columns.ts';
import { type SynthCrash, Synthesizer, type SynthJumps, type SynthSymbol } from '../market/synthesizer.ts';
import { TradeSynthesizer } from '../market/synthTrades.ts';
import { InputError } from '../model/errors.ts';
import { formatInterval, formatTime } from '../model/time.ts';
import {
  type InstrumentEntry,
  type PriceFacts,
  readInstrument,
  readInstruments,
  settleInstrument,
} from './instruments.ts';
import { checkVenue, describeSeries, parquetFiles, type SeriesKey, seriesFolder } from './layout.ts';
import { storeCandles, storeTrades } from './store.ts';
import { planOf, type SymbolPlan, type SynthesisSymbol } from './synthesis-plan.ts';

export type { SynthesisSymbol } from './synthesis-plan.ts';

/** Candles made at once; what is made does not depend on it. */
const CHUNK_CANDLES = 16_384;

export interface SynthesisRequest {
  /** Folder of the catalog; made where there is none. */
  readonly catalog: string;
  readonly venue: string;
  readonly seed: number | string;
  /** Cross pairs stand after their two legs. */
  readonly symbols: readonly SynthesisSymbol[];
  /** Candles that open in [from, to), microseconds; `from` lies on a boundary of the interval. */
  readonly from: number;
  readonly to: number;
  /** Length of a candle in microseconds. */
  readonly interval: number;
  /** As in the synthesizer's options. */
  readonly correlation?: number | undefined;
  readonly clustering?: number | undefined;
  readonly jumps?: SynthJumps | undefined;
  readonly crashes?: readonly SynthCrash[] | undefined;
  /** Trades a candle; none unless given. */
  readonly trades?: number | undefined;
  /** Fees of the instruments in percent, as decimal text. */
  readonly makerPct?: string | undefined;
  readonly takerPct?: string | undefined;
  /** Puts new series in the place of those that are there. */
  readonly replace?: boolean | undefined;
  readonly chunkCandles?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Told now and then: candles made, and how many there will be. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

export interface SynthesizedSeries {
  readonly symbol: string;
  readonly candles: number;
  readonly trades: number;
  readonly instrument: InstrumentEntry;
}

/**
 * Writes the candles (and trades) of each symbol, with instruments and fingerprints: a series whole or not at all, one
 * after the other. A series is a pure function of the request, whatever other symbols there are.
 *
 * @throws InputError where a setting makes no sense, a series is there already and `replace` is not said, a symbol is known
 * by another tick or lot, or the catalog cannot be written
 */
export async function synthesizeSeries(request: SynthesisRequest): Promise<SynthesizedSeries[]> {
  const { interval, from, to, trades } = request;
  checkWindow(request);
  checkVenue(request.venue);
  const known = (await readInstruments(request.catalog))[request.venue] ?? {};
  const plans = request.symbols.map((symbol) => planOf(symbol, request.symbols, known[symbol.symbol]));
  const options = optionsOf(
    request,
    plans.map(({ setting }) => setting),
  );
  // Says what is wrong with any of the settings before anything is written.
  new Synthesizer(options);
  if (trades !== undefined) new TradeSynthesizer({ ...tradesOf(request, plans[0]!), perCandle: trades });
  for (const plan of plans) await checkPlace(request, plan);
  const candles = Math.ceil((to - from) / interval);
  const total = candles * plans.length * (trades === undefined ? 1 : 2);
  let before = 0;
  const made: SynthesizedSeries[] = [];
  for (const plan of plans) {
    const told = (done: number): void => request.onProgress?.(before + done, total);
    made.push(await writeSymbol(request, plan, plans, candles, told));
    before += candles * (trades === undefined ? 1 : 2);
  }
  return made;
}

function checkWindow({ from, to, interval, symbols }: SynthesisRequest): void {
  if (symbols.length === 0) throw new InputError('there is no symbol to synthesize: name one or more');
  if (from >= to) throw new InputError(`from ${formatTime(from)} is not before to ${formatTime(to)}: swap them`);
  const start = candleStart(from, interval);
  if (start === from) return;
  const length = formatInterval(interval);
  throw new InputError(
    `no ${length} candle opens at ${formatTime(from)}: the one before opens at ${formatTime(start)}`,
  );
}

function optionsOf(
  request: SynthesisRequest,
  symbols: readonly SynthSymbol[],
): ConstructorParameters<typeof Synthesizer>[0] {
  const { seed, from, interval, correlation, clustering, jumps, crashes } = request;
  return {
    seed,
    symbols,
    from,
    interval,
    ...(correlation === undefined ? {} : { correlation }),
    ...(clustering === undefined ? {} : { clustering }),
    ...(jumps === undefined ? {} : { jumps }),
    ...(crashes === undefined ? {} : { crashes }),
  };
}

const tradesOf = ({ seed, interval }: SynthesisRequest, { setting }: SymbolPlan) => ({
  seed,
  symbol: setting.symbol,
  interval,
  tickSize: setting.tickSize,
  baseDecimals: setting.baseDecimals,
});

/** What is there stays unless the user says otherwise; a symbol that keeps other series keeps its increments. */
async function checkPlace(
  request: SynthesisRequest,
  { setting: { symbol }, tick, lot, known }: SymbolPlan,
): Promise<void> {
  const { catalog, venue, interval, trades, replace } = request;
  const keys: SeriesKey[] = [{ kind: 'candles', venue, symbol, interval }];
  if (trades !== undefined) keys.push({ kind: 'trades', venue, symbol, interval: 0 });
  for (const key of keys) {
    if (replace === true || (await parquetFiles(seriesFolder(catalog, key))).length === 0) continue;
    throw new InputError(`${catalog} has ${describeSeries(key)} already: add --replace to make them anew`);
  }
  if (known === undefined) return;
  for (const [name, said, kept] of [
    ['tick', tick, known.tick_size],
    ['lot', lot, known.lot_size],
  ] as const) {
    if (Number(said) !== Number(kept)) {
      throw new InputError(
        `${symbol} on ${venue} has ${name} ${kept}, not ${said}: add --${name} ${symbol}=${kept}, or take another venue`,
      );
    }
  }
}

async function writeSymbol(
  request: SynthesisRequest,
  plan: SymbolPlan,
  plans: readonly SymbolPlan[],
  candles: number,
  told: (done: number) => void,
): Promise<SynthesizedSeries> {
  const { setting } = plan;
  const { catalog, venue } = request;
  const store = {
    catalog,
    venue,
    symbol: setting.symbol,
    interval: request.interval,
    priceDecimals: setting.priceDecimals,
    volumeDecimals: setting.baseDecimals,
    instrument: (facts: PriceFacts) => entryOf(request, plan, facts),
  };
  const written = await storeCandles(store, chunksOf(request, plan, plans, candles, told));
  const instrument = (await readInstrument(catalog, venue, setting.symbol))!;
  if (request.trades === undefined) return { symbol: setting.symbol, candles: written, trades: 0, instrument };
  const maker = new TradeSynthesizer({ ...tradesOf(request, plan), perCandle: request.trades });
  const again = chunksOf(request, plan, plans, candles, (done) => told(candles + done));
  const trades = await storeTrades({ ...store, instrument }, tradesIn(maker, again));
  return { symbol: setting.symbol, candles: written, trades, instrument };
}

function* tradesIn(maker: TradeSynthesizer, chunks: Iterable<CandleColumns>) {
  for (const chunk of chunks) yield maker.trades(chunk);
}

/** The candles of one symbol, made with its legs alone: no other symbol changes them. */
function* chunksOf(
  request: SynthesisRequest,
  { setting }: SymbolPlan,
  plans: readonly SymbolPlan[],
  candles: number,
  told: (done: number) => void,
): Generator<CandleColumns> {
  const { cross } = setting;
  const isLeg = ({ symbol }: SynthSymbol): boolean => symbol === cross?.base || symbol === cross?.quote;
  const legs = plans.map((plan) => plan.setting).filter(isLeg);
  const synthesizer = new Synthesizer(optionsOf(request, [...legs, setting]));
  const size = request.chunkCandles ?? CHUNK_CANDLES;
  for (let done = 0; done < candles; ) {
    request.signal?.throwIfAborted();
    const count = Math.min(size, candles - done);
    yield synthesizer.next(count)[legs.length]!;
    done += count;
    told(done);
  }
}

/** A symbol keeps what is known of it, save what this request says. */
function entryOf(
  request: SynthesisRequest,
  { lot, tick, minNotional, known }: SymbolPlan,
  facts: PriceFacts,
): InstrumentEntry {
  const { makerPct, takerPct } = request;
  return {
    ...settleInstrument(known ?? null, facts, tick, lot),
    ...(known === undefined ? { min_size: lot } : {}),
    ...(minNotional === undefined ? {} : { min_notional: minNotional }),
    ...(makerPct === undefined ? {} : { maker_pct: makerPct }),
    ...(takerPct === undefined ? {} : { taker_pct: takerPct }),
  };
}
