/** Candles of a file into columns. */
import type { CandleColumns } from '../market/columns.ts';
import type { Chunk } from './duckdb.ts';
import type { ExpectedColumn } from './parquet-file.ts';
import { decoded, LARGEST_PRICE_UNITS, nearestDouble, priceAsDouble, takePrices } from './prices.ts';
import { doubles, type RowBuffer, type RowCheck, type RowKind, timeColumn } from './row-kind.ts';

const EXPECTED_CANDLE: readonly ExpectedColumn[] = [
  { name: 'time', type: 'time' },
  { name: 'open', type: 'number' },
  { name: 'high', type: 'number' },
  { name: 'low', type: 'number' },
  { name: 'close', type: 'number' },
  { name: 'volume', type: 'number' },
];

class CandleBuffer implements RowBuffer<CandleColumns> {
  readonly size: number;
  readonly #time: Float64Array;
  readonly #open: Float64Array;
  readonly #high: Float64Array;
  readonly #low: Float64Array;
  readonly #close: Float64Array;
  readonly #volume: Float64Array;

  constructor(rows: number, shared: boolean) {
    this.size = rows;
    this.#time = doubles(rows, shared);
    this.#open = doubles(rows, shared);
    this.#high = doubles(rows, shared);
    this.#low = doubles(rows, shared);
    this.#close = doubles(rows, shared);
    this.#volume = doubles(rows, shared);
  }

  take(chunk: Chunk, at: number, check: RowCheck): number {
    chunk.copy(0, this.#time, at);
    takePrices(chunk, 1, this.#open, at, check.priceDecimals);
    takePrices(chunk, 2, this.#high, at, check.priceDecimals);
    takePrices(chunk, 3, this.#low, at, check.priceDecimals);
    takePrices(chunk, 4, this.#close, at, check.priceDecimals);
    chunk.copy(5, this.#volume, at);
    return this.#firstBad(at, at + chunk.length, check);
  }

  #firstBad(from: number, to: number, check: RowCheck): number {
    const [time, open, high, low] = [this.#time, this.#open, this.#high, this.#low];
    const [close, volume] = [this.#close, this.#volume];
    let before = check.before;
    let bad = -1;
    for (let i = from; i < to; i += 1) {
      const [o, h, l, c] = [open[i]!, high[i]!, low[i]!, close[i]!];
      const inRange = l > 0 && h < LARGEST_PRICE_UNITS && h >= o && h >= c && l <= o && l <= c;
      if (!(inRange && time[i]! - before >= check.spacing && volume[i]! >= 0 && volume[i]! < Infinity)) {
        bad = i;
        break;
      }
      before = time[i]!;
    }
    check.before = before;
    return bad;
  }

  columns(from: number, to: number): CandleColumns {
    return {
      kind: 'candles',
      length: to - from,
      time: this.#time.subarray(from, to),
      open: this.#open.subarray(from, to),
      high: this.#high.subarray(from, to),
      low: this.#low.subarray(from, to),
      close: this.#close.subarray(from, to),
      volume: this.#volume.subarray(from, to),
      filled: null,
    };
  }
}

export const CANDLE_ROWS: RowKind<CandleColumns> = {
  columns: EXPECTED_CANDLE,
  select: (types, priceDecimals) => {
    const type = (name: string): string => types.get(name) ?? '';
    const price = (name: string): string => decoded(name, type(name), priceAsDouble(name, type(name), priceDecimals));
    const volume = decoded('volume', type('volume'), nearestDouble('volume', type('volume')));
    return [timeColumn(types), ...['open', 'high', 'low', 'close'].map(price), volume].join(', ');
  },
  buffer: (rows, shared) => new CandleBuffer(rows, shared),
};
