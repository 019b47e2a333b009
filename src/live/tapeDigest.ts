/** What a recorded tape is, in one hash. */
import { createHash } from 'node:crypto';
import type { TapeColumns } from '../market/columns.ts';

const WIDTH = 9;
const ROWS_AT_ONCE = 4096;

/**
 * SHA-256, in lower-case hex, over the rows in order. A row is nine little-endian doubles: tape time and exchange time in
 * microseconds, event, symbol, and a to e as `TapeColumns` gives them a meaning; 0 for those without one, -0 as 0.
 */
export function tapeDigest(rows: TapeColumns): string {
  const hash = createHash('sha256');
  const block = new DataView(new ArrayBuffer(ROWS_AT_ONCE * WIDTH * 8));
  const { time, exchangeTime, event, symbol, a, b, c, d, e } = rows;
  const columns = [time, exchangeTime, event, symbol, a, b, c, d, e];
  for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
    const count = Math.min(ROWS_AT_ONCE, rows.length - from);
    columns.forEach((column, at) => {
      // Adding zero leaves every number but -0, which is one value with 0.
      for (let row = 0; row < count; row += 1) block.setFloat64((row * WIDTH + at) * 8, column[from + row]! + 0, true);
    });
    hash.update(new Uint8Array(block.buffer, 0, count * WIDTH * 8));
  }
  return hash.digest('hex');
}
