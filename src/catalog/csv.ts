/** The form of a CSV file, read from its first lines by plain rules: nothing is guessed that could skip a row. */
import { InputError } from '../model/errors.ts';
import { headOf } from './sources/unpack.ts';

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

/** The first lines of a file, and a part of the one after them. */
export async function firstLines(path: string): Promise<string[]> {
  const head = await headOf(path, HEAD_BYTES);
  return head
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/);
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
 * @param file as the user named it, where it is read at another path
 * @throws InputError where it has no line of data, or its first line has a single field
 */
export async function csvForm(path: string, hints: CsvHints = {}, file = path): Promise<CsvForm> {
  const skip = hints.skipLines ?? 0;
  const all = await firstLines(path);
  const lines = all.slice(skip).filter((line) => line.trim() !== '');
  // Blank lines before it are skipped with it.
  const before =
    skip +
    Math.max(
      0,
      all.slice(skip).findIndex((line) => line.trim() !== ''),
    );
  const first = lines[0];
  if (first === undefined) throw new InputError(`${file} is empty: it holds no row`);
  const delimiter = checkDelimiter(hints.delimiter) ?? guessDelimiter(first);
  const fields = splitLine(first, delimiter);
  if (fields.length === 1) {
    throw new InputError(
      `${file} line ${before + 1} "${first.slice(0, 60)}" has one field: skip a line before the header with --skip-lines 1, or say --delimiter`,
    );
  }
  const hasHeader = hints.header ?? !fields.some((field) => NUMBER_LIKE.test(field));
  const header = hasHeader ? fields.map((field) => field.trim()) : null;
  const data = hasHeader ? lines[1] : first;
  if (data === undefined) throw new InputError(`${file} holds a header and no row`);
  const sample = splitLine(data, delimiter);
  return { delimiter, skipLines: before + (hasHeader ? 1 : 0), header, columns: fields.length, sample };
}

/** The delimiter that parts a line into most fields. */
export function guessDelimiter(line: string): string {
  const counts = DELIMITERS.map((delimiter) => splitLine(line, delimiter).length);
  return DELIMITERS[counts.indexOf(Math.max(...counts))]!;
}

function checkDelimiter(text: string | undefined): string | undefined {
  if (text === undefined || text === '\\t' || text === 'tab') return text === undefined ? undefined : '\t';
  if ([...text].length === 1 && !/["\r\n0-9A-Za-z.+-]/.test(text)) return text;
  throw new InputError(`--delimiter "${text}" is not one character that stands between fields, such as ; or tab`);
}
