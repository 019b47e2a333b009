/** Quotes of a file into columns. */
import { NOT_RECORDED, type QuoteColumns } from '../market/columns.ts';
import type { Chunk } from './duckdb.ts';
import type { ExpectedColumn } from './parquet-file.ts';
import { decoded, LARGEST_PRICE_UNITS, nearestDouble, priceAsDouble, takePrices } from './prices.ts';
import { doubles, type RowBuffer, type RowCheck, type RowKind, timeColumn } from './row-kind.ts';

const EXPECTED_QUOTE: readonly ExpectedColumn[] = [
  { name: 'time', type: 'time' },
  { name: 'bid', type: 'number' },
  { name: 'bid_size', type: 'number' },
  { name: 'ask', type: 'number' },
  { name: 'ask_size', type: 'number' },
];

class QuoteBuffer implements RowBuffer<QuoteColumns> {
  readonly size: number;
  readonly #time: Float64Array;
  readonly #bid: Float64Array;
  readonly #bidSize: Float64Array;
  readonly #ask: Float64Array;
  readonly #askSize: Float64Array;

  constructor(rows: number, shared: boolean) {
    this.size = rows;
    this.#time = doubles(rows, shared);
    this.#bid = doubles(rows, shared);
    this.#bidSize = doubles(rows, shared);
    this.#ask = doubles(rows, shared);
    this.#askSize = doubles(rows, shared);
  }

  take(chunk: Chunk, at: number, check: RowCheck): number {
    chunk.copy(0, this.#time, at);
    takePrices(chunk, 1, this.#bid, at, check.priceDecimals);
    chunk.copy(2, this.#bidSize, at);
    takePrices(chunk, 3, this.#ask, at, check.priceDecimals);
    chunk.copy(4, this.#askSize, at);
    for (let i = at; i < at + chunk.length; i += 1) {
      const [time, bid, ask] = [this.#time[i]!, this.#bid[i]!, this.#ask[i]!];
      const bidSize = sizeOf(this.#bidSize, this.#bid, i);
      const askSize = sizeOf(this.#askSize, this.#ask, i);
      // 0 stands for a missing price.
      const arePrices = bid >= 0 && bid < LARGEST_PRICE_UNITS && ask >= 0 && ask < LARGEST_PRICE_UNITS;
      const areSizes = !Number.isNaN(bidSize) && !Number.isNaN(askSize);
      if (!(arePrices && areSizes && time - check.before >= check.spacing)) return i;
      this.#bidSize[i] = bidSize;
      this.#askSize[i] = askSize;
      check.before = time;
    }
    return -1;
  }

  columns(from: number, to: number): QuoteColumns {
    return {
      kind: 'quotes',
      length: to - from,
      time: this.#time.subarray(from, to),
      bid: this.#bid.subarray(from, to),
      bidSize: this.#bidSize.subarray(from, to),
      ask: this.#ask.subarray(from, to),
      askSize: this.#askSize.subarray(from, to),
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
    const size = (name: string): string => decoded(name, type(name), nearestDouble(name, type(name)));
    return [timeColumn(types), price('bid'), size('bid_size'), price('ask'), size('ask_size')].join(', ');
  },
  buffer: (rows, shared) => new QuoteBuffer(rows, shared),
};
