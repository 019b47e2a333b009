/** What the rows of a run's record mean: the run's assets and instruments, and helpers to make columns of them. */
import type { ColumnData } from '../../catalog/appender.ts';
import type { ParquetColumn } from '../../catalog/parquet-writer.ts';
import type { Asset, Instrument } from '../../model/instrument.ts';

/** The lists that a row's indices point into. */
export interface RunShape {
  readonly assets: readonly Asset[];
  readonly instruments: readonly Instrument[];
  /** Index of the reporting asset. */
  readonly reporting: number;
}

/** One table of the report: its columns, and how rows of the record become them. */
export interface TableSpec {
  readonly name: string;
  /** Doubles a row. */
  readonly width: number;
  readonly columns: readonly ParquetColumn[];
  /** Arrays for `columns` with room for so many rows. */
  allocate(rows: number): ColumnData[];
  /** Fills `count` rows of `data` from the record's rows, beginning at row `from`. */
  fill(rows: Float64Array, strings: readonly string[], from: number, count: number, data: ColumnData[]): void;
}

/** An amount with its `_f64` twin. Where the decimals differ by the code of column `by`, each row has its own. */
export function amountColumn(
  name: string,
  by: string,
  decimals: readonly number[],
  options: { readonly nullable: boolean } = { nullable: false },
): ParquetColumn {
  const common = { name, type: 'decimal', twin: `${name}_f64`, ...options } as const;
  const first = decimals[0] ?? 0;
  return decimals.every((other) => other === first) ? { ...common, scale: first } : { ...common, by, decimals };
}

export function enumColumn(name: string, values: readonly string[]): ParquetColumn {
  return { name, type: 'enum', values };
}

export function column(name: string, type: 'timestamp' | 'double' | 'bigint' | 'boolean' | 'varchar'): ParquetColumn {
  return { name, type };
}

export function optional(name: string, type: 'timestamp' | 'double' | 'bigint' | 'varchar'): ParquetColumn {
  return { name, type, nullable: true };
}

/** One array a column: codes for enums and truths, texts, and doubles for all else. */
export function allocateColumns(columns: readonly ParquetColumn[], rows: number): ColumnData[] {
  return columns.map((each) => {
    if (each.type === 'enum') return new Uint16Array(rows);
    if (each.type === 'boolean') return new Uint8Array(rows);
    if (each.type === 'varchar') return new Array<string | null>(rows).fill(null);
    return new Float64Array(rows);
  });
}

export type Texts = (string | null)[];
