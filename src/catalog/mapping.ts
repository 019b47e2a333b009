/** Which column of a file is which of ours. */
import { InputError } from '../model/errors.ts';
import { didYouMean } from '../model/nearest.ts';
import { KNOWN_NAMES, OPTIONAL, positions } from './field-names.ts';
import type { SeriesKind } from './layout.ts';

/** Columns that `--map` can lead to. `buyer_maker` is another way to tell the side of a trade. */
export const FIELDS: Readonly<Record<SeriesKind, readonly string[]>> = {
  candles: ['time', 'open', 'high', 'low', 'close', 'volume'],
  trades: ['time', 'price', 'size', 'side', 'id', 'buyer_maker'],
  quotes: ['time', 'bid', 'bid_size', 'ask', 'ask_size'],
};

/** `--map time=ts,volume=vol`: our name to the file's, or to the number of its column from 1. */
export type ColumnMap = Readonly<Record<string, string>>;

/** The columns of each field, from 0: a time may lie in two of them (date and clock), an optional field in none. */
export type Places = ReadonlyMap<string, readonly number[]>;

/** What a map says of a field that the file does not have: its volumes are then 0, and other values are missing. */
const NONE = 'none';

/** `time=ts,volume=vol` as a map. InputError where a part is not `ours=theirs`, or ours is no field. */
export function parseColumnMap(text: string, kind: SeriesKind = 'candles'): ColumnMap {
  const map: Record<string, string> = {};
  for (const part of text.split(',')) {
    const at = part.indexOf('=');
    const [ours, theirs] = [part.slice(0, at).trim(), part.slice(at + 1).trim()];
    if (at < 1 || theirs === '') throw new InputError(`--map "${part}" is not ours=theirs, such as time=ts`);
    map[checkField(ours, kind)] = theirs;
  }
  return map;
}

function checkField(name: string, kind: SeriesKind): string {
  if (FIELDS[kind].includes(name)) return name;
  throw new InputError(`--map: ${name} is not a column of ${kind}${didYouMean(name, FIELDS[kind])}`);
}

/** A file's columns, as far as a mapping needs to know them. */
export interface FileColumns {
  readonly file: string;
  /** Null where the file has no header. */
  readonly names: readonly string[] | null;
  readonly count: number;
}

/**
 * Finds a kind's fields among a file's columns: where the map says, else by a common name, else (no header) by their
 * usual order.
 *
 * @throws InputError where a field is not found, found twice, or two fields are one column
 */
export function placeKind(columns: FileColumns, kind: SeriesKind, map: ColumnMap): Places {
  for (const ours of Object.keys(map)) checkField(ours, kind);
  const order = columns.names === null ? positions(kind, columns.count) : [];
  const places = new Map<string, readonly number[]>();
  for (const field of FIELDS[kind]) places.set(field, placeField(columns, kind, field, map, order));
  // A side that is said is not worked out.
  if ((places.get('side') ?? []).length > 0 && map.buyer_maker === undefined) places.set('buyer_maker', []);
  for (const [field, [place]] of places) {
    if (place === undefined) continue;
    const twin = [...places].find(([other, at]) => other !== field && at.includes(place));
    if (twin !== undefined) {
      const both = [field, twin[0]].sort().join(' and ');
      throw new InputError(`${columns.file}: ${both} are both column ${place + 1}: say which with --map`);
    }
  }
  return places;
}

function placeField(
  columns: FileColumns,
  kind: SeriesKind,
  field: string,
  map: ColumnMap,
  order: readonly string[],
): readonly number[] {
  const { file, names, count } = columns;
  const theirs = map[field];
  if (theirs !== undefined) return mapped(columns, kind, field, theirs);
  const isOptional = OPTIONAL[kind].includes(field);
  if (names !== null) return named(file, names, field, isOptional);
  const index = order.indexOf(field);
  if (index >= 0 && index < count) return [index];
  if (isOptional) return [];
  throw new InputError(`${file} has ${count} columns and no header: say where ${field} is, as in --map ${field}=2`);
}

function mapped(columns: FileColumns, kind: SeriesKind, field: string, theirs: string): readonly number[] {
  const { names } = columns;
  if (names?.includes(theirs) === true) return [names.indexOf(theirs)];
  if (theirs === NONE && (field === 'volume' || OPTIONAL[kind].includes(field))) return [];
  const parts = field === 'time' ? theirs.split('+').map((part) => part.trim()) : [theirs];
  return parts.map((part) => columnOf(columns, field, part));
}

function columnOf({ file, names, count }: FileColumns, field: string, theirs: string): number {
  const byName = names?.indexOf(theirs) ?? -1;
  if (byName >= 0) return byName;
  if (/^[1-9][0-9]{0,3}$/.test(theirs) && Number(theirs) <= count) return Number(theirs) - 1;
  const has = names === null ? `${count} columns and no header` : `the columns ${listOf(names)}`;
  throw new InputError(`--map ${field}=${theirs}: ${file} has ${has}${didYouMean(theirs, names ?? [])}`);
}

function named(file: string, names: readonly string[], field: string, isOptional: boolean): readonly number[] {
  const known = KNOWN_NAMES[field] ?? [field];
  const found = names.flatMap((name, index) => (known.includes(name.toLowerCase()) ? [index] : []));
  if (found.length === 1) return found;
  if (found.length === 0 && isOptional) return [];
  if (found.length === 0) {
    throw new InputError(
      `${file} has no column ${field}, only ${listOf(names)}: say which it is, ${examples(field, names)}`,
    );
  }
  const both = found.map((index) => `${names[index]} (column ${index + 1})`).join(' and ');
  const one = `--map ${field}=${isAmbiguous(names, found) ? found[0]! + 1 : names[found[0]!]}`;
  throw new InputError(`${file} has ${both}, either may be ${field}: say which, as in ${one}`);
}

/** Whether columns cannot be told apart by their names. */
const isAmbiguous = (names: readonly string[], found: readonly number[]): boolean =>
  new Set(found.map((index) => names[index])).size < found.length;

/** How a column is named to `--map`: by its name, or where it has none by its number. */
function examples(field: string, names: readonly string[]): string {
  const nameless = names.findIndex((name) => name.trim() === '');
  if (nameless < 0) return `as in --map ${field}=NAME`;
  return `as in --map ${field}=NAME, or by its number where it has no name: --map ${field}=${nameless + 1}`;
}

function listOf(names: readonly string[]): string {
  const shown = names
    .slice(0, 20)
    .map((name, index) => (name.trim() === '' ? `(column ${index + 1} without a name)` : name));
  return names.length > 20 ? `${shown.join(', ')} and ${names.length - 20} more` : shown.join(', ');
}
