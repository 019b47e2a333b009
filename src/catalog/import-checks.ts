/** What an importer refuses, each with the row: cells that are no values, candles that are none, stamps off their grid, disorder. */
import { InputError } from '../model/errors.ts';
import { formatInterval, formatTime, MICROS_PER_DAY } from '../model/time.ts';
import { type BadRow, cellProblem, EARLIEST, LATEST } from './cell-problems.ts';
import { columnsHint } from './columns-hint.ts';
import type { Session } from './duckdb.ts';
import { FIRST_ROWS } from './import-interval.ts';
import { type ImportKind, numbersOf } from './import-kinds.ts';
import type { ImportSource } from './import-source.ts';
import { judgedRows, type Reading, textRows } from './import-stage.ts';
import { refusedRows } from './row-rules.ts';

/** A file's rows on their way. */
export interface Staged {
  readonly session: Session;
  readonly kind: ImportKind;
  readonly source: ImportSource;
  readonly reading: Reading;
  /** Length of a candle in microseconds; 0 where rows have none. */
  readonly interval: number;
  /** Wall time in microseconds: what lies after it has not happened yet; null where that is allowed. */
  readonly now: number | null;
  /** Whether rows are to be put in the order of their times rather than to be in it. */
  readonly sort: boolean;
  /** Which way its first rows run. */
  readonly newestFirst: boolean;
  /** How columns that break a candle's range may have been meant. */
  readonly columnsHint: () => Promise<string>;
}

export function stagedRows(staged: Omit<Staged, 'columnsHint'>): Staged {
  return { ...staged, columnsHint: () => columnsHint(staged) };
}

/** What all rows of a file together say of their values. */
export interface Facts {
  readonly rows: number;
  readonly priceScale: number;
  readonly highest: number;
  readonly sizeScale: number;
  readonly largestSize: number;
  /** Whether its trades have whole numbers for ids, or none. */
  readonly wholeIds: boolean;
  /** Whether a number is written with an exponent. */
  readonly exponents: boolean;
}

/** Marks the number of a row in an error that SQL raises as soon as it meets the row. */
const BAD_ROW = 'unusable row ';

/**
 * Looks at every row once, as the source is read, and stops at the first that cannot be used.
 *
 * @throws InputError with that row, and where the file holds none, or other than what it is read as
 */
export async function judgeRows(staged: Staged): Promise<Facts> {
  // Numbers with exponents are rare, and dear to look for: a file that has one is read anew.
  const plain = await factsOf(staged, false);
  const found = typeof plain === 'number' && (await hasExponent(staged, plain)) ? await factsOf(staged, true) : plain;
  if (typeof found === 'number') {
    if (staged.kind.kind === 'candles') await refuseOtherCandles(staged);
    throw await unusable(staged, found);
  }
  if (found.rows === 0) throw new InputError(`${staged.source.file} holds no row`);
  return found;
}

/** Facts, or the number of the first row that cannot be used. */
async function factsOf(staged: Staged, exponents: boolean): Promise<Facts | number> {
  const { session, kind, source, reading, interval, newestFirst } = staged;
  const rules = cellRules(staged);
  if (!staged.sort) rules.push(newestFirst ? 'step > 0' : 'step < 0');
  const isBad = rules.map((rule) => `(${rule})`).join(' OR ');
  const most = (names: readonly string[]): string => (names.length === 1 ? names[0]! : `greatest(${names.join(', ')})`);
  const found = await stoppedAt(
    session.row(
      `SELECT count(*) AS rows, coalesce(max(price_scale), 0) AS price_scale, coalesce(max(${most(kind.prices)}), 0) AS highest,
         coalesce(max(size_scale), 0) AS size_scale, coalesce(max(${most(kind.sizes)}), 0) AS largest,
         coalesce(bool_and(whole_id), true) AS whole_ids, count(CASE WHEN ${isBad} THEN error('${BAD_ROW}' || nr) END)
       FROM (SELECT *, time - lag(time) OVER () AS step FROM (${judgedRows(source.sql, kind, reading, interval, exponents)}))`,
    ),
  );
  if (typeof found === 'number') return found;
  return {
    rows: Number(found.rows),
    priceScale: Number(found.price_scale),
    highest: Number(found.highest),
    sizeScale: Number(found.size_scale),
    largestSize: Number(found.largest),
    wholeIds: found.whole_ids === true,
    exponents,
  };
}

