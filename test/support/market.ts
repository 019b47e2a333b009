/** Small markets, instruments and sessions for tests: what a trader would write on a napkin, in whole units. */
import { createHash } from 'node:crypto';
import type { SessionSetup } from '../../src/engine/setup.ts';
import type {
  CandleColumns,
  Columns,
  QuoteColumns,
  SeriesInfo,
  SyncFeed,
  TradeColumns,
} from '../../src/market/columns.ts';
import { costScale, type Instrument } from '../../src/model/instrument.ts';
import type { Hasher } from '../../src/model/ports.ts';
import { parsePct } from '../../src/model/rate.ts';
import { defineStrategy, type StrategyDefinition } from '../../src/strategy/define.ts';

export const MINUTE = 60_000_000;
export const SECOND = 1_000_000;

export function sha256(): Hasher {
  const hash = createHash('sha256');
  return { update: (bytes) => void hash.update(bytes), digest: () => hash.digest('hex') };
}

/** BTC/USDT with 8 decimals in both assets and prices in cents, unless told otherwise. */
export function instrument(options: Partial<Instrument> & { maker?: string; taker?: string } = {}): Instrument {
  const { maker = '0.16', taker = '0.26', ...rest } = options;
  const given = { baseDecimals: 8, quoteDecimals: 8, priceDecimals: 2, ...rest };
  return {
    index: 0,
    symbol: 'BTC/USDT',
    base: 0,
    quote: 1,
    tickSize: 1,
    lotSize: 1,
    minSize: 0,
    maxSize: 0,
    minNotional: 0,
    maxNotional: 0,
    makerFee: parsePct(maker),
    takerFee: parsePct(taker),
    calendar: 'always',
    sessionZone: 'UTC',
    ...costScale(given.baseDecimals, given.priceDecimals, given.quoteDecimals),
    ...given,
  };
}

/** [open, high, low, close] or [open, high, low, close, volume] in quote per base; prices of `decimals` decimals. */
export type CandleLine = readonly [number, number, number, number, number?];

/** One-minute candles from `start` on (microseconds); null leaves a gap. */
export function candles(
  lines: readonly (CandleLine | null)[],
  options: { start?: number; interval?: number; decimals?: number } = {},
): CandleColumns {
  const { start = 0, interval = MINUTE, decimals = 2 } = options;
  const scale = 10 ** decimals;
  const rows = lines.flatMap((line, i) => (line === null ? [] : [{ time: start + i * interval, line }]));
  const column = (pick: (row: (typeof rows)[number]) => number) => Float64Array.from(rows, pick);
  const units = (price: number) => Math.round(price * scale);
  return {
    kind: 'candles',
    length: rows.length,
    time: column(({ time }) => time),
    open: column(({ line }) => units(line[0])),
    high: column(({ line }) => units(line[1])),
    low: column(({ line }) => units(line[2])),
    close: column(({ line }) => units(line[3])),
    volume: column(({ line }) => line[4] ?? 1),
    filled: null,
  };
}

/** [time in microseconds, price] or [time, price, size in base]. */
export function trades(lines: readonly (readonly [number, number, number?])[], decimals = 2): TradeColumns {
  return {
    kind: 'trades',
    length: lines.length,
    time: Float64Array.from(lines, ([time]) => time),
    price: Float64Array.from(lines, ([, price]) => Math.round(price * 10 ** decimals)),
    size: Float64Array.from(lines, ([, , size]) => size ?? 1),
    side: new Int8Array(lines.length),
  };
}

/** [time in microseconds, bid, bid size, ask, ask size]; a side that is missing has price 0. */
export type QuoteLine = readonly [number, number, number, number, number];

export function quotes(lines: readonly QuoteLine[], decimals = 2): QuoteColumns {
  const units = (place: 1 | 3) => Float64Array.from(lines, (line) => Math.round(line[place] * 10 ** decimals));
  return {
    kind: 'quotes',
    length: lines.length,
    time: Float64Array.from(lines, ([time]) => time),
    bid: units(1),
    bidSize: Float64Array.from(lines, (line) => line[2]),
    ask: units(3),
    askSize: Float64Array.from(lines, (line) => line[4]),
  };
}

/** A part of columns, as views. */
export function slice<C extends Columns>(columns: C, from: number, to: number): C {
  const part: Record<string, unknown> = { kind: columns.kind, length: Math.min(to, columns.length) - from };
  for (const [name, value] of Object.entries(columns)) {
    if (ArrayBuffer.isView(value)) part[name] = (value as Float64Array).subarray(from, to);
    else if (value === null) part[name] = null;
  }
  return part as unknown as C;
}

/** A feed of loaded columns in chunks of `rows`. */
export function feedOf(
  all: readonly (Omit<SeriesInfo, 'kind'> & { readonly columns: Columns })[],
  rows = Number.POSITIVE_INFINITY,
): SyncFeed {
  const at = all.map(() => 0);
  const series: SeriesInfo[] = all.map(({ columns, ...info }) => ({ kind: columns.kind, ...info }));
  return {
    series,
    next(index) {
      const { columns } = all[index]!;
      const from = at[index]!;
      if (from >= columns.length) return null;
      at[index] = from + rows;
      return slice(columns, from, Math.min(from + rows, columns.length));
    },
  };
}

export const IDLE: StrategyDefinition = defineStrategy({ name: 'idle', onCandle() {} }) as StrategyDefinition;

/** BTC and USDT at 8 decimals, 10,000 USDT, no delay, no slippage: each test says what differs. */
export function setupOf(
  options: Partial<Omit<SessionSetup, 'exchange' | 'strategy' | 'window'>> & {
    exchange?: Partial<SessionSetup['exchange']>;
    strategy?: Partial<SessionSetup['strategy']>;
    window?: Partial<SessionSetup['window']>;
  } = {},
): SessionSetup {
  const { exchange, strategy, window, ...rest } = options;
  const instruments = rest.instruments ?? [instrument()];
  return {
    assets: [
      { name: 'BTC', decimals: 8 },
      { name: 'USDT', decimals: 8 },
    ],
    instruments,
    reporting: 1,
    initialBalance: [0, 10_000e8],
    series: [{ kind: 'candles', symbol: 0, interval: MINUTE }],
    matching: instruments.map(() => 'candles' as const),
    sinks: [],
    hasher: sha256,
    log: { log() {} },
    ...rest,
    exchange: {
      slippage: { model: 'none' },
      limitFill: { model: 'cross' },
      intrabar: 'adverse',
      fillDelay: 0,
      cancelDelay: 0,
      ...exchange,
    },
    strategy: { definition: IDLE, params: undefined, interval: null, warmup: 0, ...strategy },
    window: { from: 0, to: null, ...window },
  };
}
