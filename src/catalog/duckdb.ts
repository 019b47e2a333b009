/**
 * The only door to DuckDB. Each database file is opened once a process (closing a second instance of a file drops the
 * operating system's lock on it), and every stream has a connection of its own (a second statement on a streaming
 * connection ends the stream without an error).
 */
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type {
  DuckDBConnection,
  DuckDBDataChunk,
  DuckDBInstance,
  DuckDBMaterializedResult,
  DuckDBResult,
} from '@duckdb/node-api';
import { type ColumnAppender, createAppender, type StagedColumn } from './appender.ts';
import { type DecodedVector, intoDoubles, intoUnits } from './vectors.ts';

export type { DuckDBAppender, DuckDBType, DuckDBVector } from '@duckdb/node-api';
export type DuckDBModule = typeof import('@duckdb/node-api');

export interface DatabaseOptions {
  /** What DuckDB may hold in memory before it spills to disk, such as `512MB` (default). */
  readonly memoryLimit?: string;
  /** Threads of work (default: the processors, at most 4). */
  readonly threads?: number;
}

export type SqlValue = string | number | boolean | null;
export type SqlRow = Record<string, SqlValue>;

const IN_MEMORY = ':memory:';
/** The one that stages the rows of files being written: small, so that a long run's memory stays flat. */
export const STAGING = ':memory:staging';
/** The one that imports read and write with, on one thread: with more, rows written out of turn wait in memory for theirs. */
export const IMPORTING = ':memory:import';
/** Those of `openSandbox`, one a user. */
const SANDBOX = ':memory:sandbox';
let sandboxes = 0;
const opened = new Map<string, { instance: Promise<DuckDBInstance>; users: number }>();

/** DuckDB's module, 0.13 s to load: only what meets a database pays for it. */
const duckdb = (): Promise<DuckDBModule> => import('@duckdb/node-api');

async function openInstance(path: string, options: DatabaseOptions): Promise<DuckDBInstance> {
  const { DuckDBInstance } = await duckdb();
  // Only the bare name is memory to DuckDB: with more behind it, it is a file of that name, locked by one process.
  const instance = await DuckDBInstance.create(path.startsWith(IN_MEMORY) ? IN_MEMORY : path, {
    memory_limit: options.memoryLimit ?? '512MB',
    threads: String(options.threads ?? Math.min(4, availableParallelism())),
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    allow_community_extensions: 'false',
    // Market files are read once a run: keeping their bytes would only fill the memory limit.
    enable_external_file_cache: 'false',
    preserve_insertion_order: 'true',
    temp_directory: join(tmpdir(), `papertape-${process.pid}`),
  });
  const connection = await instance.connect();
  await connection.run("SET GLOBAL TimeZone = 'UTC'");
  // Files attached to it stage rows and are thrown away: they need not be made whole when they are let go.
  if (path.startsWith(IN_MEMORY)) await connection.run('PRAGMA disable_checkpoint_on_shutdown');
  connection.closeSync();
  return instance;
}

/**
 * A database, shared by all who open the same path in this process; the options of the first count. Without a path: the
 * one in memory that reads and writes Parquet.
 */
export async function openDatabase(path: string = IN_MEMORY, options: DatabaseOptions = {}): Promise<Database> {
  const key = path.startsWith(IN_MEMORY) ? path : resolve(path);
  const entry = opened.get(key) ?? { instance: openInstance(key, options), users: 0 };
  opened.set(key, entry);
  entry.users += 1;
  try {
    return new Database(key, await entry.instance);
  } catch (error) {
    release(key);
    throw error;
  }
}

/**
 * A database of its own in which these files can be read and nothing else be done: no other file, no extension, no
 * setting. For expressions that a user writes.
 */
