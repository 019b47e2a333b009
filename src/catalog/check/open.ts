/** What is to be checked as a relation of numbers: a file as import reads it, or the files of a series. */
import { stat } from 'node:fs/promises';
import { InputError } from '../../model/errors.ts';
import { type Session, type SqlRow, sqlName, sqlReadPath } from '../duckdb.ts';
import { IMPORT_KINDS, type ImportKind, numbersOf } from '../import-kinds.ts';
import { kindOf, presetOf } from '../import-reading.ts';
import type { FileReading } from '../import-request.ts';
import { type ImportSource, openImportSource, sourceProblem, unpacked } from '../import-source.ts';
import type { TimeForm } from '../import-sql.ts';
import type { Reading } from '../import-stage.ts';
import type { SeriesKind } from '../layout.ts';
import { checkColumns, parquetColumns } from '../parquet-file.ts';
import type { Preset } from '../presets.ts';
import { prepareZone } from '../time-zone.ts';
import { cellsStatement } from './cells.ts';
import type { Found } from './findings.ts';
import { linesBefore } from './lines.ts';
import { mostFrequentStep } from './period.ts';
import { readingFor } from './reading.ts';
import { volumeColumns } from './volumes.ts';

/** Rows under examination, on a session of their own. */
export interface Rows {
  readonly session: Session;
  /** Name of the relation of `cellsStatement`, in the order of the file. */
  readonly cells: string;
  readonly kind: ImportKind;
  /** Whether rows follow each other at an interval: candles, and quotes that are the ends of bars. */
  readonly isRegular: boolean;
  /** What showed already when the source was opened. */
  readonly found: readonly Found[];
  /** Row `nr` as it stands in the file. */
  readonly text: (nr: number) => Promise<SqlRow>;
  /** Where it stands: `line 7` of a file of lines, else `row 6`. */
  readonly place: (nr: number) => Promise<string>;
  /** Lines of rows; null where there are none. */
  readonly lines: ImportSource['lines'];
  /** How its times are read. */
  readonly time: TimeForm;
}

