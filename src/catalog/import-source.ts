/** A file to be imported as a SQL relation: `nr time open high low close volume`, as they stand in the file. */
import { open, stat } from 'node:fs/promises';
import { InputError } from '../model/errors.ts';
import { csvForm } from './csv.ts';
import { duckdbMessage, type Session, sqlName, sqlReadPath, sqlText } from './duckdb.ts';
import { codeOf } from './files.ts';
import { CANDLE_FIELDS, type ColumnMap, type FieldPlaces, placeFields } from './mapping.ts';
import { parquetColumns, readParquet } from './parquet-file.ts';

export interface ImportSource {
  readonly file: string;
  /** A SELECT of `nr` (from 1, counted over rows of data), `time` and the values. */
  readonly sql: string;
  /** DuckDB type of the file's time column. */
  readonly timeType: string;
  /** The first row's time as text. */
  readonly firstTime: string | null;
}

/** What the first bytes say a file is. */
async function sniff(file: string): Promise<'parquet' | 'csv' | 'gzip'> {
  const found = await stat(file).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') throw new InputError(`there is no file ${file}`);
    throw new InputError(`cannot read ${file}: ${codeOf(error)}`);
  });
  if (found.isDirectory()) throw new InputError(`${file} is a folder: name the file to import`);
  if (found.size === 0) throw new InputError(`${file} is empty: it holds no row`);
  const handle = await open(file, 'r').catch((error: unknown) => {
    throw new InputError(`cannot read ${file}: ${codeOf(error)}`);
  });
  let head = Buffer.alloc(8);
  try {
    head = head.subarray(0, (await handle.read(head, 0, 8, 0)).bytesRead);
  } finally {
    await handle.close();
  }
  const text = head.toString('latin1');
  if (text.startsWith('PAR1')) return 'parquet';
  if (head[0] === 0x1f && head[1] === 0x8b) return 'gzip';
  if (text.startsWith('PK')) throw new InputError(`${file} is a zip archive: unpack it and import what is in it`);
  if (text.startsWith('ARROW1') || /^\s*[[{]/.test(text) || head.includes(0)) {
    throw new InputError(`${file} is neither Parquet nor CSV: convert it to one of them`);
  }
  return 'csv';
}

/** Opens a Parquet or CSV file (gzipped or not) of candles. InputError where it is neither, or a column is not found. */
export async function openSource(session: Session, file: string, map: ColumnMap): Promise<ImportSource> {
  const form = await sniff(file);
  return form === 'parquet' ? parquetSource(session, file, map) : csvSource(file, form === 'gzip', map);
}

async function parquetSource(session: Session, file: string, map: ColumnMap): Promise<ImportSource> {
  const types = await parquetColumns(session, file);
  const names = [...types.keys()];
  const places = placeFields(file, names, names.length, map);
  const columns = CANDLE_FIELDS.map((field) => `${sqlName(names[places[field]]!)} AS ${field}`);
  const time = sqlName(names[places.time]!);
  const first = await session.rows(`SELECT ${time}::VARCHAR AS first FROM ${readParquet(file)} LIMIT 1`);
  return {
    file,
    sql: `SELECT file_row_number + 1 AS nr, ${columns.join(', ')} FROM ${readParquet(file, true)}`,
    timeType: types.get(names[places.time]!)!,
    firstTime: textOrNull(first[0]?.first),
  };
}

const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null);

async function csvSource(file: string, gzipped: boolean, map: ColumnMap): Promise<ImportSource> {
  const form = await csvForm(file, gzipped);
  const places = placeFields(file, form.header, form.columns, map);
  return {
    file,
    sql: `SELECT row_number() OVER () AS nr, ${renamed(places)} FROM ${readCsv(file, form)}`,
    timeType: 'VARCHAR',
    firstTime: form.sample[places.time] ?? null,
  };
}

const renamed = (places: FieldPlaces): string =>
  CANDLE_FIELDS.map((field) => `c${places[field]} AS ${field}`).join(', ');

/** The reading function with everything said: DuckDB's own guessing may skip lines or turn text into numbers. */
function readCsv(file: string, form: Awaited<ReturnType<typeof csvForm>>): string {
  const columns = Array.from({ length: form.columns }, (_, index) => `'c${index}': 'VARCHAR'`);
  return `read_csv(${sqlReadPath(file)}, auto_detect = false, columns = {${columns.join(', ')}}, header = false,
    skip = ${form.header === null ? 0 : 1}, delim = ${sqlText(form.delimiter)}, quote = '"', escape = '"',
    compression = '${form.gzipped ? 'gzip' : 'none'}', hive_partitioning = false)`;
}

/** DuckDB's complaint about a file being imported, as the user's one line. */
export function sourceProblem(file: string, error: unknown): unknown {
  if (error instanceof InputError || !(error instanceof Error)) return error;
  const line = /CSV Error on Line: ([0-9]+)/.exec(error.message)?.[1];
  if (line === undefined) return new InputError(`${file} cannot be read: ${duckdbMessage(error)}`);
  const counts = /Expected Number of Columns: ([0-9]+) Found: ([0-9]+)/.exec(error.message);
  if (counts !== null) {
    return new InputError(
      `${file} line ${line} has ${counts[2]} columns, not ${counts[1]} as the first line: mend or remove it`,
    );
  }
  return new InputError(`${file} line ${line} is not CSV: mend or remove it`);
}
