/** A file to be imported as a SQL relation: `nr time` and a kind's fields, as they stand in the file. */
import { InputError } from '../../model/errors.ts';
import type { CsvHints } from '../csv.ts';
import { linesOfRows } from '../csv-lines.ts';
import { duckdbMessage, type Session } from '../duckdb.ts';
import type { ImportKind } from '../import-kinds.ts';
import { type ColumnMap, type Places, placeKind } from '../mapping.ts';
import { mapOf, orderOf, type Preset } from '../presets.ts';
import { refuseForeign } from './foreign.ts';

export interface ImportSource {
  /** The file as the user named it. */
  readonly file: string;
  /** A SELECT of `nr` (from 1, counted over rows of data), `time` and the kind's columns; a missing one is NULL. */
  readonly sql: string;
  /** DuckDB type of the file's time column. */
  readonly timeType: string;
  /** Whether its times are UTC, whatever zone was said: the file's own type says so. */
  readonly isUtc: boolean;
  /** The first row's time as text. */
  readonly firstTime: string | null;
  /** Names of the file's columns; null where it has no header. */
  readonly names: readonly string[] | null;
  readonly places: Places;
  /** Whether each look at it reads a text again. */
  readonly isText: boolean;
  /** Where row `nr` stands: `x.csv line 7` in files of lines, `x.parquet row 6` in others. */
  readonly place: (nr: number) => Promise<string>;
  /** Lines of the rows of those numbers, from 1; null where the file has no lines. */
  readonly lines: ((rows: readonly number[]) => Promise<ReadonlyMap<number, number>>) | null;
  /** Candles left out because the file itself says that they were not finished. */
  readonly unfinished?: number;
}

/** How a source names its rows: by lines counted in `path` after the first `skip` of them, or by number. */
export function placesOf(file: string, lines: { readonly path: string; readonly skip: number } | null) {
  if (lines === null) return { place: async (nr: number) => `${file} row ${nr}`, lines: null };
  const find = (rows: readonly number[]) => linesOfRows(lines.path, lines.skip, rows);
  return { place: async (nr: number) => `${file} line ${(await find([nr])).get(nr) ?? nr + lines.skip}`, lines: find };
}

export interface SourceRequest {
  readonly session: Session;
  /** The file as the user named it, and where it is read: the same, or what it was unpacked into. */
  readonly file: string;
  readonly path: string;
  /** An attached database for what cannot be read by SQL. */
  readonly staging: string;
  /** Where files of our own may lie meanwhile. */
  readonly folder: string;
  readonly kind: ImportKind;
  readonly preset: Preset | null;
  readonly map: ColumnMap;
  readonly csv: CsvHints;
  /** The base asset of the symbol, which some venues put into the name of a column. */
  readonly base: string;
  /**
   * Takes rows that are not formed as the first, which are refused otherwise: cells that they lack are NULL, and a column
   * `odd` of the relation tells those with more of them, or with other than plain values.
   */
  readonly isLenient?: boolean;
}

/** What a reader knows of a file's columns. */
export interface SourceColumns {
  /** Null where the file has no header. */
  readonly names: readonly string[] | null;
  readonly count: number;
  /** The cells of the first row, as text. */
  readonly sample: readonly (string | null)[];
  /** A column as SQL, and its DuckDB type. */
  sql(index: number): string;
  type(index: number): string;
}

/** A reader's columns as the fields of a kind: what is selected of each row, and how its time is written. */
export interface PlacedFields {
  readonly select: string;
  readonly timeType: string;
  readonly firstTime: string | null;
  readonly names: readonly string[] | null;
  readonly places: Places;
}

