/** JSON as a source: an array of rows, each an array or an object, or one object a line. Numbers are read from their text. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '../../model/errors.ts';
import { sqlReadPath, sqlText } from '../duckdb.ts';
import { temporaryPath } from '../files.ts';
import { rowsInReply, writeRows } from './reply.ts';
import { type ImportSource, placeColumns, placesOf, type SourceRequest, sourceProblem } from './source.ts';

/** A row is bounded, the file is not. */
const LARGEST_ROW = 1_000_000;

export async function jsonSource(request: SourceRequest, startsWithObject: boolean): Promise<ImportSource> {
  if (!startsWithObject) return rowsSource(request, false);
  const reply = await rowsInReply(request.file, request.path);
  if (reply === null) return rowsSource(request, true);
  const path = temporaryPath(join(request.folder, 'reply'));
  try {
    await writeRows(path, reply);
    const file = `${request.file} (${reply.path})`;
    const source = await rowsSource({ ...request, path, file }, false);
    return await withoutUnfinished(request, source, reply.last);
  } finally {
    // What is judged leniently is read again and again; its owner removes the folder.
    if (request.isLenient !== true) await rm(path, { force: true });
  }
}

async function rowsSource(request: SourceRequest, isLines: boolean): Promise<ImportSource> {
  const { session, file, path } = request;
  const format = isLines ? 'newline_delimited' : 'array';
  const rows = `(SELECT row_number() OVER () AS nr, trim(json::VARCHAR, ' \\n\\r\\t') AS j FROM read_json_objects(
    ${sqlReadPath(path)}, format = '${format}', compression = 'uncompressed', maximum_object_size = ${LARGEST_ROW},
    hive_partitioning = false))`.replace("' \\n\\r\\t'", `' ' || chr(10) || chr(13) || chr(9)`);
  try {
    const [first] = await session.rows(`SELECT j, json_type(j::JSON) AS type FROM ${rows} LIMIT 1`);
    if (first === undefined) throw new InputError(`${file} holds no row`);
    const isObject = first.type === 'OBJECT';
    if (!isObject && first.type !== 'ARRAY') {
      throw new InputError(`${file}: its rows are neither arrays nor objects, but ${String(first.type).toLowerCase()}`);
    }
    const read = isObject ? objects : arrays;
    return await read(request, { sql: rows, first: String(first.j), lines: isLines ? { path, skip: 0 } : null });
  } catch (error) {
    throw sourceProblem(file, error);
  }
}

/** Rows as SQL: `nr j`, the first of them, and where they have lines. */
interface JsonRows {
  readonly sql: string;
  readonly first: string;
  readonly lines: { readonly path: string; readonly skip: number } | null;
}

/** A reply's rows later than its `last` are of candles that were still open when it was sent. */
async function withoutUnfinished(
  { session, preset }: SourceRequest,
  source: ImportSource,
  last: string | null,
): Promise<ImportSource> {
  if (preset?.untilLast !== true || last === null || !/^[0-9]{1,18}$/.test(last)) return source;
  const isLater = `coalesce(TRY_CAST("time" AS BIGINT) > ${last}, false)`;
  const { n } = await session.row(`SELECT count(*) AS n FROM (${source.sql}) WHERE ${isLater}`);
  return { ...source, sql: `SELECT * FROM (${source.sql}) WHERE NOT ${isLater}`, unfinished: Number(n) };
}

