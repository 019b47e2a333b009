/** Columns of typed arrays into a DuckDB table by whole vectors: eight times faster than value by value. */
import type { DuckDBAppender, DuckDBModule, DuckDBType, DuckDBVector } from './duckdb.ts';

/** A column as it is staged. Decimals are handed over as whole units of 10^-scale. */
export type StagedColumn =
  | { readonly type: 'timestamp' | 'double' | 'bigint' | 'integer' | 'boolean' | 'varchar'; readonly nullable: boolean }
  | { readonly type: 'decimal'; readonly scale: number; readonly nullable: boolean }
  | { readonly type: 'enum'; readonly values: readonly string[]; readonly nullable: boolean };

/** Numbers of a column (NaN: none), codes of an enum, or texts. */
export type ColumnData =
  | Float64Array
  | Int32Array
  | Uint32Array
  | Uint16Array
  | Uint8Array
  | Int8Array
  | readonly (string | null)[];

/** What a vector of the binding holds; its types keep these fields to themselves. */
interface RawVector {
  readonly items?: ArrayBufferView;
  readonly dataView?: ArrayBufferView;
}

const TWO_32 = 4294967296;

/** Rows of a vector: DuckDB's own measure. */
const VECTOR_ROWS = 2048;

/** Width in which any safe integer fits and DuckDB keeps 64-bit integers. */
export const DECIMAL_WIDTH = 18;

export interface ColumnAppender {
  /** Appends the first `count` rows; every column has at least as many. */
  append(columns: readonly ColumnData[], count: number): void;
  /** Hands the last rows to the table. */
  close(): void;
}

export function createAppender(
  api: DuckDBModule,
  appender: DuckDBAppender,
  columns: readonly StagedColumn[],
): ColumnAppender {
  const types = columns.map((column) => duckdbType(api, column));
  // One chunk for all: what the binding holds outside the heap is freed between events, and here is none.
  const chunk = api.DuckDBDataChunk.create(types, 0);
  const append = (data: readonly ColumnData[], count: number): void => {
    for (let from = 0; from < count; from += VECTOR_ROWS) {
      const rows = Math.min(VECTOR_ROWS, count - from);
      chunk.reset();
      chunk.rowCount = rows;
      columns.forEach((column, j) => {
        fillVector(chunk.getColumnVector(j), column, data[j]!, from, rows, j);
      });
      appender.appendDataChunk(chunk);
    }
  };
  return { append, close: () => appender.closeSync() };
}

function duckdbType(api: DuckDBModule, column: StagedColumn): DuckDBType {
  switch (column.type) {
    case 'decimal':
      return api.DECIMAL(DECIMAL_WIDTH, column.scale);
    case 'enum':
      return column.values.length <= 256 ? api.UTINYINT : api.USMALLINT;
    case 'timestamp':
      return api.TIMESTAMP;
    case 'double':
      return api.DOUBLE;
    case 'bigint':
      return api.BIGINT;
    case 'integer':
      return api.INTEGER;
    case 'boolean':
      return api.BOOLEAN;
    case 'varchar':
      return api.VARCHAR;
  }
}

function fillVector(
  vector: DuckDBVector,
  column: StagedColumn,
  data: ColumnData,
  from: number,
  rows: number,
  index: number,
): void {
  if (column.type === 'varchar' || !ArrayBuffer.isView(data)) {
    const texts = data as readonly (string | null)[];
    for (let i = 0; i < rows; i += 1) vector.setItem(i, texts[from + i] ?? null);
  } else {
    fillNumbers(vector, column, data, from, rows);
    if (data instanceof Float64Array) markMissing(vector, column, data, from, rows, index);
  }
  vector.flush();
}

function fillNumbers(
  vector: DuckDBVector,
  column: StagedColumn,
  data: Exclude<ColumnData, readonly (string | null)[]>,
  from: number,
  rows: number,
): void {
  const raw = vector as unknown as RawVector;
  const { buffer, byteOffset } = (raw.items ?? raw.dataView)!;
  switch (column.type) {
    case 'double':
      new Float64Array(buffer, byteOffset, rows).set(data.subarray(from, from + rows));
      return;
    case 'integer':
      new Int32Array(buffer, byteOffset, rows).set(data.subarray(from, from + rows));
      return;
    case 'boolean':
      new Uint8Array(buffer, byteOffset, rows).set(data.subarray(from, from + rows));
      return;
    case 'enum':
      if (column.values.length <= 256) new Uint8Array(buffer, byteOffset, rows).set(data.subarray(from, from + rows));
      else new Uint16Array(buffer, byteOffset, rows).set(data.subarray(from, from + rows));
      return;
    default:
      fillInt64(new Uint32Array(buffer, byteOffset, rows * 2), data, from, rows);
  }
}

/** Whole doubles as 64-bit two's complement halves: no BigInt a value. */
function fillInt64(halves: Uint32Array, data: ArrayLike<number>, from: number, rows: number): void {
  for (let i = 0; i < rows; i += 1) {
    const value = data[from + i]!;
    const high = Math.floor(value / TWO_32);
    halves[2 * i] = value - high * TWO_32;
    halves[2 * i + 1] = high;
  }
}

/** NaN stands for "none" in every numeric column. */
function markMissing(
  vector: DuckDBVector,
  column: StagedColumn,
  data: Float64Array,
  from: number,
  rows: number,
  index: number,
): void {
  for (let i = 0; i < rows; i += 1) {
    if (!Number.isNaN(data[from + i]!)) continue;
    if (!column.nullable) throw new RangeError(`column ${index} has no value in row ${from + i} and is not nullable`);
    vector.setItem(i, null);
  }
}
