/** One market of an exchange: its rules, its clock, and its candles page by page, exactly as they are sent. */
import type { Market as CcxtMarket, Exchange } from 'ccxt';
import { Decimal } from 'decimal.js';
import { SystemClock } from '../../clock/system-clock.ts';
import { InputError } from '../../model/errors.ts';
import { didYouMean } from '../../model/nearest.ts';
import { formatInterval, parseInterval } from '../../model/time.ts';
import { METADATA_FORMATS } from '../metadata/formats.ts';
import { amount, type InstrumentRules, incrementOf, rulesOf } from '../metadata/rules.ts';
import { type Connection, connect } from './exchange.ts';
import type { DownloadEdge } from './retry.ts';

/** A candle as text: time in microseconds, then open, high, low, close and volume as they were sent. */
export interface CandleText {
  readonly time: number;
  readonly values: readonly string[];
}

export interface Market {
  /** Most candles of a page. */
  readonly pageRows: number;
  /** What the exchange states of the pair; null where it does not state its increments. */
  readonly rules: InstrumentRules | null;
  /** Until when candles are finished, in microseconds: never later than the exchange's own clock. */
  readonly now: () => number;
  /** Requests so far. */
  readonly requests: () => number;
  /** Finished candles that open at `since` (microseconds) or later, in order of time: the earliest the exchange gives. */
  readonly page: (since: number) => Promise<readonly CandleText[]>;
}

export interface MarketRequest {
  readonly exchange: string;
  readonly symbol: string;
  /** Microseconds. */
  readonly interval: number;
  readonly url?: string | undefined;
}

/** Candles of a page where ccxt does not know how many an exchange sends. */
const USUAL_PAGE = 100;

/** @throws InputError where exchange, symbol or interval is none, or nobody answers */
export async function openMarket(request: MarketRequest, edge: DownloadEdge): Promise<Market> {
  const connection = await connect(request.exchange, request.url, edge);
  const { exchange, ask, patience } = connection;
  const timeframe = timeframeOf(exchange, request.interval);
  exchange.setMarkets(await ask(() => exchange.fetchMarkets()));
  const market = marketOf(exchange, request);
  const clock = await clockOf(connection, edge);
  const rules = rulesOfMarket(exchange, market);
  const limit = exchange.featureValue(request.symbol, 'fetchOHLCV', 'limit') as unknown;
  const pageRows = typeof limit === 'number' && limit > 0 ? limit : USUAL_PAGE;
  // From here on every number of an answer stays the text it was sent as; a JSON number is the shortest text of its double.
  exchange.parseNumber = (value: unknown, otherwise: unknown) =>
    (value === undefined ? otherwise : String(value)) as never;
  const page = async (since: number): Promise<CandleText[]> => {
    // Read before the request: what is not finished now may be finished when the answer is read, but was not when it was sent.
    const now = clock();
    const rows = await ask(() => exchange.fetchOHLCV(request.symbol, timeframe, Math.ceil(since / 1000), pageRows));
    const committed = Math.min(now - request.interval, lastCommitted(exchange));
    return rows.map(textOf).filter(({ time }) => time >= since && time <= committed);
  };
  return { pageRows, rules, now: clock, requests: () => patience.requests, page };
}

function timeframeOf(exchange: Exchange, interval: number): string {
  const names = Object.keys(exchange.timeframes ?? {});
  const found = names.find((name) => micros(name) === interval);
  if (found !== undefined) return found;
  const have = names.filter((name) => micros(name) !== null);
  throw new InputError(`${exchange.id} has no ${formatInterval(interval)} candles: it has ${have.join(', ')}`);
}

/** Months have no length of their own. */
function micros(timeframe: string): number | null {
  return /^[1-9][0-9]*[smhdw]$/.test(timeframe) ? parseInterval(timeframe) : null;
}