export async function openSandbox(files: readonly string[]): Promise<Database> {
  sandboxes += 1;
  const database = await openDatabase(`${SANDBOX}${sandboxes}`, { memoryLimit: '256MB' });
  try {
    await database.with(async (session) => {
      // Each as it is opened, and as it is written where it is read: a name may have the letters of a pattern.
      const allowed = files.flatMap((file) => [sqlText(resolve(file)), sqlReadPath(file)]);
      await session.run(`SET GLOBAL allowed_paths = [${allowed.join(', ')}]`);
      await session.run('SET GLOBAL enable_external_access = false');
      await session.run('SET GLOBAL lock_configuration = true');
    });
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Forgets one user of a database; true for the last. */
function release(key: string): boolean {
  const entry = opened.get(key);
  if (entry === undefined) return false;
  entry.users -= 1;
  // Those in memory hold no lock and are soon wanted again.
  if (entry.users > 0 || (key.startsWith(IN_MEMORY) && !key.startsWith(SANDBOX))) return false;
  opened.delete(key);
  return true;
}

/** One user's hold on a database. */
export class Database {
  readonly #key: string;
  readonly #instance: DuckDBInstance;
  #closed = false;

  constructor(key: string, instance: DuckDBInstance) {
    this.#key = key;
    this.#instance = instance;
  }

  /** A connection of its own. */
  async connect(): Promise<Session> {
    return new Session(await this.#instance.connect());
  }

  /** Runs `work` on a connection that is closed afterwards, come what may. */
  async with<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const session = await this.connect();
    try {
      return await work(session);
    } finally {
      session.close();
    }
  }

  /** Lets go; the last one to do so closes the file. Safe to call twice. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    if (release(this.#key)) this.#instance.closeSync();
  }
}

/** A connection: one statement at a time, one stream at a time. */
export class Session {
  readonly #connection: DuckDBConnection;
  #isStopped = false;

  constructor(connection: DuckDBConnection) {
    this.#connection = connection;
  }

  async run(sql: string): Promise<void> {
    await this.#unlessStopped(() => this.#connection.run(sql));
  }

  /** All rows as objects: for answers of a few rows. BIGINTs come as numbers and must be safe integers. */
  async rows(sql: string): Promise<SqlRow[]> {
    const reader = await this.#unlessStopped(() => this.#connection.runAndReadAll(sql));
    return reader.getRowObjects().map((row) => {
      const plain: SqlRow = {};
      for (const [name, value] of Object.entries(row)) plain[name] = plainValue(value);
      return plain;
    });
  }

  /** The first row; every query asked this way has one. */
  async row(sql: string): Promise<SqlRow> {
    return (await this.rows(sql))[0] ?? {};
  }

  /** Rows as they are decoded. Nothing else may run on this session until the stream has ended. */
  async stream(sql: string): Promise<ChunkStream> {
    return new ChunkStream(await this.#unlessStopped(() => this.#connection.stream(sql)));
  }

  /** A whole answer, decoded away from the thread that asks; nothing is open afterwards. */
  async read(sql: string): Promise<Rows> {
    return new Rows(await this.#unlessStopped(() => this.#connection.run(sql)));
  }

  /** How many statements a text is. Throws DuckDB's error where it is none. */
  async statementCount(sql: string): Promise<number> {
    return (await this.#connection.extractStatements(sql)).count;
  }

  /** Appends columns to a table; `schema` may name an attached database as `database.schema`. */
  async appender(table: string, columns: readonly StagedColumn[], database: string | null): Promise<ColumnAppender> {
    const appender = await this.#connection.createAppender(table, null, database);
    return createAppender(await duckdb(), appender, columns);
  }

  /** Lets go of an attached database, if it is there; also after an interrupt. */
  async detach(database: string): Promise<void> {
    await this.#connection.run(`DETACH DATABASE IF EXISTS ${database}`).catch(() => undefined);
  }

  /** Stops what runs, and refuses what would follow: DuckDB forgets an interrupt that comes between two statements. */
  interrupt(): void {
    this.#isStopped = true;
    this.#connection.interrupt();
  }

  async #unlessStopped<T>(work: () => Promise<T>): Promise<T> {
    if (this.#isStopped) throw new Error('interrupted');
    const answer = await work();
    if (this.#isStopped) throw new Error('interrupted');
    return answer;
  }

  close(): void {
    this.#connection.closeSync();
  }
}

function plainValue(value: unknown): SqlValue {
  if (typeof value === 'bigint') {
    if (!Number.isSafeInteger(Number(value))) throw new RangeError(`${value} is not a safe integer`);
    return Number(value);
  }
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return value;
  }
  return String(value);
}

/** Decoded rows in chunks of at most 2,048. */
export class ChunkStream {
  readonly #result: DuckDBResult;

  constructor(result: DuckDBResult) {
    this.#result = result;
  }

  async next(): Promise<Chunk | null> {
    const chunk = await this.#result.fetchChunk();
    return chunk === null || chunk.rowCount === 0 ? null : new Chunk(chunk);
  }
}

/** A whole answer as chunks of at most 2,048 rows. */
export class Rows {
  readonly chunkCount: number;
  readonly #result: DuckDBMaterializedResult;

  constructor(result: DuckDBMaterializedResult) {
    this.#result = result;
    this.chunkCount = result.chunkCount;
  }

  chunk(index: number): Chunk {
    return new Chunk(this.#result.getChunk(index));
  }
}

/** One decoded chunk. Valid until the next one is asked for. */
export class Chunk {
  readonly length: number;
  readonly #chunk: DuckDBDataChunk;

  constructor(chunk: DuckDBDataChunk) {
    this.#chunk = chunk;
    this.length = chunk.rowCount;
  }

  /**
   * Copies a column to `target` at `at`: a DOUBLE as it is, a DECIMAL of up to 15 digits as the double nearest to it, a
   * TIMESTAMP in microseconds. NULL becomes NaN.
   */
  copy(column: number, target: Float64Array, at: number): void {
    intoDoubles(this.#vector(column), this.length, target, at);
  }

  /** Copies a DECIMAL column as whole units of 10^-decimals; false, and nothing copied, where it is another one or finer. */
  copyUnits(column: number, target: Float64Array, at: number, decimals: number): boolean {
    return intoUnits(this.#vector(column), this.length, target, at, decimals);
  }

  /** The texts of a VARCHAR column; null where there is none. */
  texts(column: number): (string | null)[] {
    const vector = this.#chunk.getColumnVector(column);
    return Array.from({ length: this.length }, (_, row) => vector.getItem(row) as string | null);
  }

  #vector(column: number): DecodedVector {
    return this.#chunk.getColumnVector(column) as unknown as DecodedVector;
  }
}

/** Text as a SQL literal. */
export function sqlText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A name as a SQL identifier. */
export function sqlName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A path as the literal a reading function takes: quotes doubled, and what would be a pattern taken by its letter. */
export function sqlReadPath(path: string): string {
  return sqlText(resolve(path).replace(/[*?[]/g, '[$&]'));
}

/** The first line of DuckDB's message, without its class of error. */
export function duckdbMessage(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const first = message.split('\n')[0] ?? '';
  return first.replace(/^[A-Z][A-Za-z ]* Error: /, '').trim();
}
