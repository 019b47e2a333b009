/** Faults on purpose: a connection that breaks, repeats, overtakes, dawdles and garbles, by a seed. */
import { DrawKey } from '../clock/index.ts';
import type { Loop } from './loop.ts';
import type { Venue, VenueAnswer, VenueListener, VenueQuote, VenueTrade } from './venue.ts';

/** Each a chance, from 0 to 1, of every message. */
export interface Faults {
  readonly seed: number;
  /** The connection is lost before the message. */
  readonly disconnect: number;
  /** It comes twice. */
  readonly duplicate: number;
  /** It comes after the next one. */
  readonly reorder: number;
  /** It, and all behind it, comes up to two seconds later. */
  readonly delay: number;
  /** It is garbled, or lost. */
  readonly corrupt: number;
}

const LONGEST_DELAY = 2_000_000;
/** The share of what is corrupt that does not come at all. */
const LOST = 0.25;
const KINDS = { disconnect: 0, duplicate: 1, reorder: 2, delay: 3, corrupt: 4 } as const;
type Message = { readonly send: (listener: VenueListener) => void };

/** What becomes of a price that is garbled. */
const GARBLED: readonly ((text: string) => string)[] = [
  () => '0',
  (text) => `-${text}`,
  (text) => `${text}000`.replace('.', ''),
  (text) => `0.0000${text.replace('.', '')}`,
  (text) => `${text.slice(0, 2)}\u0000${text.slice(2)}`,
  (text) => `${text.includes('.') ? text : `${text}.`}000000000001`,
];

export class FaultyVenue implements Venue {
  readonly ids;
  readonly #venue: Venue;
  readonly #faults: Faults;
  readonly #loop: Loop;
  readonly #draws: DrawKey;
  #messages = 0;
  #connection = 0;
  /** One that the next overtakes. */
  #overtaken: Message | null = null;
  #busyUntil = 0;

  constructor(venue: Venue, faults: Faults, loop: Loop) {
    this.#venue = venue;
    this.ids = venue.ids;
    this.#faults = faults;
    this.#loop = loop;
    this.#draws = new DrawKey(faults.seed, 'faults', '');
  }

  connect(listener: VenueListener): void {
    this.#connection += 1;
    this.#overtaken = null;
    this.#busyUntil = 0;
    const connection = this.#connection;
    const { up, frame, unreadable, down } = listener;
    const pass = (send: Message['send']): void => {
      if (connection === this.#connection) this.#message({ send }, listener, connection);
    };
    this.#venue.connect({
      up,
      frame,
      unreadable,
      down,
      trades: (symbol, trades) =>
        pass((to) =>
          to.trades(
            symbol,
            trades.map((trade) => this.#trade(trade)),
          ),
        ),
      quote: (symbol, quote) => pass((to) => to.quote(symbol, this.#quote(quote))),
    });
  }

  disconnect(): void {
    this.#connection += 1;
    this.#venue.disconnect();
  }

  fetchTrades(symbol: number, since: number, done: (answer: VenueAnswer | Error) => void): void {
    this.#venue.fetchTrades(symbol, since, done);
  }

  pause(isPaused: boolean): void {
    this.#venue.pause?.(isPaused);
  }

  close(): Promise<void> {
    this.#connection += 1;
    return this.#venue.close();
  }

  #message(message: Message, listener: VenueListener, connection: number): void {
    this.#messages += 1;
    if (this.#hits('disconnect')) {
      this.disconnect();
      listener.down('a fault that was asked for');
      return;
    }
    if (this.#hits('corrupt') && this.#chance('corrupt', 1) < LOST) return;
    const overtaken = this.#overtaken;
    this.#overtaken = null;
    if (overtaken === null && this.#hits('reorder')) {
      this.#overtaken = message;
      return;
    }
    const isTwice = this.#hits('duplicate');
    const now = this.#loop.read();
    if (this.#hits('delay')) this.#busyUntil = now + this.#chance('delay', 1) * LONGEST_DELAY;
    for (const one of [message, ...(isTwice ? [message] : []), ...(overtaken === null ? [] : [overtaken])]) {
      if (this.#busyUntil <= now) one.send(listener);
      else {
        this.#loop.after(this.#busyUntil - now, () => {
          if (connection === this.#connection) one.send(listener);
        });
      }
    }
  }

  #trade(trade: VenueTrade): VenueTrade {
    return this.#hits('corrupt') ? { ...trade, price: this.#garbled(trade.price) } : trade;
  }

  #quote(quote: VenueQuote): VenueQuote {
    const { bid, ask } = quote;
    if (bid === null || ask === null || !this.#hits('corrupt')) return quote;
    // A crossed quote is one of the ways to be wrong.
    return this.#chance('corrupt', 3) < 0.5 ? { ...quote, bid: ask, ask: bid } : { ...quote, bid: this.#garbled(bid) };
  }

  #garbled(text: string): string {
    return GARBLED[Math.floor(this.#chance('corrupt', 2) * GARBLED.length)]!(text);
  }

  #hits(kind: keyof typeof KINDS): boolean {
    return this.#faults[kind] > 0 && this.#chance(kind, 0) < this.#faults[kind];
  }

  #chance(kind: keyof typeof KINDS, nth: number): number {
    return this.#draws.draw(this.#messages, KINDS[kind], nth);
  }
}
