/** What a real exchange says before a run: the rules and fees of its pairs, its clock, and the candles that lie before. */
import { openMarket } from '../../catalog/download/market.ts';
import { type InstrumentEntry, inferInstrument } from '../../catalog/instruments.ts';
import type { LiveLog } from '../../live/index.ts';
import { candleStart } from '../../market/builder.ts';
import { decimalsOf } from '../../model/decimal.ts';
import { InputError } from '../../model/errors.ts';
import { formatInterval, MICROS_PER_MINUTE } from '../../model/time.ts';
import type { LoadedScenario } from '../resolve.ts';

/** A closed candle: open time in microseconds; open, high, low, close and volume as they were sent. */
export interface TextCandle {
  readonly time: number;
  readonly values: readonly string[];
}

export interface SymbolBefore {
  readonly entry: InstrumentEntry;
  /** Candles of the strategy's interval, where that is longer than the market's; then those of the market's. */
  readonly warmup: readonly TextCandle[];
  readonly candles: readonly TextCandle[];
}

export interface ExchangeBefore {
  readonly symbols: readonly SymbolBefore[];
  /** The exchange's clock, microseconds: never ahead of it. */
  readonly now: () => number;
  /** Sentences for the report: history that was not to be had. */
  readonly notes: readonly string[];
}

interface Edge {
  readonly monotonicNow: () => number;
  readonly log: LiveLog;
  readonly signal?: AbortSignal | undefined;
}

/** Pages of candles that are asked for at most, a series. */
const MOST_PAGES = 20;

/** @throws InputError where exchange, symbol or interval is none, or nobody answers */
export async function askExchange(loaded: LoadedScenario, edge: Edge): Promise<ExchangeBefore> {
  const { symbols: names } = loaded.scenario.market;
  const symbols: SymbolBefore[] = [];
  const notes: string[] = [];
  let now: () => number = () => 0;
  for (const name of names) {
    const { before, note, clock } = await inWordsOfScenario(() => askSymbol(loaded, name, edge));
    symbols.push(before);
    if (note !== null) notes.push(note);
    now = clock;
  }
  return { symbols, now, notes };
}

/** What `data download` says of its flags is said of the scenario's keys. */
async function inWordsOfScenario<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(error.message.replaceAll('--url', 'market.live.urls.rest'), { cause: error });
  }
}

async function askSymbol(loaded: LoadedScenario, symbol: string, edge: Edge) {
  const { market } = loaded.scenario;
  const { exchange, urls } = market.live;
  const url = urls.rest ?? undefined;
  const { interval, strategyInterval } = loaded;
  const asked = { exchange, symbol, ...(url === undefined ? {} : { url }) };
  const { monotonicNow, signal, log } = edge;
  const downloadEdge = { monotonicNow, signal, onNotice: (line: string) => log('warn', line) };
  const own = await openMarket({ ...asked, interval }, downloadEdge).catch((error: unknown) => {
    // Its candles are made of its trades: what there is before is all that is missing.
    if (!(error instanceof InputError) || !error.message.includes(`has no ${formatInterval(interval)} candles`))
      throw error;
    return null;
  });
  if (own === null)
    return withoutHistory(loaded, symbol, await openMarket({ ...asked, interval: MICROS_PER_MINUTE }, downloadEdge));
  const begins = candleStart(own.now(), strategyInterval) - market.warmup * strategyInterval;
  const isLonger = strategyInterval > interval && market.warmup > 0;
  const longer = isLonger ? await openMarket({ ...asked, interval: strategyInterval }, downloadEdge) : null;
  const warmup = longer === null ? [] : await pages(longer.page, begins);
  const resume = warmup.length === 0 ? begins : warmup.at(-1)!.time + strategyInterval;
  // One candle at least: it says what prices are like.
  const latest = candleStart(own.now(), interval) - interval;
  const found = await pages(own.page, Math.min(resume, latest));
  const candles = found.filter(({ time }) => time >= resume);
  const entry = entryOf(symbol, own.rules, [...warmup, ...found], exchange);
  const has = (isLonger ? warmup : candles).length;
  const wanted = isLonger || strategyInterval === interval ? market.warmup : 0;
  const note = has >= wanted ? null : `${exchange} gave ${has} of the ${wanted} warm-up candles of ${symbol}.`;
  return { before: { entry, warmup, candles }, note, clock: own.now };
}

/** An exchange that has no candles of the interval: its minutes only say what prices are like. */
async function withoutHistory(loaded: LoadedScenario, symbol: string, minutes: Awaited<ReturnType<typeof openMarket>>) {
  const { market } = loaded.scenario;
  const { exchange } = market.live;
  const found = await minutes.page(candleStart(minutes.now(), MICROS_PER_MINUTE) - 10 * MICROS_PER_MINUTE);
  const entry = entryOf(symbol, minutes.rules, found, exchange);
  const note =
    market.warmup === 0
      ? null
      : `${exchange} has no ${market.interval} candles: the warm-up of ${symbol} is made live.`;
  return { before: { entry, warmup: [], candles: [] }, note, clock: minutes.now };
}

async function pages(page: (since: number) => Promise<readonly TextCandle[]>, from: number): Promise<TextCandle[]> {
  const all: TextCandle[] = [];
  let since = from;
  for (let n = 0; n < MOST_PAGES; n += 1) {
    const rows = await page(since);
    all.push(...rows);
    const last = rows.at(-1);
    if (last === undefined || last.time < since) break;
    since = last.time + 1;
  }
  return all;
}

/** As import does: as many decimals as the tick and the prices have, and as make the middle price 100,000 units. */
function entryOf(
  symbol: string,
  rules: Awaited<ReturnType<typeof openMarket>>['rules'],
  candles: readonly TextCandle[],
  exchange: string,
): InstrumentEntry {
  if (rules === null) {
    throw new InputError(
      `${exchange} does not state tick and lot of ${symbol}: give them in symbols.${symbol}, or choose another exchange`,
    );
  }
  const closes = candles.map(({ values }) => values[3]!).sort((a, b) => Number(a) - Number(b));
  const decimals = Math.max(
    decimalsOf(rules.tick_size),
    ...candles.flatMap(({ values }) => values.slice(0, 4).map(decimalsOf)),
  );
  const median = closes[Math.floor(closes.length / 2)] ?? rules.tick_size;
  const facts = { decimals, median, highest: closes.at(-1) ?? median };
  return { ...inferInstrument(facts, rules.tick_size, rules.lot_size), ...rules };
}
