/** Whether a trade is known, the next one, or beyond one that is missing: by its id. */
import type { TradeIds, VenueTrade } from './venue.ts';

/** Ids that are remembered where they do not count. */
const REMEMBERED = 20_000;

export class TradeOrder {
  readonly #ids: TradeIds;
  #last: number | null = null;
  #seen = new Set<string>();
  #older = new Set<string>();

  constructor(ids: TradeIds) {
    this.#ids = ids;
  }

  /** The number of the last trade; null before the first, and where ids do not count. */
  get last(): number | null {
    return this.#last;
  }

  /** True where an id proves what is missing and what is not. */
  get isProven(): boolean {
    return this.#ids === 'sequential';
  }

  place(trade: VenueTrade): 'known' | 'next' | 'beyond' {
    const { id } = trade;
    if (id === null) return 'next';
    const number = this.#numberOf(id);
    if (number === null) return this.#seen.has(id) || this.#older.has(id) ? 'known' : 'next';
    if (this.#last === null || number === this.#last + 1) return 'next';
    return number <= this.#last ? 'known' : 'beyond';
  }

  /** True where no trade is missing before it, as far as ids tell; without them nobody knows. */
  isNext(trade: VenueTrade): boolean {
    if (this.#ids !== 'sequential') return false;
    return this.#last !== null && this.place(trade) !== 'beyond';
  }

  /** The trade has had its turn. */
  pass({ id }: VenueTrade): void {
    if (id === null) return;
    const number = this.#numberOf(id);
    if (number !== null) {
      this.#last = number;
      return;
    }
    if (this.#seen.size >= REMEMBERED) {
      this.#older = this.#seen;
      this.#seen = new Set();
    }
    this.#seen.add(id);
  }

  /** What lies before the trade is given up. */
  jumpTo({ id }: VenueTrade): void {
    const number = id === null ? null : this.#numberOf(id);
    if (number !== null) this.#last = number - 1;
  }

  /** In the order in which they happened, each once. */
  sorted(trades: readonly VenueTrade[]): VenueTrade[] {
    if (this.#ids !== 'sequential') return [...trades].sort((a, b) => a.time - b.time);
    const byNumber = new Map<number, VenueTrade>();
    for (const trade of trades) {
      const number = trade.id === null ? null : this.#numberOf(trade.id);
      if (number !== null && !byNumber.has(number)) byNumber.set(number, trade);
    }
    return [...byNumber].sort(([a], [b]) => a - b).map(([, trade]) => trade);
  }

  #numberOf(id: string): number | null {
    if (this.#ids !== 'sequential') return null;
    const number = Number(id);
    return Number.isSafeInteger(number) && number >= 0 ? number : null;
  }
}
