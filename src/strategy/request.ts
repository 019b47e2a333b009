/** What a strategy asks for. Refusals come to `onOrder`, never as an exception. */
import type { OrderType, Side, TimeInForce } from '../model/order.ts';

/**
 * A number a strategy gives is read at 15 significant digits and rounded (quantity down to the lot, a limit away from
 * the market to the tick); decimal text is taken as it is and refused when off tick or lot.
 */
export type DecimalInput = number | string;

export interface OrderOptions {
  /** `BASE/QUOTE`; may be left out where the callback has a symbol or the scenario only one. */
  readonly symbol?: string;
  /** Exactly one of quantity, spend, fraction (or `close`). Base asset. */
  readonly quantity?: DecimalInput;
  /** Quote asset that may leave the account, fee included. */
  readonly spend?: DecimalInput;
  /** Share of equity that may leave the account, fee included: 1 is all of it; capped at the free balance. */
  readonly fraction?: number;
  readonly type?: OrderType;
  /** The limit, quote per base. */
  readonly price?: DecimalInput;
  readonly timeInForce?: TimeInForce;
  /** A name of your own, shown as `client_id`. */
  readonly id?: string;
  /** Kept with the order, its fills and its round trip. */
  readonly reason?: string;
}

/** What an order is to do: trade a side, or close the position. */
export type Way = Side | 'close';

export interface OrderRequest extends OrderOptions {
  readonly side?: Side;
  /** Trade the whole position at market; needs no side, size and type. */
  readonly close?: boolean;
}

/** An order as a strategy sees it, by value. Prices in quote per base, quantities in base, times in milliseconds. */
export interface OrderInfo {
  readonly id: number;
  readonly clientId: string | null;
  readonly symbol: string;
  readonly side: Side;
  readonly type: OrderType;
  readonly status: string;
  /** null until an order by budget has met its price. */
  readonly quantity: number | null;
  readonly filled: number;
  readonly leaves: number | null;
  readonly price: number | null;
  /** Average price of the fills so far. */
  readonly avgPrice: number | null;
  readonly reason: string | null;
}

/** What happened to one of the strategy's orders. */
export interface OrderUpdate extends OrderInfo {
  /** A word of `ORDER_EVENTS`. */
  readonly event: string;
  /** Where it was refused or rejected: the rule, then the value and the limit. */
  readonly rule: string | null;
  readonly detail: string | null;
}

/** One execution, by value. */
export interface FillInfo {
  readonly orderId: number;
  readonly clientId: string | null;
  readonly symbol: string;
  readonly side: Side;
  readonly liquidity: 'maker' | 'taker';
  readonly time: number;
  readonly price: number;
  readonly quantity: number;
  /** Quote asset, before the fee. */
  readonly cost: number;
  readonly fee: number;
}

/** A stretch without market data. Times in milliseconds. */
export interface GapInfo {
  readonly symbol: string;
  readonly from: number;
  readonly to: number;
}

export interface TimerInfo {
  readonly name: string;
  readonly time: number;
}
