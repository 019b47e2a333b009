/** The form of a CSV file, read from its first lines by plain rules: nothing is guessed that could skip a row. */
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { InputError } from '../model/errors.ts';
import { codeOf } from './files.ts';

export interface CsvForm {
  readonly delimiter: string;
  readonly gzipped: boolean;
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

/**
 * Delimiter, header and number of columns of a CSV file.
 *
 * @throws InputError where it has no line of data, or its first line has a single field
 */
export async function csvForm(file: string, gzipped: boolean): Promise<CsvForm> {
  const lines = (await readHead(file, gzipped)).split(/\r\n|\n|\r/).filter((line) => line.trim() !== '');
  const first = lines[0];
  if (first === undefined) throw new InputError(`${file} is empty: it holds no row`);
  const counts = DELIMITERS.map((delimiter) => splitLine(first, delimiter).length);
  const delimiter = DELIMITERS[counts.indexOf(Math.max(...counts))]!;
  const fields = splitLine(first, delimiter);
  if (fields.length === 1) {
    throw new InputError(
      `${file} line 1 "${first.slice(0, 60)}" has one field: a line before the header must be removed, or it is no CSV`,
    );
  }
  const header = fields.some((field) => NUMBER_LIKE.test(field)) ? null : fields.map((field) => field.trim());
  const data = header === null ? first : lines[1];
  if (data === undefined) throw new InputError(`${file} holds a header and no row`);
  return { delimiter, gzipped, header, columns: fields.length, sample: splitLine(data, delimiter) };
}
