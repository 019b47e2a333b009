/** What an importer refuses, each with the row: cells that are no values, candles that are none, stamps off their grid, disorder. */
import { InputError } from '../model/errors.ts';
import { formatInterval, formatTime, MICROS_PER_DAY } from '../model/time.ts';
import { cellProblem, decimalsIn, EARLIEST, LATEST } from './cell-problems.ts';
import type { Session } from './duckdb.ts';
import { type ImportKind, numbersOf } from './import-kinds.ts';
import { FAST_DIGITS } from './import-sql.ts';
import { LARGEST_PRICE_UNITS } from './prices.ts';

/** Staged rows of a file and what they came from. */
export interface Staged {
  readonly session: Session;
  readonly kind: ImportKind;
  /** The tables of `textStatement` and `valueStatement`. */
  readonly texts: string;
  readonly values: string;
  readonly file: string;
  /** The relation they were filled from, for the text of a bad row. */
  readonly source: string;
  /** Length of a candle in microseconds; 0 where rows have none. */
  readonly interval: number;
  /** Wall time in microseconds: what lies after it has not happened yet; null where that is allowed. */
  readonly now: number | null;
  /** `price_decimals` of the instrument; null where it has none yet. */
  readonly priceDecimals: number | null;
  /** Whether rows are to be put in the order of their times rather than to be in it. */
  readonly sort: boolean;
}

/** Refuses the first row with a cell that is no time or number, or no price of the instrument. */
export async function checkCells(staged: Staged): Promise<void> {
  const { priceDecimals, now, kind, file, session, texts } = staged;
  const { rows } = await session.row(`SELECT count(*) AS rows FROM ${texts}`);
  if (Number(rows) === 0) throw new InputError(`${file} holds no row`);
  if (kind.kind === 'candles') await refuseOtherCandles(staged);
  const latest = now ?? LATEST;
  const rules = [`time IS NULL OR time NOT BETWEEN ${EARLIEST} AND ${Math.min(latest, LATEST)}`];
  rules.push('bad OR NOT coalesce(isfinite(size_double), true)');
  if (kind.texts.includes('side')) rules.push(`side NOT IN ('buy', 'sell')`);
  if (priceDecimals !== null) {
    rules.push(`price_scale > ${priceDecimals} OR price_double * 1e${priceDecimals} >= ${LARGEST_PRICE_UNITS}`);
  }
  await refuseFirst(staged, texts, rules);
}

/** Rows in the form of candles that are none: rates of funding, and prices that no trade made. */
async function refuseOtherCandles({ session, texts, file, source }: Staged): Promise<void> {
  const row = await session.row(
    `SELECT bool_and(coalesce(TRY_CAST(high AS DOUBLE) = 0 AND TRY_CAST(low AS DOUBLE) = 0
       AND TRY_CAST(close AS DOUBLE) = 0, false)) AND max(TRY_CAST(open AS DOUBLE)) > 0 AS funding,
       bool_and(volume IS NULL AND price_double > 0) AS mark FROM ${texts}`,
  );
  if (row.funding === true) {
    throw new InputError(
      `${file} holds no candles: high, low and close are 0 in every row, as in a file of funding rates (in open)`,
    );
  }
  if (row.mark !== true) return;
  const first = await session.row(`SELECT lower(trim(volume::VARCHAR)) AS volume FROM (${source}) WHERE nr = 1`);
  if (['nan', '', null].includes(first.volume as string | null)) {
    throw new InputError(
      `${file} holds no candles of trades: volume is ${first.volume === 'nan' ? 'NaN' : 'blank'} in every row, as in a file of mark prices; --map volume=none takes them with volume 0`,
    );
  }
}

/**
 * Refuses prices so fine that the file's highest does not fit in 2^52 of their units.
 *
 * @returns the most decimals that a price of the file has
 */
export async function checkScale(staged: Staged): Promise<number> {
  const { session, texts, kind } = staged;
  const facts = await session.row(`SELECT max(price_scale) AS scale, max(price_double) AS high FROM ${texts}`);
  const scale = Number(facts.scale);
  if (scale <= FAST_DIGITS && Number(facts.high) * Number(`1e${scale}`) < LARGEST_PRICE_UNITS) return scale;
  const row = await session.row(
    `SELECT nr, ${kind.prices.join(', ')} FROM ${texts} WHERE price_scale = ${scale} ORDER BY nr LIMIT 1`,
  );
  const finest = kind.prices.map((name) => String(row[name])).find((text) => decimalsIn(text) === scale);
  throw new InputError(
    `${staged.file} row ${row.nr}: price ${finest} has ${scale} decimals, too fine beside prices of ${facts.high}: where that is dust of float arithmetic, --round-prices 15 takes prices at 15 significant digits`,
  );
}

