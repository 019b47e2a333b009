/** Which line of a file a row begins on: what an editor shows, where the reader of the file counts rows. */
import { createReadStream } from 'node:fs';

const [LINE_FEED, RETURN, QUOTE] = [10, 13, 34];

/** Counts lines and rows byte by byte. Blank lines are no rows, and a quoted field may hold line breaks. */
class LineCounter {
  readonly found = new Map<number, number>();
  readonly #skip: number;
  readonly #wanted: ReadonlySet<number>;
  readonly #last: number;
  #line = 1;
  #row = 0;
  /** Whether the row of this line has begun. */
  #isFilled = false;
  #isQuoted = false;
  #before = 0;

  constructor(skip: number, rows: readonly number[]) {
    this.#skip = skip;
    this.#wanted = new Set(rows);
    this.#last = rows.reduce((most, row) => Math.max(most, row), 0);
  }

  get isDone(): boolean {
    return this.#row >= this.#last;
  }

  take(bytes: Uint8Array): void {
    for (let i = 0; i < bytes.length && !this.isDone; i += 1) {
      const byte = bytes[i]!;
      if (byte === LINE_FEED || byte === RETURN) this.#endLine(byte);
      else if (this.#line > this.#skip) this.#fill(byte);
      this.#before = byte;
    }
  }

  #endLine(byte: number): void {
    if (byte === LINE_FEED && this.#before === RETURN) return;
    this.#line += 1;
    if (!this.#isQuoted) this.#isFilled = false;
  }

  #fill(byte: number): void {
    if (byte === QUOTE) this.#isQuoted = !this.#isQuoted;
    if (this.#isFilled) return;
    this.#isFilled = true;
    this.#row += 1;
    if (this.#wanted.has(this.#row)) this.found.set(this.#row, this.#line);
  }
}

/**
 * The lines, from 1, on which rows begin.
 *
 * @param skip lines before the first row
 * @param rows numbers of rows from 1
 */
export async function linesOfRows(path: string, skip: number, rows: readonly number[]): Promise<Map<number, number>> {
  const counter = new LineCounter(skip, rows);
  if (counter.isDone) return counter.found;
  for await (const bytes of createReadStream(path, { highWaterMark: 1 << 20 })) {
    counter.take(bytes as Uint8Array);
    if (counter.isDone) break;
  }
  return counter.found;
}
