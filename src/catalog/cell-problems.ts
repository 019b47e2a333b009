/** Why a row of a file cannot be imported, in one line with its remedy. */
import { decimalsOf } from '../model/decimal.ts';
import { formatInterval, formatTime } from '../model/time.ts';
import type { SqlRow } from './duckdb.ts';
import type { Staged } from './import-checks.ts';
import { priceProblem, rangeProblem, volumeProblem } from './row-problems.ts';

/** Years 1900 to 2200: a time beyond them was read in the wrong unit. */
export const EARLIEST = -2208988800000000;
export const LATEST = 7258118400000000;

export interface BadRow {
  readonly row: number;
  /** Its cells as they stand in the file, and as they were read. */
  readonly raw: SqlRow;
  readonly read: SqlRow;
  /** Its time; null where it could not be read. */
  readonly time: number | null;
}

/** What is wrong with a row that was found unusable. */
export function cellProblem(staged: Staged, bad: BadRow): string {
  const { kind } = staged;
  const problem = timeProblem(staged, bad);
  if (problem !== null) return problem;
  for (const name of kind.prices) {
    const found = priceOf(name, bad, staged);
    if (found !== null) return found;
  }
  for (const name of kind.sizes) {
    const found = sizeProblem(name, textOf(bad.raw, name), kind.nullable);
    if (found !== null) return found;
  }
  const side = textOf(bad.raw, 'side');
  if (side !== null && side !== 'buy' && side !== 'sell') return `side "${side}" is none: it is buy, sell or blank`;
  const grid = `time ${formatTime(bad.time ?? 0)} is not on the grid of`;
  return rangeProblem(bad.read) ?? `${grid} ${formatInterval(staged.interval)} candles: is --interval right?`;
}

const textOf = (row: SqlRow, name: string): string | null => (row[name] == null ? null : String(row[name]));

function timeProblem({ now }: Staged, { row, raw, time }: BadRow): string | null {
  const stamp = textOf(raw, 'time');
  if (stamp === null || stamp.trim() === '') return 'time is blank';
  if (time === null) {
    if (row === 1 && /^[A-Za-z_ ]+$/.test(stamp))
      return `time "${stamp}" looks like a name: say --header where the first line is one`;
    return `time "${stamp}" cannot be read: write ISO times (an hour that a change of clocks skips or repeats needs its offset) or epoch numbers, and say --time-unit, --time-zone or --time-format; --floor-times cuts what is finer than a microsecond`;
  }
  if (time < EARLIEST || time > LATEST)
    return `time ${stamp} lies outside the years 1900 to 2200: is --time-unit right?`;
  if (now === null || time <= now) return null;
  return `time ${stamp} (${formatTime(time)}) lies in the future: are --time-unit and --time-zone right? --allow-future takes it`;
}

function priceOf(name: string, bad: BadRow, { priceDecimals, kind }: Staged): string | null {
  const text = textOf(bad.raw, name);
  if (text === null || text.trim() === '') return kind.nullable ? null : `${name} is blank`;
  if (decimalsIn(text) === null) return notANumber(name, text);
  const value = textOf(bad.read, name) ?? text;
  if (priceDecimals !== null) return priceProblem(name, value, priceDecimals);
  const remedy = kind.nullable ? '; leave it blank where there is none' : '';
  return Number(value) > 0 ? null : `${name} is ${text}: a price is above zero${remedy}`;
}

function sizeProblem(name: string, text: string | null, nullable: boolean): string | null {
  if (text === null || text.trim() === '') return nullable ? null : `${name} is blank`;
  return decimalsIn(text) === null ? notANumber(name, text) : volumeProblem(name, text);
}

function notANumber(name: string, text: string): string {
  const hint = /^[+-]?[0-9]{1,3}(?:[,'_ .][0-9]{3})+(?:[.,][0-9]*)?$/.test(text)
    ? ': remove the thousands separators, as in 1234.5'
    : ', as in 1234.5 or 1e-8';
  return `${name} "${text}" is not a number${hint}`;
}

/** Decimals of a text; null where it is no number. */
export function decimalsIn(text: string): number | null {
  try {
    return decimalsOf(text.toLowerCase());
  } catch {
    return null;
  }
}