/** A file to be checked, and how it is read. */
export interface FileToCheck extends FileReading {
  /** Length of a candle in microseconds; the most frequent step unless given. */
  readonly interval?: number | undefined;
  /** BASE/QUOTE: the base asset is a part of a column's name in the files of some venues. */
  readonly symbol?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Room on disk: a file of any length is read in bounded memory. */
export interface Scratch {
  readonly folder: string;
  /** Name of an attached database. */
  readonly staging: string;
}

/**
 * @param scratch for what must be unpacked or staged; its owner removes it
 * @throws InputError where the file is of no form that can be read, or a column is not found
 */
export async function openFile(session: Session, request: FileToCheck, { folder, staging }: Scratch): Promise<Rows> {
  const { file, map = {}, delimiter, header, signal } = request;
  const found = await stat(file).catch(() => null);
  if (found?.isDirectory() === true) {
    throw new InputError(`${file} is a folder: name a file, or a catalog with --catalog ${file}`);
  }
  const preset = presetOf(request);
  const kind = kindOf(request, preset);
  const path = await unpacked(file, { folder, signal });
  const said = request.skipLines ?? preset?.skipLines;
  const before = said === undefined ? await linesBefore(path, kind, { ...preset?.map, ...map }, delimiter) : null;
  const csv = { delimiter, header, skipLines: said ?? before?.count };
  const base = request.symbol?.split('/')[0] ?? '';
  const place = { session, file, path, staging, folder };
  try {
    const source = await openImportSource({ ...place, kind, preset, map, csv, base, isLenient: true });
    const shown: Found[] = kind.kind === 'candles' ? volumeColumns(source) : [];
    if (before !== null && before.count > 0) {
      shown.push({ name: 'lines_before_header', count: before.count, candles: 0, detail: before.first });
    }
    return await openSource(session, { request, preset, kind, source, shown });
  } catch (error) {
    if (!(error instanceof InputError)) throw sourceProblem(file, error);
    const said = error.message.replaceAll(path, file);
    throw new InputError(said.includes(file) || said.startsWith('--') ? said : `${file}: ${said}`);
  }
}

interface Opened {
  readonly request: FileToCheck;
  readonly preset: Preset | null;
  readonly kind: ImportKind;
  readonly source: ImportSource;
  readonly shown: readonly Found[];
}

async function openSource(session: Session, { request, preset, kind, source, shown }: Opened): Promise<Rows> {
  const reading = await readingFor(session, request, preset, source);
  await prepareZone(session, reading.time.zone);
  const rows = await openRows(session, source, kind, reading);
  const found: Found[] = [...shown];
  if (reading.foreign !== null) {
    const { count } = await session.row(`SELECT count(t) AS count FROM ${rows.cells}`);
    found.push({ name: 'time_format', count: Number(count), detail: reading.foreign });
  }
  const isRegular = kind.kind === 'candles' || preset?.quoteBars === true;
  if (reading.shift === 0) return { ...rows, isRegular, found };
  const interval = request.interval ?? (await mostFrequentStep(session, rows.cells)) ?? 0;
  await session.run(
    `CREATE TEMP VIEW check_shifted AS SELECT * REPLACE (t + (${reading.shift * interval}) AS t) FROM ${rows.cells}`,
  );
  return { ...rows, isRegular, found, cells: 'check_shifted' };
}

/** Files of a series, oldest first, as one relation; rows are counted through all of them. */
export async function openSeries(session: Session, name: SeriesKind, files: readonly string[]): Promise<Rows> {
  const kind = IMPORT_KINDS[name];
  const wanted = ['time', ...numbersOf(kind)];
  const columns = new Set<string>();
  for (const file of files) {
    const expected = wanted.map((column) => ({ name: column, type: column === 'time' ? 'time' : 'number' }) as const);
    const types = await parquetColumns(session, file);
    checkColumns(file, types, expected);
    for (const column of types.keys()) columns.add(column);
  }
  // What somebody else's writer left out of the catalog is NULL.
  const texts = kind.texts.map((column) => (columns.has(column) ? sqlName(column) : `NULL::VARCHAR AS ${column}`));
  const sql = `SELECT row_number() OVER () AS nr, ${[...wanted.map(sqlName), ...texts].join(', ')}
    FROM read_parquet([${files.map(sqlReadPath).join(', ')}], hive_partitioning = false, union_by_name = true)`;
  const time = { type: 'TIMESTAMP', zone: 'UTC', epoch: false, unit: 's' } as const;
  const reading: Reading = { time, shift: 0, priceShift: 0, roundPrices: null, roundSizes: null };
  const rows = await openRows(session, { sql, isText: false, lines: null }, kind, reading);
  return { ...rows, isRegular: kind.kind === 'candles', found: [] };
}

const NUMBER_TYPE = /^(?:DECIMAL\(|DOUBLE$|FLOAT$|U?(?:TINY|SMALL|BIG|HUGE)?INT$|U?INTEGER$|VARCHAR$|"NULL"$)/;
const TIME_TYPE = /^(?:TIMESTAMP|DATE$)/;

/** InputError where a column is of a type that is neither a number nor a time, nor text of one. */
function checkTypes(types: ReadonlyMap<string, string>, kind: ImportKind): void {
  for (const name of ['time', ...numbersOf(kind)]) {
    const type = types.get(name) ?? '';
    if (NUMBER_TYPE.test(type) || (name === 'time' && TIME_TYPE.test(type))) continue;
    throw new InputError(`column ${name} is ${type}: ${name === 'time' ? 'a time' : 'a number'} was expected`);
  }
}

/** Rows as numbers: kept where each look would read a text again, on disk as far as they pass the memory limit. */
async function openRows(
  session: Session,
  source: Pick<ImportSource, 'sql' | 'isText' | 'lines'>,
  kind: ImportKind,
  reading: Reading,
): Promise<Omit<Rows, 'isRegular' | 'found'>> {
  const described = await session.rows(`DESCRIBE ${source.sql}`);
  const types = new Map(described.map((row) => [String(row.column_name), String(row.column_type)]));
  checkTypes(types, kind);
  const statement = cellsStatement(source.sql, types, kind, reading);
  await session.run(`CREATE OR REPLACE TEMP ${source.isText ? 'TABLE' : 'VIEW'} check_cells AS ${statement}`);
  const names = ['time', ...numbersOf(kind), ...kind.texts].map(sqlName);
  const text = (nr: number): Promise<SqlRow> =>
    session.row(
      `SELECT ${names.map((name) => `${name}::VARCHAR AS ${name}`).join(', ')} FROM (${source.sql}) WHERE nr = ${nr}`,
    );
  const { lines } = source;
  const place = async (nr: number): Promise<string> => {
    const line = lines === null ? undefined : (await lines([nr])).get(nr);
    return line === undefined ? `row ${nr}` : `line ${line}`;
  };
  return { session, cells: 'check_cells', kind, text, place, lines, time: reading.time };
}
