/** Trades of a file into columns. */
import type { TradeColumns } from '../market/columns.ts';
import type { Chunk } from './duckdb.ts';
import type { ExpectedColumn } from './parquet-file.ts';
import { decoded, LARGEST_PRICE_UNITS, nearestDouble, priceAsDouble, takePrices } from './prices.ts';
import { doubles, type RowBuffer, type RowCheck, type RowKind, timeColumn } from './row-kind.ts';

const EXPECTED_TRADE: readonly ExpectedColumn[] = [
  { name: 'time', type: 'time' },
  { name: 'price', type: 'number' },
  { name: 'size', type: 'number' },
  { name: 'side', type: 'text' },
];

/** Stands for a side that is no word of ours. */
const UNKNOWN_SIDE = 2;

class TradeBuffer implements RowBuffer<TradeColumns> {
  readonly size: number;
  readonly #time: Float64Array;
  readonly #price: Float64Array;
  readonly #size: Float64Array;
  readonly #sideCodes: Float64Array;
  readonly #side: Int8Array;

  constructor(rows: number, shared: boolean) {
    this.size = rows;
    this.#time = doubles(rows, shared);
    this.#price = doubles(rows, shared);
    this.#size = doubles(rows, shared);
    this.#sideCodes = new Float64Array(rows);
    this.#side = shared ? new Int8Array(new SharedArrayBuffer(rows)) : new Int8Array(rows);
  }

  take(chunk: Chunk, at: number, check: RowCheck): number {
    chunk.copy(0, this.#time, at);
    takePrices(chunk, 1, this.#price, at, check.priceDecimals);
    chunk.copy(2, this.#size, at);
    chunk.copy(3, this.#sideCodes, at);
    for (let i = at; i < at + chunk.length; i += 1) {
      const [time, price, size, side] = [this.#time[i]!, this.#price[i]!, this.#size[i]!, this.#sideCodes[i]!];
      const isPrice = price > 0 && price < LARGEST_PRICE_UNITS;
      if (!(isPrice && time - check.before >= check.spacing && size >= 0 && size < Infinity && side !== UNKNOWN_SIDE)) {
        return i;
      }
      this.#side[i] = side;
      check.before = time;
    }
    return -1;
  }

  columns(from: number, to: number): TradeColumns {
    return {
      kind: 'trades',
      length: to - from,
      time: this.#time.subarray(from, to),
      price: this.#price.subarray(from, to),
      size: this.#size.subarray(from, to),
      side: this.#side.subarray(from, to),
    };
  }
}

export const TRADE_ROWS: RowKind<TradeColumns> = {
  columns: EXPECTED_TRADE,
  select: (types, priceDecimals) => {
    const [price, size] = [types.get('price') ?? '', types.get('size') ?? ''];
    return [
      timeColumn(types),
      decoded('price', price, priceAsDouble('price', price, priceDecimals)),
      decoded('size', size, nearestDouble('size', size)),
      `(CASE WHEN "side" IS NULL THEN 0 WHEN "side" = 'buy' THEN 1 WHEN "side" = 'sell' THEN -1
        ELSE ${UNKNOWN_SIDE} END)::DOUBLE`,
    ].join(', ');
  },
  buffer: (rows, shared) => new TradeBuffer(rows, shared),
};
