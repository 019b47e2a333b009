/** Findings that one row and the one beside it decide: a condition each. */
import { MICROS_PER_DAY } from '../../model/time.ts';
import { sqlName } from '../duckdb.ts';
import { type ImportKind, numbersOf } from '../import-kinds.ts';
import { FAST_DIGITS } from '../import-sql.ts';
import { LARGEST_PRICE_UNITS } from '../prices.ts';
import { rowRules } from '../row-rules.ts';
import { countWithPlaces, placesOf } from './cells.ts';
import type { FindingName, Found } from './findings.ts';
import type { Rows } from './open.ts';
import { type Period, timeText } from './period.ts';

/** A name and the SQL condition of a row, over `step` (to its neighbour, always positive), `same` and the values. */
export type Rule = readonly [name: FindingName, condition: string];

/** From this length on a candle may be a month, which has no fixed length. */
const MONTH = 28 * MICROS_PER_DAY;

/** Rows beside their neighbours. `before` is the row above in the file, the later one where it runs newest first. */
export function neighbours(period: Period, kind: ImportKind): string {
  const values = [...numbersOf(kind), ...kind.texts].map(sqlName);
  const same = values.map((name) => `${name} IS NOT DISTINCT FROM lag(${name}) OVER ()`).join(' AND ');
  const close = kind.prices.includes('close') ? ', lag(close) OVER () AS before_close' : '';
  return `SELECT *, abs(t - lag(t) OVER ()) AS step, lag(t) OVER () AS before_t, ${same} AS same${close}
    FROM ${period.ordered}`;
}

/** What holds of any rows: values that cannot be, and times to come. */
export function valueRules(kind: ImportKind, now: number, highest: number | null): Rule[] {
  const rules: Rule[] = [...rowRules(kind), ['future', `t > ${now}`]];
  if (highest === null || !(highest > 0)) return rules;
  const decimals = mostDecimals(highest);
  // Digits are counted only where one decimal less, at which doubles round exactly, changes the price.
  const tooFine = kind.prices.map(
    (name) => `CASE WHEN ${name} <> round(${name}, ${decimals - 1})
    THEN ${decimalsOf(name)} > ${decimals} ELSE false END`,
  );
  return [...rules, ['price_too_fine', tooFine.join(' OR ')]];
}

/** Decimals of a double in its shortest text, which is plain or has an exponent. */
function decimalsOf(name: string): string {
  const part = (nth: number): string => `split_part(${name}::VARCHAR, 'e', ${nth})`;
  const exponent = `coalesce(TRY_CAST(nullif(${part(2)}, '') AS INTEGER), 0)`;
  return `length(rtrim(split_part(${part(1)}, '.', 2), '0')) - ${exponent}`;
}

/** The most decimals that prices may have beside the highest of them, to fit in 2^52 of their units. */
function mostDecimals(highest: number): number {
  let decimals = 0;
  while (decimals < FAST_DIGITS && highest * Number(`1e${decimals + 1}`) < LARGEST_PRICE_UNITS) decimals += 1;
  return decimals;
}

/** What holds of candles; those that need an interval are left out where there is none. */
export function candleRules(period: Period, gridOffset: number): Rule[] {
  const rules: Rule[] = [
    ['duplicate_identical', 'step = 0 AND same'],
    ['duplicate_conflicting', 'step = 0 AND NOT same'],
  ];
  const { interval } = period;
  if (interval !== null && interval < MONTH) {
    rules.push(['overlap', `step > 0 AND step < ${interval}`]);
    rules.push(['misaligned', `${phase(interval)} <> ${gridOffset}`]);
  }
  return rules;
}

const phase = (interval: number): string => `((t % ${interval}) + ${interval}) % ${interval}`;

/** Where on the clock candles open: below a day on the grid of the epoch, from a day on where most of them do. */
export async function gridOffset(rows: Rows, { interval, ordered }: Period): Promise<number> {
  if (interval === null || interval < MICROS_PER_DAY) return 0;
  const found = await rows.session.rows(
    `SELECT ${phase(interval)} AS phase, count(*) AS n FROM ${ordered} GROUP BY phase ORDER BY n DESC, phase LIMIT 1`,
  );
  return Number(found[0]?.phase ?? 0);
}

/** Counts all rules in one look at the rows. */
export async function applyRules(rows: Rows, period: Period, rules: readonly Rule[]): Promise<Found[]> {
  // Each condition stands once, as a column: the longest of them take DuckDB a while to plan.
  const judged = rules.map(([name, condition]) => `${condition} AS ${sqlName(`is_${name}`)}`);
  const counts = rules.map(([name]) => countWithPlaces(name, sqlName(`is_${name}`)));
  const row = await rows.session.row(
    `SELECT ${counts.join(', ')} FROM (SELECT nr, t, ${judged.join(', ')} FROM (${neighbours(period, rows.kind)}))`,
  );
  return rules.map(([name]) => ({ name, count: Number(row[name]), first: placesOf(row, name, timeText) }));
}
