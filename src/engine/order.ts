/** The one order of things: what happens first at one time. */

export const KIND = {
  /** Points of a candle other than its open, and the closing of candles. */
  point: 1,
  /** Expiries, then timers. */
  timer: 2,
  /** Orders and cancels that arrive, in the order sent. */
  arrival: 3,
  /** Marks, one equity row, then onCandle for every candle just closed. */
  close: 4,
  open: 5,
  /** Trades and quotes. */
  print: 6,
} as const;
