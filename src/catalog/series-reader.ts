/** A series in pieces: each is one query that ends before its rows are used, the next one decoded meanwhile. */
import { stat } from 'node:fs/promises';
import { InputError } from '../model/errors.ts';
import type { Decoder, Reading } from './decoder.ts';
import type { Database, Rows } from './duckdb.ts';
import { readParquet, rowAsText, unreadable } from './parquet-file.ts';
import type { RowBuffer, RowCheck, RowKind } from './row-kind.ts';
import { whatIsWrong } from './row-problems.ts';

/** One file's part of a series. */
export interface FilePart {
  readonly file: string;
  /** Which file it was when the plan was made: see `fileIdentity`. */
  readonly identity: string;
  readonly types: ReadonlyMap<string, string>;
  /** The SQL condition of the window; `true` where the whole file lies in it. */
  readonly condition: string;
  /** Places in the file, from 0, between which the rows that satisfy it lie: [fromRow, toRow). */
  readonly fromRow: number;
  readonly toRow: number;
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

/** Tells a file from one that was put in its place. */
export async function fileIdentity(file: string): Promise<string> {
  const found = await stat(file).catch(() => null);
  return found === null ? 'gone' : `${found.ino} ${found.size} ${found.mtimeMs}`;
}

/** Rows of one file, asked for. */
interface Piece<T> {
  readonly part: number;
  readonly reading: Reading<T>;
}

/** Walks the files of a plan; knows where it is, so that a bad row can be named. */
class RowSource<C> {
  readonly #database: Database;
  readonly #decoder: Decoder;
  readonly #plan: ReadPlan<C>;
  readonly #check: RowCheck;
  /** What is asked for next. */
  #part = 0;
  #row: number;
  /** What was taken last. */
  #taken = 0;
  #readOfPart = 0;

  constructor(database: Database, decoder: Decoder, plan: ReadPlan<C>) {
    this.#database = database;
    this.#decoder = decoder;
    this.#plan = plan;
    this.#row = plan.parts[0]?.fromRow ?? 0;
    const before = Number.NEGATIVE_INFINITY;
    this.#check = { priceDecimals: plan.priceDecimals, spacing: plan.spacing, before };
  }

