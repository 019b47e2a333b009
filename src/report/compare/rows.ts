/** The first row in which two tables of one kind differ, with the rows around it on both sides. */
import { type Session, sqlName } from '../../catalog/duckdb.ts';
import { readParquet } from '../../catalog/parquet-file.ts';
import { countRows, readTexts, type StoredColumn, type StoredTable, type TextRow } from '../stored/index.ts';

export interface RowDifference {
  readonly table: string;
  /** Place of the row in both tables, from 1. */
  readonly row: number;
  /** Rows of each table. */
  readonly rows: { readonly a: number; readonly b: number };
  /** Time of the row, of side `a` unless it has none there. */
  readonly time: string | null;
  /** Columns that differ in it; of a row that one side does not have, none. */
  readonly differing: readonly { readonly name: string; readonly a: string | null; readonly b: string | null }[];
  /** Those that both tables have. */
  readonly columns: readonly StoredColumn[];
  /** The equal rows before it. */
  readonly before: readonly TextRow[];
  /** The row and those after it, of each side. */
  readonly a: readonly TextRow[];
  readonly b: readonly TextRow[];
}

/** Equal rows shown before a difference, and rows after it. */
const BEFORE = 2;
const AFTER = 2;
const NUMBER = 'file_row_number';

/**
 * Both files are read in step, in memory that does not grow with them.
 *
 * @returns null where every row of the columns that both have is the same
 */
export async function firstDifference(session: Session, a: StoredTable, b: StoredTable): Promise<RowDifference | null> {
  const columns = a.columns.filter(({ name }) => b.columns.some((other) => other.name === name));
  const names = [NUMBER, ...columns.map(({ name }) => name)].map(sqlName);
  // A row that one side lacks is null there, its number among the rest.
  const differs = names.map((name) => `a.${name} IS DISTINCT FROM b.${name}`).join(' OR ');
  const [found] = await session.rows(
    `SELECT coalesce(a.${NUMBER}, b.${NUMBER}) AS n FROM ${readParquet(a.path, true)} a
     POSITIONAL JOIN ${readParquet(b.path, true)} b WHERE ${differs} LIMIT 1`,
  );
  if (found === undefined) return null;
  const at = Number(found.n);
  const read = (table: StoredTable, from: number, to: number): Promise<TextRow[]> =>
    rowsBetween(session, table, columns, from, to);
  const before = await read(a, at - BEFORE, at - 1);
  const [ofA, ofB] = [await read(a, at, at + AFTER), await read(b, at, at + AFTER)];
  return {
    table: a.name,
    row: at + 1,
    rows: { a: await countRows(session, a), b: await countRows(session, b) },
    time: timeOf(ofA[0] ?? ofB[0], columns),
    differing: columnsThatDiffer(columns, ofA[0], ofB[0]),
    columns,
    before,
    a: ofA,
    b: ofB,
  };
}

async function rowsBetween(
  session: Session,
  { path }: StoredTable,
  columns: readonly StoredColumn[],
  from: number,
  to: number,
): Promise<TextRow[]> {
  const rows: TextRow[] = [];
  const condition = `${NUMBER} BETWEEN ${from} AND ${to}`;
  for await (const chunk of readTexts(session, columns, `${readParquet(path, true)} WHERE ${condition}`)) {
    rows.push(...chunk);
  }
  return rows;
}

/** A round trip is at the time it ended. */
function timeOf(row: TextRow | undefined, columns: readonly StoredColumn[]): string | null {
  const index = columns.findIndex(({ name }) => name === 'time' || name === 'exit_time');
  return row?.[index] ?? null;
}

/** Two amounts of different scales may be the same and yet not the same text. */
function columnsThatDiffer(
  columns: readonly StoredColumn[],
  a: TextRow | undefined,
  b: TextRow | undefined,
): RowDifference['differing'] {
  if (a === undefined || b === undefined) return [];
  return columns.flatMap(({ name, kind }, index) => {
    const [one, other] = [a[index] ?? null, b[index] ?? null];
    const isSame = kind === 'decimal' ? bare(one) === bare(other) : one === other;
    return isSame ? [] : [{ name, a: one, b: other }];
  });
}

const bare = (decimal: string | null): string | null =>
  decimal?.includes('.') === true ? decimal.replace(/\.?0+$/, '') : decimal;