async function arrays(request: SourceRequest, { sql: rows, first, lines }: JsonRows): Promise<ImportSource> {
  const sample = (JSON.parse(first) as unknown[]).map(textOf);
  const cells = `(SELECT nr, j, string_split(substr(j, 2, length(j) - 2), ',') AS cells FROM ${rows})`;
  const count = sample.length;
  const { select, ...placed } = placeColumns(request, {
    names: null,
    count,
    sample,
    sql: (index) => bare(`cells[${index + 1}]`),
    type: () => 'VARCHAR',
  });
  const odd = `json_type(j::JSON) <> 'ARRAY' OR len(cells) <> ${count}
    OR json_array_length(j::JSON) <> ${count} OR contains(substr(j, 2), '[')`;
  const sql = await judged(request, {
    rows: cells,
    select,
    odd,
    wanted: `an array of ${count} plain values as in the first`,
    lines,
  });
  return { file: request.file, sql, isUtc: false, isText: true, ...placesOf(request.file, lines), ...placed };
}

async function objects(request: SourceRequest, { sql: rows, first, lines }: JsonRows): Promise<ImportSource> {
  const row = JSON.parse(first) as Record<string, unknown>;
  const names = Object.keys(row);
  const { select, ...placed } = placeColumns(request, {
    names,
    count: names.length,
    sample: names.map((name) => textOf(row[name])),
    sql: (index) => memberText(names[index]!),
    type: () => 'VARCHAR',
  });
  const odd = `json_type(j::JSON) <> 'OBJECT' OR regexp_matches(substr(j, 2), '[{\\[]')`;
  const sql = await judged(request, { rows, select, odd, wanted: 'an object of plain values', lines });
  return { file: request.file, sql, isUtc: false, isText: true, ...placesOf(request.file, lines), ...placed };
}

const textOf = (value: unknown): string | null => (value === null || value === undefined ? null : String(value));

/** The text of a value: digits as they stand, a string without its quotes, NULL for null. */
function bare(cell: string): string {
  const text = `trim(${cell}, ' ' || chr(10) || chr(13) || chr(9))`;
  return `nullif(CASE WHEN starts_with(${text}, '"') THEN substr(${text}, 2, length(${text}) - 2) ELSE ${text} END, 'null')`;
}

/** The text of a member's value. Members are told from text by the quote before their name, which text escapes. */
function memberText(name: string): string {
  const quoted = JSON.stringify(name).replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  const pattern = `(?:^\\{|,)\\s*${quoted}\\s*:\\s*("(?:[^"\\\\]|\\\\.)*"|[^,}\\s]*)`;
  return `nullif(${bare(`regexp_extract(j, ${sqlText(pattern)}, 1)`)}, '')`;
}

interface Judged {
  /** Relation of `nr j` and what `select` needs. */
  readonly rows: string;
  readonly select: string;
  /** Condition of a row that is not formed as it should be, and how that is. */
  readonly odd: string;
  readonly wanted: string;
  readonly lines: JsonRows['lines'];
}

const ODD_ROW = 'odd row ';

/**
 * The relation of a file's fields: read once and kept, since taking JSON apart is dear; of a lenient reading a view.
 *
 * @throws InputError at the first odd row, unless it is read leniently
 */
async function judged(request: SourceRequest, { rows, select, odd, wanted, lines }: Judged): Promise<string> {
  const { session, staging, file, isLenient } = request;
  if (isLenient === true) return `SELECT nr, ${select}, ${odd} AS odd FROM ${rows}`;
  try {
    await session.run(
      `CREATE TABLE ${staging}.json AS SELECT nr, ${select}, CASE WHEN ${odd} THEN error('${ODD_ROW}' || nr) END AS odd FROM ${rows}`,
    );
  } catch (error) {
    const nr = new RegExp(`${ODD_ROW}([0-9]+)`).exec(error instanceof Error ? error.message : '')?.[1];
    if (nr === undefined) throw error;
    const row = await session.row(`SELECT left(j, 60) AS j FROM (SELECT * FROM ${rows} LIMIT ${nr}) WHERE nr = ${nr}`);
    const place = await placesOf(file, lines).place(Number(nr));
    throw new InputError(`${place} is ${String(row.j).replace(/\s+/g, ' ')}, not ${wanted}: mend or remove it`);
  }
  return `SELECT * EXCLUDE (odd) FROM ${staging}.json`;
}
