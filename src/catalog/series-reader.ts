/** A series as chunks of columns: streamed from its sorted files, the next chunk decoded while the current one is used. */
import { InputError } from '../model/errors.ts';
import type { Chunk, ChunkStream, Database, Session } from './duckdb.ts';
import { readParquet, rowAsText, unreadable } from './parquet-file.ts';
import type { RowBuffer, RowCheck, RowKind } from './row-kind.ts';
import { whatIsWrong } from './row-problems.ts';

/** One file's part of a series. */
export interface FilePart {
  readonly file: string;
  readonly types: ReadonlyMap<string, string>;
  /** The SQL condition of the window; `true` where the whole file lies in it. */
  readonly condition: string;
  /** Rows that satisfy it. */
  readonly rows: number;
}

export interface ReadPlan<C> {
  readonly kind: RowKind<C>;
  /** In the order of their times. */
  readonly parts: readonly FilePart[];
  readonly priceDecimals: number;
  /** Least distance between the times of two rows in microseconds. */
  readonly spacing: number;
}

/** Gives a series' rows in order. */
export interface SeriesReader<C> {
  /** Rows in all chunks together. */
  readonly rows: number;
  /** The next chunk, null after the last. Its columns are valid until the next call. InputError names file and row. */
  next(): Promise<C | null>;
  /** Lets the files go. Safe to call twice. */
  close(): Promise<void>;
}

/** Walks the files of a plan and fills buffers; knows where it is, so that a bad row can be named. */
class RowSource<C> {
  readonly #session: Session;
  readonly #plan: ReadPlan<C>;
  readonly #check: RowCheck;
  #part = -1;
  #stream: ChunkStream | null = null;
  #readOfPart = 0;
  #chunk: Chunk | null = null;
  #taken = 0;

  constructor(session: Session, plan: ReadPlan<C>) {
    this.#session = session;
    this.#plan = plan;
    const before = Number.NEGATIVE_INFINITY;
    this.#check = { scale: Number(`1e${plan.priceDecimals}`), spacing: plan.spacing, before };
  }

  /** Fills the buffer with up to `rows` rows; how many there were. */
  async fill(buffer: RowBuffer<C>, rows: number): Promise<number> {
    let at = 0;
    while (at < rows) {
      const chunk = this.#chunk ?? (await this.#advance());
      if (chunk === null) break;
      const count = Math.min(rows - at, chunk.length - this.#taken);
      buffer.copy(chunk, this.#taken, count, at);
      const bad = buffer.settle(at, at + count, this.#check);
      if (bad >= 0) throw await this.#problem(this.#readOfPart + bad - at);
      at += count;
      this.#readOfPart += count;
      this.#taken += count;
      if (this.#taken === chunk.length) this.#chunk = null;
    }
    return at;
  }

  /** The next decoded chunk, of the next file where one has ended; null after the last file. */
  async #advance(): Promise<Chunk | null> {
    for (;;) {
      const part = this.#plan.parts[this.#part];
      try {
        this.#chunk = this.#stream === null ? null : await this.#stream.next();
      } catch (error) {
        throw unreadable(part?.file ?? '', error);
      }
      this.#taken = 0;
      if (this.#chunk !== null) return this.#chunk;
      if (part !== undefined && this.#readOfPart !== part.rows) {
        throw new InputError(
          `${part.file}: ${this.#readOfPart} of ${part.rows} rows could be read: the file changed meanwhile; run it again`,
        );
      }
      if (!(await this.#openNext())) return null;
    }
  }

  async #openNext(): Promise<boolean> {
    const part = this.#plan.parts[this.#part + 1];
    this.#stream = null;
    if (part === undefined) return false;
    this.#part += 1;
    this.#readOfPart = 0;
    const { kind, priceDecimals } = this.#plan;
    const columns = kind.select(part.types, priceDecimals);
    try {
      const sql = `SELECT ${columns} FROM ${readParquet(part.file)} WHERE ${part.condition}`;
      this.#stream = await this.#session.stream(sql);
    } catch (error) {
      throw unreadable(part.file, error);
    }
    return true;
  }

  async #problem(offset: number): Promise<InputError> {
    const part = this.#plan.parts[this.#part]!;
    // The stream is over: its connection may be asked something else.
    const names = this.#plan.kind.columns.map((column) => column.name);
    this.#stream = null;
    const row = await rowAsText(this.#session, part.file, names, part.condition, offset);
    return new InputError(`${part.file} row ${row.row}: ${whatIsWrong(row, this.#plan, this.#check.before)}`);
  }
}

/** Streams a plan in chunks of `chunkRows`. Two buffers take turns: one is read while the other is filled. */
export async function openReader<C>(
  database: Database,
  plan: ReadPlan<C>,
  chunkRows: number,
): Promise<SeriesReader<C>> {
  const session = await database.connect();
  const source = new RowSource(session, plan);
  const rows = plan.parts.reduce((sum, part) => sum + part.rows, 0);
  const size = Math.max(1, Math.min(chunkRows, rows));
  const buffers = [plan.kind.buffer(size, false), plan.kind.buffer(size, false)] as const;
  let turn = 0;
  let ahead: Promise<C | null> | null = null;
  let ended = false;

  const decode = async (): Promise<C | null> => {
    const buffer = buffers[turn % 2 === 0 ? 0 : 1];
    turn += 1;
    const length = await source.fill(buffer, size);
    return length === 0 ? null : buffer.columns(length);
  };
  const close = async (): Promise<void> => {
    if (ended) return;
    ended = true;
    session.interrupt();
    await ahead?.catch(() => null);
    session.close();
  };
  const next = async (): Promise<C | null> => {
    if (ended) return null;
    const chunk = await (ahead ?? decode());
    if (chunk === null) {
      await close();
      return null;
    }
    ahead = decode();
    // Whoever asks for it hears of its failure; nobody may.
    ahead.catch(() => undefined);
    return chunk;
  };
  return { rows, next, close };
}

/** Reads a whole plan into one set of columns, in shared memory where threads are to see them. */
export async function readAll<C>(database: Database, plan: ReadPlan<C>, shared: boolean): Promise<C> {
  const rows = plan.parts.reduce((sum, part) => sum + part.rows, 0);
  const buffer = plan.kind.buffer(rows, shared);
  return database.with(async (session) => {
    const source = new RowSource(session, plan);
    const length = await source.fill(buffer, rows);
    if ((await source.fill(plan.kind.buffer(1, false), 1)) !== 0) {
      throw new InputError(`${plan.parts[0]!.file} has more rows than its footer says: import it again`);
    }
    return buffer.columns(length);
  });
}
