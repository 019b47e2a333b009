/** Decoded rows on their way to columns: copied once, turned into whole units in place, checked as they pass. */
import type { Chunk } from './duckdb.ts';
import type { ColumnTypes, ExpectedColumn } from './parquet-file.ts';

/** What a row is held against. */
export interface RowCheck {
  /** Prices are whole units of 10^-priceDecimals. */
  readonly priceDecimals: number;
  /** Least distance of two rows' times: the interval of candles, 0 for trades. */
  readonly spacing: number;
  /** Time of the row before the first one checked. */
  before: number;
}

/** Room for rows of one kind. */
export interface RowBuffer<C> {
  /** Rows it has room for. */
  readonly size: number;
  /** Takes the rows of a decoded chunk as rows `at` and following; the first of them that cannot be used, or -1. */
  take(chunk: Chunk, at: number, check: RowCheck): number;
  /** Rows [from, to), without copying them. */
  columns(from: number, to: number): C;
}

/** One kind of rows: what is read of a file, and where it goes. */
export interface RowKind<C> {
  readonly columns: readonly ExpectedColumn[];
  /** The select list, every column what a chunk decodes into doubles. */
  select(types: ColumnTypes, priceDecimals: number): string;
  buffer(rows: number, shared: boolean): RowBuffer<C>;
}

/** Microseconds since the epoch. */
export function timeColumn(types: ColumnTypes): string {
  const type = types.get('time') ?? '';
  return type === 'TIMESTAMP' || type === 'TIMESTAMP WITH TIME ZONE' ? '"time"' : 'epoch_us("time")::DOUBLE';
}

/** Bytes of a row of columns. */
export function rowBytes(kind: RowKind<unknown>): number {
  return kind.columns.length * Float64Array.BYTES_PER_ELEMENT;
}

/** Room for doubles, in memory that threads share if `shared`. */
export function doubles(rows: number, shared: boolean): Float64Array {
  return shared ? new Float64Array(new SharedArrayBuffer(rows * 8)) : new Float64Array(rows);
}
