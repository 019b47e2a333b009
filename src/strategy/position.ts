/** The position a strategy reads: the books' own figures, and no way to the books. */
import type { Books } from '../portfolio/books.ts';
import type { PositionView } from './context.ts';

/** What Node's console asks an object for its own picture by. */
const INSPECT = Symbol.for('nodejs.util.inspect.custom');

/** Shows a position as it is now, whenever it is read. Nothing of the books can be reached through it. */
export class LivePosition implements PositionView {
  readonly #books: Books;
  readonly #asset: number;
  readonly #unit: number;
  readonly #money: number;
  readonly #marks: { settleMarks(): void };

  /** @param unit of the asset, and `money` of the reporting asset: units in a whole one */
  constructor(books: Books, asset: number, unit: number, money: number, marks: { settleMarks(): void }) {
    this.#marks = marks;
    this.#books = books;
    this.#asset = asset;
    this.#unit = unit;
    this.#money = money;
  }

  get isFlat(): boolean {
    return this.#books.positions[this.#asset]!.isFlat;
  }
  get isLong(): boolean {
    return !this.isFlat && this.#books.positions[this.#asset]!.quantity > 0;
  }
  get isShort(): boolean {
    return !this.isFlat && this.#books.positions[this.#asset]!.quantity < 0;
  }
  get quantity(): number {
    return this.#books.positions[this.#asset]!.quantity / this.#unit;
  }
  get cost(): number {
    return this.#books.positions[this.#asset]!.cost / this.#money;
  }
  get avgPrice(): number | null {
    return this.isFlat ? null : this.cost / Math.abs(this.quantity);
  }
  get unrealizedPnl(): number {
    if (this.isFlat) return 0;
    this.#marks.settleMarks();
    const position = this.#books.positions[this.#asset]!;
    return position.unrealized(this.#books.valuation.value(this.#asset, Math.abs(position.quantity))) / this.#money;
  }

  /** As it is now, by value: of `JSON.stringify`. */
  toJSON(): PositionView {
    const { isFlat, isLong, isShort, quantity, cost, avgPrice, unrealizedPnl } = this;
    return { isFlat, isLong, isShort, quantity, cost, avgPrice, unrealizedPnl };
  }

  /** As it is now, by value: of `console.log`. */
  [INSPECT](): PositionView {
    return this.toJSON();
  }
}
