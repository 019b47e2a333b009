/** The tape: everything that came from outside, in one order. What a live session consumes, a journal keeps and a replay gives again. */

/** What a row of a tape is. `TapeColumns` says what each holds. */
export const TAPE_KIND = {
  heartbeat: 0,
  trade: 1,
  quote: 2,
  candle: 3,
  gap: 4,
  command: 5,
  connection: 6,
  instrument: 7,
  warmup: 8,
  dropped: 9,
} as const;
/** The same as words, by code: how a table shows them. */
export const TAPE_KINDS = Object.keys(TAPE_KIND) as readonly (keyof typeof TAPE_KIND)[];

/** `symbol` of a row that is of no symbol. */
export const NO_SYMBOL = 65535;

/**
 * What became of the connection: `a` of a connection row. `up`, `stale` and `down` are of no symbol, the others of one.
 * After `stale`, `down` and `backfill` nothing takes a price of the symbol and none of its candles closes, until a row `whole`
 * or a gap of that symbol says that all there is to have of the time before is on the tape.
 */
export const CONNECTION = {
  /** Connected and subscribed. */
  up: 1,
  /** No frame of any kind for `stale_after_ms`. */
  stale: 2,
  /** The connection is lost. */
  down: 3,
  /** Trades from here to `whole` or a gap of the symbol are told later than they happened. `b`: exchange time from which they are. */
  backfill: 4,
  /** Nothing of the symbol is missing: what follows is live. */
  whole: 5,
} as const;
export const CONNECTIONS = ['', ...Object.keys(CONNECTION)] as readonly string[];

/** What an operator asked for: `a` of a command row. */
export const COMMAND = {
  /** From now on the strategy's intents are refused (`paused`), but for those that only reduce. */
  pause: 1,
  resume: 2,
  /** Cancels all that works and closes every position. */
  flatten: 3,
  /** Closes the position of `symbol`. */
  close: 4,
  /** Cancels order `b`. */
  cancel: 5,
  /** Places an order for `symbol`: the text is JSON with the keys of `ctx.order`. */
  order: 6,
  /** Asks the strategy (`onTimer`, name `interval`) every `b` microseconds; after `c` such calls the run ends, unless `c` is 0. */
  every: 7,
  /** Ends the run. */
  stop: 8,
} as const;
export const COMMANDS = ['', ...Object.keys(COMMAND)] as readonly string[];

/** Why something that was sent did not become an event: `a` of a dropped row. */
export const DROPPED = {
  /** A trade of this id is on the tape. */
  duplicate: 1,
  /** Its exchange time lies further back than `stale_after_ms`. */
  late: 2,
  /** Its exchange time lies further ahead than that. */
  early: 3,
  /** A bid above its ask. */
  crossed: 4,
  zero: 5,
  negative: 6,
  /** Several times the price before it, or a fraction of that. */
  absurd: 7,
  /** Finer than `price_decimals`. */
  off_grid: 8,
  /** Not what the exchange says it sends. */
  unreadable: 9,
} as const;
export const DROP_REASONS = ['', ...Object.keys(DROPPED)] as readonly string[];

/**
 * A tape, or a part of one. `time` is tape time: whole microseconds since the epoch, strictly increasing: when the row arrived,
 * by an anchor and the monotonic clock. `exchangeTime` is the venue's time beside it. Prices are whole units of the symbol's
 * `price_decimals`; sizes are of the base asset as plain doubles; what has no meaning is 0, and null as text.
 *
 * | event | exchangeTime | a | b | c | d | e | text |
 * |---|---|---|---|---|---|---|---|
 * | heartbeat | the venue's clock, as far as it is known | | | | | | |
 * | trade | of the trade | price | size | side: 1, -1, 0 | | | the venue's id |
 * | quote | of the quote, else `time` | bid | bid size | ask | ask size | | |
 * | candle | open time | open | high | low | close | volume | |
 * | warmup | open time | open | high | low | close | volume | |
 * | gap | `time` | from, exchange time | to, exchange time | | | | |
 * | connection | `time` | CONNECTION | from | | | | why, in words |
 * | command | `time` | COMMAND | | | | | JSON of an order |
 * | instrument | `time` | | | | | | JSON: the entry of instruments.json |
 * | dropped | `time` | DROPPED | how many | | | | one of them |
 *
 * A candle row is a closed candle of `market.interval`, a warmup row one of `strategy.interval`: what lies before the run. The
 * candles of the run itself are no rows: they are made of its trades. The run's window begins at the time of the first row.
 */
export interface TapeColumns {
  readonly kind: 'tape';
  readonly length: number;
  readonly time: Float64Array;
  readonly exchangeTime: Float64Array;
  /** TAPE_KIND. */
  readonly event: Uint8Array;
  /** The symbol's place in the scenario, or NO_SYMBOL. */
  readonly symbol: Uint16Array;
  readonly a: Float64Array;
  readonly b: Float64Array;
  readonly c: Float64Array;
  readonly d: Float64Array;
  readonly e: Float64Array;
  /** By row; null where no row has any. It may be longer than the rows are. */
  readonly text: readonly (string | null)[] | null;
}

/**
 * Who keeps a session's tape. The runner calls `take` with the rows the session is about to be given, runs the session over
 * them, hands its record to the record sinks, and then waits for `settled`.
 */
export interface TapeSink {
  /** The columns are good until `settled` has returned. */
  take(rows: TapeColumns): void;
  /**
   * All rows so far have been taken by the session, and what came of them was handed on.
   *
   * @param hasActed an order or a fill came of them: nobody outside may hear of it before it is kept
   */
  settled(hasActed: boolean): Promise<void> | void;
  /** The last rows were settled: keeps what is left. Safe to call twice. */
  close(): Promise<void>;
}
