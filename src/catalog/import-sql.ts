/** Text of a file to exact values, in SQL: what a number and a time are is settled by their characters, before any cast. */
import { sqlText } from './duckdb.ts';

/** Digits in which DuckDB keeps a DECIMAL as a 64-bit integer: casts to wider ones take 200 times as long. */
export const FAST_DIGITS = 18;
/** Most digits of any DECIMAL. */
export const MOST_DIGITS = 38;

export const TIME_UNITS = ['s', 'ms', 'us', 'ns'] as const;
export type TimeUnit = (typeof TIME_UNITS)[number];

/** A number as text, in lower case. */
export const NUMBER_TEXT = '[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)(e[+-]?[0-9]{1,3})?';

/**
 * Macros of a session. `plain(text)`: a number without its exponent, NULL where it is no number; `decimals_of(plain)`:
 * the fewest decimals that hold it.
 */
export const NUMBER_MACROS = [
  `CREATE OR REPLACE TEMP MACRO shifted(sign, digits, point) AS CASE
     WHEN point <= 0 THEN sign || '0.' || repeat('0', -point) || digits
     WHEN point >= length(digits) THEN sign || digits || repeat('0', point - length(digits))
     ELSE sign || substr(digits, 1, point) || '.' || substr(digits, point + 1) END`,
  `CREATE OR REPLACE TEMP MACRO without_exponent(mantissa, exponent) AS shifted(
     CASE WHEN starts_with(mantissa, '-') THEN '-' ELSE '' END, replace(ltrim(mantissa, '+-'), '.', ''),
     length(ltrim(split_part(mantissa, '.', 1), '+-')) + exponent::INTEGER)`,
  `CREATE OR REPLACE TEMP MACRO plain(s) AS CASE
     WHEN s IS NULL OR NOT regexp_full_match(s, '${NUMBER_TEXT}') THEN NULL
     WHEN contains(s, 'e') THEN without_exponent(split_part(s, 'e', 1), split_part(s, 'e', 2)) ELSE s END`,
  `CREATE OR REPLACE TEMP MACRO decimals_of(p) AS length(rtrim(split_part(p, '.', 2), '0'))`,
];

const EXPONENT = '([eE][+-]?[0-9]{1,3})?';

/**
 * Macros that need `NUMBER_MACROS`. `is_number(text)`, and `is_plain(text)` without an exponent; of a number
 * `plain_digits(text)` without its exponent, and `scale_of(text)`, the fewest decimals that hold it; of a plain one
 * `plain_scale(text)`; `scaled_down(plain, digits)`: its point moved to the left. Where no number of a file has an exponent
 * the short ones do, which cost a tenth.
 */
export const CELL_MACROS = [
  `CREATE OR REPLACE TEMP MACRO is_plain(s) AS regexp_full_match(s, '[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)')`,
  `CREATE OR REPLACE TEMP MACRO is_number(s) AS regexp_full_match(s, '[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)${EXPONENT}')`,
  `CREATE OR REPLACE TEMP MACRO plain_scale(s) AS CASE WHEN instr(s, '.') = 0 THEN 0
     WHEN ends_with(s, '0') THEN decimals_of(s) ELSE length(s) - instr(s, '.') END`,
  `CREATE OR REPLACE TEMP MACRO plain_digits(s) AS CASE WHEN is_plain(s) THEN s ELSE plain(lower(s)) END`,
  `CREATE OR REPLACE TEMP MACRO scale_of(s) AS CASE WHEN is_plain(s) THEN plain_scale(s) ELSE decimals_of(plain(lower(s))) END`,
  `CREATE OR REPLACE TEMP MACRO scaled_down(p, digits) AS
     CASE WHEN p IS NULL THEN NULL ELSE without_exponent(p, '-' || digits) END`,
];

const MICROS_OF_UNIT: Readonly<Record<TimeUnit, number>> = { s: 1_000_000, ms: 1_000, us: 1, ns: 1 };

/** The unit that puts an epoch time between 1973 and 5138; a file's first time decides for all. */
export function guessTimeUnit(first: string): TimeUnit {
  const size = Math.abs(Number(first));
  return size < 1e11 ? 's' : size < 1e14 ? 'ms' : size < 1e17 ? 'us' : 'ns';
}

const EPOCH_TEXT = '-?[0-9]{1,19}|[0-9]{1,19}[.][0-9]{0,9}';
const ISO_TEXT =
  '[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,6}0*)?)?(Z|[+-][0-9]{2}:?[0-9]{2})?)?';
const OFFSET_TEXT = '.*[0-9](Z|:[0-9]{2}[+-][0-9]{2}:?[0-9]{2}|[.][0-9]+[+-][0-9]{2}:?[0-9]{2})';

