/** Coarser candles from finer ones, or from trades, as SQL: exact, since a DECIMAL stays one. */
import { MICROS_PER_DAY, MICROS_PER_WEEK } from '../model/time.ts';
import { readParquet } from './parquet-file.ts';

/** Most digits of any DECIMAL. */
const MOST_DIGITS = 38;
/** Weeks begin on Monday; 1970-01-01 was a Thursday. As in `market/builder.ts`. */
const MONDAY = 4 * MICROS_PER_DAY;
/** More rows than a file has: keeps the rows of one file together in `nr`. */
const ROWS_OF_A_FILE = 1_000_000_000_000;

export const PRICES = ['open', 'high', 'low', 'close'] as const;

/**
 * A series' files, in the order of their times, as one relation: `nr` (in the order of the rows), `t` in microseconds,
 * `open high low close volume`. Of a trade all four prices are its own, and it has an `id`.
 */
export function rowsOfFiles(kind: 'candles' | 'trades', files: readonly string[], hasIds = false): string {
  const values =
    kind === 'candles'
      ? 'open, high, low, close, volume'
      : 'price AS open, price AS high, price AS low, price AS close, size AS volume' +
        (hasIds ? ', id' : ', NULL AS id');
  const parts = files.map(
    (file, index) =>
      `SELECT ${index} * ${ROWS_OF_A_FILE} + file_row_number AS nr, epoch_us("time") AS t, ${values} FROM ${readParquet(file, true)}`,
  );
  return parts.join(' UNION ALL ');
}

/** Open time of the candle of `interval` that contains `time`, both as SQL in microseconds. */
export function candleStartSql(time: string, interval: number): string {
  const origin = interval % MICROS_PER_WEEK === 0 ? MONDAY : 0;
  // The remainder of a time before the origin is negative.
  return `${time} - ((${time} - ${origin}) % ${interval} + ${interval}) % ${interval}`;
}

/** Volumes keep their scale; of doubles the sum is taken in the order of the rows. */
const sumOf = (type: string): string => (type.startsWith('DECIMAL') ? 'sum(volume)' : 'fsum(volume ORDER BY nr)');

export interface ResampleRule {
  readonly interval: number;
  /** Candles are whole where they open at `from` or later and end at `to` or earlier. */
  readonly from: number;
  readonly to: number;
  /** DuckDB types of the finer columns. */
  readonly types: ReadonlyMap<string, string>;
}

/** The coarser candles of `rows` that lie whole in the window: `time` in microseconds and the values, in no order. */
export function coarseCandles(rows: string, { interval, from, to, types }: ResampleRule): string {
  return `SELECT start AS time, arg_min(open, nr) AS open, max(high) AS high, min(low) AS low, arg_max(close, nr) AS close,
      ${sumOf(types.get('volume') ?? '')} AS volume, count(*) AS parts
    FROM (SELECT *, ${candleStartSql('t', interval)} AS start FROM (${rows}))
    WHERE start >= ${from} AND start + ${interval} <= ${to} GROUP BY start`;
}

/** Types of the columns to write: prices as they are, sums with as many digits as the largest needs (as text). */
export function writtenTypes(types: ReadonlyMap<string, string>, largestVolume: string): Map<string, string> {
  const written = new Map(PRICES.map((name): [string, string] => [name, types.get(name) ?? 'DOUBLE']));
  const scale = Number(/^DECIMAL\([0-9]+,([0-9]+)\)$/.exec(types.get('volume') ?? '')?.[1] ?? Number.NaN);
  const whole = (largestVolume.split('.')[0] ?? '').replace(/^0+/, '').length;
  const digits = Math.min(MOST_DIGITS, Math.max(1, whole + scale));
  return written.set('volume', Number.isNaN(scale) ? 'DOUBLE' : `DECIMAL(${digits}, ${scale})`);
}

/** Counts of what cannot be resampled, and the first place of each. Rows come in their order: nothing is sorted. */
export function problemsSql(rows: string, finer: number, interval: number): string {
  const values = [...PRICES, 'volume'];
  // NaN is greater than any number to DuckDB, and an infinite volume is no sum.
  const unusable = values.map((name) => `${name} IS NULL OR NOT isfinite(${name}::DOUBLE)`).join(' OR ');
  const last = finer === 0 ? 't' : `(t + ${finer - 1})`;
  return `WITH steps AS (SELECT *, lag(t) OVER () AS before FROM (${rows}))
    SELECT count(*) AS rows, min(t) AS first, max(t) AS last, count(*) FILTER (t IS NULL) AS untimed,
      min(t) FILTER (${unusable}) AS unusable, min(t) FILTER (t - before < ${finer}) AS crowded,
      min(t) FILTER (${candleStartSql('t', interval)} <> ${candleStartSql(last, interval)}) AS crossing FROM steps`;
}
