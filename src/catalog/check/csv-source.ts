/** A CSV file read leniently: what is wrong with a line is found and told, where an import would stop at it. */
import { createReadStream, createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Transform, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { InputError } from '../../model/errors.ts';
import { readHead, splitLine } from '../csv.ts';
import { sqlReadPath, sqlText } from '../duckdb.ts';
import { cannotWrite, codeOf } from '../files.ts';
import { CANDLE_FIELDS, type ColumnMap, placeFields } from '../mapping.ts';
import type { Found } from './findings.ts';

export interface CheckSource {
  /** A SELECT of `nr` (from 1, counted over rows of data), `time`, the values, and maybe `extra`. */
  readonly sql: string;
  /** Whether each look at it reads a text file again: then its rows are kept as numbers. */
  readonly isText: boolean;
  readonly found: readonly Found[];
}

/** Columns beyond those of the first line that are looked for. */
const EXTRA = 4;
const FEWEST_FIELDS = CANDLE_FIELDS.length;
const LINES_BEFORE = 10;
const DELIMITERS = [',', ';', '\t', '|'];
const NUMBER_LIKE = /^\s*[+-]?(?:[0-9]|\.[0-9])/;
const VOLUME_LIKE = /^(?:base |quote |buy |sell )?vol(?:ume)?\b|volume|^v$/i;

/** InputError where no line has the fields of a candle, or a column is not found. */
export async function csvSource(file: string, gzipped: boolean, map: ColumnMap): Promise<CheckSource> {
  const lines = (await readHead(file, gzipped)).split(/\r\n|\n|\r/);
  const widths = lines.slice(0, LINES_BEFORE).map((line) => widestSplit(line).length);
  const start = widths.findIndex((width) => width >= FEWEST_FIELDS);
  if (start < 0) {
    throw new InputError(`${file} line 1 "${lines[0]?.slice(0, 60)}": neither it nor the next lines have six fields`);
  }
  const delimiter = delimiterOf(lines[start]!);
  const fields = splitLine(lines[start]!, delimiter).map((field) => field.trim());
  const header = fields.some((field) => NUMBER_LIKE.test(field)) ? null : fields;
  const places = placeFields(file, header, fields.length, map);
  const columns = [
    ...fields.map((_, index) => `'c${index}': 'VARCHAR'`),
    ...Array.from({ length: EXTRA }, (_, index) => `'x${index}': 'VARCHAR'`),
  ];
  const values = CANDLE_FIELDS.map((field) => `c${places[field]} AS "${field}"`);
  const before = lines.slice(0, start).filter((line) => line.trim() !== '').length;
  return {
    sql: `SELECT row_number() OVER () AS nr, ${values.join(', ')}, x0 IS NOT NULL AS extra FROM read_csv(
      ${sqlReadPath(file)}, auto_detect = false, columns = {${columns.join(', ')}}, header = false,
      skip = ${start + (header === null ? 0 : 1)}, delim = ${sqlText(delimiter)}, quote = '"', escape = '"',
      compression = '${gzipped ? 'gzip' : 'none'}', null_padding = true, parallel = false, hive_partitioning = false)`,
    isText: true,
    found: [
      {
        name: 'lines_before_header',
        count: before,
        candles: 0,
        detail: lines[0]?.slice(0, 80).replace(/\p{Cc}+/gu, ' '),
      },
      ...volumeColumns(header ?? [], places.volume),
    ],
  };
}

/** Market data packs to a tenth or a thirtieth of its length; what packs to less than a 200th, and is large, is none. */
const LARGEST_RATIO = 200;
const HARMLESS_BYTES = 64_000_000;

/**
 * Unpacks a gzipped file once, into `target` or keeping nothing: a reader of rows would take a cut for the end of the data.
 *
 * @throws InputError where it is cut short or damaged, or grows beyond all measure
 */
export async function unpackGzip(file: string, target: string | null, signal: AbortSignal | undefined): Promise<void> {
  const most = Math.max(HARMLESS_BYTES, LARGEST_RATIO * (await stat(file)).size);
  let length = 0;
  const limit = new Transform({
    transform(part: Buffer, _encoding, done) {
      length += part.length;
      done(
        length > most ? new InputError(`${file} unpacks to more than ${most} bytes: it is no market data`) : null,
        part,
      );
    },
  });
  try {
    const sink =
      target === null ? new Writable({ write: (_part, _encoding, done) => done() }) : createWriteStream(target);
    await pipeline(createReadStream(file), createGunzip(), limit, sink, ...(signal === undefined ? [] : [{ signal }]));
  } catch (error) {
    if (error instanceof InputError || signal?.aborted === true || !/^Z_/.test(codeOf(error))) {
      throw cannotWrite(target ?? file, error);
    }
    throw new InputError(`${file} is not whole, or damaged (${codeOf(error)}): copy it again`);
  }
}

const widestSplit = (line: string): string[] => splitLine(line, delimiterOf(line));

function delimiterOf(line: string): string {
  const counts = DELIMITERS.map((delimiter) => splitLine(line, delimiter).length);
  return DELIMITERS[counts.indexOf(Math.max(...counts))]!;
}

/** The note that another column may be the one meant. */
export function volumeColumns(names: readonly string[], read: number): Found[] {
  const others = names.filter((name, index) => index !== read && VOLUME_LIKE.test(name));
  if (others.length === 0) return [];
  const detail = `${names[read]} was read, not ${others.join(' or ')}: --map volume=NAME says otherwise`;
  return [{ name: 'volume_columns', count: others.length + 1, candles: 0, detail }];
}
