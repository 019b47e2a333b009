/** Looks at each price before it becomes an event: what cannot be true is kept away from the session, and counted. */
import { DROPPED } from '../market/tape.ts';
import { decimalsOf, unitsOfText } from '../model/decimal.ts';
import type { VenueQuote, VenueTrade } from './venue.ts';

/** A price so many times the last one, or so small a part of it, is absurd, */
const FACTOR = 5;
/** unless so many in a row say the same. */
const AGREEING = 20;

export interface ScreenOptions {
  readonly priceDecimals: number;
  /** Microseconds: an exchange time further than this from where it should be is late or early. */
  readonly tolerance: number;
}

/** Of one symbol. Answers 0, or why something is no event (DROPPED); the numbers of what was looked at last are its fields. */
export class Screen {
  price = 0;
  size = 0;
  bid = 0;
  bidSize = 0;
  ask = 0;
  askSize = 0;
  readonly #options: ScreenOptions;
  /** The last price that was accepted, and the last that was not: price units; 0 before the first. */
  #last = 0;
  #strange = 0;
  #agreeing = 0;
  #lastTrade = Number.NEGATIVE_INFINITY;
  #lastQuote = Number.NEGATIVE_INFINITY;

  constructor(options: ScreenOptions) {
    this.#options = options;
  }

  /** @param now exchange time, as far as it is known; null for what is told later than it happened */
  trade({ price, size, time }: VenueTrade, now: number | null): number {
    const problem = this.#number(price);
    if (problem !== 0) return problem;
    const units = this.price;
    const amount = Number(size);
    if (!Number.isFinite(amount) || size.trim() === '' || !Number.isSafeInteger(time)) return DROPPED.unreadable;
    if (units === 0 || amount === 0) return DROPPED.zero;
    if (units < 0 || amount < 0) return DROPPED.negative;
    this.size = amount;
    if (now !== null) {
      const { tolerance } = this.#options;
      if (time > now + tolerance) return DROPPED.early;
      if (time < this.#lastTrade - tolerance) return DROPPED.late;
    }
    if (this.#isAbsurd(units)) return DROPPED.absurd;
    if (time > this.#lastTrade) this.#lastTrade = time;
    return 0;
  }

  quote(quote: VenueQuote, now: number): number {
    const { bid, ask, time } = quote;
    const problem = this.#side(bid, quote.bidSize) || this.#keepBid() || this.#side(ask, quote.askSize);
    if (problem !== 0) return problem;
    this.ask = this.price;
    this.askSize = this.size;
    if (this.bid > 0 && this.ask > 0 && this.bid > this.ask) return DROPPED.crossed;
    if (time !== null) {
      if (!Number.isSafeInteger(time)) return DROPPED.unreadable;
      if (time > now + this.#options.tolerance) return DROPPED.early;
      if (time < this.#lastQuote) return DROPPED.late;
    }
    for (const price of [this.bid, this.ask]) if (price > 0 && this.#isFar(price)) return DROPPED.absurd;
    if (time !== null) this.#lastQuote = time;
    return 0;
  }

  #keepBid(): 0 {
    this.bid = this.price;
    this.bidSize = this.size;
    return 0;
  }

  /** A side that is missing has price and size 0; a size that is not said is -1. */
  #side(price: string | null, size: string | null): number {
    this.price = 0;
    this.size = 0;
    if (price === null) return 0;
    const problem = this.#number(price);
    if (problem !== 0) return problem;
    if (this.price === 0) return DROPPED.zero;
    if (this.price < 0) return DROPPED.negative;
    this.size = size === null ? -1 : Number(size);
    if (size !== null && !(Number.isFinite(this.size) && size.trim() !== '')) return DROPPED.unreadable;
    return size !== null && this.size < 0 ? DROPPED.negative : 0;
  }

  #number(text: string): number {
    const units = unitsOfText(text, this.#options.priceDecimals);
    if (units === null) return isDecimal(text) ? DROPPED.off_grid : DROPPED.unreadable;
    this.price = units;
    return 0;
  }

  #isFar(price: number): boolean {
    return this.#last > 0 && (price > this.#last * FACTOR || price * FACTOR < this.#last);
  }

  #isAbsurd(price: number): boolean {
    if (!this.#isFar(price)) {
      this.#last = price;
      this.#agreeing = 0;
      return false;
    }
    const agrees = price <= this.#strange * FACTOR && price * FACTOR >= this.#strange;
    this.#agreeing = agrees ? this.#agreeing + 1 : 1;
    this.#strange = price;
    if (this.#agreeing < AGREEING) return true;
    this.#last = price;
    this.#agreeing = 0;
    return false;
  }
}

function isDecimal(text: string): boolean {
  try {
    decimalsOf(text);
    return true;
  } catch {
    return false;
  }
}
