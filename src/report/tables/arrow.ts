/** `equity.arrow`: the equity table as an Arrow IPC file, written batch by batch as the rows come. */
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { POWERS_OF_TEN } from '../../model/decimal.ts';
import { EQUITY_ROW_WIDTH, type RecordChunk } from '../../model/record.ts';
import { EQUITY_AMOUNTS } from './equity.ts';

type Arrow = typeof import('apache-arrow');

const BATCH_ROWS = 65_536;
const TWO_32 = 4294967296;
const DECIMAL_DIGITS = 18;

/** Rows go to the file as soon as a batch is full, so that memory does not grow with their number. */
export class EquityArrowFile {
  readonly #arrow: Arrow;
  readonly #decimals: number;
  readonly #file: number;
  readonly #writer: InstanceType<Arrow['RecordBatchFileWriter']>;
  readonly #schema: InstanceType<Arrow['Schema']>;
  readonly #rows = new Float64Array(BATCH_ROWS * EQUITY_ROW_WIDTH);
  #count = 0;
  #open = true;

  /** Creates the file. Throws the system's error where it cannot. */
  static async open(path: string, decimals: number): Promise<EquityArrowFile> {
    return new EquityArrowFile(await import('apache-arrow'), path, decimals);
  }

  private constructor(arrow: Arrow, path: string, decimals: number) {
    this.#arrow = arrow;
    this.#decimals = decimals;
    const file = openSync(path, 'wx');
    this.#file = file;
    const { AsyncByteQueue, DataType, Decimal, Field, Float64, RecordBatchFileWriter, Schema } = arrow;
    class FileQueue extends AsyncByteQueue {
      override write(value: Parameters<InstanceType<Arrow['AsyncByteQueue']>['write']>[0]): void {
        const bytes = value as Uint8Array;
        for (let at = 0; at < bytes.byteLength; ) at += writeSync(file, bytes, at);
      }
    }
    const time = new arrow.TimestampMicrosecond('UTC');
    const fields = [new Field<InstanceType<typeof DataType>>('time', time, false)];
    for (const name of EQUITY_AMOUNTS) {
      fields.push(new Field(name, new Decimal(decimals, DECIMAL_DIGITS, 128), false));
      fields.push(new Field(`${name}_f64`, new Float64(), false));
    }
    this.#schema = new Schema(fields);
    this.#writer = new RecordBatchFileWriter();
    this.#writer.reset(new FileQueue() as never, this.#schema);
  }

  append({ rows, count }: RecordChunk): void {
    for (let from = 0; from < count; ) {
      const take = Math.min(count - from, BATCH_ROWS - this.#count);
      const source = rows.subarray(from * EQUITY_ROW_WIDTH, (from + take) * EQUITY_ROW_WIDTH);
      this.#rows.set(source, this.#count * EQUITY_ROW_WIDTH);
      this.#count += take;
      from += take;
      if (this.#count === BATCH_ROWS) this.#writeBatch();
    }
  }

  /** Writes the rest and the footer, and brings the file safely to disk. */
  finish(): void {
    if (this.#count > 0) this.#writeBatch();
    this.#writer.finish();
    fsyncSync(this.#file);
    this.close();
  }

  /** Lets the file go, whole or not. Safe to call twice. */
  close(): void {
    if (this.#open) closeSync(this.#file);
    this.#open = false;
  }

  #writeBatch(): void {
    const { makeData, RecordBatch, Struct } = this.#arrow;
    const length = this.#count;
    const children = this.#schema.fields.map((field, j) =>
      // Columns 0, 1, 3, 5 of the file are the row's values, each amount being followed by its twin.
      makeData({ type: field.type, length, nullCount: 0, data: this.#column(j) } as never),
    );
    const data = makeData({ type: new Struct(this.#schema.fields), length, nullCount: 0, children } as never);
    this.#writer.write(new RecordBatch(this.#schema, data as never));
    this.#count = 0;
  }

  #column(index: number): BigInt64Array | Uint32Array | Float64Array {
    const at = Math.ceil(index / 2);
    if (index === 0) {
      const halves = new Uint32Array(2 * this.#count);
      this.#integers(halves, 2, at);
      return new BigInt64Array(halves.buffer);
    }
    if (index % 2 === 1) {
      const words = new Uint32Array(4 * this.#count);
      this.#integers(words, 4, at);
      return words;
    }
    const divisor = POWERS_OF_TEN[this.#decimals]!;
    return Float64Array.from({ length: this.#count }, (_, i) => this.#rows[i * EQUITY_ROW_WIDTH + at]! / divisor);
  }

  /** Whole doubles as two's complement of two or four 32-bit words, the lowest first. */
  #integers(words: Uint32Array, size: number, column: number): void {
    for (let i = 0; i < this.#count; i += 1) {
      const value = this.#rows[i * EQUITY_ROW_WIDTH + column]!;
      const high = Math.floor(value / TWO_32);
      words[i * size] = value - high * TWO_32;
      words[i * size + 1] = high;
      if (size === 4 && value < 0) {
        words[i * size + 2] = 0xffffffff;
        words[i * size + 3] = 0xffffffff;
      }
    }
  }
}
