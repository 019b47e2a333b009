/** Rows of a tape as they gather: columns that grow, and views of them. */
import type { TapeColumns } from './tape.ts';

const NUMBERS = ['time', 'exchangeTime', 'a', 'b', 'c', 'd', 'e'] as const;
type NumberName = (typeof NUMBERS)[number];

const FIRST_CAPACITY = 1024;

export class TapeRows {
  length = 0;
  private numbers: Record<NumberName, Float64Array>;
  private event = new Uint8Array(FIRST_CAPACITY);
  private symbol = new Uint16Array(FIRST_CAPACITY);
  /** Null until a row has a text. */
  private text: (string | null)[] | null = null;

  constructor() {
    const column = (): Float64Array => new Float64Array(FIRST_CAPACITY);
    this.numbers = {
      time: column(),
      exchangeTime: column(),
      a: column(),
      b: column(),
      c: column(),
      d: column(),
      e: column(),
    };
  }

  /** Adds a row. What a..e mean, by event, is said at `TapeColumns`; those that mean nothing are 0. */
  push(time: number, exchangeTime: number, event: number, symbol: number, a = 0, b = 0, c = 0, d = 0, e = 0): void {
    const row = this.length;
    this.reserve(row + 1);
    const { numbers } = this;
    numbers.time[row] = time;
    numbers.exchangeTime[row] = exchangeTime;
    this.event[row] = event;
    this.symbol[row] = symbol;
    numbers.a[row] = a;
    numbers.b[row] = b;
    numbers.c[row] = c;
    numbers.d[row] = d;
    numbers.e[row] = e;
    if (this.text !== null) this.text[row] = null;
    this.length = row + 1;
  }

  /** Gives the last row its text. */
  say(text: string | null): void {
    if (this.text === null) {
      if (text === null) return;
      this.text = new Array<string | null>(this.length).fill(null);
    }
    this.text[this.length - 1] = text;
  }

  /** Adds copies of rows. */
  append(rows: TapeColumns): void {
    const from = this.length;
    this.reserve(from + rows.length);
    for (const name of NUMBERS) this.numbers[name].set(rows[name].subarray(0, rows.length), from);
    this.event.set(rows.event.subarray(0, rows.length), from);
    this.symbol.set(rows.symbol.subarray(0, rows.length), from);
    this.length = from + rows.length;
    if (rows.text === null && this.text === null) return;
    this.text ??= new Array<string | null>(from).fill(null);
    for (let row = 0; row < rows.length; row += 1) this.text[from + row] = rows.text?.[row] ?? null;
  }

  /** Rows [from, to) as they lie here: good until the next row is added or all are dropped. */
  view(from = 0, to = this.length): TapeColumns {
    const { time, exchangeTime, a, b, c, d, e } = this.numbers;
    const { text } = this;
    return {
      kind: 'tape',
      length: to - from,
      time: time.subarray(from, to),
      exchangeTime: exchangeTime.subarray(from, to),
      event: this.event.subarray(from, to),
      symbol: this.symbol.subarray(from, to),
      a: a.subarray(from, to),
      b: b.subarray(from, to),
      c: c.subarray(from, to),
      d: d.subarray(from, to),
      e: e.subarray(from, to),
      text: text === null || from === 0 ? text : text.slice(from, to),
    };
  }

  clear(): void {
    this.length = 0;
    this.text = null;
  }

  private reserve(length: number): void {
    if (length <= this.event.length) return;
    const capacity = Math.max(length, this.event.length * 2);
    for (const name of NUMBERS) {
      const larger = new Float64Array(capacity);
      larger.set(this.numbers[name]);
      this.numbers[name] = larger;
    }
    const event = new Uint8Array(capacity);
    event.set(this.event);
    this.event = event;
    const symbol = new Uint16Array(capacity);
    symbol.set(this.symbol);
    this.symbol = symbol;
  }
}
