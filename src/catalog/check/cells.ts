/** Rows of any source as numbers: `nr t` (microseconds), the values as doubles, and what of a row could not be read. */
import type { SqlRow } from '../duckdb.ts';
import { sqlName } from '../duckdb.ts';
import { timeExpression } from '../import-sql.ts';
import type { Place } from './findings.ts';
import type { TimeReading } from './times.ts';

/** Years 1900 to 2200: a time beyond them was read in the wrong unit. */
const EARLIEST = -2208988800000000;
const LATEST = 7258118400000000;

/** The columns of a kind of rows. */
export interface Shape {
  readonly prices: readonly string[];
  readonly volumes: readonly string[];
  /** Whether a value may be absent: a quote's side. */
  readonly nullable: boolean;
}

export const CANDLE_SHAPE: Shape = { prices: ['open', 'high', 'low', 'close'], volumes: ['volume'], nullable: false };
export const TRADE_SHAPE: Shape = { prices: ['price'], volumes: ['size'], nullable: false };
export const QUOTE_SHAPE: Shape = { prices: ['bid', 'ask'], volumes: ['bid_size', 'ask_size'], nullable: true };

/** The least texts of which a blank is made. */
const blankText = (column: string): string => `(${column} IS NULL OR trim(${column}) = '')`;

const NUMBER_TEXT = '[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]{1,3})?';

/** A value as a finite double, NULL where it is none. */
function finiteOf(name: string, type: string): string {
  const column = sqlName(name);
  if (type !== 'VARCHAR') return `CASE WHEN isfinite(${column}::DOUBLE) THEN ${column}::DOUBLE END AS ${column}`;
  // What a number is, is settled by its characters: a cast alone takes 1_000 for one.
  return `CASE WHEN regexp_full_match(${column}, '${NUMBER_TEXT}') THEN TRY_CAST(${column} AS DOUBLE) END AS ${column}`;
}

const blankOf = (name: string, type: string): string =>
  `${type === 'VARCHAR' ? blankText(sqlName(name)) : `${sqlName(name)} IS NULL`} AS ${sqlName(`${name}_blank`)}`;

const anyOf = (names: readonly string[], condition: (name: string) => string): string =>
  names.map(condition).join(' OR ');

/**
 * The SELECT of a source's rows as numbers: `nr t extra`, the shape's values, and the flags `time_missing
 * time_unreadable price_missing price_unreadable volume_missing volume_unreadable`.
 */
export function cellsStatement(
  source: string,
  types: ReadonlyMap<string, string>,
  shape: Shape,
  time: TimeReading,
): string {
  const names = [...shape.prices, ...shape.volumes];
  const isBlank = time.form.type === 'VARCHAR' || time.foreign !== null ? blankText('"time"') : '"time" IS NULL';
  const stamp = time.foreign === null ? '"time"' : `${time.foreign.sql} AS "time"`;
  const missing = (list: readonly string[]): string => anyOf(list, (name) => sqlName(`${name}_blank`));
  const unreadable = (list: readonly string[]): string =>
    anyOf(list, (name) => `(${sqlName(name)} IS NULL AND NOT ${sqlName(`${name}_blank`)})`);
  return `WITH judged AS (
      SELECT nr, ${types.has('extra') ? 'extra' : 'false'} AS extra, ${isBlank} AS time_missing, ${stamp},
        ${names.map((name) => `${finiteOf(name, types.get(name) ?? '')}, ${blankOf(name, types.get(name) ?? '')}`).join(', ')}
      FROM (${source})
    ), timed AS (SELECT *, ${timeExpression(time.form)} AS micros FROM judged)
    SELECT nr, CASE WHEN micros BETWEEN ${EARLIEST} AND ${LATEST} THEN micros END AS t, extra, time_missing,
      NOT time_missing AND (micros IS NULL OR micros NOT BETWEEN ${EARLIEST} AND ${LATEST}) AS time_unreadable,
      ${shape.nullable ? 'false' : missing(shape.prices)} AS price_missing, ${unreadable(shape.prices)} AS price_unreadable,
      ${shape.nullable ? 'false' : missing(shape.volumes)} AS volume_missing,
      ${unreadable(shape.volumes)} AS volume_unreadable, ${names.map(sqlName).join(', ')}
    FROM timed`;
}

/** How many places are named of each finding. */
const PLACES = 3;

/** Two aggregates: rows for which `condition` holds, and the first of them. */
export function countWithPlaces(name: string, condition: string, row = 'nr', time = 't'): string {
  return `count(*) FILTER (${condition}) AS ${sqlName(name)},
    to_json(arg_min({row: ${row}, time: ${time}}, nr, ${PLACES}) FILTER (${condition}))::VARCHAR AS ${sqlName(`${name}_first`)}`;
}

export type RawPlace = { readonly row: number; readonly time: number | null };

/** Places as the aggregates of `countWithPlaces` give them, times as ISO text. */
export function placesOf(row: SqlRow, name: string, format: (time: number) => string): Place[] {
  const text = row[`${name}_first`];
  if (typeof text !== 'string') return [];
  return (JSON.parse(text) as RawPlace[]).map(({ row: nr, time }) => ({
    row: nr,
    time: time === null ? null : format(time),
  }));
}
