/** Decoded rows on their way to columns: copied once, turned into whole units in place, checked as they pass. */
import type { Chunk } from './duckdb.ts';
import type { ColumnTypes, ExpectedColumn } from './parquet-file.ts';

/** What a row is held against. */
export interface RowCheck {
  /** 10^priceDecimals. */
  readonly scale: number;
  /** Least distance of two rows' times: the interval of candles, 0 for trades. */
  readonly spacing: number;
  /** Time of the row before the first one checked. */
  before: number;
}

/** Room for rows of one kind. */
export interface RowBuffer<C> {
  /** Takes rows [from, from + count) of a decoded chunk as rows `at` and following. */
  copy(chunk: Chunk, from: number, count: number, at: number): void;
  /** Turns rows [from, to) into units; the first row that cannot be used, or -1. */
  settle(from: number, to: number, check: RowCheck): number;
  columns(length: number): C;
}

/** One kind of rows: what is read of a file, and where it goes. */
export interface RowKind<C> {
  readonly columns: readonly ExpectedColumn[];
  /** The select list, every column a DOUBLE. */
  select(types: ColumnTypes, priceDecimals: number): string;
  buffer(rows: number, shared: boolean): RowBuffer<C>;
}

/** Room for doubles, in memory that threads share if `shared`. */
export function doubles(rows: number, shared: boolean): Float64Array {
  return shared ? new Float64Array(new SharedArrayBuffer(rows * 8)) : new Float64Array(rows);
}
