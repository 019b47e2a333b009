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
  readonly #divisor: number;
  readonly #file: number;
  readonly #writer: InstanceType<Arrow['RecordBatchFileWriter']>;
  readonly #schema: InstanceType<Arrow['Schema']>;
  readonly #time = new Uint32Array(2 * BATCH_ROWS);
  /** Of each amount: its units as 128-bit integers in words of 32, and the amount as a double. */
  readonly #units = EQUITY_AMOUNTS.map(() => new Uint32Array(4 * BATCH_ROWS));
  readonly #doubles = EQUITY_AMOUNTS.map(() => new Float64Array(BATCH_ROWS));
  #count = 0;
  #open = true;

  /** Creates the file. Throws the system's error where it cannot. */
  static async open(path: string, decimals: number): Promise<EquityArrowFile> {
    return new EquityArrowFile(await import('apache-arrow'), path, decimals);
  }

  private constructor(arrow: Arrow, path: string, decimals: number) {
    this.#arrow = arrow;
    this.#divisor = POWERS_OF_TEN[decimals]!;
    this.#file = openSync(path, 'wx');
    this.#schema = schemaOf(arrow, decimals);
    this.#writer = new arrow.RecordBatchFileWriter();
    this.#writer.reset(fileQueue(arrow, this.#file) as never, this.#schema);
  }

  append({ rows, count }: RecordChunk): void {
    for (let from = 0; from < count; ) {
      const take = Math.min(count - from, BATCH_ROWS - this.#count);
      this.#fill(rows, from, take);
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

  #fill(rows: Float64Array, from: number, take: number): void {
    for (let i = 0; i < take; i += 1) {
      putInteger(this.#time, 2 * (this.#count + i), rows[(from + i) * EQUITY_ROW_WIDTH]!);
    }
    EQUITY_AMOUNTS.forEach((_, j) => {
      const units = this.#units[j]!;
      const doubles = this.#doubles[j]!;
      for (let i = 0; i < take; i += 1) {
        const value = rows[(from + i) * EQUITY_ROW_WIDTH + j + 1]!;
        const at = this.#count + i;
        doubles[at] = value / this.#divisor;
        putInteger(units, 4 * at, value);
        const sign = value < 0 ? 0xffffffff : 0;
        units[4 * at + 2] = sign;
        units[4 * at + 3] = sign;
      }
    });
  }

  #writeBatch(): void {
    const { makeData, RecordBatch, Struct } = this.#arrow;
    const length = this.#count;
    const values = [new BigInt64Array(this.#time.buffer, 0, length)] as ArrayBufferView[];
    EQUITY_AMOUNTS.forEach((_, j) => {
      values.push(this.#units[j]!.subarray(0, 4 * length), this.#doubles[j]!.subarray(0, length));
    });
    const children = this.#schema.fields.map((field, j) =>
      makeData({ type: field.type, length, nullCount: 0, data: values[j] } as never),
    );
    const data = makeData({ type: new Struct(this.#schema.fields), length, nullCount: 0, children } as never);
    this.#writer.write(new RecordBatch(this.#schema, data as never));
    this.#count = 0;
  }
}

function schemaOf(arrow: Arrow, decimals: number): InstanceType<Arrow['Schema']> {
  const { Decimal, Field, Float64, Schema } = arrow;
  const amounts = EQUITY_AMOUNTS.flatMap((name) => [
    new Field(name, new Decimal(decimals, DECIMAL_DIGITS, 128), false),
    new Field(`${name}_f64`, new Float64(), false),
  ]);
  return new Schema([new Field('time', new arrow.TimestampMicrosecond('UTC'), false), ...amounts]);
}

/** A queue for Arrow's writer that keeps nothing: its bytes go to the file at once. */
function fileQueue(arrow: Arrow, file: number): InstanceType<Arrow['AsyncByteQueue']> {
  const queue = new arrow.AsyncByteQueue();
  queue.write = (value) => {
    const bytes = value as Uint8Array;
    for (let at = 0; at < bytes.byteLength; ) at += writeSync(file, bytes, at);
  };
  return queue;
}

/** A whole double as the two lower words of its two's complement. */
function putInteger(words: Uint32Array, at: number, value: number): void {
  const high = Math.floor(value / TWO_32);
  words[at] = value - high * TWO_32;
  words[at + 1] = high;
}
