/** Rows of any source as numbers: `nr t` (microseconds), the values as doubles, and what of a row could not be read. */
import { EARLIEST, LATEST } from '../cell-problems.ts';
import type { SqlRow } from '../duckdb.ts';
import { sqlName } from '../duckdb.ts';
import { type ImportKind, numbersOf } from '../import-kinds.ts';
import { NUMBER_TEXT, timeExpression } from '../import-sql.ts';
import type { Reading } from '../import-stage.ts';
import { nearestDouble } from '../prices.ts';
import type { Place } from './findings.ts';

const blankText = (column: string): string => `(${column} IS NULL OR trim(${column}) = '')`;

/** A value as a double, NULL where it is none. What a number is, is settled by its characters: a cast alone takes 1_000 for one. */
function numberOf(name: string, type: string): string {
  if (type !== 'VARCHAR') return nearestDouble(name, type);
  const text = `lower(${sqlName(name)})`;
  return `CASE WHEN regexp_full_match(${text}, '${NUMBER_TEXT}') THEN TRY_CAST(ltrim(${text}, '+') AS DOUBLE) END`;
}

/** A double, NULL where it is not finite. */
function finiteOf(name: string, digits: number | null): string {
  const finite = `CASE WHEN isfinite(${sqlName(name)}) THEN ${sqlName(name)} END`;
  return digits === null ? finite : `format('{:.${digits}g}', ${finite})::DOUBLE`;
}

const anyOf = (names: readonly string[], condition: (name: string) => string): string =>
  names.map(condition).join(' OR ');

/** Columns of values beside the numbers. */
const textsOf = (kind: ImportKind): string[] =>
  kind.texts.map((name) => `nullif(trim(${sqlName(name)}::VARCHAR), '') AS ${sqlName(name)}`);

/**
 * The SELECT of a source's rows as numbers: `nr t`, the kind's values, and the
 * flags `odd time_missing time_unreadable price_missing price_unreadable volume_missing volume_unreadable
 * side_unreadable side_missing`.
 */
export function cellsStatement(
  source: string,
  types: ReadonlyMap<string, string>,
  kind: ImportKind,
  { time, roundPrices }: Reading,
): string {
  const blank = (name: string): string =>
    types.get(name) === 'VARCHAR' ? blankText(sqlName(name)) : `${sqlName(name)} IS NULL`;
  // A number's text is read in one place: what reads it is long, and is planned wherever it stands.
  const values = numbersOf(kind).map(
    (name) => `${numberOf(name, types.get(name) ?? '')} AS ${sqlName(name)}, ${blank(name)} AS ${name}_blank`,
  );
  const finite = numbersOf(kind).map(
    (name) => `${finiteOf(name, kind.prices.includes(name) ? roundPrices : null)} AS ${sqlName(name)}`,
  );
  const missing = (list: readonly string[]): string => anyOf(list, (name) => `${name}_blank`);
  const unreadable = (list: readonly string[]): string =>
    anyOf(list, (name) => `(${sqlName(name)} IS NULL AND NOT ${name}_blank)`);
  const { prices, sizes, nullable } = kind;
  return `WITH numbers AS (
      SELECT nr, ${types.has('odd') ? 'odd' : 'false'} AS odd, ${blank('time')} AS time_missing, "time",
        ${[...values, ...textsOf(kind)].join(', ')}
      FROM (${source})
    ), judged AS (SELECT * REPLACE (${finite.join(', ')}) FROM numbers
    ), timed AS (SELECT *, ${timeExpression(time)} AS micros FROM judged)
    SELECT nr, CASE WHEN micros BETWEEN ${EARLIEST} AND ${LATEST} THEN micros END AS t, odd, time_missing,
      NOT time_missing AND (micros IS NULL OR micros NOT BETWEEN ${EARLIEST} AND ${LATEST}) AS time_unreadable,
      ${nullable ? 'false' : missing(prices)} AS price_missing, ${unreadable(prices)} AS price_unreadable,
      ${nullable ? 'false' : missing(sizes)} AS volume_missing, ${unreadable(sizes)} AS volume_unreadable,
      ${kind.texts.includes('side') ? `coalesce(side NOT IN ('buy', 'sell'), false)` : 'false'} AS side_unreadable,
      ${nullable ? missing(prices) : 'false'} AS side_missing, ${[...numbersOf(kind), ...kind.texts].map(sqlName).join(', ')}
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
    line: null,
    time: time === null ? null : format(time),
  }));
}
