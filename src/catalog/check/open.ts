/** What is to be checked as a relation of numbers: a file in whatever form, or the files of a series. */
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '../../model/errors.ts';
import { readHead } from '../csv.ts';
import { type Session, type SqlRow, sqlName, sqlReadPath } from '../duckdb.ts';
import { codeOf } from '../files.ts';
import { openSource, sourceProblem } from '../import-source.ts';
import type { TimeUnit } from '../import-sql.ts';
import type { SeriesKind } from '../layout.ts';
import { type ColumnMap, placeFields } from '../mapping.ts';
import { checkColumns, parquetColumns } from '../parquet-file.ts';
import { CANDLE_SHAPE, cellsStatement, QUOTE_SHAPE, type Shape, TRADE_SHAPE } from './cells.ts';
import { type CheckSource, csvSource, unpackGzip, volumeColumns } from './csv-source.ts';
import type { Found } from './findings.ts';
import { prepareZone, readingOf } from './times.ts';

/** Rows under examination, on a session of their own. */
export interface Rows {
  readonly session: Session;
  /** Name of the relation of `cellsStatement`, in the order of the file. */
  readonly cells: string;
  readonly shape: Shape;
  /** What showed already when the source was opened. */
  readonly found: readonly Found[];
  /** Row `nr` as it stands in the file. */
  readonly text: (nr: number) => Promise<SqlRow>;
}

/** How files begin that are no CSV: Parquet, Arrow, zip, JSON. */
const OTHER_FORMS = /^(?:PAR1|ARROW1|PK|\s*[[{])/;

/** How a file's columns and times are to be read: as for an import. */
export interface FileReading {
  readonly map?: ColumnMap | undefined;
  readonly timeUnit?: TimeUnit | undefined;
  readonly timeZone?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * @param scratch a folder for what must be unpacked; its owner removes it
 * @throws InputError where the file is of no form that can be read, or a column is not found
 */
export async function openFile(
  session: Session,
  file: string,
  reading: FileReading,
  scratch: () => Promise<string>,
): Promise<Rows> {
  const zone = reading.timeZone ?? 'UTC';
  await prepareZone(session, zone);
  const source = await sourceOf(session, file, reading, scratch);
  try {
    return await openRows(session, source, CANDLE_SHAPE, reading.timeUnit, zone);
  } catch (error) {
    throw error instanceof InputError ? new InputError(`${file}: ${error.message}`) : sourceProblem(file, error);
  }
}

/** Files of a series, oldest first, as one relation; rows are counted through all of them. */
export async function openSeries(session: Session, kind: SeriesKind, files: readonly string[]): Promise<Rows> {
  const shape = { candles: CANDLE_SHAPE, trades: TRADE_SHAPE, quotes: QUOTE_SHAPE }[kind];
  const names = ['time', ...shape.prices, ...shape.volumes];
  for (const file of files) {
    const expected = names.map((name) => ({ name, type: name === 'time' ? 'time' : 'number' }) as const);
    checkColumns(file, await parquetColumns(session, file), expected);
  }
  const list = files.map(sqlReadPath).join(', ');
  const sql = `SELECT row_number() OVER () AS nr, ${names.map(sqlName).join(', ')}
    FROM read_parquet([${list}], hive_partitioning = false)`;
  return openRows(session, { sql, isText: false, found: [] }, shape, undefined, 'UTC');
}

async function sourceOf(
  session: Session,
  file: string,
  reading: FileReading,
  scratch: () => Promise<string>,
): Promise<CheckSource> {
  const { map = {}, signal } = reading;
  const head = await firstBytes(file);
  const gzipped = head[0] === 0x1f && head[1] === 0x8b;
  if (gzipped && OTHER_FORMS.test(await readHead(file, true))) {
    const path = join(await scratch(), 'unpacked');
    await unpackGzip(file, path, signal);
    return otherSource(session, file, path, map);
  }
  if (gzipped) await unpackGzip(file, null, signal);
  const isText = gzipped || !(OTHER_FORMS.test(head.toString('latin1')) || head.includes(0));
  return isText && head.length > 0 ? csvSource(file, gzipped, map) : otherSource(session, file, file, map);
}

/** A file that is no CSV, as import reads it. */
async function otherSource(session: Session, file: string, path: string, map: ColumnMap): Promise<CheckSource> {
  const { sql } = await openSource(session, path, map).catch((error: unknown) => {
    throw error instanceof InputError ? new InputError(error.message.replaceAll(path, file)) : error;
  });
  const isParquet = (await firstBytes(path)).toString('latin1').startsWith('PAR1');
  if (!isParquet) return { sql, isText: true, found: [] };
  const names = [...(await parquetColumns(session, path)).keys()];
  return { sql, isText: false, found: volumeColumns(names, placeFields(file, names, names.length, map).volume) };
}

const NUMBER_TYPE = /^(?:DECIMAL\(|DOUBLE$|FLOAT$|U?(?:TINY|SMALL|BIG|HUGE)?INT$|U?INTEGER$|VARCHAR$|"NULL"$)/;
const TIME_TYPE = /^(?:TIMESTAMP|DATE$)/;

/** InputError where a column is of a type that is neither a number nor a time, nor text of one. */
function checkTypes(types: ReadonlyMap<string, string>, shape: Shape): void {
  for (const name of ['time', ...shape.prices, ...shape.volumes]) {
    const type = types.get(name) ?? '';
    if (NUMBER_TYPE.test(type) || (name === 'time' && TIME_TYPE.test(type))) continue;
    throw new InputError(`column ${name} is ${type}: ${name === 'time' ? 'a time' : 'a number'} was expected`);
  }
}

/** Rows as numbers: kept where each look would read a text again, on disk as far as they pass the memory limit. */
async function openRows(
  session: Session,
  source: CheckSource,
  shape: Shape,
  unit: TimeUnit | undefined,
  zone: string,
): Promise<Rows> {
  const described = await session.rows(`DESCRIBE ${source.sql}`);
  const types = new Map(described.map((row) => [String(row.column_name), String(row.column_type)]));
  checkTypes(types, shape);
  const time = await readingOf(session, source.sql, types.get('time') ?? '', unit, zone);
  const statement = cellsStatement(source.sql, types, shape, time);
  await session.run(`CREATE OR REPLACE TEMP ${source.isText ? 'TABLE' : 'VIEW'} check_cells AS ${statement}`);
  const found: Found[] = [...source.found];
  if (time.foreign !== null) {
    const { count } = await session.row('SELECT count(t) AS count FROM check_cells');
    found.push({ name: 'time_format', count: Number(count), detail: time.foreign.description });
  }
  const names = ['time', ...shape.prices, ...shape.volumes].map(sqlName);
  const text = (nr: number): Promise<SqlRow> =>
    session.row(
      `SELECT ${names.map((name) => `${name}::VARCHAR AS ${name}`).join(', ')} FROM (${source.sql}) WHERE nr = ${nr}`,
    );
  return { session, cells: 'check_cells', shape, found, text };
}

async function firstBytes(file: string): Promise<Buffer> {
  const handle = await open(file, 'r').catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') throw new InputError(`there is no file ${file}`);
    throw new InputError(`cannot read ${file}: ${codeOf(error)}`);
  });
  try {
    if ((await handle.stat()).isDirectory()) {
      throw new InputError(`${file} is a folder: name a file, or a catalog with --catalog ${file}`);
    }
    const bytes = Buffer.alloc(8);
    return bytes.subarray(0, (await handle.read(bytes, 0, 8, 0)).bytesRead);
  } finally {
    await handle.close();
  }
}
