/** The form of a CSV file, read from its first lines by plain rules: nothing is guessed that could skip a row. */
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { InputError } from '../model/errors.ts';
import { codeOf } from './files.ts';

export interface CsvForm {
  readonly delimiter: string;
  /** Lines before the first row, its header among them. */
  readonly skipLines: number;
  /** Names of the columns; null where the first line is data. */
  readonly header: readonly string[] | null;
  readonly columns: number;
  /** Fields of the first line of data. */
  readonly sample: readonly string[];
}

const HEAD_BYTES = 65_536;
const DELIMITERS = [',', ';', '\t', '|'];
/** What a line of data holds and a header never does. */
const NUMBER_LIKE = /^\s*[+-]?(?:[0-9]|\.[0-9])/;

/** The first bytes of a file as text, unpacked where it is gzipped. */
export async function readHead(file: string, gzipped: boolean): Promise<string> {
  const source = createReadStream(file, gzipped ? {} : { end: HEAD_BYTES });
  const stream = gzipped ? source.pipe(createGunzip()) : source;
  const parts: Buffer[] = [];
  let length = 0;
  try {
    for await (const part of stream) {
      parts.push(part as Buffer);
      length += (part as Buffer).length;
      if (length >= HEAD_BYTES) break;
    }
  } catch (error) {
    if (length === 0) throw new InputError(`${file} cannot be read: ${codeOf(error)}; is it whole?`);
  } finally {
    source.destroy();
  }
  return Buffer.concat(parts)
    .toString('utf8')
    .replace(/^\uFEFF/, '');
}

/** Fields of one line; quotes may surround a field and are doubled within it. */
export function splitLine(line: string, delimiter: string): string[] {
  const fields: string[] = [];
  let field = '';
  let quoted = false;
  for (let i = 0; i < line.length; i += 1) {
    const letter = line[i]!;
    if (letter === '"' && quoted && line[i + 1] === '"') {
      field += '"';
      i += 1;
    } else if (letter === '"') quoted = !quoted;
    else if (letter === delimiter && !quoted) {
      fields.push(field);
      field = '';
    } else field += letter;
  }
  fields.push(field);
  return fields;
}

/** What was said of a file's form, or is left to its first lines. */
export interface CsvHints {
  readonly delimiter?: string | undefined;
  readonly header?: boolean | undefined;
  /** Lines before the header or the first row. */
  readonly skipLines?: number | undefined;
}

/**
 * Delimiter, header and number of columns of a CSV file.
 *
 * @throws InputError where it has no line of data, or its first line has a single field
 */
export async function csvForm(file: string, hints: CsvHints = {}): Promise<CsvForm> {
  const skip = hints.skipLines ?? 0;
  const all = (await readHead(file, false)).split(/\r\n|\n|\r/);
  const lines = all.slice(skip).filter((line) => line.trim() !== '');
  const first = lines[0];
  if (first === undefined) throw new InputError(`${file} is empty: it holds no row`);
  const delimiter = checkDelimiter(hints.delimiter) ?? guessDelimiter(first);
  const fields = splitLine(first, delimiter);
  if (fields.length === 1) {
    throw new InputError(
      `${file} line ${skip + 1} "${first.slice(0, 60)}" has one field: skip a line before the header with --skip-lines 1, or say --delimiter`,
    );
  }
  const hasHeader = hints.header ?? !fields.some((field) => NUMBER_LIKE.test(field));
  const header = hasHeader ? fields.map((field) => field.trim()) : null;
  const data = hasHeader ? lines[1] : first;
  if (data === undefined) throw new InputError(`${file} holds a header and no row`);
  const sample = splitLine(data, delimiter);
  return { delimiter, skipLines: skip + (hasHeader ? 1 : 0), header, columns: fields.length, sample };
}

function guessDelimiter(line: string): string {
  const counts = DELIMITERS.map((delimiter) => splitLine(line, delimiter).length);
  return DELIMITERS[counts.indexOf(Math.max(...counts))]!;
}

function checkDelimiter(text: string | undefined): string | undefined {
  if (text === undefined || text === '\\t' || text === 'tab') return text === undefined ? undefined : '\t';
  if ([...text].length === 1 && !/["\r\n0-9A-Za-z.+-]/.test(text)) return text;
  throw new InputError(`--delimiter "${text}" is not one character that stands between fields, such as ; or tab`);
}
