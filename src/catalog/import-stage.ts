/** A source in two steps: its cells as plain texts that are judged by their characters, then as exact values. */
import { sqlName } from './duckdb.ts';
import { type ImportKind, numbersOf } from './import-kinds.ts';
import { type TimeForm, timeExpression } from './import-sql.ts';

/** How a file's cells are read. */
export interface Reading {
  readonly time: TimeForm;
  /** Added to each time in UTC, in microseconds: stamps that name the end of a candle lie one interval too late. */
  readonly shift: number;
  /** Decimals by which the file's prices are too large. */
  readonly priceShift: number;
  /** Significant digits to which prices are rounded; null to take them as they are. */
  readonly roundPrices: number | null;
}

const blank = (column: string): string => `(${column} IS NULL OR trim(${column}::VARCHAR) = '')`;

/** A number of a file as text without exponent; NULL where it is none. */
function plainText(column: string, isPrice: boolean, { priceShift, roundPrices }: Reading): string {
  const text = `lower(${column}::VARCHAR)`;
  if (!isPrice) return `plain(${text})`;
  // The nearest double to the text, at so many digits: what float arithmetic left beyond them goes.
  const rounded =
    roundPrices === null ? text : `lower(format('{:.${roundPrices}g}', TRY_CAST(plain(${text}) AS DOUBLE)))`;
  return priceShift === 0 ? `plain(${rounded})` : `scaled_down(plain(${rounded}), ${priceShift})`;
}

/** Macro `scaled_down(plain, digits)`: a plain number with its point moved to the left. */
export const SCALE_MACRO = `CREATE OR REPLACE TEMP MACRO scaled_down(p, digits) AS
  CASE WHEN p IS NULL THEN NULL ELSE without_exponent(p, '-' || digits) END`;

/**
 * The statement that stages a source as plain texts, in columns of the kind's own names (NULL where one is no number),
 * beside what is needed to judge them: the time, `bad` (a cell is no number, or missing where it must not), the decimals
 * of prices and sizes, and the highest of both as doubles.
 */
export function textStatement(table: string, source: string, kind: ImportKind, reading: Reading): string {
  const numbers = numbersOf(kind);
  const texts = numbers.map((name) => {
    const column = sqlName(name);
    return `${plainText(column, kind.prices.includes(name), reading)} AS ${name}, ${blank(column)} AS ${name}_blank`;
  });
  const bad = numbers.map((name) => `(${name} IS NULL${kind.nullable ? ` AND NOT ${name}_blank` : ''})`);
  const most = (names: readonly string[], of: (name: string) => string): string =>
    names.length === 1 ? of(names[0]!) : `greatest(${names.map(of).join(', ')})`;
  const decimals = (name: string): string => `decimals_of(${name})`;
  const double = (name: string): string => `TRY_CAST(${name} AS DOUBLE)`;
  const shift = reading.shift === 0 ? '' : ` + ${reading.shift}`;
  return `CREATE TABLE ${table} AS
    WITH texts AS MATERIALIZED (
      SELECT nr, (${timeExpression(reading.time)})${shift} AS time, ${[...texts, ...kind.texts.map(textOf)].join(', ')}
      FROM (${source})
    )
    SELECT nr, time, ${[...numbers, ...kind.texts].join(', ')}, ${bad.join(' OR ')} AS bad,
      ${most(kind.prices, decimals)} AS price_scale, ${most(kind.sizes, decimals)} AS size_scale,
      ${most(kind.prices, double)} AS price_double, ${most(kind.sizes, double)} AS size_double FROM texts`;
}

const textOf = (name: string): string => `nullif(trim(${name}::VARCHAR), '') AS ${name}`;

/** DuckDB types of a series' values. */
export interface ValueTypes {
  readonly price: string;
  readonly size: string;
  readonly priceScale: number;
  /** Of a trade's id: BIGINT where all of them are whole numbers as they are written, else VARCHAR. */
  readonly id: string;
}

/** The type of each of a kind's columns. */
export function typeOf(name: string, kind: ImportKind, types: ValueTypes): string {
  if (kind.prices.includes(name)) return types.price;
  if (kind.sizes.includes(name)) return types.size;
  return name === 'id' ? types.id : 'VARCHAR';
}

/** The statement that turns staged texts into exact values of the given types. */
export function valueStatement(table: string, texts: string, kind: ImportKind, types: ValueTypes): string {
  const values = kind.columns.map((name) => {
    const cast = `${name}::${typeOf(name, kind, types)}`;
    // A size without its side says nothing.
    const side = name.endsWith('_size') ? name.slice(0, -'_size'.length) : null;
    return side === null ? `${cast} AS ${name}` : `CASE WHEN ${side} IS NOT NULL THEN ${cast} END AS ${name}`;
  });
  return `CREATE TABLE ${table} AS SELECT nr, time, ${values.join(', ')} FROM ${texts}`;
}
