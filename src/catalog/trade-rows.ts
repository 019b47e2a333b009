/** Trades of a file into columns. */
import type { TradeColumns } from '../market/columns.ts';
import type { Chunk } from './duckdb.ts';
import type { ExpectedColumn } from './parquet-file.ts';
import { nearestDouble, priceAsDouble, toUnits } from './prices.ts';
import { doubles, type RowBuffer, type RowCheck, type RowKind } from './row-kind.ts';

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
