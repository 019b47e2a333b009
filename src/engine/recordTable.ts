/** One kind of row of the record: a buffer, its hash, and who hears of it. */
import type { Hasher } from '../model/ports.ts';

const isLittleEndian = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;

export class RecordTable {
  rows: Float64Array;
  count = 0;
  private readonly width: number;
  private readonly capacity: number;
  private readonly hasher: Hasher | null;
  private readonly hand: (rows: Float64Array, count: number) => void;

  constructor(
    width: number,
    capacity: number,
    hasher: Hasher | null,
    hand: (rows: Float64Array, count: number) => void,
  ) {
    this.rows = new Float64Array(width * capacity);
    this.width = width;
    this.capacity = capacity;
    this.hasher = hasher;
    this.hand = hand;
  }

  /** Where the next row begins. The last row stays in the buffer until another needs its place. */
  next(): number {
    if (this.count === this.capacity) this.flush();
    return this.count++ * this.width;
  }

  /** Where the last row begins. */
  get last(): number {
    return (this.count - 1) * this.width;
  }

  /** Before it is saved: rows that were handed on are past. */
  tidy(): void {
    this.rows.fill(0, this.count * this.width);
  }

  flush(): void {
    if (this.count === 0) return;
    this.hasher?.update(this.canonicalBytes());
    this.hand(this.rows, this.count);
    this.count = 0;
  }

  /** Hands on all rows but the last, which may be taken again. */
  flushAllButLast(): void {
    if (this.count < 2) return;
    const { last } = this;
    this.count -= 1;
    this.flush();
    this.rows.copyWithin(0, last, last + this.width);
    this.count = 1;
  }

  private canonicalBytes(): Uint8Array {
    const length = this.count * this.width * 8;
    if (isLittleEndian) return new Uint8Array(this.rows.buffer, 0, length);
    const swapped = new DataView(new ArrayBuffer(length));
    for (let i = 0; i < this.count * this.width; i++) swapped.setFloat64(i * 8, this.rows[i]!, true);
    return new Uint8Array(swapped.buffer);
  }
}
