/** What any exchange, simulated or real, gives the engine; and what it tells the engine in return. */
import type { Order } from './order.ts';

/** One execution of ours. The exchange reuses the object: read it before the call returns. */
export class Fill {
  time = 0;
  symbol = 0;
  side = 0;
  /** MAKER or TAKER. */
  liquidity = 0;
  /** Price units, after slippage. */
  price = 0;
  /** Price units, before slippage. */
  referencePrice = 0;
  quantity = 0;
  /** Quote units, before the fee. */
  cost = 0;
  fee = 0;
  /** Quote units lost to slippage. */
  slippage = 0;
  candleTime = 0;
}

/** Each call is one event in an order's life, in the order they happen. */
export interface ExchangeListener {
  accepted(order: Order): void;
  /** The order's own fields already hold the fill. */
  filled(order: Order, fill: Fill): void;
  canceled(order: Order, reason: string | null): void;
  /** `rule` is counted in the report; `detail` gives the value and the limit. */
  rejected(order: Order, rule: string, detail: string): void;
}

export interface Exchange {
  /** An order that has arrived. */
  arrive(order: Order, time: number): void;
  /** A cancel that has arrived; false where the order has ended. */
  cancel(order: Order, reason: string | null): boolean;
}