  /** Asks for the next rows of the file it is in, at most `rows`; null after the last. `make` is told them. */
  ask<T>(rows: number, make: (rows: Rows) => T): Piece<T> | null {
    const part = this.#plan.parts[this.#part];
    if (part === undefined) return null;
    const to = Math.min(part.toRow, this.#row + rows);
    const columns = this.#plan.kind.select(part.types, this.#plan.priceDecimals);
    const reading = this.#decoder.read(
      `SELECT ${columns} FROM ${readParquet(part.file, true)}
       WHERE file_row_number >= ${this.#row} AND file_row_number < ${to} AND ${part.condition}`,
      make,
    );
    const piece = { part: this.#part, reading };
    this.#row = to;
    if (to === part.toRow) {
      this.#part += 1;
      this.#row = this.#plan.parts[this.#part]?.fromRow ?? 0;
    }
    return piece;
  }

  /** Puts rows into a buffer from `at` on: where they end, or -1 - row where that row of the buffer cannot be used. */
  copy(rows: Rows, buffer: RowBuffer<C>, at: number): number {
    let end = at;
    for (let index = 0; index < rows.chunkCount; index += 1) {
      const chunk = rows.chunk(index);
      const bad = buffer.take(chunk, end, this.#check);
      if (bad >= 0) return -1 - bad;
      end += chunk.length;
    }
    return end;
  }

  /** What was made of a piece. InputError where its file cannot be read. */
  async made<T>({ part, reading }: Piece<T>): Promise<T> {
    try {
      return await reading.made;
    } catch (error) {
      throw unreadable(this.#plan.parts[part]!.file, error);
    }
  }

  /** Settles a copied piece, in the order they were asked for: whether its rows are good, of the file that was planned. */
  async settle(piece: Piece<unknown>, at: number, end: number): Promise<void> {
    const part = this.#plan.parts[piece.part]!;
    if (piece.part !== this.#taken) this.#endPart();
    this.#taken = piece.part;
    if ((await fileIdentity(part.file)) !== part.identity) {
      throw new InputError(`${part.file} changed while it was read: run it again`);
    }
    if (end < 0) throw await this.#problem(part, this.#readOfPart - 1 - end - at);
    this.#readOfPart += end - at;
  }

  /** After the last piece. InputError where a file did not give what it had. */
  finish(): void {
    this.#endPart();
  }

  #endPart(): void {
    const part = this.#plan.parts[this.#taken]!;
    if (this.#readOfPart !== part.rows) {
      throw new InputError(`${part.file}: ${this.#readOfPart} of ${part.rows} rows could be read: run it again`);
    }
    this.#readOfPart = 0;
  }

  async #problem(part: FilePart, offset: number): Promise<InputError> {
    const names = this.#plan.kind.columns.map((column) => column.name);
    const row = await this.#database.with((session) => rowAsText(session, part.file, names, part.condition, offset));
    return new InputError(`${part.file} row ${row.row}: ${whatIsWrong(row, this.#plan, this.#check.before)}`);
  }
}

const rowsOf = (plan: ReadPlan<unknown>): number => plan.parts.reduce((sum, part) => sum + part.rows, 0);

/** Resolves when the event loop has come round: what was decoded meanwhile has then been taken. */
const eventLoopTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Chunks a piece is handed on in, at least, so that the next can be asked for before its end. */
const CHUNKS_PER_PIECE = 16;
/** Rows of a chunk where no wish is said: long beside what handing it on costs. */
const CHUNK_ROWS = 8192;

/** Decoded rows that are handed on chunk by chunk. */
interface Decoded<C> {
  readonly buffer: RowBuffer<C>;
  readonly length: number;
}

class PieceReader<C> implements SeriesReader<C> {
  readonly rows: number;
  readonly #decoder: Decoder;
  readonly #plan: ReadPlan<C>;
  readonly #source: RowSource<C>;
  readonly #chunkRows: number | null;
  /** Share of a piece that the first one is; 1 from then on. */
  #share: number;
  #current: Decoded<C> | null = null;
  #at = 0;
  #ahead: Promise<Decoded<C> | null> | null = null;
  #reading: Reading<unknown> | null = null;
  #isEnded = false;

  constructor(database: Database, decoder: Decoder, plan: ReadPlan<C>, chunkRows: number | null) {
    this.rows = rowsOf(plan);
    this.#decoder = decoder;
    this.#plan = plan;
    this.#source = new RowSource(database, decoder, plan);
    this.#chunkRows = chunkRows;
    this.#share = decoder.open();
  }

  async next(): Promise<C | null> {
    if (this.#decoder.isBusy) await eventLoopTurn();
    if (this.#isEnded) return null;
    if (this.#current === null || this.#at === this.#current.length) {
      if (this.#current !== null) this.#decoder.reuse(this.#plan.kind, this.#current.buffer);
      this.#current = null;
      this.#current = await this.#nextPiece();
      this.#at = 0;
    }
    if (this.#current === null) {
      await this.close();
      return null;
    }
    const { buffer, length } = this.#current;
    const wished = this.#chunkRows ?? Math.min(CHUNK_ROWS, Math.ceil(length / CHUNKS_PER_PIECE));
    const from = this.#at;
    this.#at = Math.min(length, from + wished);
    if (this.#ahead === null && length - this.#at <= this.#decoder.lead * length) this.#startNext();
    return buffer.columns(from, this.#at);
  }

  async close(): Promise<void> {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#reading?.cancel();
    await this.#ahead?.catch(() => null);
    this.#current = null;
    this.#ahead = null;
    this.#decoder.close();
  }

  async #nextPiece(): Promise<Decoded<C> | null> {
    if (this.#ahead === null) this.#startNext();
    this.#reading?.hurry();
    try {
      return await this.#ahead;
    } catch (error) {
      if (this.#isEnded) return null;
      throw error;
    } finally {
      this.#ahead = null;
    }
  }

  #startNext(): void {
    this.#ahead = this.#decode();
    // Whoever asks for it hears of its failure; nobody may.
    this.#ahead.catch(() => undefined);
  }

  async #decode(): Promise<Decoded<C> | null> {
    const { kind } = this.#plan;
    for (;;) {
      const most = this.#decoder.pieceRows(kind);
      const piece = this.#source.ask(Math.ceil(most * this.#share), (rows) => {
        const buffer = this.#decoder.buffer(kind, Math.min(most, this.rows));
        return { buffer, length: this.#source.copy(rows, buffer, 0) };
      });
      this.#share = 1;
      if (piece === null) break;
      this.#reading = piece.reading;
      const decoded = await this.#source.made(piece);
      this.#reading = null;
      await this.#source.settle(piece, 0, decoded.length);
      if (decoded.length > 0) return decoded;
    }
    this.#source.finish();
    return null;
  }
}

/**
 * Reads a plan in chunks of at most `chunkRows`, of a size that suits it where that is null. Nothing stays open between two
 * pieces; what the readers of a decoder hold together is bounded by its budget.
 */
export function openReader<C>(
  database: Database,
  decoder: Decoder,
  plan: ReadPlan<C>,
  chunkRows: number | null,
): SeriesReader<C> {
  return new PieceReader(database, decoder, plan, chunkRows);
}

/** Rows of a piece where a series is loaded whole: a row group, which one thread decodes while another's rows are taken. */
const LOADED_ROWS = 122_880;

/** Reads a whole plan into one set of columns, in shared memory where threads are to see them. */
export async function readAll<C>(database: Database, decoder: Decoder, plan: ReadPlan<C>, shared: boolean): Promise<C> {
  const buffer = plan.kind.buffer(rowsOf(plan), shared);
  const source = new RowSource(database, decoder, plan);
  const next = (): Piece<Rows> | null => {
    const piece = source.ask(LOADED_ROWS, (rows) => rows);
    // Whoever waits for it hears of its failure; after another one nobody may.
    piece?.reading.made.catch(() => undefined);
    return piece;
  };
  let at = 0;
  let ahead = next();
  try {
    while (ahead !== null) {
      const piece = ahead;
      ahead = next();
      const end = source.copy(await source.made(piece), buffer, at);
      await source.settle(piece, at, end);
      at = end;
    }
  } finally {
    ahead?.reading.cancel();
  }
  source.finish();
  return buffer.columns(0, at);
}
