/**
 * The record of a run: rows of doubles that hold whole numbers, handed on in chunks.
 *
 * A row lies in one piece so that its bytes are its canonical form: what is hashed is what is stored. Absent prices and
 * quantities are `NONE`, never NaN, whose bits are not fixed. Money is in units of its asset, prices in units of the
 * instrument's `priceDecimals`, quantities in units of the base asset, times in microseconds since the epoch, UTC.
 */

/** Stands in a record row for "there is none" (no amount in a row is otherwise negative). */
export const NONE = -1;

/** `orders`: one row an event in an order's life. `clientId` and `reason` index the chunk's strings (NONE: null). */
export const ORDER_ROW = {
  seq: 0,
  time: 1,
  orderId: 2,
  clientId: 3,
  code: 4,
  quantity: 5,
  filled: 6,
  /** Quote units paid or received so far before fees: `avg_price` is cost / filled. */
  cost: 7,
  price: 8,
  stopPrice: 9,
  triggerPrice: 10,
  reason: 11,
} as const;
export const ORDER_ROW_WIDTH = 12;

/** `fills`: one row an execution of ours. Cost, fee and slippage are in units of the symbol's quote asset. */
export const FILL_ROW = {
  seq: 0,
  time: 1,
  orderId: 2,
  clientId: 3,
  code: 4,
  price: 5,
  referencePrice: 6,
  quantity: 7,
  cost: 8,
  fee: 9,
  slippage: 10,
  /** Open time of the candle in which the fill happened; NONE on trades and quotes. */
  candleTime: 11,
} as const;
export const FILL_ROW_WIDTH = 12;

/** `equity`: one row a time of a candle close, in units of the reporting asset. `exposure` is the sum of |position value|. */
export const EQUITY_ROW = { time: 0, equity: 1, cash: 2, exposure: 3 } as const;
export const EQUITY_ROW_WIDTH = 4;

/** `round_trips`: flat to flat in one asset. Values, pnl, fees, slippage, mae and mfe in units of the reporting asset. */
export const ROUND_TRIP_ROW = {
  id: 0,
  asset: 1,
  /** 0 long, 1 short. */
  side: 2,
  entryTime: 3,
  exitTime: 4,
  /** Units of the asset entered in all (sum of the fills that opened or enlarged). */
  quantity: 5,
  /** Value of those fills before fees; `entry_price` is entryValue / quantity. */
  entryValue: 6,
  /** Value of the fills that reduced it, before fees; `exit_price` is exitValue / exitQuantity. */
  exitValue: 7,
  /** Net of fees. Signed. */
  pnl: 8,
  fees: 9,
  slippage: 10,
  /**
   * Maximum adverse excursion: the lowest unrealized P&L (<= 0) on the path while it was open, the references of its own
   * fills included. Of an asset that is valued over two pairs or more: at candle closes and at its own fills.
   */
  mae: 11,
  /** Maximum favourable excursion (>= 0). */
  mfe: 12,
  /** 1 where the order of fills inside a candle is unknown. */
  ambiguous: 13,
  /** Index of the closing order's reason in the chunk's strings. */
  reason: 14,
  /** Units of the asset exited in all: less than was entered where dust is left, more where dust from before went along. */
  exitQuantity: 15,
} as const;
export const ROUND_TRIP_ROW_WIDTH = 16;

/** `plots`: `ctx.plot` values. The one kind of row whose last column is any double. */
export const PLOT_ROW = { time: 0, symbol: 1, name: 2, value: 3 } as const;
export const PLOT_ROW_WIDTH = 4;

/**
 * `balances`: why a balance changed, a row each; the changes of an asset sum to its balance. A row has the `seq` of the fill
 * it belongs to, so that the two can be joined. In no digest: it follows from initial balances and fills.
 */
export const BALANCE_ROW = {
  /** NONE for an initial balance. */
  seq: 0,
  time: 1,
  asset: 2,
  /** Units of the asset. Signed: here -1 is an amount. */
  change: 3,
  /** The balance's total, this change included. */
  balanceAfter: 4,
  /** A code of `BALANCE_CAUSE`. */
  cause: 5,
  /** NONE for an initial balance. */
  orderId: 6,
  clientId: 7,
  /** Index of the order's reason in the chunk's strings. */
  reason: 8,
} as const;
export const BALANCE_ROW_WIDTH = 9;

/** Why a balance changes. A fill's fee is a row of its own. */
export const BALANCE_CAUSES = ['initial', 'fill', 'fee'] as const;
export type BalanceCause = (typeof BALANCE_CAUSES)[number];
/** Codes of `BALANCE_CAUSES`. */
export const BALANCE_CAUSE = { initial: 0, fill: 1, fee: 2 } as const;

/**
 * The `code` column of orders and fills: small fields packed into one whole number.
 * Orders: event, status, side, type, symbol. Fills: liquidity in the place of event (status and type as after the fill).
 */
export function packCode(event: number, status: number, side: number, type: number, symbol: number): number {
  return event | (status << 4) | (side << 8) | (type << 9) | (symbol << 12);
}
export const codeEvent = (code: number): number => code & 15;
export const codeStatus = (code: number): number => (code >> 4) & 15;
export const codeSide = (code: number): number => (code >> 8) & 1;
export const codeType = (code: number): number => (code >> 9) & 7;
export const codeSymbol = (code: number): number => code >> 12;

/** Rows handed on at once. `rows` is reused by the engine: a sink that keeps rows copies them before it returns. */
export interface RecordChunk {
  readonly rows: Float64Array;
  /** Rows in use: `rows.subarray(0, count * width)`. */
  readonly count: number;
  /** What the row's string indices mean, for this chunk. */
  readonly strings: readonly string[];
}

/** Where a run's rows go. Several sinks stand behind one another; each call is synchronous. */
export interface RecordSink {
  /** What it has gathered is part of the run: a checkpoint keeps it, and the sink in its place in a resumed run goes on with it. */
  readonly isKept?: boolean;
  /** Comes before the first row: what the account is worth when the run starts (reporting units), and when (microseconds). */
  start?(initialEquity: number, time: number): void;
  orders?(chunk: RecordChunk): void;
  fills?(chunk: RecordChunk): void;
  roundTrips?(chunk: RecordChunk): void;
  equity?(chunk: RecordChunk): void;
  plots?(chunk: RecordChunk): void;
  /** Rows of this kind are written only where a sink asks for them. */
  balances?(chunk: RecordChunk): void;
}
