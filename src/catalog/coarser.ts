/** Coarser candles that stand beside a series: resampled from it or not, rows that are added to it do not reach them. */
import type { Session } from './duckdb.ts';
import type { Existing } from './import-existing.ts';
import type { Values } from './import-values.ts';
import { listSeries, type SeriesKey, seriesFiles } from './layout.ts';
import { checkParquetFile, timesOf } from './parquet-file.ts';

/** Series of the same symbol whose candles are whole multiples of this one's; of trades, all candles; of quotes, none. */
export async function coarserSeries(catalog: string, key: SeriesKey): Promise<SeriesKey[]> {
  if (key.kind === 'quotes') return [];
  return (await listSeries(catalog)).filter(
    (other) =>
      other.kind === 'candles' &&
      other.venue === key.venue &&
      other.symbol === key.symbol &&
      other.interval > key.interval &&
      (key.kind === 'trades' || other.interval % key.interval === 0),
  );
}

/**
 * Intervals in microseconds of the coarser candles that rows of a file, once they are added, may make stale: those that
 * begin before the last row that is new.
 */
export async function staleAfter(
  session: Session,
  place: { readonly catalog: string; readonly key: SeriesKey },
  values: Values,
  existing: Existing,
): Promise<number[]> {
  const coarser = await coarserSeries(place.catalog, place.key);
  if (coarser.length === 0) return [];
  const last = await lastNew(session, place.key, values, existing);
  const stale: number[] = [];
  for (const key of coarser) {
    const first = await firstOf(session, place.catalog, key);
    if (first !== null && last !== null && last >= first) stale.push(key.interval);
  }
  return stale;
}

/** Time of the last row that the series does not have; of trades, of the last that the file has. */
async function lastNew(session: Session, key: SeriesKey, values: Values, existing: Existing): Promise<number | null> {
  const { last } = await session.row(`SELECT max(time) AS last FROM (${values.sql})`);
  if (last === null) return null;
  if (existing.sql === null || key.kind === 'trades' || Number(last) > existing.last) return Number(last);
  const fresh = await session.row(
    `SELECT max(time) AS last FROM (${values.sql}) WHERE time NOT IN (SELECT time FROM (${existing.sql}))`,
  );
  return fresh.last === null ? null : Number(fresh.last);
}

/** Null where a series has no row, or cannot be read: that is for `data check` to say, and hinders no import. */
async function firstOf(session: Session, catalog: string, key: SeriesKey): Promise<number | null> {
  let first = Number.POSITIVE_INFINITY;
  try {
    for (const file of await seriesFiles(catalog, key)) {
      await checkParquetFile(file);
      const times = await timesOf(session, file);
      if (times.rows > 0) first = Math.min(first, times.first);
    }
  } catch {
    return null;
  }
  return Number.isFinite(first) ? first : null;
}
