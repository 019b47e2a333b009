/** A file's rows as exact values: a Parquet file of their own, in the file's order, and how its rows follow each other. */
import { InputError } from '../model/errors.ts';
import { formatTime } from '../model/time.ts';
import type { ConflictingValues } from './conflicts.ts';
import { conflictText, valuesOf } from './conflicts.ts';
import { sqlText } from './duckdb.ts';
import { crowdedProblem, type Facts, type Staged, unusable } from './import-checks.ts';
import type { ValueTypes } from './import-stage.ts';
import { textRows, valueRows } from './import-stage.ts';
import { readParquet } from './parquet-file.ts';
import { PARQUET_OPTIONS } from './parquet-writer.ts';
import { refusedRows } from './row-rules.ts';

/** Rows as exact values, and how they follow each other. */
export interface Values extends RowOrder {
  readonly path: string;
  /** A SELECT of `nr` (from 1), `time` in microseconds, and the kind's columns. */
  readonly sql: string;
  readonly types: ValueTypes;
}

/** How the rows of a file follow each other. */
export interface RowOrder {
  readonly rows: number;
  readonly newestFirst: boolean;
  /** Whether they stand as they are written: oldest first, no candle and no id twice. */
  readonly isFinal: boolean;
  /** Time of the first row in microseconds. */
  readonly first: number;
  /** Whether every row has an id; the least of them where they are whole numbers, else NaN. */
  readonly hasIds: boolean;
  readonly firstId: number;
}

/**
 * Writes a file's rows as exact values to `path`, in its order, and looks at what no double can show.
 *
 * @throws InputError at candles that break their range, rows out of order, a time with two different candles, and
 * candles that overlap
 */
export async function writeValues(staged: Staged, facts: Facts, types: ValueTypes, path: string): Promise<Values> {
  const { session, kind, source, reading, interval } = staged;
  const texts = textRows(source.sql, kind, reading, interval);
  await session.run(
    `COPY (${valueRows(texts, kind, types, facts.exponents)}) TO ${sqlText(path)} (${PARQUET_OPTIONS})`,
  );
  const sql = `SELECT file_row_number + 1 AS nr, epoch_us("time") AS time, ${kind.columns.join(', ')} FROM ${readParquet(path, true)}`;
  const { rows, bad } = await session.row(
    `SELECT count(*) AS rows, min(nr) FILTER (${refusedRows(kind)
      .map((rule) => `(${rule})`)
      .join(' OR ')}) AS bad FROM (${sql})`,
  );
  if (rows !== facts.rows) throw new InputError(`${source.file} was changed while it was read: run it again`);
  // Doubles cannot tell prices apart that differ behind their sixteenth digit.
  if (bad !== null) throw await unusable(staged, Number(bad));
  return { path, sql, types, ...(await orderOf(staged, sql, types)) };
}

async function orderOf(staged: Staged, values: string, types: ValueTypes): Promise<RowOrder> {
  const { kind, sort, interval } = staged;
  const isCandles = kind.kind === 'candles';
  const over = `OVER (${sort ? 'ORDER BY time, nr' : ''})`;
  const same = isCandles ? kind.columns.map((name) => `${name} = lag(${name}) ${over}`).join(' AND ') : 'true';
  const hasId = kind.texts.includes('id');
  const again = hasId ? `coalesce(id <= lag(id) ${over}, false)` : 'false';
  const id = hasId ? (types.id === 'BIGINT' ? 'id' : `if(id IS NULL, NULL, 'nan'::DOUBLE)`) : 'NULL::BIGINT';
  const found = await staged.session.row(
    `WITH steps AS (SELECT nr, time, time - lag(time) ${over} AS step, ${same} AS same, ${again} AS again, ${id} AS id FROM (${values}))
     SELECT count(*) AS rows, min(time) AS first, count(*) FILTER (step > 0) AS up, count(*) FILTER (step < 0) AS down,
       count(*) FILTER (step = 0) AS level, bool_or(again) AS again, count(id) AS ids, min(id) AS first_id, min(nr) FILTER (step = 0 AND NOT same) AS conflict,
       min(nr) FILTER (step < 0) AS first_down, min(nr) FILTER (step > 0) AS first_up,
       min(nr) FILTER (abs(step) BETWEEN 1 AND ${interval - 1}) AS crowded FROM steps`,
  );
  const count = (name: string): number => Number(found[name] ?? 0);
  const newestFirst = count('down') > count('up');
  if (count('up') > 0 && count('down') > 0)
    throw await unusable(staged, count(newestFirst ? 'first_up' : 'first_down'));
  if (found.conflict !== null) throw await twoOfOneTime(staged, values, count('conflict'));
  if (isCandles && found.crowded !== null) {
    const [now, then] = await neighbours(staged, values, count('crowded'));
    throw new InputError(
      `${await staged.source.place(count('crowded'))}: ${crowdedProblem(interval, now.time, then.time)}`,
    );
  }
  const isOnce = isCandles ? count('level') === 0 : found.again !== true;
  const isFinal = !sort && count('down') === 0 && isOnce;
  const hasIds = count('ids') === count('rows');
  return { rows: count('rows'), newestFirst, isFinal, first: count('first'), hasIds, firstId: Number(found.first_id) };
}

/** A row and the one before it in the order that is asked for. */
async function neighbours({ session, sort, kind }: Staged, values: string, row: number) {
  const columns = kind.columns.map(
    (name) => `${name}::VARCHAR AS ${name}, lag(${name}::VARCHAR) OVER w AS before_${name}`,
  );
  const found = await session.row(
    `SELECT * FROM (SELECT nr, time, lag(nr) OVER w AS before_nr, lag(time) OVER w AS before_time, ${columns.join(', ')}
       FROM (${values}) WINDOW w AS (ORDER BY ${sort ? 'time, nr' : 'nr'})) WHERE nr = ${row}`,
  );
  const now: ConflictingValues = { row: Number(found.nr), time: Number(found.time), values: valuesOf(found, kind, '') };
  const then: ConflictingValues = {
    row: Number(found.before_nr),
    time: Number(found.before_time),
    values: valuesOf(found, kind, 'before_'),
  };
  return [now, then] as const;
}

async function twoOfOneTime(staged: Staged, values: string, row: number): Promise<InputError> {
  const { source } = staged;
  const [now, then] = await neighbours(staged, values, row);
  const other = (await source.place(then.row)).slice(source.file.length + 1);
  const differs = conflictText(now.values, then.values, `here`, `in ${other}`);
  return new InputError(
    `${await source.place(row)}: time ${formatTime(now.time)} stands twice with different values: ${differs}; remove the wrong row`,
  );
}
