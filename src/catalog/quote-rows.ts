/** Quotes of a file into columns. */
import { NOT_RECORDED, type QuoteColumns } from '../market/columns.ts';
import type { Chunk } from './duckdb.ts';
import type { ExpectedColumn } from './parquet-file.ts';
import { nearestDouble, priceAsDouble, toUnitsOrNone } from './prices.ts';
import { doubles, type RowBuffer, type RowCheck, type RowKind } from './row-kind.ts';

const EXPECTED_QUOTE: readonly ExpectedColumn[] = [
  { name: 'time', type: 'time' },
  { name: 'bid', type: 'number' },
  { name: 'bid_size', type: 'number' },
  { name: 'ask', type: 'number' },
  { name: 'ask_size', type: 'number' },
];

class QuoteBuffer implements RowBuffer<QuoteColumns> {
  readonly #time: Float64Array;
  readonly #bid: Float64Array;
  readonly #bidSize: Float64Array;
  readonly #ask: Float64Array;
  readonly #askSize: Float64Array;

  constructor(rows: number, shared: boolean) {
    this.#time = doubles(rows, shared);
    this.#bid = doubles(rows, shared);
    this.#bidSize = doubles(rows, shared);
    this.#ask = doubles(rows, shared);
    this.#askSize = doubles(rows, shared);
  }

  copy(chunk: Chunk, from: number, count: number, at: number): void {
    chunk.copy(0, from, count, this.#time, at);
    chunk.copy(1, from, count, this.#bid, at);
    chunk.copy(2, from, count, this.#bidSize, at);
    chunk.copy(3, from, count, this.#ask, at);
    chunk.copy(4, from, count, this.#askSize, at);
  }

  settle(from: number, to: number, check: RowCheck): number {
    let end = toUnitsOrNone(this.#bid, from, to, check.scale);
    end = toUnitsOrNone(this.#ask, from, end, check.scale);
    let before = check.before;
    for (let i = from; i < end; i += 1) {
      const time = this.#time[i]!;
      const bidSize = sizeOf(this.#bidSize, this.#bid, i);
      const askSize = sizeOf(this.#askSize, this.#ask, i);
      if (!(time - before >= check.spacing) || Number.isNaN(bidSize) || Number.isNaN(askSize)) {
        check.before = before;
        return i;
      }
      this.#bidSize[i] = bidSize;
      this.#askSize[i] = askSize;
      before = time;
    }
    check.before = before;
    return end < to ? end : -1;
  }

  columns(length: number): QuoteColumns {
    return {
      kind: 'quotes',
      length,
      time: this.#time,
      bid: this.#bid,
      bidSize: this.#bidSize,
      ask: this.#ask,
      askSize: this.#askSize,
    };
  }
}

/** A side that is missing has size 0; of some feeds nobody recorded it. NaN where there is no such size. */
function sizeOf(sizes: Float64Array, prices: Float64Array, row: number): number {
  const size = sizes[row]!;
  if (prices[row] === 0) return 0;
  if (Number.isNaN(size)) return NOT_RECORDED;
  return size >= 0 && size < Infinity ? size : Number.NaN;
}

export const QUOTE_ROWS: RowKind<QuoteColumns> = {
  columns: EXPECTED_QUOTE,
  select: (types, priceDecimals) => {
    const type = (name: string): string => types.get(name) ?? '';
    // A missing side is 0, which no price is; a price of 0 is none that can be used.
    const price = (name: string): string =>
      `CASE WHEN ${name} IS NULL THEN 0 WHEN ${name} = 0 THEN 'nan'::DOUBLE
        ELSE ${priceAsDouble(name, type(name), priceDecimals)} END`;
    return [
      `epoch_us("time")::DOUBLE`,
      price('bid'),
      nearestDouble('bid_size', type('bid_size')),
      price('ask'),
      nearestDouble('ask_size', type('ask_size')),
    ].join(', ');
  },
  buffer: (rows, shared) => new QuoteBuffer(rows, shared),
};
