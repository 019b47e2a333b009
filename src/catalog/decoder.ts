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

/** A query on its way, to what is made of its rows. */
export interface Reading<T> {
  readonly made: Promise<T>;
  /** Puts it before all that nobody waits for yet. */
  hurry(): void;
  /** Drops it, running or not; `made` then fails. */
  cancel(): void;
}

/** One query and its answer; it runs when it is told to. */
class Query<T> {
  readonly made: Promise<T>;
  readonly #database: Database;
  readonly #sql: string;
  readonly #make: (rows: Rows) => T;
  #answer!: (made: T) => void;
  #refuse!: (error: unknown) => void;
  #session: Session | null = null;
  #isStopped = false;

  constructor(database: Database, sql: string, make: (rows: Rows) => T) {
    this.#database = database;
    this.#sql = sql;
    this.#make = make;
    this.made = new Promise((resolve, reject) => {
      this.#answer = resolve;
      this.#refuse = reject;
    });
  }

  /** Asks on a connection of its own. Resolves when that is over, well or not. */
  async run(): Promise<void> {
    try {
      this.#session = await this.#database.connect();
      if (!this.#isStopped) this.#answer(this.#make(await this.#session.read(this.#sql)));
    } catch (error) {
      this.#refuse(error);
    } finally {
      this.#session?.close();
      this.#session = null;
    }
  }

  stop(): void {
    this.#isStopped = true;
    this.#session?.interrupt();
    this.#refuse(new Error('stopped'));
  }
}

export class Decoder {
  readonly #database: Database;
  readonly #columnBytes: number;
  readonly #waiting: Query<unknown>[] = [];
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

  /**
   * Reads all rows of a query when its turn has come, and makes of them what `make` makes as soon as they are there: rows
   * that wait through other work are taken for long-lived by the collector of garbage, and stay long after their use.
   */
  read<T>(sql: string, make: (rows: Rows) => T): Reading<T> {
    const query = new Query(this.#database, sql, make);
    this.#waiting.push(query as Query<unknown>);
    this.#next();
    const place = (): number => this.#waiting.indexOf(query as Query<unknown>);
    return {
      made: query.made,
      hurry: () => {
        if (place() > 0) this.#waiting.unshift(...this.#waiting.splice(place(), 1));
      },
      cancel: () => {
        if (place() >= 0) this.#waiting.splice(place(), 1);
        query.stop();
      },
    };
  }

  #next(): void {
    while (this.#running < AT_ONCE) {
      const query = this.#waiting.shift();
      if (query === undefined) return;
      this.#running += 1;
      void query.run().then(() => {
        this.#running -= 1;
        this.#next();
      });
    }
  }
}
