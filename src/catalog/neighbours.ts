/** The rows of a series beside a time. */
import type { Neighbours } from '../market/edges.ts';
import { MICROS_PER_HOUR } from '../model/time.ts';
import type { Session } from './duckdb.ts';
import { readParquet, windowCondition } from './parquet-file.ts';

/**
 * @param interval length of the series' candles in microseconds; 0 for trades and quotes
 * @param time microseconds
 */
export async function neighboursOf(
  session: Session,
  files: readonly string[],
  interval: number,
  time: number,
): Promise<Neighbours> {
  const near = interval === 0 ? MICROS_PER_HOUR : interval;
  // Where nothing is missing both lie near, and one row group is read; else all of the column.
  const [before, after] = await look(session, files, time, windowCondition(time - near, time + near));
  if (before !== null && after !== null) return { before, after };
  const all = await look(session, files, time, 'true');
  return { before: all[0], after: all[1] };
}

async function look(
  session: Session,
  files: readonly string[],
  time: number,
  condition: string,
): Promise<[number | null, number | null]> {
  const times = files.map((file) => `SELECT epoch_us("time") AS t FROM ${readParquet(file)} WHERE ${condition}`);
  const row = await session.row(
    `SELECT max(t) FILTER (t < ${time}) AS before, min(t) FILTER (t >= ${time}) AS after FROM (${times.join(' UNION ALL ')})`,
  );
  const number = (value: unknown): number | null => (value === null ? null : Number(value));
  return [number(row.before), number(row.after)];
}
