/** Decoded rows on their way to columns: copied once, turned into whole units in place, checked as they pass. */
import type { CandleColumns, TradeColumns } from '../market/columns.ts';
import type { Chunk } from './duckdb.ts';
import { sqlName } from './duckdb.ts';
import type { ColumnTypes, ExpectedColumn } from './parquet-file.ts';

/** Prices stay below 2^52 units, where scaling a double by a power of ten rounds to the right whole number. */
export const LARGEST_PRICE_UNITS = 4503599627370496;

/** What a row is held against. */
export interface RowCheck {
  /** 10^priceDecimals. */
  readonly scale: number;
  /** Least distance of two rows' times: the interval of candles, 0 for trades. */
  readonly spacing: number;
  /** Time of the row before the first one checked. */
  before: number;
}

/** Room for rows of one kind. */
export interface RowBuffer<C> {
  /** Takes rows [from, from + count) of a decoded chunk as rows `at` and following. */
  copy(chunk: Chunk, from: number, count: number, at: number): void;
  /** Turns rows [from, to) into units; the first row that cannot be used, or -1. */
  settle(from: number, to: number, check: RowCheck): number;
  columns(length: number): C;
}

/** One kind of rows: what is read of a file, and where it goes. */
export interface RowKind<C> {
  readonly columns: readonly ExpectedColumn[];
  /** The select list, every column a DOUBLE. */
  select(types: ColumnTypes, priceDecimals: number): string;
  buffer(rows: number, shared: boolean): RowBuffer<C>;
}

function doubles(rows: number, shared: boolean): Float64Array {
  return shared ? new Float64Array(new SharedArrayBuffer(rows * 8)) : new Float64Array(rows);
}

/** Widest DECIMAL that casts to the nearest double whatever its value; DuckDB rounds wider ones twice. */
const EXACT_DECIMAL_DIGITS = 15;