/** Refuses the first row whose values are none that can be. Candles of days and longer have no grid: venues start weeks where they like. */
export async function checkValues(staged: Staged): Promise<void> {
  const { kind, interval } = staged;
  const rules = [...kind.prices.map((name) => `${name} <= 0`), ...kind.sizes.map((name) => `${name} < 0`)];
  if (kind.kind === 'candles') {
    rules.push('high < low OR open > high OR open < low OR close > high OR close < low');
    if (interval < MICROS_PER_DAY) rules.push(`time % ${interval} <> 0`);
  }
  await refuseFirst(staged, staged.values, rules);
}

async function refuseFirst(staged: Staged, table: string, rules: readonly string[]): Promise<void> {
  const { session, kind, source } = staged;
  const { bad } = await session.row(
    `SELECT min(nr) AS bad FROM ${table} WHERE ${rules.map((rule) => `(${rule})`).join(' OR ')}`,
  );
  if (bad === null || bad === undefined) return;
  const names = ['time', ...numbersOf(kind), ...kind.texts];
  const texts = names.map((name) => `${name}::VARCHAR AS ${name}`);
  const raw = await session.row(`SELECT ${texts.join(', ')} FROM (${source}) WHERE nr = ${bad}`);
  const read = await session.row(
    `SELECT * EXCLUDE (nr) REPLACE (time::DOUBLE AS time) FROM ${staged.texts} WHERE nr = ${bad}`,
  );
  const time = read.time === null ? null : Number(read.time);
  throw new InputError(`${staged.file} row ${bad}: ${cellProblem(staged, { row: Number(bad), raw, read, time })}`);
}

/** How the rows of a file follow each other. */
export interface RowOrder {
  readonly rows: number;
  readonly newestFirst: boolean;
}

/**
 * Times must rise from row to row, or fall throughout (newest first); those of trades and quotes may repeat.
 *
 * @throws InputError at the first row out of order, at a time with two different candles, and at candles that overlap
 */
export async function checkOrder(staged: Staged): Promise<RowOrder> {
  const isCandles = staged.kind.kind === 'candles';
  const same = isCandles ? staged.kind.columns.map((name) => `${name} = lag(${name}) OVER w`).join(' AND ') : 'true';
  const found = await staged.session.row(
    `WITH steps AS (
       SELECT nr, time - lag(time) OVER w AS step, ${same} AS same FROM ${staged.values} WINDOW w AS (ORDER BY ${staged.sort ? 'time, nr' : 'nr'})
     )
     SELECT count(*) AS rows, count(*) FILTER (step > 0) AS up, count(*) FILTER (step < 0) AS down,
       min(nr) FILTER (step = 0 AND NOT same) AS conflict,
       min(nr) FILTER (step < 0) AS first_down, min(nr) FILTER (step > 0) AS first_up,
       min(nr) FILTER (abs(step) BETWEEN 1 AND ${staged.interval - 1}) AS crowded FROM steps`,
  );
  const count = (name: string): number => Number(found[name] ?? 0);
  const newestFirst = count('down') > count('up');
  if (count('up') > 0 && count('down') > 0) {
    const row = count(newestFirst ? 'first_up' : 'first_down');
    throw await neighbours(
      staged,
      row,
      (now, then) => `time ${now} comes after ${then}: sort the file by time, or say --sort`,
    );
  }
  if (found.conflict !== null) {
    throw await neighbours(
      staged,
      count('conflict'),
      (now) => `time ${now} stands twice with different values: keep the right row`,
    );
  }
  if (found.crowded !== null) {
    const length = formatInterval(staged.interval);
    throw await neighbours(
      staged,
      count('crowded'),
      (now, then) => `time ${now} is less than ${length} from ${then}: is --interval right?`,
    );
  }
  return { rows: count('rows'), newestFirst };
}

async function neighbours(
  staged: Staged,
  row: number,
  say: (now: string, then: string) => string,
): Promise<InputError> {
  const order = staged.sort ? 'time, nr' : 'nr';
  const found = await staged.session.row(
    `SELECT * FROM (SELECT nr, time, lag(time) OVER (ORDER BY ${order}) AS before FROM ${staged.values}) WHERE nr = ${row}`,
  );
  const text = (name: string): string => formatTime(Number(found[name]));
  return new InputError(`${staged.file} row ${row}: ${say(text('time'), text('before'))}`);
}
