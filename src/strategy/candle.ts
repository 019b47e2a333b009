/** What a strategy sees of a candle: a view that ends with the callback, or a copy that keeps. */
import { InputError } from '../model/errors.ts';

/** The columns a view reads from; one row of them is the candle. */
export interface CandleSource {
  readonly time: Float64Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
  /** 1 where the candle was filled in for a gap; null where none is. */
  readonly filled: Uint8Array | null;
}

const NOTHING = new Float64Array(1);
/** A source of no candle. */
export const EMPTY_SOURCE: CandleSource = {
  time: NOTHING,
  open: NOTHING,
  high: NOTHING,
  low: NOTHING,
  close: NOTHING,
  volume: NOTHING,
  filled: null,
};

/** A candle kept by value. Times in milliseconds since the epoch, UTC; prices in quote per base; volume in base. */
export interface CandleCopy {
  readonly symbol: string;
  /** Open time. */
  readonly time: number;
  /** Length in milliseconds. */
  readonly interval: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
  /** True where nothing was traded and the candle stands in for what is missing: flat at the last close, without volume. */
  readonly filled: boolean;
}

/**
 * The candle that has just closed. It is a view onto the engine's columns and ends with the callback: keep
 * `candle.copy()`, or read `ctx.history`. Prices are numbers in quote per base.
 */
export class CandleView implements CandleCopy {
  readonly symbol: string;
  readonly interval: number;
  private readonly scale: number;
  private source: CandleSource = EMPTY_SOURCE;
  private row = 0;
  private ended = false;

  /** @param scale price units in one quote per base (10^priceDecimals) @param interval microseconds */
  constructor(symbol: string, interval: number, scale: number) {
    this.symbol = symbol;
    this.interval = interval / 1000;
    this.scale = scale;
  }

  /** @internal Points the view at a row. */
  show(source: CandleSource, row: number): this {
    // A store of the same columns would still be noted by the garbage collector.
    if (source !== this.source) this.source = source;
    this.row = row;
    return this;
  }

  /** @internal Reading the view from now on is the error it would be in a fast run without notice. */
  end(): void {
    this.ended = true;
  }

  get time(): number {
    return this.at(this.source.time) / 1000;
  }
  get open(): number {
    return this.at(this.source.open) / this.scale;
  }
  get high(): number {
    return this.at(this.source.high) / this.scale;
  }
  get low(): number {
    return this.at(this.source.low) / this.scale;
  }
  get close(): number {
    return this.at(this.source.close) / this.scale;
  }
  get volume(): number {
    return this.at(this.source.volume);
  }

  get filled(): boolean {
    const { filled } = this.source;
    return filled !== null && this.at(filled) === 1;
  }

  /** The high in whole price units. */
  get highUnits(): number {
    return this.at(this.source.high);
  }
  /** The low in whole price units. */
  get lowUnits(): number {
    return this.at(this.source.low);
  }
  /** The close in whole price units: what the shipped averages sum exactly. */
  get closeUnits(): number {
    return this.at(this.source.close);
  }
  /** Price units in one quote per base. */
  get unitScale(): number {
    return this.scale;
  }

  copy(): CandleCopy {
    const { symbol, time, interval, open, high, low, close, volume, filled } = this;
    return { symbol, time, interval, open, high, low, close, volume, filled };
  }

  private at(column: Float64Array | Uint8Array): number {
    if (this.ended) {
      throw new InputError('this candle has ended with its callback: keep candle.copy(), or read ctx.history(n)');
    }
    return column[this.row]!;
  }
}
