/** A source's cells as SQL: texts that are judged by their characters, doubles that are judged by their size, exact values. */
import { sqlName } from './duckdb.ts';
import { type ImportKind, numbersOf } from './import-kinds.ts';
import { type TimeForm, timeExpression } from './import-sql.ts';

/** How a file's cells are read. */
export interface Reading {
  readonly time: TimeForm;
  /** Intervals added to each time: stamps that name the end of a candle lie one too late. */
  readonly shift: -1 | 0 | 1;
  /** Decimals by which the file's prices are too large. */
  readonly priceShift: number;
  /** Significant digits to which prices and sizes are rounded; null to take them as they are. */
  readonly roundPrices: number | null;
  readonly roundSizes: number | null;
}

/** What stands in a cell, as text; NULL where a value that may be missing is. Rounded and scaled where it is a number. */
function cellText(name: string, kind: ImportKind, { priceShift, roundPrices, roundSizes }: Reading): string {
  const cell = `${sqlName(name)}::VARCHAR`;
  const text = kind.nullable ? `CASE WHEN trim(${cell}) <> '' THEN ${cell} END` : cell;
  const isPrice = kind.prices.includes(name);
  const [digits, shift] = isPrice ? [roundPrices, priceShift] : [roundSizes, 0];
  if (digits === null && shift === 0) return text;
  // The nearest double to the text, at so many digits: what float arithmetic left beyond them goes.
  const rounded = digits === null ? cell : `format('{:.${digits}g}', TRY_CAST(${cell} AS DOUBLE))`;
  const plain = `plain(lower(${rounded}))`;
  return `CASE WHEN is_number(${cell}) THEN ${shift === 0 ? plain : `scaled_down(${plain}, ${shift})`} ELSE ${text} END`;
}

const shownText = (name: string): string => `nullif(trim(${sqlName(name)}::VARCHAR), '') AS ${name}`;

/** A SELECT of `nr`, `time` (microseconds, shifted; NULL where it is none) and the kind's cells as text. */
export function textRows(source: string, kind: ImportKind, reading: Reading, interval: number): string {
  const texts = numbersOf(kind).map((name) => `${cellText(name, kind, reading)} AS ${name}`);
  const shift = reading.shift * interval;
  return `SELECT nr, (${timeExpression(reading.time)})${shift === 0 ? '' : ` + (${shift})`} AS time,
    ${[...texts, ...kind.texts.map(shownText)].join(', ')} FROM (${source})`;
}

/**
 * A SELECT of `nr time`, the numbers of `textRows` as their nearest doubles, and what is needed to judge them: `fine`
 * (every cell is a number, or missing where it may), `price_scale`, `size_scale` (decimals), the highest of both, `side`,
 * `whole_id`.
 *
 * @param exponents whether a number may have one
 */
export function judgedRows(
  source: string,
  kind: ImportKind,
  reading: Reading,
  interval: number,
  exponents = true,
): string {
  const [isNumber, scale] = exponents ? ['is_number', 'scale_of'] : ['is_plain', 'plain_scale'];
  const most = (names: readonly string[], of: (name: string) => string): string =>
    names.length === 1 ? of(names[0]!) : `greatest(${names.map(of).join(', ')})`;
  const double = (name: string): string => `TRY_CAST(${name} AS DOUBLE)`;
  const fine = numbersOf(kind).map((name) => `coalesce(${isNumber}(${name}), ${kind.nullable})`);
  const id = kind.texts.includes('id') ? `regexp_full_match(id, '0|[1-9][0-9]{0,17}')` : 'NULL::BOOLEAN';
  return `SELECT nr, time, ${numbersOf(kind)
    .map((name) => `${double(name)} AS ${name}`)
    .join(', ')}, ${fine.join(' AND ')} AS fine,
      ${most(kind.prices, (name) => `${scale}(${name})`)} AS price_scale,
      ${most(kind.sizes, (name) => `${scale}(${name})`)} AS size_scale,
      ${kind.texts.includes('side') ? 'side' : 'NULL::VARCHAR AS side'}, ${id} AS whole_id
    FROM (${textRows(source, kind, reading, interval)})`;
}

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

/** A SELECT of the source's rows as they are written: a TIMESTAMP `time` and exact values of the given types. */
export function valueRows(texts: string, kind: ImportKind, types: ValueTypes, exponents: boolean): string {
  const values = kind.columns.map((name) => {
    const text = exponents && numbersOf(kind).includes(name) ? `plain_digits(${name})` : name;
    const cast = `${text}::${typeOf(name, kind, types)}`;
    // A size without its side says nothing.
    const side = name.endsWith('_size') ? name.slice(0, -'_size'.length) : null;
    return side === null ? `${cast} AS ${name}` : `CASE WHEN ${side} IS NOT NULL THEN ${cast} END AS ${name}`;
  });
  return `SELECT make_timestamp(time) AS "time", ${values.join(', ')} FROM (${texts})`;
}
