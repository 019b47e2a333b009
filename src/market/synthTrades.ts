/** Prints that a candle could have been made of. */
import { DrawKey } from '../clock/index.ts';
import { InputError } from '../model/errors.ts';
import type { CandleColumns, TradeColumns } from './columns.ts';
import { uniformOf } from './synthNormal.ts';

export interface SynthTradesOptions {
  readonly seed: number | string;
  readonly symbol: string;
  /** Length of a candle in microseconds. */
  readonly interval: number;
  /** In price units. */
  readonly tickSize: number;
  readonly baseDecimals: number;
  /** Prints in a candle, four or more (fewer where its volume has fewer units). */
  readonly perCandle: number;
}

/** Share of a candle's range by which prints stray from the way between its corners. */
const STRAY = 0.15;

/**
 * Trades inside candles: taken together again they give the same open, high, low, close and (in units) volume. Each candle
 * gives `perCandle` prints at increasing times inside it: its open first, its close last, high and low in either order
 * between, the others on the way. The aggressor's side is that of the last change of price. Keyed by seed, symbol
 * and candle time, so that chunks do not matter.
 */
export class TradeSynthesizer {
  readonly #options: SynthTradesOptions;
  readonly #draws: DrawKey;
  readonly #unit: number;

  constructor(options: SynthTradesOptions) {
    if (
      !(Number.isSafeInteger(options.perCandle) && options.perCandle >= 4 && options.interval >= 2 * options.perCandle)
    ) {
      throw new InputError('synthesizer: a candle has four prints or more, at least two microseconds apart');
    }
    this.#options = options;
    this.#draws = new DrawKey(options.seed, 'synth_trades', options.symbol);
    this.#unit = Number(`1e${options.baseDecimals}`);
  }

  trades(candles: CandleColumns): TradeColumns {
    const length = candles.length * this.#options.perCandle;
    const time = new Float64Array(length);
    const price = new Float64Array(length);
    const size = new Float64Array(length);
    const side = new Int8Array(length);
    let at = 0;
    for (let row = 0; row < candles.length; row += 1) {
      const units = Math.round(candles.volume[row]! * this.#unit);
      const count = Math.max(4, Math.min(this.#options.perCandle, units));
      this.#setTimes(candles.time[row]!, time.subarray(at, at + count));
      this.#setPrices(candles, row, price.subarray(at, at + count));
      this.#setSizes(candles.time[row]!, units, size.subarray(at, at + count));
      this.#setSides(candles.time[row]!, price, at, count, side);
      at += count;
    }
    return {
      kind: 'trades',
      length: at,
      time: time.subarray(0, at),
      price: price.subarray(0, at),
      size: size.subarray(0, at),
      side: side.subarray(0, at),
    };
  }

  /** One in each equal part of the candle. */
  #setTimes(open: number, time: Float64Array): void {
    const part = this.#options.interval / time.length;
    for (let n = 0; n < time.length; n += 1) {
      const place = this.#draws.draw(open, n, 0);
      time[n] = Math.min(open + Math.floor((n + place) * part), open + Math.ceil((n + 1) * part) - 1);
    }
  }

  #setPrices(candles: CandleColumns, row: number, price: Float64Array): void {
    const [open, high, low, close] = [candles.open[row]!, candles.high[row]!, candles.low[row]!, candles.close[row]!];
    const words = this.#draws.words(candles.time[row]!, 0, 1);
    const last = price.length - 1;
    const highFirst = (words[0]! & 1) === 1;
    const first = 1 + Math.floor(uniformOf(words[1]!) * (last - 2));
    const second = first + 1 + Math.floor(uniformOf(words[2]!) * (last - 1 - first));
    const corners: readonly (readonly [at: number, price: number])[] = [
      [0, open],
      [first, highFirst ? high : low],
      [second, highFirst ? low : high],
      [last, close],
    ];
    const tick = this.#options.tickSize;
    for (let leg = 1; leg < corners.length; leg += 1) {
      const [from, start] = corners[leg - 1]!;
      const [to, end] = corners[leg]!;
      price[from] = start;
      price[to] = end;
      for (let n = from + 1; n < to; n += 1) {
        const stray = (this.#draws.draw(candles.time[row]!, n, 2) - 0.5) * 2 * STRAY * (high - low);
        const onTheWay = start + ((end - start) * (n - from)) / (to - from) + stray;
        price[n] = Math.min(high, Math.max(low, Math.round(onTheWay / tick) * tick));
      }
    }
  }

  /** Whole units, at least one each, that add up to the candle's. */
  #setSizes(open: number, units: number, size: Float64Array): void {
    const count = size.length;
    if (units < count) {
      size.fill(units / count / this.#unit);
      return;
    }
    let total = 0;
    for (let n = 0; n < count; n += 1) {
      // The cube makes a few prints large and most small.
      const draw = this.#draws.draw(open, n, 3);
      total += draw * draw * draw;
      size[n] = total;
    }
    let dealt = 0;
    for (let n = 0; n < count; n += 1) {
      const upTo = n === count - 1 ? units - count : Math.floor((size[n]! / total) * (units - count));
      size[n] = (1 + upTo - dealt) / this.#unit;
      dealt = upTo;
    }
  }

  #setSides(open: number, price: Float64Array, at: number, count: number, side: Int8Array): void {
    for (let n = at; n < at + count; n += 1) {
      const change = n === at ? 0 : price[n]! - price[n - 1]!;
      if (change !== 0) side[n] = change > 0 ? 1 : -1;
      else side[n] = n > at ? side[n - 1]! : this.#draws.draw(open, 0, 4) < 0.5 ? 1 : -1;
    }
  }
}
