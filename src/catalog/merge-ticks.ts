/**
 * New trades or quotes beside those of the catalog.
 *
 * Trades that all have an id are one trade where their ids are equal, and must then be equal throughout. All others
 * are compared time by time, since equal rows of one file are separate ones: a time that only one side has is taken as it
 * is; where both have rows of one time, the side that holds all rows of the other is taken, and neither is a conflict.
 */
import { InputError } from '../model/errors.ts';
import { formatTime } from '../model/time.ts';
import type { Staged } from './import-checks.ts';
import type { Merge } from './import-merge.ts';

/** A SELECT of the rows with what puts them in order. @throws InputError at the first row of the file that conflicts */
export async function mergeTicks(merge: Merge): Promise<string> {
  const { staged, fresh, held } = merge;
  const { session } = staged;
  await session.run(`CREATE OR REPLACE TEMP VIEW fresh_rows AS ${fresh}`);
  await session.run(`CREATE OR REPLACE TEMP VIEW held_rows AS ${held ?? `SELECT * FROM (${fresh}) WHERE false`}`);
  const byId = staged.kind.texts.includes('id') && (await allHaveIds(staged));
  return byId ? mergeById(staged) : mergeByTime(staged);
}

async function allHaveIds({ session }: Staged): Promise<boolean> {
  const { whole } = await session.row(
    'SELECT (SELECT count(*) = count(id) FROM fresh_rows) AND (SELECT count(*) = count(id) FROM held_rows) AS whole',
  );
  return whole === true;
}

async function mergeById(staged: Staged): Promise<string> {
  const { kind, session } = staged;
  const others = ['time', ...kind.columns.filter((name) => name !== 'id')];
  const differs = others.map((name) => `a.${name} IS DISTINCT FROM b.${name}`).join(' OR ');
  const first = 'SELECT * FROM fresh_rows QUALIFY row_number() OVER (PARTITION BY id ORDER BY nr) = 1';
  const within = await session.row(
    `SELECT min(abs(a.nr)) AS nr FROM fresh_rows a JOIN (${first}) b ON a.id = b.id WHERE ${differs}`,
  );
  if (within.nr !== null) throw await conflict(staged, Number(within.nr), 'another row of the file');
  const across = await session.row(
    `SELECT min(abs(a.nr)) AS nr FROM fresh_rows a JOIN held_rows b ON a.id = b.id WHERE ${differs}`,
  );
  if (across.nr !== null) throw await conflict(staged, Number(across.nr), 'the catalog');
  return `SELECT *, 0 AS side_of_merge FROM held_rows
    UNION ALL SELECT f.*, 1 FROM (${first}) f ANTI JOIN held_rows h ON f.id = h.id`;
}

async function conflict({ session, file }: Staged, nr: number, holder: string): Promise<InputError> {
  const { id } = await session.row(`SELECT id::VARCHAR AS id FROM fresh_rows WHERE abs(nr) = ${nr}`);
  return new InputError(
    `${file} row ${nr}: ${holder} has another trade of id ${id}: ids are of one symbol on one venue; remove one of the two`,
  );
}

async function mergeByTime(staged: Staged): Promise<string> {
  const { kind, session } = staged;
  const columns = ['time', ...kind.columns.filter((name) => name !== 'id')];
  // Only what both have rows of is compared; a plain append compares nothing.
  await session.run(
    `CREATE OR REPLACE TEMP TABLE shared_times AS
     SELECT DISTINCT time FROM fresh_rows WHERE time IN (SELECT time FROM held_rows)`,
  );
  const counted = (rows: string): string =>
    `SELECT ${columns.join(', ')}, count(*) AS n, min(abs(nr)) AS nr FROM ${rows} SEMI JOIN shared_times USING (time) GROUP BY ALL`;
  const equal = columns.map((name) => `f.${name} IS NOT DISTINCT FROM h.${name}`).join(' AND ');
  await session.run(
    `CREATE OR REPLACE TEMP TABLE compared_times AS
     SELECT coalesce(f.time, h.time) AS time, bool_or(coalesce(f.n, 0) > coalesce(h.n, 0)) AS file_more,
       bool_or(coalesce(h.n, 0) > coalesce(f.n, 0)) AS catalog_more,
       min(f.nr) FILTER (coalesce(f.n, 0) > coalesce(h.n, 0)) AS nr
     FROM (${counted('fresh_rows')}) f FULL JOIN (${counted('held_rows')}) h ON ${equal} GROUP BY ALL`,
  );
  const [bad] = await session.rows(
    'SELECT nr, time FROM compared_times WHERE file_more AND catalog_more ORDER BY nr LIMIT 1',
  );
  if (bad !== undefined) {
    throw new InputError(
      `${staged.file} row ${bad.nr}: the catalog holds other ${kind.kind} at ${formatTime(Number(bad.time))}, and lacks this one: remove one of the two`,
    );
  }
  return `SELECT h.*, 0 AS side_of_merge FROM held_rows h
      ANTI JOIN (FROM compared_times WHERE file_more) c ON h.time = c.time
    UNION ALL SELECT f.*, 1 FROM fresh_rows f
      ANTI JOIN (FROM compared_times WHERE NOT file_more) c ON f.time = c.time`;
}
