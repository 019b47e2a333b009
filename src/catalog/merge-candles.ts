/** New candles beside those of the catalog: one a time, and two of one time must be the same. */
import { InputError } from '../model/errors.ts';
import { formatTime } from '../model/time.ts';
import type { Merge } from './import-merge.ts';

/** Candles of the series as a relation `time`, values: what it held, and the file's new ones, each time once. */
export async function mergeCandles({ staged, existing, fresh, held }: Merge): Promise<string> {
  const order = staged.sort ? 'time, nr' : 'nr';
  const once = `SELECT * EXCLUDE (nr) FROM (${fresh}) QUALIFY lag(time) OVER (ORDER BY ${order}) IS DISTINCT FROM time`;
  if (held === null) return once;
  const differs = staged.kind.columns.map((name) => `f.${name} <> e.${name}`).join(' OR ');
  const found = await staged.session.row(
    `SELECT min(f.nr) FILTER (${differs}) AS conflict
     FROM ${staged.values} f JOIN (${existing}) e ON f.time = e.time`,
  );
  if (found.conflict !== null) {
    const row = Number(found.conflict);
    const { time } = await staged.session.row(`SELECT time FROM ${staged.values} WHERE nr = ${row}`);
    throw new InputError(
      `${staged.file} row ${row}: the catalog holds another candle at ${formatTime(Number(time))}: remove one of the two`,
    );
  }
  return `SELECT f.* FROM (${once}) f ANTI JOIN (${existing}) e ON f.time = e.time
    UNION ALL SELECT * EXCLUDE (nr) FROM (${held})`;
}
