/** Why a row of a file cannot be imported, in one line with its remedy. */
import { decimalsOf } from '../model/decimal.ts';
import { formatInterval, formatTime, MICROS_PER_DAY } from '../model/time.ts';
import type { SqlRow } from './duckdb.ts';
import type { Staged } from './import-checks.ts';
import { priceProblem, rangeProblem, volumeProblem } from './row-problems.ts';
import { timeProblem, unitProblem } from './time-problems.ts';

/** Years 1900 to 2200: a time beyond them was read in the wrong unit. */
export const EARLIEST = -2208988800000000;
export const LATEST = 7258118400000000;

export interface BadRow {
  readonly row: number;
  /** Its cells as they stand in the file, and as they were read. */
  readonly raw: SqlRow;
  readonly read: SqlRow;
  /** Its time, and that of the row before; null where there is none. */
  readonly time: number | null;
  readonly before: number | null;
}

/** What is wrong with a row that was found unusable. */
export async function cellProblem(staged: Staged, bad: BadRow): Promise<string> {
  const { kind } = staged;
  const problem = headerProblem(staged, bad) ?? (await timeFault(staged, bad));
  if (problem !== null) return problem;
  for (const name of kind.prices) {
    const found = priceFault(name, bad, staged);
    if (found !== null) return found;
  }
  for (const name of kind.sizes) {
    const found = sizeFault(name, textOf(bad.raw, name), kind.nullable);
    if (found !== null) return found;
  }
  const side = textOf(bad.raw, 'side');
  if (side !== null && side !== 'buy' && side !== 'sell') return `side "${side}" is none: it is buy, sell or blank`;
  const range = kind.kind === 'candles' ? rangeProblem(bad.read) : null;
  if (range !== null) return `${range}: ${await staged.columnsHint()}`;
  return placeProblem(staged, bad);
}

const textOf = (row: SqlRow, name: string): string | null => (row[name] == null ? null : String(row[name]));
const isBlank = (text: string | null): boolean => text === null || text.trim() === '';

/** A row that holds the names of the columns once more: files that were put together have it. */
function headerProblem({ source, kind }: Staged, { raw }: BadRow): string | null {
  const names = source.names?.map((name) => name.trim().toLowerCase()) ?? null;
  if (names === null) return null;
  const fields = ['time', ...kind.prices].filter((field) => source.places.get(field)?.length === 1);
  const isHeader = fields.every(
    (field) => textOf(raw, field)?.trim().toLowerCase() === names[source.places.get(field)![0]!],
  );
  return isHeader && fields.length > 0 ? 'the header stands there once more: remove the line' : null;
}

async function timeFault(
  { session, now, reading, source }: Staged,
  { row, raw, time }: BadRow,
): Promise<string | null> {
  const stamp = textOf(raw, 'time');
  const inOtherUnit = (text: string): string | null => (source.isText ? unitProblem(text, reading.time) : null);
  if (stamp === null || isBlank(stamp)) return 'time is blank: fill it in, or remove the row';
  if (time === null) {
    if (row === 1 && /^[A-Za-z_ ]+$/.test(stamp))
      return `time "${stamp}" looks like a name: say --header where the first line is one`;
    return inOtherUnit(stamp) ?? timeProblem(session, stamp, reading.time);
  }
  if (time < EARLIEST || time > LATEST) {
    return (
      inOtherUnit(stamp) ??
      `time ${stamp} lies outside the years 1900 to 2200: is --time-unit right? It was read in ${reading.time.unit}`
    );
  }
  if (now === null || time <= now) return null;
  return `time ${stamp} (${formatTime(time)}) lies in the future: are --time-unit and --time-zone right? --allow-future takes it`;
}

function priceFault(name: string, bad: BadRow, { kind }: Staged): string | null {
  const text = textOf(bad.raw, name);
  if (text === null || isBlank(text)) return kind.nullable ? null : blankProblem(name);
  if (decimalsIn(text) === null) return notANumber(name, text);
  const remedy = kind.nullable ? '; leave it blank where there is none' : '; mend or remove the row';
  return Number(text) > 0 ? null : `${name} is ${text}: a price is above zero${remedy}`;
}

function sizeFault(name: string, text: string | null, nullable: boolean): string | null {
  if (text === null || isBlank(text)) return nullable ? null : blankProblem(name);
  if (decimalsIn(text) === null) return notANumber(name, text);
  const problem = volumeProblem(name, text);
  return problem === null ? null : `${problem}; mend or remove the row`;
}

function blankProblem(name: string): string {
  const none = name === 'volume' ? '; --map volume=none takes every volume as 0' : '';
  return `${name} is blank: fill it in, or remove the row${none}`;
}

function notANumber(name: string, text: string): string {
  const said = `${name} "${text}" is not a number`;
  if (/^[+-]?[0-9]*,[0-9]+$/.test(text) && !/^[+-]?[0-9]{1,3},[0-9]{3}$/.test(text)) {
    return `${said}: write decimals with a point, as in ${text.replace(',', '.')}`;
  }
  if (/^[+-]?[0-9]{1,3}(?:[,'_ .][0-9]{3})+(?:[.,][0-9]*)?$/.test(text)) {
    return `${said}: remove the thousands separators, as in 1234.5`;
  }
  if (/^(?:nan|null|none|n\/?a|-|[+-]?inf(?:inity)?)$/i.test(text.trim())) {
    return `${said}: fill it in, or remove the row`;
  }
  if (text !== text.trim()) return `${said}: remove the blanks around it`;
  return `${said}, as in 1234.5 or 1e-8: is it the right column? --map says which is`;
}

function placeProblem({ interval }: Staged, { time, before }: BadRow): string {
  const now = formatTime(time ?? 0);
  if (interval > 0 && interval < MICROS_PER_DAY && (time ?? 0) % interval !== 0) {
    return `time ${now} is not on the grid of ${formatInterval(interval)} candles: is --interval right? --stamp end is for times that name a candle's end`;
  }
  const then = before === null ? 'the row before' : formatTime(before);
  return `time ${now} comes after ${then}: sort the file by time, or say --sort`;
}

/** Why a price is none of an instrument's, and where that is settled. */
export function unitsProblem(
  staged: Staged,
  { raw, read }: Pick<BadRow, 'raw' | 'read'>,
  decimals: number,
  key: string,
): string {
  for (const name of staged.kind.prices) {
    const problem = textOf(raw, name) === null ? null : priceProblem(name, textOf(read, name), decimals, key);
    if (problem !== null) return problem;
  }
  return 'its prices do not fit the instrument';
}

/** Decimals of a text; null where it is no number. */
export function decimalsIn(text: string): number | null {
  try {
    return decimalsOf(text.toLowerCase());
  } catch {
    return null;
  }
}
