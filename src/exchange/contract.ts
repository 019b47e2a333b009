/** What any exchange, simulated or real, gives the engine; and what it tells the engine in return. */
import type { Amend } from './amend.ts';
import type { Order } from './order.ts';
import type { BrokenRule } from './rules.ts';

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
  /** Its level was reached; `triggerPrice` is the price that did it. */
  triggered(order: Order): void;
  /** A trailing stop's level has tightened, or has come to be. */
  trailed(order: Order): void;
  /** What it asks for has changed: by an amend (null), or with the orders it belongs to. */
  amended(order: Order, reason: string | null): void;
  /** The order's own fields already hold the fill. */
  filled(order: Order, fill: Fill): void;
  canceled(order: Order, reason: string | null): void;
  expired(order: Order): void;
  /** `rule` is counted in the report; `detail` gives the value and the limit. */
  rejected(order: Order, rule: string, detail: string): void;
}

export interface Exchange {
  /** An order that has arrived. */
  arrive(order: Order, time: number): void;
  /** A cancel that has arrived, for an order that has not ended. */
  cancel(order: Order, time: number, reason: string | null): void;
  /** An amend that has arrived, for an order that has not ended; where it breaks a rule, the order stands and the rule is returned. */
  amend(order: Order, amend: Amend, time: number): BrokenRule | null;
}
