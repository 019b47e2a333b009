/**
 * New trades or quotes beside those of the catalog.
 *
 * Trades that all have an id are one trade where their ids are equal, and must then be equal throughout. All others
 * are compared time by time, since equal rows of one file are separate ones: a time that only one side has is taken as it
 * is; where both have rows of one time, the side that holds all rows of the other is taken, and neither is a conflict.
 */
import { dirname } from 'node:path';
import { InputError } from '../model/errors.ts';
import { formatTime } from '../model/time.ts';
import { conflictText, valuesOf } from './conflicts.ts';
import type { SqlRow } from './duckdb.ts';
import type { Staged } from './import-checks.ts';
import type { Merge, MergedSql } from './import-merge.ts';

/** A SELECT of the rows with what puts them in order. @throws InputError at the first row of the file that conflicts */
export async function mergeTicks(merge: Merge): Promise<MergedSql> {
  const { staged, fresh, held } = merge;
  const { session } = staged;
  await session.run(`CREATE OR REPLACE TEMP VIEW fresh_rows AS ${fresh}`);
  await session.run(`CREATE OR REPLACE TEMP VIEW held_rows AS ${held ?? `SELECT * FROM (${fresh}) WHERE false`}`);
  const byId = staged.kind.texts.includes('id') && (await allHaveIds(staged));
  return byId ? mergeById(merge) : mergeByTime(merge);
}

async function allHaveIds({ session }: Staged): Promise<boolean> {
  const { whole } = await session.row(
    'SELECT (SELECT count(*) = count(id) FROM fresh_rows) AND (SELECT count(*) = count(id) FROM held_rows) AS whole',
  );
  return whole === true;
}

async function mergeById({ staged, target }: Merge): Promise<MergedSql> {
  const { kind, session } = staged;
  const others = ['time', ...kind.columns.filter((name) => name !== 'id')];
  const differs = others.map((name) => `a.${name} IS DISTINCT FROM b.${name}`).join(' OR ');
  const texts = kind.columns.map((name) => `a.${name}::VARCHAR AS file_${name}, b.${name}::VARCHAR AS held_${name}`);
  const conflicting = async (other: string): Promise<SqlRow | undefined> =>
    (
      await session.rows(
        `SELECT abs(a.nr) AS nr, a.time, b.time AS held_time, ${texts.join(', ')} FROM fresh_rows a JOIN ${other} b ON a.id = b.id
         WHERE ${differs} ORDER BY abs(a.nr) LIMIT 1`,
      )
    )[0];
  const first = 'SELECT * FROM fresh_rows QUALIFY row_number() OVER (PARTITION BY id ORDER BY nr) = 1';
  const within = await conflicting(`(${first})`);
  if (within !== undefined) throw await conflict(staged, within, 'another row of the file');
  const across = await conflicting('held_rows');
  if (across !== undefined) throw await conflict(staged, across, 'the catalog', target);
  const { repeated } = await session.row('SELECT count(*) - count(DISTINCT id) AS repeated FROM fresh_rows');
  const sql = `SELECT *, 0 AS side_of_merge FROM held_rows
    UNION ALL SELECT f.*, 1 FROM (${first}) f ANTI JOIN held_rows h ON f.id = h.id`;
  return { sql, repeated: Number(repeated) };
}

async function conflict({ kind, source }: Staged, row: SqlRow, holder: string, target?: string): Promise<InputError> {
  const [time, held] = [formatTime(Number(row.time)), formatTime(Number(row.held_time))];
  const [one, other] = [valuesOf(row, kind, 'file_'), valuesOf(row, kind, 'held_')];
  const times = time === held ? '' : `time ${time} here and ${held} there, `;
  const both = (times + conflictText(one, other, 'here', 'there')).replace(/, $/, '');
  const anew =
    target === undefined ? '' : `, or, where the file is right, move ${dirname(target)} away and import anew`;
  return new InputError(
    `${await source.place(Number(row.nr))}: ${holder} has another trade of id ${row.file_id}: ${both}; ids are of one symbol on one venue: remove the wrong one${anew}`,
  );
}

async function mergeByTime({ staged, target }: Merge): Promise<MergedSql> {
  const { kind, session, source } = staged;
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
    const both = await rowsOfOneTime(staged, Number(bad.time), Number(bad.nr));
    throw new InputError(
      `${await source.place(Number(bad.nr))}: the catalog holds other ${kind.kind} at ${formatTime(Number(bad.time))}, and lacks this one (${both}): remove the rows of that time from the file, or, where the file is right, move ${dirname(target)} away and import anew`,
    );
  }
  const sql = `SELECT h.*, 0 AS side_of_merge FROM held_rows h
      ANTI JOIN (FROM compared_times WHERE file_more) c ON h.time = c.time
    UNION ALL SELECT f.*, 1 FROM fresh_rows f
      ANTI JOIN (FROM compared_times WHERE NOT file_more) c ON f.time = c.time`;
  return { sql, repeated: 0 };
}

/** A row of the file, and the first that the catalog has at its time and the file has not, value by value. */
async function rowsOfOneTime({ session, kind }: Staged, time: number, nr: number): Promise<string> {
  const columns = kind.columns.filter((name) => name !== 'id');
  const texts = (prefix: string): string => columns.map((name) => `${name}::VARCHAR AS ${prefix}${name}`).join(', ');
  const plain = columns.join(', ');
  const row = await session.row(
    `SELECT * FROM (SELECT ${texts('file_')} FROM fresh_rows WHERE abs(nr) = ${nr}),
       (SELECT ${texts('held_')} FROM (SELECT ${plain} FROM held_rows WHERE time = ${time}
          EXCEPT ALL SELECT ${plain} FROM fresh_rows WHERE time = ${time}) LIMIT 1)`,
  );
  return conflictText(valuesOf(row, kind, 'file_'), valuesOf(row, kind, 'held_'), 'in the file', 'in the catalog');
}
