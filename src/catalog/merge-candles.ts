/** New candles beside those of the catalog: one a time, and two of one time must be the same. */
import { dirname } from 'node:path';
import { InputError } from '../model/errors.ts';
import { formatTime } from '../model/time.ts';
import { conflictText, valuesOf } from './conflicts.ts';
import type { Merge, MergedSql } from './import-merge.ts';

/** Candles of the series as a relation `time`, values: what it held, and the file's new ones, each time once. */
export async function mergeCandles({ staged, fresh, held, target }: Merge): Promise<MergedSql> {
  const { session, kind, source } = staged;
  const order = staged.sort ? 'time, nr' : 'nr';
  const once = `SELECT * EXCLUDE (nr) FROM (${fresh}) QUALIFY lag(time) OVER (ORDER BY ${order}) IS DISTINCT FROM time`;
  const { repeated } = await session.row(`SELECT count(*) - count(DISTINCT time) AS repeated FROM (${fresh})`);
  if (held === null) return { sql: once, repeated: Number(repeated) };
  const differs = kind.columns.map((name) => `f.${name} <> e.${name}`).join(' OR ');
  const texts = kind.columns.map((name) => `f.${name}::VARCHAR AS file_${name}, e.${name}::VARCHAR AS held_${name}`);
  const [bad] = await session.rows(
    `SELECT f.nr, f.time, ${texts.join(', ')} FROM (${fresh}) f JOIN (${held}) e ON f.time = e.time
     WHERE ${differs} ORDER BY f.nr LIMIT 1`,
  );
  if (bad !== undefined) {
    const both = conflictText(
      valuesOf(bad, kind, 'file_'),
      valuesOf(bad, kind, 'held_'),
      'in the file',
      'in the catalog',
    );
    throw new InputError(
      `${await source.place(Number(bad.nr))}: the catalog holds another candle at ${formatTime(Number(bad.time))}: ${both}; remove the row, or, where the file is right, move ${dirname(target)} away and import anew`,
    );
  }
  const sql = `SELECT f.* FROM (${once}) f ANTI JOIN (${held}) e ON f.time = e.time
    UNION ALL SELECT * EXCLUDE (nr) FROM (${held})`;
  return { sql, repeated: Number(repeated) };
}
