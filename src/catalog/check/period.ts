/** From when to when rows reach, which way the file runs, and how long a candle is. */
import { formatTime } from '../../model/time.ts';
import type { Session } from '../duckdb.ts';
import { countWithPlaces, placesOf } from './cells.ts';
import type { Found } from './findings.ts';
import type { Rows } from './open.ts';

export interface Period {
  readonly rows: number;
  /** Times in microseconds; null where no time could be read. */
  readonly first: number | null;
  readonly last: number | null;
  /** Length of a candle in microseconds: as said, else the most frequent step; null where there is none. */
  readonly interval: number | null;
  readonly inferred: boolean;
  readonly newestFirst: boolean;
  /** Relation of the rows that have a time, in its order (either way). */
  readonly ordered: string;
  /** Candles that the period has room for; null where there is no interval. */
  readonly candles: number | null;
  /** The highest price that could be read. */
  readonly highest: number | null;
}

/** ISO text of a time as SQL gives it. */
export const timeText = (time: number): string => formatTime(time);

const SECOND = 1_000_000;

/**
 * @param interval as said; null to infer it, 0 where rows have none
 * @param found what is found on the way is added
 */
export async function periodOf(rows: Rows, interval: number | null, found: Found[]): Promise<Period> {
  const { session, cells, kind } = rows;
  const steps = `SELECT *, t - lag(t) OVER () AS step FROM ${cells} WHERE t IS NOT NULL`;
  const row = await session.row(
    `SELECT (SELECT count(*) FROM ${cells}) AS rows, min(t) AS first, max(t) AS last,
       max(${kind.prices.length === 1 ? kind.prices[0] : `greatest(${kind.prices.join(', ')})`}) AS highest,
       ${countWithPlaces('rising', 'step > 0')}, ${countWithPlaces('falling', 'step < 0')} FROM (${steps})`,
  );
  const newestFirst = Number(row.falling) > Number(row.rising);
  const against = newestFirst ? 'rising' : 'falling';
  const disorder = Number(row[against]);
  found.push({ name: 'disorder', count: disorder, first: placesOf(row, against, timeText) });
  if (newestFirst) found.push({ name: 'newest_first', count: 1, candles: 0 });
  let ordered = `(SELECT * FROM ${cells} WHERE t IS NOT NULL)`;
  if (disorder > 0) {
    // The file's own order tells nothing of gaps and duplicates any more.
    ordered = 'check_sorted';
    const direction = newestFirst ? 'DESC' : 'ASC';
    await session.run(
      `CREATE OR REPLACE TEMP TABLE check_sorted AS
       SELECT * FROM ${cells} WHERE t IS NOT NULL ORDER BY t ${direction}, nr`,
    );
  }
  const number = (value: unknown): number | null => (value === null ? null : Number(value));
  const [first, last] = [number(row.first), number(row.last)];
  const length = interval === 0 ? null : (interval ?? (await mostFrequentStep(session, ordered)));
  const candles = length === null || first === null || last === null ? null : Math.floor((last - first) / length) + 1;
  return {
    rows: Number(row.rows),
    first,
    last,
    interval: length,
    inferred: interval === null,
    newestFirst,
    ordered,
    candles,
    highest: number(row.highest),
  };
}

/** Of rows by their `t`; to the second, so that stamps that tremble still show their step; the shorter of two equally frequent ones. */
export async function mostFrequentStep(session: Session, relation: string): Promise<number | null> {
  const found = await session.rows(
    `SELECT round(abs(step) / ${SECOND})::BIGINT AS seconds, count(*) AS n
     FROM (SELECT t - lag(t) OVER () AS step FROM ${relation}) WHERE abs(step) >= ${SECOND / 2}
     GROUP BY seconds ORDER BY n DESC, seconds LIMIT 1`,
  );
  return found[0] === undefined ? null : Number(found[0].seconds) * SECOND;
}
