/** Market events as columns: what a loader fills once and a cursor walks. Times are microseconds since the epoch, UTC. */
import type { TapeColumns } from './tape.ts';

/** A run of candles of one symbol and interval, in time order. Row i is valid for i < length. */
export interface CandleColumns {
  readonly kind: 'candles';
  readonly length: number;
  /** Open time. */
  readonly time: Float64Array;
  /** Price units of the instrument. */
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  /** Base asset, as a plain double: market volume is not money, it only caps fills. */
  readonly volume: Float64Array;
  /** 1 where the candle was filled in for a gap (nothing fills on it); null where none is. */
  readonly filled: Uint8Array | null;
}

/** A run of prints of one symbol, in file order (times may repeat, never go back). */
export interface TradeColumns {
  readonly kind: 'trades';
  readonly length: number;
  readonly time: Float64Array;
  readonly price: Float64Array;
  /** Base asset, as a plain double. */
  readonly size: Float64Array;
  /** Side of the aggressor: 1 buy, -1 sell, 0 unknown. */
  readonly side: Int8Array;
}

/** The size of a quote's side of which the source says only the price: nobody knows how much there was. */
export const NOT_RECORDED = -1;

/**
 * Best bid and ask, in file order. A missing side has price 0 and size 0; a side with a price and size 0 is none either.
 * A size is `NOT_RECORDED` where the source has the price alone.
 */
export interface QuoteColumns {
  readonly kind: 'quotes';
  readonly length: number;
  readonly time: Float64Array;
  /** Price units of the instrument; 0 where the side is missing. */
  readonly bid: Float64Array;
  /** Base asset, as a plain double. */
  readonly bidSize: Float64Array;
  readonly ask: Float64Array;
  readonly askSize: Float64Array;
}

export { NO_SYMBOL, TAPE_KIND, type TapeColumns } from './tape.ts';

export type Columns = CandleColumns | TradeColumns | QuoteColumns | TapeColumns;

/** Columns without their first `rows`, as views: what is behind is let go with the columns themselves. */
export function withoutFirst<C extends Columns>(columns: C, rows: number): C {
  if (rows === 0) return columns;
  const rest: Record<string, unknown> = { kind: columns.kind, length: columns.length - rows };
  for (const [name, value] of Object.entries(columns)) {
    if (ArrayBuffer.isView(value)) rest[name] = (value as Float64Array).subarray(rows, columns.length);
    else if (Array.isArray(value)) rest[name] = value.slice(rows, columns.length);
    else if (value === null) rest[name] = null;
  }
  return rest as unknown as C;
}

/** From `from` up to, and not including, `to`: microseconds since the epoch. */
export interface TimeSpan {
  readonly from: number;
  readonly to: number;
}

/** Time at the two ends of the window; null where nothing is missing. */
export interface Lacks {
  readonly before: TimeSpan | null;
  readonly after: TimeSpan | null;
}

/** One stream of market events a run reads. A `tape` carries all symbols (`symbol` is then -1). */
export interface SeriesInfo {
  readonly kind: Columns['kind'];
  /** Index of the instrument in the scenario. */
  readonly symbol: number;
  /** Length of a candle in microseconds, of a tape that of the candles on it; 0 for trades and quotes. */
  readonly interval: number;
  /** Candles that only say in which order the prices of the symbol's coarser ones came. */
  readonly isDetail?: boolean;
  /**
   * What is read of it is all there is between these times: a longer candle is built where it lies inside. Absent: since the
   * first candle that comes.
   */
  readonly whole?: TimeSpan;
  /** Time of the window before its first row and behind its last for which it should have rows, and has none. */
  readonly lacks?: Lacks;
}

/**
 * Where market events come from. `next(series)` gives the following chunk of that series, or null at its end: at once
 * (a loaded history, the synthesizer) or as a promise (a file being streamed, a socket). Chunks may have any size.
 * The columns of a chunk stay valid until the next call for the same series.
 */
export interface SyncFeed {
  readonly series: readonly SeriesInfo[];
  next(series: number): Columns | null;
}
export interface AsyncFeed {
  readonly series: readonly SeriesInfo[];
  next(series: number): Promise<Columns | null>;
  /** Lets files and sockets go; safe to call twice. */
  close(): Promise<void>;
}
