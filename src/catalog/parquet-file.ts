/** What stands in one Parquet file of the catalog: its columns, its rows in a window, and what is wrong with it. */
import { open, stat } from 'node:fs/promises';
import { InputError } from '../model/errors.ts';
import { didYouMean } from '../model/nearest.ts';
import { duckdbMessage, type Session, type SqlRow, sqlName, sqlReadPath } from './duckdb.ts';
import { codeOf } from './files.ts';

/** A column's name and DuckDB type, such as `DECIMAL(9,2)`. */
export type ColumnTypes = ReadonlyMap<string, string>;

/** The reading function for one file; nothing is guessed from the folders above it. */
export function readParquet(file: string, rowNumbers = false): string {
  return `read_parquet(${sqlReadPath(file)}, hive_partitioning = false${rowNumbers ? ', file_row_number = true' : ''})`;
}

/**
 * Looks at the two ends of a file before DuckDB does.
 *
 * @throws InputError where there is no file, a folder, or something that is no whole Parquet file
 */
export async function checkParquetFile(file: string): Promise<void> {
  const found = await stat(file).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') throw new InputError(`there is no file ${file}`);
    throw new InputError(`cannot read ${file}: ${codeOf(error)}`);
  });
  if (found.isDirectory()) throw new InputError(`${file} is a folder: a Parquet file was expected`);
  if (found.size === 0) throw new InputError(`${file} is empty: import it again`);
  const handle = await open(file, 'r').catch((error: unknown) => {
    throw new InputError(`cannot read ${file}: ${codeOf(error)}`);
  });
  try {
    const ends = Buffer.alloc(8);
    await handle.read(ends, 0, 4, 0);
    await handle.read(ends, 4, 4, Math.max(0, found.size - 4));
    const [head, tail] = [ends.toString('latin1', 0, 4), ends.toString('latin1', 4)];
    if (head !== 'PAR1') throw new InputError(`${file} is not a Parquet file: import it with data import`);
    if (tail !== 'PAR1' || found.size < 12) {
      throw new InputError(`${file} is truncated (no Parquet footer): copy it again, or import it again`);
    }
  } finally {
    await handle.close();
  }
}

/** What DuckDB said about a file, as the user's one line. */
export function unreadable(file: string, error: unknown): InputError {
  if (error instanceof InputError) return error;
  return new InputError(`${file} cannot be read: ${duckdbMessage(error)}; copy it again, or import it again`);
}

/** Columns of a Parquet file. InputError where it cannot be read. */
export async function parquetColumns(session: Session, file: string): Promise<Map<string, string>> {
  await checkParquetFile(file);
  try {
    const rows = await session.rows(`DESCRIBE SELECT * FROM ${readParquet(file)}`);
    return new Map(rows.map((row) => [String(row.column_name), String(row.column_type)]));
  } catch (error) {
    throw unreadable(file, error);
  }
}

