/** Candles of a file into columns. */
import type { CandleColumns } from '../market/columns.ts';
import type { Chunk } from './duckdb.ts';
import type { ExpectedColumn } from './parquet-file.ts';
import { nearestDouble, priceAsDouble, toUnits } from './prices.ts';
import { doubles, type RowBuffer, type RowCheck, type RowKind } from './row-kind.ts';

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
