/** Writes rows as things happen: each is stamped with tape time as it is written. */
import { CONNECTION, NO_SYMBOL, TAPE_KIND, type TapeColumns } from '../market/tape.ts';
import { TapeRows } from '../market/tapeRows.ts';
import type { Loop } from './loop.ts';

/** Longest text of a row that says what was dropped or why. */
const LONGEST_TEXT = 200;

export class TapeWriter {
  readonly #loop: Loop;
  /** Rows that nobody has taken, and those that were taken last. */
  #waiting = new TapeRows();
  #taken = new TapeRows();

  constructor(loop: Loop) {
    this.#loop = loop;
  }

  get length(): number {
    return this.#waiting.length;
  }

  /** The rows since the last call: good until the next. */
  take(): TapeColumns {
    const rows = this.#waiting;
    this.#waiting = this.#taken;
    this.#waiting.clear();
    this.#taken = rows;
    return rows.view();
  }

  /** @param exchangeTime microseconds; the tape's own time where the venue has none */
  row(
    event: number,
    symbol: number,
    exchangeTime: number | null,
    numbers: readonly number[],
    text?: string | null,
  ): void {
    const time = this.#loop.read();
    const [a = 0, b = 0, c = 0, d = 0, e = 0] = numbers;
    this.#waiting.push(time, exchangeTime ?? time, event, symbol, a, b, c, d, e);
    if (text !== undefined && text !== null) this.#waiting.say(text);
  }

  trade(symbol: number, exchangeTime: number, price: number, size: number, side: number, id: string | null): void {
    this.#waiting.push(this.#loop.read(), exchangeTime, TAPE_KIND.trade, symbol, price, size, side);
    if (id !== null) this.#waiting.say(id);
  }

  /** Tape time is anchored on the exchange's clock: so late it is there, too. */
  heartbeat(): void {
    const time = this.#loop.read();
    this.#waiting.push(time, time, TAPE_KIND.heartbeat, NO_SYMBOL);
  }

  connection(state: keyof typeof CONNECTION, symbol: number, from = 0, why: string | null = null): void {
    this.row(TAPE_KIND.connection, symbol, null, [CONNECTION[state], from], why?.slice(0, LONGEST_TEXT));
  }

  gap(symbol: number, from: number, to: number): void {
    this.row(TAPE_KIND.gap, symbol, null, [from, to]);
  }

  dropped(symbol: number, reason: number, count: number, what: string): void {
    this.row(TAPE_KIND.dropped, symbol, null, [reason, count], what.slice(0, LONGEST_TEXT));
  }
}
