/** An exchange's reply as a source: one object that holds the rows somewhere inside, such as Kraken's `result.XXBTZUSD`. */
import { readFile, stat, writeFile } from 'node:fs/promises';
import { InputError } from '../../model/errors.ts';
import { firstLines } from '../csv.ts';

/** Replies are pages of some thousand rows. */
const LARGEST_REPLY = 256_000_000;

/** A list of rows within a reply. */
export interface RowsInReply {
  /** Such as `result.XXBTZUSD`. */
  readonly path: string;
  /** Its text: an array of arrays or objects. */
  readonly text: string;
  /** The number under `last` beside it or above it, as text; null where there is none. */
  readonly last: string | null;
}

/**
 * The rows within a JSON file that is one object, cut out by their characters so that every digit stays.
 *
 * @returns null where the file is no single object, or has no list of rows: it may hold an object a line
 * @throws InputError where it has several, or is too long for a reply
 */
export async function rowsInReply(file: string, path: string): Promise<RowsInReply | null> {
  const [first = '', second] = (await firstLines(path)).filter((line) => line.trim() !== '');
  const isLines = second !== undefined && isObject(first);
  if (isLines || (await stat(path)).size > LARGEST_REPLY) return null;
  const text = await readFile(path, 'utf8');
  const { lists, end, last } = scan(text);
  if (end < 0 || text.slice(end).trim() !== '') return null;
  const [list, another] = lists;
  if (list === undefined) return null;
  if (another === undefined) return { path: list.path, text: text.slice(list.from, list.to), last };
  // A line of this form may be a row of its own: what its columns are is said there.
  if (!text.trim().includes('\n')) return null;
  const names = lists.map((one) => one.path).join(', ');
  throw new InputError(
    `${file} is a reply with several lists of rows (${names}): cut one out, as in jq -c '.${list.path}' FILE > rows.json`,
  );
}

function isObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

interface List {
  readonly path: string;
  /** Open brackets around it. */
  readonly depth: number;
  readonly from: number;
  to: number;
}

interface Scan {
  readonly lists: readonly List[];
  /** Behind the first object; -1 where it does not end. */
  readonly end: number;
  readonly last: string | null;
}

/** Walks through the first object: outermost arrays whose first element is an array or object are lists of rows. */
function scan(text: string): Scan {
  const lists: List[] = [];
  const open: { readonly key: string; readonly mark: string }[] = [];
  let [key, last, inside]: [string, string | null, List | null] = ['', null, null];
  const token = /"(?:[^"\\]|\\.)*"|[{}[\]:,]|[^\s{}[\]:,"]+/gs;
  let before = '';
  for (let match = token.exec(text); match !== null; match = token.exec(text)) {
    const [part] = match;
    const parent = open.at(-1);
    if (part === '{' || part === '[') {
      if (inside === null && before === '[' && open.length > 1) {
        const keys = open.slice(1).map((one) => one.key);
        inside = { path: keys.join('.'), depth: keys.length, from: text.lastIndexOf('[', match.index - 1), to: 0 };
        lists.push(inside);
      }
      open.push({ key, mark: part });
      key = '';
    } else if (part === '}' || part === ']') {
      open.pop();
      if (inside !== null && open.length === inside.depth) {
        inside.to = match.index + 1;
        inside = null;
      }
      if (open.length === 0) return { lists, end: match.index + 1, last };
    } else if (part === ':') key = before.slice(1, -1);
    else if (part !== ',' && inside === null && parent?.mark === '{' && key === 'last' && before === ':') {
      last = part.replaceAll('"', '');
    }
    before = part;
  }
  return { lists, end: -1, last };
}

/** Keeps a reply's rows as a file of their own. */
export function writeRows(path: string, { text }: RowsInReply): Promise<void> {
  return writeFile(path, text, { flag: 'wx' });
}
