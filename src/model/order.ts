/** The words of an order's life, and the small whole numbers that stand for them in the record. */

export const ORDER_TYPES = [
  'market',
  'limit',
  'stop',
  'stop_limit',
  'take_profit',
  'take_profit_limit',
  'trailing_stop',
] as const;
export type OrderType = (typeof ORDER_TYPES)[number];

export const TIMES_IN_FORCE = ['GTC', 'IOC', 'FOK', 'GTD', 'DAY'] as const;
export type TimeInForce = (typeof TIMES_IN_FORCE)[number];

export const SIDES = ['buy', 'sell'] as const;
export type Side = (typeof SIDES)[number];

export const LIQUIDITIES = ['maker', 'taker'] as const;
export type Liquidity = (typeof LIQUIDITIES)[number];

/** `rejected` is the exchange's word, `refused` our own risk's; both are ends. */
export const ORDER_STATUSES = [
  'pending',
  'open',
  'triggered',
  'partially_filled',
  'filled',
  'canceled',
  'expired',
  'rejected',
  'refused',
] as const;
export type OrderStatus = (typeof ORDER_STATUSES)[number];

/** What happened to an order; a row of the `orders` table each. */
export const ORDER_EVENTS = [
  'submitted',
  'accepted',
  'triggered',
  'trailed',
  'amended',
  'filled',
  'canceled',
  'expired',
  'rejected',
  'refused',
] as const;
export type OrderEvent = (typeof ORDER_EVENTS)[number];

export const BUY = 0;
export const SELL = 1;
export type SideCode = typeof BUY | typeof SELL;

export const MAKER = 0;
export const TAKER = 1;
export type LiquidityCode = typeof MAKER | typeof TAKER;

export const TYPE = {
  market: 0,
  limit: 1,
  stop: 2,
  stop_limit: 3,
  take_profit: 4,
  take_profit_limit: 5,
  trailing_stop: 6,
} as const;
/** Codes of `TIMES_IN_FORCE`. */
export const TIF = { GTC: 0, IOC: 1, FOK: 2, GTD: 3, DAY: 4 } as const;
export const STATUS = {
  pending: 0,
  open: 1,
  triggered: 2,
  partially_filled: 3,
  filled: 4,
  canceled: 5,
  expired: 6,
  rejected: 7,
  refused: 8,
} as const;
export const EVENT = {
  submitted: 0,
  accepted: 1,
  triggered: 2,
  trailed: 3,
  amended: 4,
  filled: 5,
  canceled: 6,
  expired: 7,
  rejected: 8,
  refused: 9,
} as const;

/** Whether an order with this status code has ended: its leaves are zero and nothing can change it any more. */
export function hasEnded(status: number): boolean {
  return status >= STATUS.filled;
}