/** @throws InputError where a column is not found, or the file is known to hold something else */
export function placeColumns(request: SourceRequest, columns: SourceColumns): PlacedFields {
  const { file, kind, preset } = request;
  refuseForeign(file, columns);
  const places = placeKind({ file, ...columns }, kind.kind, mapFor(request, columns));
  const time = places.get('time')!;
  const select = ['time', ...kind.columns].map((field) => `${fieldSql(field, places, columns)} AS "${field}"`);
  const isOne = time.length === 1;
  if (preset?.dateInName === true && !isOne) throw new InputError(`--preset ${preset.name} reads times of one column`);
  return {
    select: select.join(', '),
    timeType: isOne ? columns.type(time[0]!) : 'VARCHAR',
    firstTime: isOne ? (columns.sample[time[0]!] ?? null) : time.map((index) => columns.sample[index]).join(' '),
    names: columns.names,
    places,
  };
}

function mapFor({ file, preset, map, base }: SourceRequest, { names, count }: SourceColumns): ColumnMap {
  if (preset === null) return map;
  if (names !== null) return { ...mapOf(preset, names, base), ...map };
  const order = orderOf(preset) ?? {};
  const last = Math.max(0, ...Object.entries(order).flatMap(([field, at]) => (field in map ? [] : [Number(at)])));
  if (last > count)
    throw new InputError(`${file} has ${count} columns: --preset ${preset.name} reads ${last} at least`);
  return { ...order, ...map };
}

function fieldSql(field: string, places: Places, columns: SourceColumns): string {
  const at = places.get(field) ?? [];
  const cells = at.map((index) => columns.sql(index));
  if (field === 'side')
    return sideSql(cells[0], (places.get('buyer_maker') ?? []).map((index) => columns.sql(index))[0]);
  if (cells.length === 0) return field === 'volume' ? "'0'" : 'NULL::VARCHAR';
  return cells.length === 1 ? cells[0]! : `concat_ws(' ', ${cells.map((cell) => `${cell}::VARCHAR`).join(', ')})`;
}

const NO_SIDE = `'', 'none', 'null', 'nan', 'unknown', '-'`;

/** The aggressor: as said, or the other one of the maker. What is no side stays as it is, to be refused. */
function sideSql(side: string | undefined, buyerMaker: string | undefined): string {
  const cell = side ?? buyerMaker;
  if (cell === undefined) return 'NULL::VARCHAR';
  const text = `lower(trim(${cell}::VARCHAR))`;
  const [buy, sell] =
    side === undefined ? ["'false', 'f', '0'", "'true', 't', '1'"] : ["'buy', 'b', 'bid'", "'sell', 's', 'ask'"];
  return `CASE WHEN ${text} IN (${NO_SIDE}) THEN NULL WHEN ${text} IN (${buy}) THEN 'buy'
    WHEN ${text} IN (${sell}) THEN 'sell' ELSE ${cell}::VARCHAR END`;
}

/** DuckDB's complaint about a file being imported, as the user's one line. */
export function sourceProblem(file: string, error: unknown): unknown {
  // A fault of ours has a class of its own: DuckDB's complaints have none.
  if (!(error instanceof Error) || !['Error', 'SyntaxError'].includes(error.name)) return error;
  // That is said of the folder that is full, not of the file.
  if (error.message.includes('No space left on device')) return error;
  const line = /CSV Error on Line: ([0-9]+)/.exec(error.message)?.[1];
  if (line !== undefined) {
    const counts = /Expected Number of Columns: ([0-9]+) Found: ([0-9]+)/.exec(error.message);
    if (counts === null) return new InputError(`${file} line ${line} is not CSV: mend or remove it`);
    return new InputError(
      `${file} line ${line} has ${counts[2]} columns, not ${counts[1]} as the first line: mend or remove it (a decimal comma is one more, too)`,
    );
  }
  if (/Maximum line size of/.test(error.message)) {
    return new InputError(`${file} has a line of more than 2 MB: is a quote (") left open before it?`);
  }
  if (/JSON/.test(error.message)) {
    const said = duckdbMessage(error).replace(/ in file "[^"]*",?/, '');
    return new InputError(`${file} is not JSON: ${said.replace(/[. ]+$/, '')}; copy it again, or mend it`);
  }
  return new InputError(`${file} cannot be read: ${duckdbMessage(error)}`);
}
