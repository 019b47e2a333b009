/** What a series holds after an import: its rows and the file's new ones, in order. */

import type { RowOrder, Staged } from './import-checks.ts';
import type { Existing } from './import-existing.ts';
import { typeOf, type ValueTypes } from './import-stage.ts';
import { mergeCandles } from './merge-candles.ts';
import { mergeTicks } from './merge-ticks.ts';

/** Two relations of `nr time` and the kind's columns in the types that will be written. */
export interface Merge {
  readonly staged: Staged;
  /** The file's rows. */
  readonly fresh: string;
  /** The series' rows as they stand; null where it has none. */
  readonly held: string | null;
  /** The same as the file has them, for comparison. */
  readonly existing: string | null;
}

/** A relation of `time` (microseconds) and the kind's columns, and the columns that put it in order. */
export interface MergedRows {
  readonly sql: string;
  readonly order: string;
}

/**
 * The rows of the series after the import.
 *
 * @throws InputError, with the row, where what the file and the catalog say of one time or one id cannot both be
 */
export async function mergedRows(
  staged: Staged,
  existing: Existing,
  types: ValueTypes,
  { newestFirst }: RowOrder,
): Promise<MergedRows> {
  const { kind, values } = staged;
  const columns = kind.columns.map((name) => `${name}::${typeOf(name, kind, types)} AS ${name}`).join(', ');
  const nr = newestFirst && kind.kind !== 'candles' ? '-nr AS nr' : 'nr';
  const fresh = `SELECT ${nr}, time, ${kind.columns.join(', ')} FROM ${values}`;
  const held = existing.sql === null ? null : `SELECT nr, time, ${columns} FROM (${existing.sql})`;
  const merge: Merge = { staged, fresh, held, existing: existing.sql };
  if (kind.kind === 'candles') return { sql: await mergeCandles(merge), order: 'time' };
  // Rows of one time stand as the catalog has them, then as the file.
  return { sql: await mergeTicks(merge), order: 'time, side_of_merge, nr' };
}
