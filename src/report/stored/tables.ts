/** The Parquet tables of a report folder, as they lie there. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Database, openSandbox, type Session } from '../../catalog/duckdb.ts';
import { parquetColumns, readParquet, unreadable } from '../../catalog/parquet-file.ts';
import { InputError } from '../../model/errors.ts';

/** In the order in which they are told of. */
export const STORED_TABLES = ['orders', 'fills', 'round_trips', 'equity', 'balances', 'plots'] as const;
export type StoredTableName = (typeof STORED_TABLES)[number];
/** Without these a folder is no whole report; balances came later, plots are there where a strategy plots. */
const REQUIRED: readonly StoredTableName[] = ['orders', 'fills', 'round_trips', 'equity'];

/** `number` is a double, `decimal` an amount: its text is exact. */
export type ColumnKind = 'time' | 'decimal' | 'integer' | 'number' | 'boolean' | 'text';

export interface StoredColumn {
  readonly name: string;
  readonly kind: ColumnKind;
}

export interface StoredTable {
  readonly name: StoredTableName;
  readonly path: string;
  /** As they stand in the file, without the `_f64` twins of its decimals. */
  readonly columns: readonly StoredColumn[];
}

/** Tables that can be read and queried, and nothing beside them. Close it when done. */
export class StoredTables {
  readonly tables: ReadonlyMap<StoredTableName, StoredTable>;
  readonly #database: Database;

  /**
   * @throws InputError where a table is missing or cannot be read
   */
  static async open(folder: string): Promise<StoredTables> {
    return (await StoredTables.openAll([folder]))[0]!;
  }

  /** Several folders in one database, so that their rows can be compared. Closing one closes all. */
  static async openAll(folders: readonly string[]): Promise<StoredTables[]> {
    const all: Map<StoredTableName, string>[] = [];
    for (const folder of folders) all.push(await pathsIn(folder));
    const database = await openSandbox(all.flatMap((paths) => [...paths.values()]));
    try {
      return await database.with(async (session) => {
        const stored: StoredTables[] = [];
        for (const paths of all) stored.push(new StoredTables(database, await describe(session, paths)));
        return stored;
      });
    } catch (error) {
      database.close();
      throw error;
    }
  }

  private constructor(database: Database, tables: ReadonlyMap<StoredTableName, StoredTable>) {
    this.#database = database;
    this.tables = tables;
  }

  /** Runs `work` on a connection of its own, which ends with the signal. */
  async with<T>(work: (session: Session) => Promise<T>, signal?: AbortSignal): Promise<T> {
    return this.#database.with(async (session) => {
      const stop = (): void => session.interrupt();
      signal?.addEventListener('abort', stop, { once: true });
      try {
        return await work(session);
      } catch (error) {
        signal?.throwIfAborted();
        throw error;
      } finally {
        signal?.removeEventListener('abort', stop);
      }
    });
  }

  close(): void {
    this.#database.close();
  }
}

async function pathsIn(folder: string): Promise<Map<StoredTableName, string>> {
  const paths = new Map<StoredTableName, string>();
  for (const name of STORED_TABLES) {
    const path = join(folder, `${name}.parquet`);
    if ((await stat(path).catch(() => null)) !== null) paths.set(name, path);
    else if (REQUIRED.includes(name)) throw new InputError(`${path} is missing: run papertape replay again`);
  }
  return paths;
}

async function describe(
  session: Session,
  paths: ReadonlyMap<StoredTableName, string>,
): Promise<Map<StoredTableName, StoredTable>> {
  const tables = new Map<StoredTableName, StoredTable>();
  for (const [name, path] of paths) {
    const types = await parquetColumns(session, path).catch((error: unknown) => {
      throw again(error);
    });
    const columns = [...types]
      .filter(([column]) => !(column.endsWith('_f64') && types.has(column.slice(0, -'_f64'.length))))
      .map(([column, type]) => ({ name: column, kind: kindOf(type) }));
    tables.set(name, { name, path, columns });
  }
  return tables;
}

/** What is said of a catalog's files, as it is of a report's. */
function again(error: unknown): unknown {
  if (!(error instanceof InputError)) return error;
  return new InputError(
    error.message.replace(/[:;] (?:copy it again, or )?import it .*$/, ': run papertape replay again'),
  );
}

function kindOf(type: string): ColumnKind {
  if (type.startsWith('TIMESTAMP')) return 'time';
  if (type.startsWith('DECIMAL')) return 'decimal';
  if (/INT/.test(type)) return 'integer';
  if (type === 'DOUBLE' || type === 'FLOAT') return 'number';
  return type === 'BOOLEAN' ? 'boolean' : 'text';
}

export async function countRows(session: Session, { path }: StoredTable): Promise<number> {
  try {
    return Number((await session.row(`SELECT count(*) AS n FROM ${readParquet(path)}`)).n);
  } catch (error) {
    throw again(unreadable(path, error));
  }
}
