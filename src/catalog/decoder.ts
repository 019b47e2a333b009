/** Decodes pieces of files for all readers of a catalog: two at a time, who is waited for first, within one budget of memory. */
import type { Database, Rows, Session } from './duckdb.ts';
import { type RowBuffer, type RowKind, rowBytes } from './row-kind.ts';

/** Bytes of columns that all readers of a catalog hold together unless its options say. */
export const COLUMN_BYTES = 256 * 1024 * 1024;

/** A row group of our files: a query cannot read less of a file than its pages, and gains nothing above this. */
const MOST_ROWS = 122_880;
/** Below this a query costs more than its rows, and a thousand readers need no less. */
const FEWEST_ROWS = 1024;
/** Queries at a time: one that runs while the rows of another are taken. */
const AT_ONCE = 2;
/** Buffers kept for the next piece: what was read through is written again, which is faster than fresh memory. */
const SPARE = 4;

/** A query on its way. */
export interface Reading {
  readonly rows: Promise<Rows>;
  /** Puts it before all that nobody waits for yet. */
  hurry(): void;
  /** Drops it, running or not; `rows` then fails. */
  cancel(): void;
}

interface Waiting {
  start(): void;
}

export class Decoder {
  readonly #database: Database;
  readonly #columnBytes: number;
  readonly #waiting: Waiting[] = [];
  readonly #spare = new Map<RowKind<unknown>, RowBuffer<unknown>[]>();
  #running = 0;
  #readers = 0;
  #opened = 0;

  constructor(database: Database, columnBytes: number = COLUMN_BYTES) {
    this.#database = database;
    this.#columnBytes = columnBytes;
  }

  /** True while a query runs: its answer is taken when the event loop comes round. */
  get isBusy(): boolean {
    return this.#running > 0;
  }

  /** Counts a reader in. How much of a piece its first one is: readers that begin together then ask one after the other. */
  open(): number {
    this.#readers += 1;
    this.#opened += 1;
    // Multiples of the golden ratio lie apart from each other, however many there are.
    return (this.#opened * 0.6180339887498949) % 1;
  }

  close(): void {
    this.#readers -= 1;
    if (this.#readers === 0) this.#spare.clear();
  }

  /** What is left of a piece when the next is asked for, as a share of it: all for few readers, an eighth for many. */
  get lead(): number {
    return Math.min(1, Math.max(1 / 8, 4 / this.#readers));
  }

  /** Rows of a piece: each reader holds one, those in their lead hold the next, and one is on its way. */
  pieceRows(kind: RowKind<unknown>): number {
    const pieces = this.#readers * (1 + this.lead) + 1;
    const rows = Math.floor(this.#columnBytes / rowBytes(kind) / pieces);
    return Math.max(FEWEST_ROWS, Math.min(MOST_ROWS, rows));
  }

  /** Room for that many rows, of a piece that was read through where there is one. */
  buffer<C>(kind: RowKind<C>, rows: number): RowBuffer<C> {
    const spare = this.#spare.get(kind) as RowBuffer<C>[] | undefined;
    const index = spare?.findIndex((buffer) => buffer.size >= rows) ?? -1;
    return index < 0 ? kind.buffer(rows, false) : spare!.splice(index, 1)[0]!;
  }

  /** Takes back what `buffer` gave. */
  reuse<C>(kind: RowKind<C>, buffer: RowBuffer<C>): void {
    const spare = this.#spare.get(kind) ?? [];
    this.#spare.set(kind, spare);
    // Pieces have become smaller when more readers were opened: room for larger ones would go beyond the budget.
    if (spare.length < SPARE && buffer.size <= this.pieceRows(kind)) spare.push(buffer);
  }

  /** Reads all rows of a query on a connection of its own, when its turn has come. */
  read(sql: string): Reading {
    let session: Session | null = null;
    let waiting: Waiting | null = null;
    let isCancelled = false;
    let refuse = (_: Error): void => undefined;
    const turn = new Promise<void>((resolve, reject) => {
      waiting = { start: resolve };
      refuse = reject;
      this.#waiting.push(waiting);
    });
    const answer = async (): Promise<Rows> => {
      await turn;
      try {
        session = await this.#database.connect();
        if (isCancelled) throw new Error('cancelled');
        return await session.read(sql);
      } finally {
        session?.close();
        session = null;
        this.#running -= 1;
        this.#next();
      }
    };
    const rows = answer();
    this.#next();
    const hurry = (): void => {
      const at = waiting === null ? -1 : this.#waiting.indexOf(waiting);
      if (at > 0) this.#waiting.unshift(...this.#waiting.splice(at, 1));
    };
    const cancel = (): void => {
      isCancelled = true;
      const at = waiting === null ? -1 : this.#waiting.indexOf(waiting);
      if (at >= 0) {
        this.#waiting.splice(at, 1);
        refuse(new Error('cancelled'));
      } else session?.interrupt();
    };
    return { rows, hurry, cancel };
  }

  #next(): void {
    while (this.#running < AT_ONCE) {
      const first = this.#waiting.shift();
      if (first === undefined) return;
      this.#running += 1;
      first.start();
    }
  }
}
