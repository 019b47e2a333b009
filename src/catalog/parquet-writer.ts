/** Parquet files of any length, written whole or not at all, in bounded memory. */
import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { InputError } from '../model/errors.ts';
import { type ColumnAppender, type ColumnData, DECIMAL_WIDTH, type StagedColumn } from './appender.ts';
import { type Database, openDatabase, type Session, STAGING, sqlName, sqlText } from './duckdb.ts';
import { cannotWrite, makeFolder, putInPlace, temporaryPath } from './files.ts';

/**
 * A column of a file. Handed over as: timestamp, whole microseconds since the epoch; decimal, whole units of 10^-scale
 * (safe integers), optionally with a DOUBLE twin column of that name beside it; enum, the index into `values`, written as
 * text; boolean, 0 or 1; varchar, texts. In a nullable column NaN, or a null text, is NULL.
 *
 * A decimal is 18 digits wide unless its precision is given; `narrowest` is as many as its largest value needs.
 * A decimal column `by` an enum column is for rows of different units: its numbers are whole units of
 * 10^-decimals[code of that column], and it is written 38 digits wide at the finest of those scales.
 */
export type ParquetColumn = { readonly name: string; readonly nullable?: boolean } & (
  | { readonly type: 'timestamp' | 'double' | 'bigint' | 'integer' | 'boolean' | 'varchar' }
  | {
      readonly type: 'decimal';
      readonly precision?: number | 'narrowest';
      readonly scale: number;
      readonly twin?: string;
    }
  | { readonly type: 'decimal'; readonly by: string; readonly decimals: readonly number[]; readonly twin?: string }
  | { readonly type: 'enum'; readonly values: readonly string[] }
);

/** How every Parquet file of papertape is written. */
export const PARQUET_OPTIONS = 'FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880, PARQUET_VERSION v2';

export interface ParquetWriter {
  /** Takes the first `count` rows of each column, in order; the arrays may be reused afterwards. Synchronous. */
  append(columns: readonly ColumnData[], count: number): void;
  /** Writes the file and puts it in place. */
  finish(): Promise<{ readonly rows: number }>;
  /** Drops what was appended; nothing of the file remains. Safe after `finish`. */
  abort(): Promise<void>;
}

/**
 * Opens a writer. Rows are staged in a temporary DuckDB file beside the target, so that `append` needs no `await` and
 * memory does not grow with their number; `finish` turns them into Parquet. One of `finish` and `abort` must be called.
 *
 * @throws InputError where the folder cannot be written
 */
export async function openParquetWriter(path: string, columns: readonly ParquetColumn[]): Promise<ParquetWriter> {
  await makeFolder(dirname(path));
  const staging = temporaryPath(path);
  const name = `stage_${staging.replace(/[^0-9]+/g, '_')}`;
  const database = await openDatabase(STAGING, { memoryLimit: '160MB' });
  const session = await database.connect();
  try {
    await session.run(`ATTACH ${sqlText(staging)} AS ${name}`);
    const fields = columns.map((column) => `${sqlName(column.name)} ${stagedType(column)}`);
    await session.run(`CREATE TABLE ${name}.rows (${fields.join(', ')})`);
    const appender = await session.appender('rows', columns.map(staged), name);
    return new StagedWriter(path, columns, staging, name, database, session, appender);
  } catch (error) {
    await session.detach(name);
    session.close();
    database.close();
    await removeStaging(staging);
    throw cannotWrite(path, error);
  }
}

async function removeStaging(staging: string): Promise<void> {
  await rm(staging, { force: true });
  await rm(`${staging}.wal`, { force: true });
}

function staged(column: ParquetColumn): StagedColumn {
  const nullable = column.nullable === true;
  if (column.type === 'decimal' && 'by' in column) return { type: 'decimal', scale: 0, nullable };
  if (column.type === 'decimal') {
    const precision = column.precision === 'narrowest' ? DECIMAL_WIDTH : (column.precision ?? DECIMAL_WIDTH);
    if (!(precision >= 1 && precision <= DECIMAL_WIDTH && column.scale >= 0 && column.scale <= precision)) {
      throw new InputError(
        `column ${column.name}: DECIMAL(${precision},${column.scale}) is out of range, at most ${DECIMAL_WIDTH} digits`,
      );
    }
    return { type: 'decimal', scale: column.scale, nullable };
  }
  if (column.type === 'enum') return { type: 'enum', values: column.values, nullable };
  return { type: column.type, nullable };
}

function stagedType(column: ParquetColumn): string {
  if (column.type === 'decimal') return `DECIMAL(${DECIMAL_WIDTH}, ${'by' in column ? 0 : column.scale})`;
  if (column.type === 'enum') return column.values.length <= 256 ? 'UTINYINT' : 'USMALLINT';
  return column.type.toUpperCase();
}

/** What a staged column is written as; a decimal's twin follows it. */
function written(column: ParquetColumn): string {
  const name = sqlName(column.name);
  if (column.type === 'decimal') {
    const value = 'by' in column ? mixedScales(name, column) : sameScale(name, column);
    return column.twin === undefined ? value.exact : `${value.exact}, ${value.double} AS ${sqlName(column.twin)}`;
  }
  if (column.type === 'enum') return `list_extract([${column.values.map(sqlText).join(', ')}], ${name} + 1) AS ${name}`;
  return name;
}