/** Whether all that keeps a row's cells from being plain numbers is that they have exponents. */
async function hasExponent({ session, kind, source, reading, interval }: Staged, row: number): Promise<boolean> {
  const fine = async (exponents: boolean): Promise<boolean> => {
    const judged = judgedRows(upTo(source.sql, row), kind, reading, interval, exponents);
    return (await session.row(`SELECT fine FROM (${judged}) WHERE nr = ${row}`)).fine === true;
  };
  return !(await fine(false)) && (await fine(true));
}

/** Conditions of a row, over `judgedRows`, that no import takes. */
function cellRules({ now, kind, interval }: Staged): string[] {
  const rules = [`time IS NULL OR time NOT BETWEEN ${EARLIEST} AND ${Math.min(now ?? LATEST, LATEST)}`];
  rules.push('NOT fine', ...kind.sizes.map((name) => `NOT coalesce(isfinite(${name}), true)`));
  rules.push(...refusedRows(kind), `side NOT IN ('buy', 'sell')`);
  // Candles of days and longer have no grid: venues start weeks where they like.
  if (kind.kind === 'candles' && interval > 0 && interval < MICROS_PER_DAY) rules.push(`time % ${interval} <> 0`);
  return rules;
}

/** The row at which a query stopped, or what it answers. */
async function stoppedAt<T>(query: Promise<T>): Promise<T | number> {
  try {
    return await query;
  } catch (error) {
    const row = new RegExp(`${BAD_ROW}([0-9]+)`).exec(error instanceof Error ? error.message : '')?.[1];
    if (row === undefined) throw error;
    return Number(row);
  }
}

/** Says why the row of that number cannot be used. */
export async function unusable(staged: Staged, row: number): Promise<InputError> {
  const bad = await rowOf(staged, row);
  return new InputError(`${await staged.source.place(row)}: ${await cellProblem(staged, bad)}`);
}

/** The rows of a source up to one: what lies behind it is not read. */
const upTo = (source: string, row: number): string => `SELECT * FROM (${source}) LIMIT ${row}`;

/** A row as it stands in the file, and as it was read. */
export async function rowOf({ session, kind, source, reading, interval }: Staged, row: number): Promise<BadRow> {
  const names = ['time', ...numbersOf(kind), ...kind.texts];
  const raw = await session.row(
    `SELECT ${names.map((name) => `${name}::VARCHAR AS ${name}`).join(', ')} FROM (${upTo(source.sql, row)}) WHERE nr = ${row}`,
  );
  const rows = await session.rows(
    `SELECT * REPLACE (time::DOUBLE AS time) FROM (${textRows(upTo(source.sql, row), kind, reading, interval)})
     WHERE nr >= ${row - 1} ORDER BY nr`,
  );
  const [read = {}, last] = [rows.at(-1), rows.at(-2)];
  const time = (from: typeof read | undefined): number | null => (from?.time == null ? null : Number(from.time));
  return { row, raw, read, time: time(read), before: time(last) };
}

/** Rows in the form of candles that are none: rates of funding, and prices that no trade made. */
async function refuseOtherCandles({ session, source, kind, reading, interval }: Staged): Promise<void> {
  const { file } = source;
  const first = `(SELECT * FROM (${textRows(source.sql, kind, reading, interval)}) LIMIT ${FIRST_ROWS})`;
  const number = (name: string): string => `TRY_CAST(${name} AS DOUBLE)`;
  const isNone = `lower(trim(coalesce(volume, ''))) IN ('nan', '')`;
  const row = await session.row(
    `SELECT bool_and(coalesce(${number('high')} = 0 AND ${number('low')} = 0 AND ${number('close')} = 0, false))
         AND max(${number('open')}) > 0 AS funding,
       bool_and(${isNone} AND coalesce(${number('close')} > 0, false)) AS mark, arg_min(lower(trim(volume)), nr) AS volume FROM ${first}`,
  );
  if (row.funding === true) {
    throw new InputError(
      `${file} holds no candles: high, low and close are 0 in every row, as in a file of funding rates (in open)`,
    );
  }
  if (row.mark !== true) return;
  throw new InputError(
    `${file} holds no candles of trades: volume is ${row.volume === 'nan' ? 'NaN' : 'blank'} in every row, as in a file of mark prices; --map volume=none takes them with volume 0`,
  );
}

/** Says which candles are too near to each other for their interval. */
export function crowdedProblem(interval: number, time: number, other: number): string {
  const step = Math.abs(time - other);
  const shorter = step % 1_000_000 === 0 ? ` (--interval ${formatInterval(step)})` : '';
  return `time ${formatTime(time)} is less than ${formatInterval(interval)} from ${formatTime(other)}: is --interval right${shorter}?`;
}
