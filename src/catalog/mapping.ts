/** Which column of a file is which of ours. */
import { InputError } from '../model/errors.ts';
import { didYouMean } from '../model/nearest.ts';

export const CANDLE_FIELDS = ['time', 'open', 'high', 'low', 'close', 'volume'] as const;
export type CandleField = (typeof CANDLE_FIELDS)[number];

/** `--map time=ts,volume=vol`: our name to the file's, or to the number of its column from 1. */
export type ColumnMap = Readonly<Record<string, string>>;

/** Places of our fields among a file's columns, from 0. */
export type FieldPlaces = Readonly<Record<CandleField, number>>;

/** Names under which files commonly have a field. */
const KNOWN_NAMES: Readonly<Record<CandleField, readonly string[]>> = {
  time: ['time', 'ts', 'timestamp', 'date', 'datetime', 'open_time'],
  open: ['open', 'o'],
  high: ['high', 'h'],
  low: ['low', 'l'],
  close: ['close', 'c'],
  volume: ['volume', 'vol', 'v'],
};

/** `time=ts,volume=vol` as a map. InputError where a part is not `ours=theirs`, or ours is no field. */
export function parseColumnMap(text: string): ColumnMap {
  const map: Record<string, string> = {};
  for (const part of text.split(',')) {
    const at = part.indexOf('=');
    const [ours, theirs] = [part.slice(0, at).trim(), part.slice(at + 1).trim()];
    if (at < 1 || theirs === '') throw new InputError(`--map "${part}" is not ours=theirs, such as time=ts`);
    map[checkField(ours)] = theirs;
  }
  return map;
}

function checkField(name: string): string {
  if ((CANDLE_FIELDS as readonly string[]).includes(name)) return name;
  throw new InputError(`--map: ${name} is not a column of candles${didYouMean(name, CANDLE_FIELDS)}`);
}

/**
 * Finds the six fields among a file's columns: where the map says, else by a common name, else (no header) in the order
 * time, open, high, low, close, volume.
 *
 * @param names the file's column names; null where it has no header
 * @throws InputError where a field is not found, found twice, or two fields are one column
 */
export function placeFields(
  file: string,
  names: readonly string[] | null,
  columns: number,
  map: ColumnMap,
): FieldPlaces {
  for (const ours of Object.keys(map)) checkField(ours);
  const places = {} as Record<CandleField, number>;
  for (const [index, field] of CANDLE_FIELDS.entries()) {
    const theirs = map[field];
    if (theirs !== undefined) places[field] = mapped(file, names, columns, field, theirs);
    else if (names === null) places[field] = index;
    else places[field] = named(file, names, field);
    if (places[field] >= columns) {
      throw new InputError(
        `${file} has ${columns} columns and no header: say where ${field} is, as in --map ${field}=2`,
      );
    }
  }
  for (const field of CANDLE_FIELDS) {
    const twin = CANDLE_FIELDS.find((other) => other < field && places[other] === places[field]);
    if (twin !== undefined) {
      throw new InputError(`${file}: ${twin} and ${field} are both column ${places[field] + 1}: say which with --map`);
    }
  }
  return places;
}

function mapped(
  file: string,
  names: readonly string[] | null,
  columns: number,
  field: CandleField,
  theirs: string,
): number {
  const byName = names?.indexOf(theirs) ?? -1;
  if (byName >= 0) return byName;
  if (/^[1-9][0-9]{0,3}$/.test(theirs) && Number(theirs) <= columns) return Number(theirs) - 1;
  const known = names ?? [];
  const has = names === null ? `${columns} columns and no header` : `the columns ${names.join(', ')}`;
  throw new InputError(`--map ${field}=${theirs}: ${file} has ${has}${didYouMean(theirs, known)}`);
}

function named(file: string, names: readonly string[], field: CandleField): number {
  const known = KNOWN_NAMES[field];
  const found = names.flatMap((name, index) => (known.includes(name.toLowerCase()) ? [index] : []));
  if (found.length === 1) return found[0]!;
  const example = `--map ${field}=NAME`;
  if (found.length === 0) {
    throw new InputError(`${file} has no column ${field}, only ${names.join(', ')}: say which it is with ${example}`);
  }
  const both = found.map((index) => names[index]).join(' and ');
  throw new InputError(`${file} has ${both}, either may be ${field}: say which with ${example}`);
}