type DecimalColumn = Extract<ParquetColumn, { type: 'decimal' }>;

function sameScale(name: string, column: Extract<DecimalColumn, { scale: number }>): { exact: string; double: string } {
  const exact = `${name}::DECIMAL(${column.precision ?? DECIMAL_WIDTH}, ${column.scale}) AS ${name}`;
  return { exact, double: `${name}::DOUBLE` };
}

/** One case a scale: units times 10^-decimals is exact in 38 digits, units over 10^decimals the nearest double. */
function mixedScales(name: string, column: Extract<DecimalColumn, { by: string }>): { exact: string; double: string } {
  const scale = Math.max(...column.decimals);
  const scales = [...new Set(column.decimals)];
  const cases = (value: (decimals: number) => string): string => {
    const whens = scales.map((decimals) => {
      const codes = column.decimals.flatMap((other, code) => (other === decimals ? [code] : []));
      return `WHEN ${sqlName(column.by)} IN (${codes.join(', ')}) THEN ${value(decimals)}`;
    });
    return `CASE ${whens.join(' ')} END`;
  };
  const exact = cases((decimals) => {
    const unit = decimals === 0 ? '1' : `0.${'1'.padStart(decimals, '0')}`;
    return `(${name} * ${unit}::DECIMAL(${decimals + 1}, ${decimals}))::DECIMAL(38, ${scale})`;
  });
  return { exact: `${exact} AS ${name}`, double: cases((decimals) => `${name}::DOUBLE / 1e${decimals}`) };
}

class StagedWriter implements ParquetWriter {
  readonly #path: string;
  readonly #columns: readonly ParquetColumn[];
  readonly #staging: string;
  readonly #name: string;
  readonly #database: Database;
  readonly #session: Session;
  readonly #appender: ColumnAppender;
  #rows = 0;
  #done = false;

  constructor(
    path: string,
    columns: readonly ParquetColumn[],
    staging: string,
    name: string,
    database: Database,
    session: Session,
    appender: ColumnAppender,
  ) {
    this.#path = path;
    this.#columns = columns;
    this.#staging = staging;
    this.#name = name;
    this.#database = database;
    this.#session = session;
    this.#appender = appender;
  }

  append(columns: readonly ColumnData[], count: number): void {
    this.#appender.append(columns, count);
    this.#rows += count;
  }

  async finish(): Promise<{ readonly rows: number }> {
    const temporary = temporaryPath(this.#path);
    try {
      this.#appender.close();
      const columns = await this.#narrowed();
      const select = `SELECT ${columns.map(written).join(', ')} FROM ${this.#name}.rows`;
      await this.#session.run(`COPY (${select}) TO ${sqlText(temporary)} (${PARQUET_OPTIONS})`);
      await putInPlace(temporary, this.#path);
    } catch (error) {
      await rm(temporary, { force: true });
      throw cannotWrite(this.#path, error);
    } finally {
      await this.#clear();
    }
    return { rows: this.#rows };
  }

  /** The columns, with digits for `narrowest` ones. */
  async #narrowed(): Promise<ParquetColumn[]> {
    const columns: ParquetColumn[] = [];
    for (const column of this.#columns) {
      if (column.type !== 'decimal' || 'by' in column || column.precision !== 'narrowest') columns.push(column);
      else {
        const largest = `max(abs(${sqlName(column.name)}))::VARCHAR`;
        const row = await this.#session.row(`SELECT ${largest} AS largest FROM ${this.#name}.rows`);
        const whole = String(row.largest ?? '0')
          .split('.')[0]!
          .replace(/^0+/, '').length;
        columns.push({ ...column, precision: Math.max(1, whole + column.scale) });
      }
    }
    return columns;
  }

  async abort(): Promise<void> {
    if (this.#done) return;
    // What the appender still holds has no table to go to once the staging file is gone.
    try {
      this.#appender.close();
    } catch {
      // A row it refuses now is dropped with all the others.
    }
    await this.#clear();
  }

  async #clear(): Promise<void> {
    if (this.#done) return;
    this.#done = true;
    await this.#session.detach(this.#name);
    this.#session.close();
    this.#database.close();
    await removeStaging(this.#staging);
  }
}

/** Rows of a file as they come: each chunk holds the columns and how many of their rows count. */
export interface ParquetRows {
  readonly columns: readonly ColumnData[];
  readonly count: number;
}

/**
 * Writes a Parquet file from chunks of rows, whole or not at all.
 *
 * @throws InputError where the file cannot be written; whatever `chunks` throws
 */
export async function writeParquet(
  path: string,
  columns: readonly ParquetColumn[],
  chunks: Iterable<ParquetRows> | AsyncIterable<ParquetRows>,
): Promise<{ readonly rows: number }> {
  const writer = await openParquetWriter(path, columns);
  try {
    for await (const chunk of chunks) writer.append(chunk.columns, chunk.count);
    return await writer.finish();
  } finally {
    await writer.abort();
  }
}