const TIME_TYPES = ['TIMESTAMP', 'TIMESTAMP WITH TIME ZONE', 'TIMESTAMP_MS', 'TIMESTAMP_S'];
const NUMBER_TYPE = /^(?:DECIMAL\(|DOUBLE$|FLOAT$|U?(?:TINY|SMALL|BIG)INT$|U?INTEGER$)/;
const TEXT_TYPE = /^(?:VARCHAR|ENUM\()/;

export interface ExpectedColumn {
  readonly name: string;
  readonly type: 'time' | 'number' | 'text';
}

/** InputError where a column is missing or of another type than a catalog's. */
export function checkColumns(file: string, types: ColumnTypes, expected: readonly ExpectedColumn[]): void {
  for (const { name, type } of expected) {
    const found = types.get(name);
    if (found === undefined) {
      const names = [...types.keys()];
      throw new InputError(
        `${file} has no column ${name}${didYouMean(name, names)}, only ${names.join(', ')}: import it with data import`,
      );
    }
    const fits =
      type === 'time'
        ? TIME_TYPES.includes(found)
        : type === 'number'
          ? NUMBER_TYPE.test(found)
          : TEXT_TYPE.test(found) || found === '"NULL"';
    if (fits) continue;
    const wanted = { time: 'TIMESTAMP', number: 'DECIMAL or DOUBLE', text: 'VARCHAR' }[type];
    throw new InputError(`${file}: column ${name} is ${found}, not ${wanted}: import it with data import`);
  }
}

/** Times of a file's rows, and how many lie in a window; `first` and `last` are NaN where it has no row. */
export interface FileSpan {
  readonly rows: number;
  readonly withoutTime: number;
  readonly first: number;
  readonly last: number;
  readonly inWindow: number;
  /** Places in the file, from 0, between which all rows of the window lie: [fromRow, toRow). */
  readonly fromRow: number;
  readonly toRow: number;
}

/** The condition that a row's time lies in [from, to); either end may be absent. */
export function windowCondition(from: number | null, to: number | null): string {
  const parts: string[] = [];
  if (from !== null) parts.push(`"time" >= ${timeLiteral(from)}`);
  if (to !== null) parts.push(`"time" < ${timeLiteral(to)}`);
  return parts.length === 0 ? 'true' : parts.join(' AND ');
}

const timeLiteral = (time: number): string => `make_timestamp(${time}::BIGINT)`;

type Times = Pick<FileSpan, 'rows' | 'first' | 'last'>;

/** Rows of a file, its first and its last time (NaN where it has no row), from its statistics: no column is read. */
export async function timesOf(session: Session, file: string): Promise<Times> {
  const row = await one(
    session,
    file,
    `SELECT n, epoch_us(first) AS first, epoch_us(last) AS last
     FROM (SELECT count(*) AS n, min("time") AS first, max("time") AS last FROM ${readParquet(file)})`,
  );
  return { rows: row('n'), first: row('first'), last: row('last') };
}

/** The same, and what of a file lies in a window. Only of a window that ends inside the file its times are read. */
export async function spanOf(
  session: Session,
  file: string,
  from: number | null,
  to: number | null,
): Promise<FileSpan> {
  const times = await timesOf(session, file);
  const { rows, first, last } = times;
  const missing = await one(session, file, `SELECT count(*) AS n FROM ${readParquet(file)} WHERE "time" IS NULL`);
  const withoutTime = missing('n');
  if ((from === null || from <= first) && (to === null || to > last)) {
    return { ...times, withoutTime, inWindow: rows - withoutTime, fromRow: 0, toRow: rows };
  }
  const inside = await one(
    session,
    file,
    `SELECT count(*) AS n, min(file_row_number) AS "begin", max(file_row_number) + 1 AS "end"
     FROM ${readParquet(file, true)} WHERE ${windowCondition(from, to)}`,
  );
  return { ...times, withoutTime, inWindow: inside('n'), fromRow: inside('begin'), toRow: inside('end') };
}

/** The numbers of a query's one row by name, NaN for what is null. InputError where the file cannot be read. */
async function one(session: Session, file: string, sql: string): Promise<(name: string) => number> {
  try {
    const row = await session.row(sql);
    return (name) => (row[name] === null ? Number.NaN : Number(row[name]));
  } catch (error) {
    throw unreadable(file, error);
  }
}

/** Row `offset` of a file's rows in a window, as text, with its place in the file (`row`, from 1). For messages. */
export async function rowAsText(
  session: Session,
  file: string,
  columns: readonly string[],
  condition: string,
  offset: number,
): Promise<SqlRow> {
  const texts = columns.map((name) => `${sqlName(name)}::VARCHAR AS ${sqlName(name)}`);
  return session.row(
    `SELECT file_row_number + 1 AS row, ${texts.join(', ')} FROM ${readParquet(file, true)}
     WHERE ${condition} ORDER BY file_row_number LIMIT 1 OFFSET ${offset}`,
  );
}
