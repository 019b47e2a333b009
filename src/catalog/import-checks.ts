/** What an importer refuses, each with the row: cells that are no values, candles that are none, stamps off their grid, disorder. */
import { decimalsOf } from '../model/decimal.ts';
import { InputError } from '../model/errors.ts';
import { formatInterval, formatTime, MICROS_PER_DAY } from '../model/time.ts';
import type { Session, SqlRow } from './duckdb.ts';
import { FAST_DIGITS } from './import-sql.ts';
import { LARGEST_PRICE_UNITS } from './prices.ts';
import { priceProblem, rangeProblem, volumeProblem } from './row-problems.ts';

/** Staged rows of a file and what they came from. */
export interface Staged {
  readonly session: Session;
  /** The tables of `textStatement` and `valueStatement`. */
  readonly texts: string;
  readonly values: string;
  readonly file: string;
  /** The relation they were filled from, for the text of a bad row. */
  readonly source: string;
  /** Length of a candle in microseconds. */
  readonly interval: number;
  /** `price_decimals` of the instrument; null where it has none yet. */
  readonly priceDecimals: number | null;
}

/** Years 1900 to 2200: a time beyond them was read in the wrong unit. */
const EARLIEST = -2208988800000000;
const LATEST = 7258118400000000;

/** Refuses the first row with a cell that is no time or number, or no price of the instrument. */
export async function checkCells(staged: Staged): Promise<void> {
  const { priceDecimals } = staged;
  const rules = [
    `time IS NULL OR time NOT BETWEEN ${EARLIEST} AND ${LATEST}`,
    'price_scale IS NULL OR volume_double IS NULL OR NOT isfinite(volume_double)',
  ];
  if (priceDecimals !== null) {
    rules.push(`price_scale > ${priceDecimals} OR high_double * 1e${priceDecimals} >= ${LARGEST_PRICE_UNITS}`);
  }
  await refuseFirst(staged, staged.texts, rules);
}

/**
 * Refuses prices so fine that the file's highest does not fit in 2^52 of their units.
 *
 * @returns the most decimals that a price of the file has
 */
export async function checkScale(staged: Staged): Promise<number> {
  const { session, texts } = staged;
  const facts = await session.row(`SELECT max(price_scale) AS scale, max(high_double) AS high FROM ${texts}`);
  const scale = Number(facts.scale);
  if (scale <= FAST_DIGITS && Number(facts.high) * Number(`1e${scale}`) < LARGEST_PRICE_UNITS) return scale;
  const row = await session.row(`SELECT nr, o, h, l, c FROM ${texts} WHERE price_scale = ${scale} ORDER BY nr LIMIT 1`);
  const finest = ['o', 'h', 'l', 'c'].map((name) => String(row[name])).find((text) => decimalsIn(text) === scale);
  throw new InputError(
    `${staged.file} row ${row.nr}: price ${finest} has ${scale} decimals, too fine beside prices of ${facts.high}: round the file's prices`,
  );
}

/** Refuses the first row whose values are no candle. Days and longer have no grid: venues start weeks where they like. */
export async function checkCandles(staged: Staged): Promise<void> {
  const rules = [
    ...['open', 'high', 'low', 'close'].map((name) => `${name} <= 0`),
    'volume < 0',
    'high < low OR open > high OR open < low OR close > high OR close < low',
  ];
  if (staged.interval < MICROS_PER_DAY) rules.push(`time % ${staged.interval} <> 0`);
  await refuseFirst(staged, staged.values, rules);
}

async function refuseFirst(staged: Staged, table: string, rules: readonly string[]): Promise<void> {
  const { bad } = await staged.session.row(`SELECT min(nr) AS bad FROM ${table} WHERE ${rules.join(' OR ')}`);
  if (bad === null || bad === undefined) return;
  const texts = ['time', 'open', 'high', 'low', 'close', 'volume'].map((name) => `${name}::VARCHAR AS ${name}`);
  const raw = await staged.session.row(`SELECT ${texts.join(', ')} FROM (${staged.source}) WHERE nr = ${bad}`);
  const { time } = await staged.session.row(`SELECT time::DOUBLE AS time FROM ${table} WHERE nr = ${bad}`);
  throw new InputError(`${staged.file} row ${bad}: ${cellProblem(staged, raw, time === null ? null : Number(time))}`);
}