function marketOf(exchange: Exchange, { symbol, url }: MarketRequest): NonNullable<CcxtMarket> {
  const markets = Object.values(exchange.markets ?? {}) as NonNullable<CcxtMarket>[];
  if (markets.length === 0) {
    throw new InputError(
      `${url ?? exchange.id} does not speak as ${exchange.id} does (it lists no market): check --url`,
    );
  }
  const found = markets.find((market) => market.symbol === symbol);
  if (found?.spot === true) return found;
  if (found !== undefined) throw new InputError(`${symbol} on ${exchange.id} is a contract: only spot is downloaded`);
  const spot = markets.filter((market) => market.spot === true).map((market) => market.symbol);
  throw new InputError(`${exchange.id} has no ${symbol}${didYouMean(symbol, spot)}`);
}

/** The exchange's clock where it tells it, carried on by ours; its own answer is older than its arrival, so it is never ahead. */
async function clockOf({ exchange, ask }: Connection, edge: DownloadEdge): Promise<() => number> {
  const { monotonicNow } = edge;
  if (exchange.has.fetchTime !== true) {
    const clock = new SystemClock({ monotonicNow });
    return () => clock.read();
  }
  const told = Number(await ask(() => exchange.fetchTime())) * 1000;
  if (!Number.isSafeInteger(told)) throw new InputError(`${exchange.id} does not tell its time: check --url`);
  const arrival = monotonicNow();
  return () => Math.floor(told + (monotonicNow() - arrival) * 1000);
}

/** Kraken says itself which candle is its last finished one. */
function lastCommitted(exchange: Exchange): number {
  if (exchange.id !== 'kraken') return Number.POSITIVE_INFINITY;
  const reply = exchange.last_json_response as { result?: { last?: unknown } } | undefined;
  const last = Number(reply?.result?.last);
  return Number.isSafeInteger(last) ? last * 1_000_000 : Number.POSITIVE_INFINITY;
}

function textOf(row: readonly unknown[]): CandleText {
  const [time, ...values] = row;
  return { time: Number(time) * 1000, values: values.slice(0, 5).map((value) => String(value ?? '').toLowerCase()) };
}

/** The venue's own words where we read them (exact text), else ccxt's. */
function rulesOfMarket(exchange: Exchange, market: NonNullable<CcxtMarket>): InstrumentRules | null {
  const format = METADATA_FORMATS.find(({ name }) => exchange.id.startsWith(name));
  const own = format?.convert(market.symbol ?? '', market.info);
  const unified = rulesOf({
    tick: incrementText(exchange, market.precision.price),
    lot: incrementText(exchange, market.precision.amount),
    minSize: text(market.limits.amount?.min),
    maxSize: text(market.limits.amount?.max),
    minNotional: text(market.limits.cost?.min),
    maxNotional: text(market.limits.cost?.max),
    makerPct: percent(market.maker),
    takerPct: percent(market.taker),
  });
  const stated = own !== undefined && 'rules' in own ? own.rules : null;
  if (typeof unified === 'string') return stated;
  if (stated === null) return unified;
  // Fees are not in every list; increments and limits are the venue's own or none.
  return { maker_pct: unified.maker_pct, taker_pct: unified.taker_pct, ...stated } as InstrumentRules;
}

/** ccxt's ways to tell an increment. */
const DECIMAL_PLACES = 2;
const TICK_SIZE = 4;

function incrementText(exchange: Exchange, value: number | undefined): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (exchange.precisionMode === TICK_SIZE) return text(value);
  return exchange.precisionMode === DECIMAL_PLACES ? incrementOf(value) : undefined;
}

function text(value: number | undefined | null): string | undefined {
  const parsed = amount.safeParse(value);
  return parsed.success ? parsed.data : undefined;
}

function percent(fraction: number | undefined): string | undefined {
  const plain = text(fraction);
  return plain === undefined ? undefined : new Decimal(plain).times(100).toFixed();
}
