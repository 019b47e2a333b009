/** Candles of a symbol that has none: made of its prints, or of the middles of its quotes, as they come. */
import { CandleRow, candleStart } from '../market/builder.ts';
import type { CandleColumns } from '../market/columns.ts';
import { VolumeSum } from '../market/volume.ts';

/**
 * A candle begins with the first price in its interval and ends at its boundary, whether or not another price follows.
 * The intervals after it that see no price are flat at the last one and flagged as filled.
 */
export class CandleMaker {
  /** The candle being made, or just closed: one row, written again with the next. */
  readonly columns: CandleColumns;
  isOpen = false;
  private readonly interval: number;
  private readonly row = new CandleRow();
  private readonly volume = new VolumeSum();

  /** @param interval microseconds */
  constructor(interval: number) {
    this.interval = interval;
    this.columns = { kind: 'candles', length: 1, ...this.row };
  }

  /** Takes a price of the candle's interval. True where it begins a candle. */
  take(price: number, size: number, time: number): boolean {
    const { row, volume } = this;
    const begins = !this.isOpen;
    if (begins) volume.clear();
    if (begins || row.filled[0] === 1) {
      const open = begins ? candleStart(time, this.interval) : row.time[0]!;
      row.set(open, price, price, price, price, 0);
      this.isOpen = true;
    } else {
      if (price > row.high[0]!) row.high[0] = price;
      if (price < row.low[0]!) row.low[0] = price;
      row.close[0] = price;
    }
    volume.add(size);
    return begins;
  }

  /** The candle has reached its end. */
  complete(): void {
    this.row.volume[0] = this.volume.value;
  }

  /** The next interval begins: flat, until a price comes. */
  goOn(): void {
    const { row } = this;
    const close = row.close[0]!;
    row.set(row.time[0]! + this.interval, close, close, close, close, 0);
    row.filled[0] = 1;
    this.volume.clear();
  }

  /** No candle is being made until the next price. */
  rest(): void {
    this.isOpen = false;
  }
}