function cellProblem(staged: Staged, raw: SqlRow, time: number | null): string {
  const text = (name: string): string | null => (raw[name] === null ? null : String(raw[name]));
  const stamp = text('time');
  if (stamp === null) return 'time is blank';
  if (time === null) {
    return `time "${stamp}" cannot be read: write ISO times (an hour that a change of clocks skips or repeats needs its offset) or epoch numbers, and say --time-unit and --time-zone`;
  }
  if (time < EARLIEST || time > LATEST)
    return `time ${stamp} lies outside the years 1900 to 2200: is --time-unit right?`;
  for (const name of ['open', 'high', 'low', 'close']) {
    const problem = importedPrice(name, text(name), staged.priceDecimals);
    if (problem !== null) return problem;
  }
  return (
    volumeText(text('volume')) ??
    rangeProblem(raw) ??
    `time ${formatTime(time)} is not on the grid of ${formatInterval(staged.interval)} candles: is --interval right?`
  );
}

function importedPrice(name: string, text: string | null, priceDecimals: number | null): string | null {
  if (text === null) return `${name} is blank`;
  if (decimalsIn(text) === null) return `${name} "${text}" is not a number, as in 1234.5 or 1e-8`;
  if (priceDecimals !== null) return priceProblem(name, text.toLowerCase(), priceDecimals);
  return Number(text) > 0 ? null : `${name} is ${text}: a price is above zero`;
}

function volumeText(text: string | null): string | null {
  if (text === null) return 'volume is blank';
  return decimalsIn(text) === null
    ? `volume "${text}" is not a number, as in 1234.5 or 1e-8`
    : volumeProblem('volume', text);
}

function decimalsIn(text: string): number | null {
  try {
    return decimalsOf(text.toLowerCase());
  } catch {
    return null;
  }
}

/** How the rows of a file follow each other. */
export interface RowOrder {
  readonly rows: number;
  /** Rows that repeat the one before them. */
  readonly repeated: number;
}

const VALUES = ['open', 'high', 'low', 'close', 'volume'];

/**
 * Times must rise from row to row, or fall throughout (newest first). A candle that repeats its neighbour is counted.
 *
 * @throws InputError at the first row out of order, at a time with two different candles, and at candles that overlap
 */
export async function checkOrder(staged: Staged): Promise<RowOrder> {
  const same = VALUES.map((name) => `${name} = lag(${name}) OVER w`).join(' AND ');
  const found = await staged.session.row(
    `WITH steps AS (
       SELECT nr, time - lag(time) OVER w AS step, ${same} AS same FROM ${staged.values} WINDOW w AS (ORDER BY nr)
     )
     SELECT count(*) AS rows, count(*) FILTER (step > 0) AS up, count(*) FILTER (step < 0) AS down,
       count(*) FILTER (step = 0 AND same) AS repeated, min(nr) FILTER (step = 0 AND NOT same) AS conflict,
       min(nr) FILTER (step < 0) AS first_down, min(nr) FILTER (step > 0) AS first_up,
       min(nr) FILTER (abs(step) BETWEEN 1 AND ${staged.interval - 1}) AS crowded FROM steps`,
  );
  const count = (name: string): number => Number(found[name] ?? 0);
  if (count('rows') === 0) throw new InputError(`${staged.file} holds no row`);
  if (count('up') > 0 && count('down') > 0) {
    const newestFirst = count('down') > count('up');
    const row = count(newestFirst ? 'first_up' : 'first_down');
    throw await neighbours(staged, row, (now, then) => `time ${now} comes after ${then}: sort the file by time`);
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
  return { rows: count('rows'), repeated: count('repeated') };
}

async function neighbours(
  staged: Staged,
  row: number,
  say: (now: string, then: string) => string,
): Promise<InputError> {
  const rows = await staged.session.rows(
    `SELECT nr, time FROM ${staged.values} WHERE nr <= ${row} ORDER BY nr DESC LIMIT 2`,
  );
  const [now, then] = rows.map((entry) => formatTime(Number(entry.time)));
  return new InputError(`${staged.file} row ${row}: ${say(now ?? '', then ?? '')}`);
}

/**
 * Candles that the catalog holds already must be the same there.
 *
 * @param existing relation of the series' candles as they stand
 * @returns how many of the file's candles are there already
 */
export async function checkAgainst(staged: Staged, existing: string): Promise<number> {
  const differs = VALUES.map((name) => `f.${name} <> e.${name}`).join(' OR ');
  const found = await staged.session.row(
    `SELECT count(DISTINCT f.time) AS both, min(f.nr) FILTER (${differs}) AS conflict
     FROM ${staged.values} f JOIN (${existing}) e ON f.time = e.time`,
  );
  if (found.conflict !== null) {
    const row = Number(found.conflict);
    const { time } = await staged.session.row(`SELECT time FROM ${staged.values} WHERE nr = ${row}`);
    throw new InputError(
      `${staged.file} row ${row}: the catalog holds another candle at ${formatTime(Number(time))}: remove one of the two`,
    );
  }
  return Number(found.both);
}