/** Whether a text looks like an epoch time. */
export const isEpochText = (text: string): boolean => new RegExp(`^(?:${EPOCH_TEXT})$`).test(text);

/** A time column of a file. */
export interface TimeForm {
  /** DuckDB type of the column. */
  readonly type: string;
  /** Unit of an epoch time. */
  readonly unit: TimeUnit;
  /** Text or a number that counts from the epoch. */
  readonly epoch: boolean;
  /** Zone of local times: UTC, an offset such as +08:00, or a name such as America/New_York. */
  readonly zone: string;
  /** Forms of text times, in the letters of strptime; ISO unless given. */
  readonly formats?: readonly string[] | undefined;
  /** Added to the local time, in microseconds: the midnight that epoch numbers count from, or a day. */
  readonly base?: number | undefined;
  /** Whether what is finer than a microsecond is cut off rather than refused. */
  readonly floor?: boolean | undefined;
}

/** Microseconds of a whole number in a unit; NULL where they are not whole or pass 64 bits. */
function wholeMicros(unit: TimeUnit, floor: boolean, number = 'TRY_CAST("time" AS BIGINT)'): string {
  if (unit === 'ns') {
    const down = `(${number} - ((${number} % 1000) + 1000) % 1000) // 1000`;
    return floor ? down : `CASE WHEN ${number} % 1000 = 0 THEN ${number} // 1000 END`;
  }
  return `CASE WHEN abs(${number}) < 9000000000000000 THEN ${number} * ${MICROS_OF_UNIT[unit]} END`;
}

/** Microseconds of epoch text, digit by digit where it has a fraction. */
function textMicros(unit: TimeUnit, floor: boolean): string {
  const digits = { s: 6, ms: 3, us: 0, ns: 0 }[unit];
  const whole = wholeMicros(unit, floor);
  const fraction = `rtrim(split_part("time", '.', 2), '0')`;
  const part = `coalesce(TRY_CAST(rpad(${fraction}, ${digits}, '0') AS BIGINT), 0)`;
  const seconds = wholeMicros(unit, floor, `TRY_CAST(split_part("time", '.', 1) AS BIGINT)`);
  return `CASE WHEN NOT regexp_full_match("time", '${EPOCH_TEXT}') THEN NULL WHEN NOT contains("time", '.') THEN ${whole}
    ${floor ? '' : `WHEN length(${fraction}) > ${digits} THEN NULL`} ELSE ${seconds} + ${part} END`;
}

/** Column `time` in whole microseconds UTC as SQL; NULL where it is no such time. */
export function timeExpression(form: TimeForm): string {
  const { type, base = 0, floor = false } = form;
  const local = (micros: string): string => inZone(base === 0 ? micros : `(${micros}) + ${base}`, form.zone);
  if (form.formats !== undefined) {
    return local(`epoch_us(try_strptime("time"::VARCHAR, [${form.formats.map(sqlText).join(', ')}]))`);
  }
  if (type === 'TIMESTAMP WITH TIME ZONE') return 'epoch_us("time")';
  if (type === 'TIMESTAMP_NS') return local(wholeMicros('ns', floor, 'epoch_ns("time")'));
  if (type.startsWith('TIMESTAMP') || type === 'DATE') return local('epoch_us("time"::TIMESTAMP)');
  if (type === 'DOUBLE' || type === 'FLOAT') return local(`round("time" * ${MICROS_OF_UNIT[form.unit]})::BIGINT`);
  if (type !== 'VARCHAR') return local(wholeMicros(form.unit, floor));
  if (form.epoch) return local(textMicros(form.unit, floor));
  const text = floor ? `regexp_replace("time", '([.][0-9]{6})[0-9]+', '\\1')` : '"time"';
  const seconds = `regexp_replace(${text}, '^(.{16})([Z+-].*)$', '\\1:00\\2')`;
  const micros = `epoch_us(TRY_CAST(${seconds} AS TIMESTAMPTZ))`;
  return `CASE WHEN NOT regexp_full_match(${text}, '${ISO_TEXT}') THEN NULL
    WHEN regexp_full_match(${text}, '${OFFSET_TEXT}') THEN ${micros} ELSE ${local(micros)} END`;
}

/** Microseconds of a zone's wall clock as UTC; NULL for an hour that a change of clocks skips or repeats. */
function inZone(micros: string, zone: string): string {
  if (zone === 'UTC' || zone === 'Z') return micros;
  const offset = /^([+-])([0-9]{2}):?([0-9]{2})$/.exec(zone);
  if (offset !== null) {
    const minutes = Number(offset[2]) * 60 + Number(offset[3]);
    return `(${micros}) ${offset[1] === '+' ? '-' : '+'} ${minutes * 60_000_000}`;
  }
  return `in_zone(${micros})`;
}
