/** What a series holds after an import: its rows and the file's new ones, in order. */
import type { Staged } from './import-checks.ts';
import type { Existing } from './import-existing.ts';
import { typeOf, type ValueTypes } from './import-stage.ts';
import type { Values } from './import-values.ts';
import { mergeCandles } from './merge-candles.ts';
import { mergeTicks } from './merge-ticks.ts';

/** Two relations of `nr time` and the kind's columns in the types that will be written. */
export interface Merge {
  readonly staged: Staged;
  /** The file's rows. */
  readonly fresh: string;
  /** The series' rows as they stand; null where it has none. */
  readonly held: string | null;
  /** Where the series' rows stand, for messages. */
  readonly target: string;
}

/** A relation of `time` (microseconds) and the kind's columns. */
export interface MergedRows {
  readonly sql: string;
  /** The columns that put it in order; null where it is in order. */
  readonly order: string | null;
  /** Rows that the file has more than once, of which one is taken. */
  readonly repeated: number;
  /** Whether it is the file's rows, as `Values` has them. */
  readonly isWritten: boolean;
}

/**
 * The rows of the series after the import.
 *
 * @throws InputError, with the row, where what the file and the catalog say of one time or one id cannot both be
 */
export async function mergedRows(
  staged: Staged,
  values: Values,
  existing: Existing,
  types: ValueTypes,
): Promise<MergedRows> {
  const { kind } = staged;
  const columns = kind.columns.map((name) => `${name}::${typeOf(name, kind, types)} AS ${name}`).join(', ');
  const nr = values.newestFirst && kind.kind !== 'candles' ? '-nr AS nr' : 'nr';
  const fresh = `SELECT ${nr}, time, ${columns} FROM (${values.sql})`;
  const held = existing.sql === null ? null : `SELECT nr, time, ${columns} FROM (${existing.sql})`;
  const inOrder = { order: null, repeated: 0 };
  if (values.isFinal && held === null) return { sql: fresh, ...inOrder, isWritten: true };
  // Rows that all come later meet none of those that are there; an id may, whatever its time.
  const areNewIds = !values.hasIds || (types.id === 'BIGINT' && values.firstId > existing.lastId);
  if (values.isFinal && values.first > existing.last && areNewIds) {
    const all = `SELECT * EXCLUDE (nr) FROM (${held}) UNION ALL SELECT * EXCLUDE (nr) FROM (${fresh})`;
    return { sql: all, ...inOrder, isWritten: false };
  }
  const merge: Merge = { staged, fresh, held, target: existing.path };
  const { sql, repeated } = kind.kind === 'candles' ? await mergeCandles(merge) : await mergeTicks(merge);
  // Rows of one time stand as the catalog has them, then as the file.
  return { sql, repeated, order: kind.kind === 'candles' ? 'time' : 'time, side_of_merge, nr', isWritten: false };
}

/** A SELECT of the merged rows, and how often rows of the file stand in it twice. */
export interface MergedSql {
  readonly sql: string;
  readonly repeated: number;
}
