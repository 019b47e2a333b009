/** What a live feed asks of an exchange, and what the exchange tells it. Numbers are the text they were sent as. */

export interface VenueTrade {
  /** Null where the venue gives none. */
  readonly id: string | null;
  readonly price: string;
  /** Base asset. */
  readonly size: string;
  /** Side of the aggressor: 1 buy, -1 sell, 0 unknown. */
  readonly side: number;
  /** Exchange time, microseconds since the epoch. */
  readonly time: number;
}

/** Best bid and ask. A side that is missing is null. */
export interface VenueQuote {
  readonly bid: string | null;
  /** Null: not said. */
  readonly bidSize: string | null;
  readonly ask: string | null;
  readonly askSize: string | null;
  /** Exchange time in microseconds; null where it sends none. */
  readonly time: number | null;
}

/** Symbols are numbers: their place in the scenario. */
export interface VenueListener {
  /** Connected and subscribed to all symbols. */
  up(): void;
  /** A frame of any kind has come, heartbeats included. */
  frame(): void;
  trades(symbol: number, trades: readonly VenueTrade[]): void;
  quote(symbol: number, quote: VenueQuote): void;
  /** A frame that is not what the exchange says it sends; `symbol` is null where even that is not known. */
  unreadable(symbol: number | null, what: string): void;
  /** The connection is lost, or could not be made. Nothing more comes of it. */
  down(why: string): void;
}

/** Trades that were asked for again. */
export interface VenueAnswer {
  /** In the order in which they happened. */
  readonly trades: readonly VenueTrade[];
  /** The first of them is the first after the time that was asked for: none before it is missing. */
  readonly isWhole: boolean;
}

/**
 * How a venue's trade ids prove that none is missing: `sequential`, each is one more than the one before; `unique`, they only
 * tell a trade from another; `none`.
 */
export type TradeIds = 'sequential' | 'unique' | 'none';

export interface Venue {
  readonly ids: TradeIds;
  /** Begins one attempt to connect: `up`, or `down`, follows. */
  connect(listener: VenueListener): void;
  /** Ends the connection without another word of it. */
  disconnect(): void;
  /** Asks for the trades of a symbol that happened at `since` (exchange time, microseconds) or later; answers later, once. */
  fetchTrades(symbol: number, since: number, done: (answer: VenueAnswer | Error) => void): void;
  /** Lets the listener's host say that it cannot take more for now; absent where that is not possible. */
  pause?(isPaused: boolean): void;
  /** Lets go of all. Safe to call twice. */
  close(): Promise<void>;
}
