/** JSON as a source: an array of rows, each an array or an object, or one object a line. Numbers are read from their text. */
import { InputError } from '../../model/errors.ts';
import { sqlReadPath, sqlText } from '../duckdb.ts';
import { type ImportSource, placeColumns, type SourceRequest, sourceProblem } from './source.ts';

/** A row is bounded, the file is not. */
const LARGEST_ROW = 1_000_000;

export async function jsonSource(request: SourceRequest, isLines: boolean): Promise<ImportSource> {
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
    return isObject ? await objects(request, rows, String(first.j)) : await arrays(request, rows, String(first.j));
  } catch (error) {
    throw sourceProblem(file, error);
  }
}

async function arrays(request: SourceRequest, rows: string, first: string): Promise<ImportSource> {
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
  });
  return { file: request.file, sql, isUtc: false, isText: true, ...placed };
}

async function objects(request: SourceRequest, rows: string, first: string): Promise<ImportSource> {
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
  const sql = await judged(request, { rows, select, odd, wanted: 'an object of plain values' });
  return { file: request.file, sql, isUtc: false, isText: true, ...placed };
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
}

/** The relation of a file's fields. InputError at the first odd row, unless it is read leniently. */
async function judged(request: SourceRequest, { rows, select, odd, wanted }: Judged): Promise<string> {
  if (request.isLenient === true) return `SELECT nr, ${select}, ${odd} AS odd FROM ${rows}`;
  const bad = `SELECT nr, left(j, 60) AS j FROM ${rows} WHERE ${odd} ORDER BY nr LIMIT 1`;
  const [row] = await request.session.rows(bad);
  if (row === undefined) return `SELECT nr, ${select} FROM ${rows}`;
  throw new InputError(
    `${request.file} row ${row.nr} is ${String(row.j).replace(/\s+/g, ' ')}, not ${wanted}: mend or remove it`,
  );
}
