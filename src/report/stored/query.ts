/** A table of a report under a condition that its reader writes. */
import { duckdbMessage, type Session } from '../../catalog/duckdb.ts';
import { readParquet } from '../../catalog/parquet-file.ts';
import { InputError } from '../../model/errors.ts';
import { didYouMean } from '../../model/nearest.ts';
import { readTexts, type TextRow } from './rows.ts';
import { STORED_TABLES, type StoredColumn, type StoredTableName, type StoredTables } from './tables.ts';

/** What can be asked for: the tables, and of the orders' events those that broke a rule. */
export const SHOWN_TABLES = [...STORED_TABLES, 'refusals'] as const;
export type ShownTableName = (typeof SHOWN_TABLES)[number];

/** A cancel or an amend of an order that had ended: it is in the report's counts, and a row of no table. */
export interface LateMessage {
  readonly time: string;
  /** 0 where the strategy gave a name that is none of an order's. */
  readonly order_id: number;
  readonly detail: string;
}

export interface TableQuery {
  readonly table: ShownTableName;
  /** A SQL condition over the columns. */
  readonly where?: string | undefined;
  /** The first so many rows; all unless given. */
  readonly limit?: number | undefined;
  /** Shown among the refusals. */
  readonly late?: readonly LateMessage[];
}

export interface QueriedTable {
  readonly columns: readonly StoredColumn[];
  /** Rows that meet the condition, whatever the limit. */
  readonly count: number;
  readonly rows: AsyncGenerator<TextRow[]>;
}

/** The rule and what was said of it, taken apart; an amend says so before. */
const REASON = "'^(amend: )?([a-z0-9_]+): (.*)$'";
/** What is said of a message that was on its way when its order ended. */
const TOO_LATE = "'amend: the order has ended', 'cancel: the order has ended'";
const REFUSAL_COLUMNS: readonly StoredColumn[] = [
  { name: 'rule', kind: 'text' },
  { name: 'detail', kind: 'text' },
];
const NOT_OF_REFUSALS = ['filled', 'leaves', 'trigger_price', 'avg_price', 'reason'];

/**
 * Runs `work` on the rows of a table that meet a condition.
 *
 * @throws InputError where the report has no such table, or the condition is none
 */
export async function queryTable<T>(
  stored: StoredTables,
  query: TableQuery,
  work: (table: QueriedTable) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const { table, where } = query;
  const source = sourceOf(stored, table, query.late ?? []);
  return stored.with(async (session) => {
    const from = where === undefined ? source.sql : `${source.sql} WHERE ${await condition(session, where)}`;
    const limit = query.limit === undefined ? '' : ` LIMIT ${query.limit}`;
    try {
      const { n } = await session.row(`SELECT count(*) AS n FROM ${from}`);
      return await work({
        columns: source.columns,
        count: Number(n),
        rows: readTexts(session, source.columns, `${from}${limit}`),
      });
    } catch (error) {
      if (where === undefined || signal?.aborted === true || !isOfDuckdb(error)) throw error;
      throw wrongCondition(where, error, table, source.columns);
    }
  }, signal);
}

function sourceOf(
  stored: StoredTables,
  name: ShownTableName,
  late: readonly LateMessage[],
): { sql: string; columns: readonly StoredColumn[] } {
  const table = stored.tables.get(name === 'refusals' ? 'orders' : (name as StoredTableName));
  if (table === undefined) {
    const why = name === 'plots' ? 'the strategy never called ctx.plot' : 'run papertape replay again';
    throw new InputError(`the report has no ${name}: ${why}`);
  }
  const orders = readParquet(table.path);
  if (name !== 'refusals') return { sql: orders, columns: table.columns };
  const kept = table.columns.filter((column) => !NOT_OF_REFUSALS.includes(column.name));
  const part = (group: number): string => `regexp_extract(reason, ${REASON}, ${group}, 's')`;
  const rule = `CASE WHEN reason IN (${TOO_LATE}) THEN 'order_has_ended' ELSE ${part(2)} END`;
  const rows = `SELECT *, ${rule} AS rule, ${part(3)} AS detail FROM ${orders} WHERE event IN ('refused', 'rejected')`;
  const beside = late.map((message) => ` UNION ALL BY NAME ${lateRow(message)}`).join('');
  return {
    sql: beside === '' ? `(${rows})` : `(SELECT * FROM (${rows}${beside}) ORDER BY time, seq)`,
    columns: [...kept, ...REFUSAL_COLUMNS],
  };
}

function lateRow({ time, order_id, detail }: LateMessage): string {
  const id = order_id === 0 ? 'NULL' : String(order_id);
  const text = `'${detail.replaceAll("'", "''")}'`;
  return `SELECT TIMESTAMP '${time}' AS time, ${id} AS order_id, 'rejected' AS event, 'order_has_ended' AS rule, ${text} AS detail`;
}

/** The condition as it is put behind WHERE: one expression and no more, whatever parentheses and comments it has. */
async function condition(session: Session, where: string): Promise<string> {
  if (where.trim() === '') throw new InputError(`--where is empty: write a condition, such as "quantity > 1"`);
  const wrapped = `((\n${where}\n))`;
  const count = await session.statementCount(`SELECT 1 WHERE ${wrapped}`).catch((error: unknown) => {
    const said = duckdbMessage(error).replace(/^Failed to extract statements: (?:[A-Z][a-z]+ Error: )?/, '');
    throw new InputError(`--where ${where}: ${said}; write a SQL condition, such as "quantity > 1"`);
  });
  if (count !== 1) throw new InputError(`--where ${where}: that is more than one condition: join them with AND or OR`);
  return wrapped;
}

/** DuckDB's errors are plain ones that begin with their class. */
function isOfDuckdb(error: unknown): error is Error {
  return error instanceof Error && /^[A-Z][A-Za-z ]* Error: /.test(error.message);
}

function wrongCondition(
  where: string,
  error: Error,
  table: ShownTableName,
  columns: readonly StoredColumn[],
): InputError {
  const names = columns.map(({ name }) => name);
  const unknown = /Referenced column "((?:[^"]|"")*)" not found/.exec(error.message)?.[1];
  if (unknown === undefined) {
    return new InputError(`--where ${where}: ${duckdbMessage(error)}; ${table} has the columns ${names.join(', ')}`);
  }
  const near = didYouMean(unknown, names);
  const isQuoted = near === '' && where.includes(`"${unknown}"`);
  const quotes = isQuoted ? `, and a text stands in single quotes: '${unknown}'` : '';
  return new InputError(
    `--where ${where}: ${table} has no column ${unknown}${near}, only ${names.join(', ')}${quotes}`,
  );
}
