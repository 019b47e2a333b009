/** What a tape is, in one hash. */
import type { Hasher, HasherFactory } from '../model/ports.ts';
import type { TapeColumns } from './tape.ts';

const WIDTH = 9;
const ROWS_AT_ONCE = 4096;

/**
 * SHA-256, in lower-case hex, of the hex digests of two hashes, one after the other: over the rows in order, nine
 * little-endian doubles each (tape time and exchange time in microseconds, event, symbol, a to e, -0 as 0); and over the texts
 * in order, each as the number of its row (from 0, a little-endian double), the number of its UTF-16 code units (likewise), and
 * these (little-endian). It does not depend on the parts in which the rows came.
 */
export class TapeDigest {
  private readonly hasher: HasherFactory;
  private readonly numbers: Hasher;
  private readonly texts: Hasher;
  private readonly block = new DataView(new ArrayBuffer(ROWS_AT_ONCE * WIDTH * 8));
  private rows = 0;

  constructor(hasher: HasherFactory) {
    this.hasher = hasher;
    this.numbers = hasher();
    this.texts = hasher();
  }

  update(part: TapeColumns): void {
    const { time, exchangeTime, event, symbol, a, b, c, d, e, length, text } = part;
    const columns = [time, exchangeTime, event, symbol, a, b, c, d, e];
    const { block } = this;
    for (let from = 0; from < length; from += ROWS_AT_ONCE) {
      const count = Math.min(ROWS_AT_ONCE, length - from);
      columns.forEach((column, at) => {
        // Adding zero leaves every number but -0, which is one value with 0.
        for (let row = 0; row < count; row += 1)
          block.setFloat64((row * WIDTH + at) * 8, column[from + row]! + 0, true);
      });
      this.numbers.update(new Uint8Array(block.buffer, 0, count * WIDTH * 8));
    }
    if (text !== null) for (let row = 0; row < length; row += 1) this.say(this.rows + row, text[row] ?? null);
    this.rows += length;
  }

  private say(row: number, text: string | null): void {
    if (text === null) return;
    const bytes = new DataView(new ArrayBuffer(16 + text.length * 2));
    bytes.setFloat64(0, row, true);
    bytes.setFloat64(8, text.length, true);
    for (let at = 0; at < text.length; at += 1) bytes.setUint16(16 + at * 2, text.charCodeAt(at), true);
    this.texts.update(new Uint8Array(bytes.buffer));
  }

  /** The digest is used up with it. */
  digest(): string {
    const hash = this.hasher();
    for (const part of [this.numbers, this.texts]) {
      hash.update(Uint8Array.from(part.digest(), (letter) => letter.charCodeAt(0)));
    }
    return hash.digest();
  }
}