/** The nearest double to a column's value. */
export function nearestDouble(name: string, type: string): string {
  const column = sqlName(name);
  const width = Number(/^DECIMAL\(([0-9]+),/.exec(type)?.[1] ?? 0);
  return width > EXACT_DECIMAL_DIGITS || type === 'FLOAT' ? `${column}::VARCHAR::DOUBLE` : `${column}::DOUBLE`;
}

/** The nearest double to a price; of a wide DECIMAL whose digits pass a double's, NaN where it is finer than its decimals. */
function priceAsDouble(name: string, type: string, priceDecimals: number): string {
  const value = nearestDouble(name, type);
  const [width, scale] = (/^DECIMAL\(([0-9]+),([0-9]+)\)/.exec(type) ?? []).slice(1).map(Number);
  if (width === undefined || scale === undefined || width <= EXACT_DECIMAL_DIGITS || scale <= priceDecimals)
    return value;
  const column = sqlName(name);
  return `CASE WHEN ${column} = round(${column}, ${priceDecimals}) THEN ${value} ELSE 'nan'::DOUBLE END`;
}

/**
 * Prices to whole units in place: `round(x * 10^d) / 10^d = x` holds for exactly the doubles nearest to a whole number
 * of units. The first row in [from, to) that has no such price above zero, or `to`.
 */
function toUnits(prices: Float64Array, from: number, to: number, scale: number): number {
  for (let i = from; i < to; i += 1) {
    const price = prices[i]!;
    const units = Math.round(price * scale);
    if (units / scale === price && units > 0 && units < LARGEST_PRICE_UNITS) prices[i] = units;
    else {
      const corrected = neighbour(price, units, scale);
      if (corrected === 0) return i;
      prices[i] = corrected;
    }
  }
  return to;
}

/** Near 2^52 the product may be one unit off; 0 where neither neighbour is the price. */
function neighbour(price: number, units: number, scale: number): number {
  for (const near of [units - 1, units + 1]) {
    if (near > 0 && near < LARGEST_PRICE_UNITS && near / scale === price) return near;
  }
  return 0;
}

const EXPECTED_CANDLE: readonly ExpectedColumn[] = [
  { name: 'time', type: 'time' },
  { name: 'open', type: 'number' },
  { name: 'high', type: 'number' },
  { name: 'low', type: 'number' },
  { name: 'close', type: 'number' },
  { name: 'volume', type: 'number' },
];

class CandleBuffer implements RowBuffer<CandleColumns> {
  readonly #time: Float64Array;
  readonly #open: Float64Array;
  readonly #high: Float64Array;
  readonly #low: Float64Array;
  readonly #close: Float64Array;
  readonly #volume: Float64Array;

  constructor(rows: number, shared: boolean) {
    this.#time = doubles(rows, shared);
    this.#open = doubles(rows, shared);
    this.#high = doubles(rows, shared);
    this.#low = doubles(rows, shared);
    this.#close = doubles(rows, shared);
    this.#volume = doubles(rows, shared);
  }

  copy(chunk: Chunk, from: number, count: number, at: number): void {
    chunk.copy(0, from, count, this.#time, at);
    chunk.copy(1, from, count, this.#open, at);
    chunk.copy(2, from, count, this.#high, at);
    chunk.copy(3, from, count, this.#low, at);
    chunk.copy(4, from, count, this.#close, at);
    chunk.copy(5, from, count, this.#volume, at);
  }

  settle(from: number, to: number, check: RowCheck): number {
    let end = toUnits(this.#open, from, to, check.scale);
    end = toUnits(this.#high, from, end, check.scale);
    end = toUnits(this.#low, from, end, check.scale);
    end = toUnits(this.#close, from, end, check.scale);
    const [time, open, high, low, close, volume] = [
      this.#time,
      this.#open,
      this.#high,
      this.#low,
      this.#close,
      this.#volume,
    ];
    let before = check.before;
    for (let i = from; i < end; i += 1) {
      const inRange = high[i]! >= open[i]! && high[i]! >= close[i]! && low[i]! <= open[i]! && low[i]! <= close[i]!;
      if (!(inRange && time[i]! - before >= check.spacing && volume[i]! >= 0 && volume[i]! < Infinity)) {
        check.before = before;
        return i;
      }
      before = time[i]!;
    }
    check.before = before;
    return end < to ? end : -1;
  }

  columns(length: number): CandleColumns {
    return {
      kind: 'candles',
      length,
      time: this.#time,
      open: this.#open,
      high: this.#high,
      low: this.#low,
      close: this.#close,
      volume: this.#volume,
      filled: null,
    };
  }
}

export const CANDLE_ROWS: RowKind<CandleColumns> = {
  columns: EXPECTED_CANDLE,
  select: (types, priceDecimals) =>
    [
      `epoch_us("time")::DOUBLE`,
      ...['open', 'high', 'low', 'close'].map((name) => priceAsDouble(name, types.get(name) ?? '', priceDecimals)),
      nearestDouble('volume', types.get('volume') ?? ''),
    ].join(', '),
  buffer: (rows, shared) => new CandleBuffer(rows, shared),
};

const EXPECTED_TRADE: readonly ExpectedColumn[] = [
  { name: 'time', type: 'time' },
  { name: 'price', type: 'number' },
  { name: 'size', type: 'number' },
  { name: 'side', type: 'text' },
];

/** Stands for a side that is no word of ours. */
const UNKNOWN_SIDE = 2;

class TradeBuffer implements RowBuffer<TradeColumns> {
  readonly #time: Float64Array;
  readonly #price: Float64Array;
  readonly #size: Float64Array;
  readonly #sideCodes: Float64Array;
  readonly #side: Int8Array;

  constructor(rows: number, shared: boolean) {
    this.#time = doubles(rows, shared);
    this.#price = doubles(rows, shared);
    this.#size = doubles(rows, shared);
    this.#sideCodes = new Float64Array(rows);
    this.#side = shared ? new Int8Array(new SharedArrayBuffer(rows)) : new Int8Array(rows);
  }

  copy(chunk: Chunk, from: number, count: number, at: number): void {
    chunk.copy(0, from, count, this.#time, at);
    chunk.copy(1, from, count, this.#price, at);
    chunk.copy(2, from, count, this.#size, at);
    chunk.copy(3, from, count, this.#sideCodes, at);
  }

  settle(from: number, to: number, check: RowCheck): number {
    const end = toUnits(this.#price, from, to, check.scale);
    let before = check.before;
    for (let i = from; i < end; i += 1) {
      const time = this.#time[i]!;
      const size = this.#size[i]!;
      const side = this.#sideCodes[i]!;
      if (!(time - before >= check.spacing && size >= 0 && size < Infinity && side !== UNKNOWN_SIDE)) {
        check.before = before;
        return i;
      }
      this.#side[i] = side;
      before = time;
    }
    check.before = before;
    return end < to ? end : -1;
  }

  columns(length: number): TradeColumns {
    return { kind: 'trades', length, time: this.#time, price: this.#price, size: this.#size, side: this.#side };
  }
}

export const TRADE_ROWS: RowKind<TradeColumns> = {
  columns: EXPECTED_TRADE,
  select: (types, priceDecimals) =>
    [
      `epoch_us("time")::DOUBLE`,
      priceAsDouble('price', types.get('price') ?? '', priceDecimals),
      nearestDouble('size', types.get('size') ?? ''),
      `(CASE WHEN "side" IS NULL THEN 0 WHEN "side" = 'buy' THEN 1 WHEN "side" = 'sell' THEN -1
        ELSE ${UNKNOWN_SIDE} END)::DOUBLE`,
    ].join(', '),
  buffer: (rows, shared) => new TradeBuffer(rows, shared),
};
