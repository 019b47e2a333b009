/** How far back the candles reach that a strategy is to have seen before its window. */
import { candleStart } from '../market/builder.ts';
import type { Session } from './duckdb.ts';
import { readParquet, windowCondition } from './parquet-file.ts';
import { candleStartSql } from './resample-sql.ts';

export interface HistoryRequest {
  /** Candles that open before the one of this time. Microseconds. */
  readonly before: number;
  /** Length of the candles that are counted, a multiple of the series' own; microseconds. */
  readonly length: number;
  /** How many of them, one at least. */
  readonly count: number;
  /** The series' first time. */
  readonly first: number;
}

/**
 * Open time of the `count`-th candle before a time, of those in which the files of a series have a row: gaps and closed
 * days are passed over. Where there are fewer, of the first; where there is none, of the candle of that time.
 */
export async function historyStart(
  session: Session,
  files: readonly string[],
  { before, length, count, first }: HistoryRequest,
): Promise<number> {
  const end = candleStart(before, length);
  // Without gaps the first look suffices; the files' row groups make each a short one.
  for (let span = count * length; ; span *= 4) {
    const from = end - span;
    const rows = files.map(
      (file) => `SELECT epoch_us("time") AS t FROM ${readParquet(file)} WHERE ${windowCondition(from, end)}`,
    );
    const found = await session.row(
      `SELECT count(*) AS candles, min(start) AS start FROM (
         SELECT DISTINCT ${candleStartSql('t', length)} AS start FROM (${rows.join(' UNION ALL ')})
         ORDER BY start DESC LIMIT ${count})`,
    );
    if (Number(found.candles) === count || from <= first) return found.start === null ? end : Number(found.start);
  }
}
