/** What a strategy asks for. Refusals come to `onOrder`, never as an exception. */
import type { OrderType, Side, TimeInForce } from '../model/order.ts';

/**
 * A number a strategy gives is read at 15 significant digits and rounded: a quantity down to the lot, a limit to the
 * tick away from the market, a price that triggers to the tick nearer it. Decimal text is taken as it is and refused
 * when off tick or lot.
 */
export type DecimalInput = number | string;

/** A child that sells (buys back) what the entry has bought (sold), once price turns against it. */
export interface StopLossOptions {
  /** The trigger: a stop order. Not with a trail. */
  readonly stopPrice?: DecimalInput;
  /** A limit, which makes it a stop-limit order. */
  readonly price?: DecimalInput;
  /** Distance in quote per base, in the place of `stopPrice`: a trailing stop. */
  readonly trailAmount?: DecimalInput;
  /** The same as a percentage of the best price: `2` is 2 %. */
  readonly trailPct?: DecimalInput;
  /** A name of its own; default the entry's with `.sl`. */
  readonly id?: string;
}

/** A child that takes the entry's gain. */
export interface TakeProfitOptions {
  readonly price: DecimalInput;
  /** `limit` (default): rests at the price. `market`: trades at market once price reaches it. */
  readonly type?: 'limit' | 'market';
  /** A name of its own; default the entry's with `.tp`. */
  readonly id?: string;
}

/** The words of an order. */
export interface OrderOptions {
  /** `BASE/QUOTE`; may be left out where the callback has a symbol or the scenario only one. */
  readonly symbol?: string;
  /** Exactly one of quantity, spend, fraction (or `close`, or `parent`). Base asset. */
  readonly quantity?: DecimalInput;
  /** Quote asset that may leave the account, fee included. */
  readonly spend?: DecimalInput;
  /** Share of equity that may leave the account, fee included: 1 is all of it; capped at the free balance. */
  readonly fraction?: DecimalInput;
  /** Default `market`. */
  readonly type?: OrderType;
  /** The limit, quote per base: of `limit`, `stop_limit` and `take_profit_limit`, which need it. */
  readonly price?: DecimalInput;
  /** The trigger, quote per base: of `stop`, `stop_limit`, `take_profit` and `take_profit_limit`, which need it. */
  readonly stopPrice?: DecimalInput;
  /** Distance of a `trailing_stop`, quote per base; or `trailPct`. */
  readonly trailAmount?: DecimalInput;
  /** The same as a percentage of the best price, above 0 and below 100: `2` is 2 %. */
  readonly trailPct?: DecimalInput;
  /** A `trailing_stop` begins to trail when price first reaches this; else at once. Quote per base. */
  readonly activationPrice?: DecimalInput;
  /** Default `GTC`: good till canceled. `IOC` and `FOK` trade at once or end, `GTD` ends at `expireAt`, `DAY` at the next 00:00 UTC. */
  readonly timeInForce?: TimeInForce;
  /** Of `GTD`: milliseconds since the epoch, or ISO text in UTC. */
  readonly expireAt?: number | string;
  /** Never takes: of the types with a limit. */
  readonly postOnly?: boolean;
  /** Never enlarges or turns the position: cut to it on arrival and at each fill. */
  readonly reduceOnly?: boolean;
  /** A group's name: one of its orders that fills ends the others. */
  readonly oco?: string;
  /** Waits for that order's fills and is as large as they are: its `id` text, or the number `ctx.buy` returned. */
  readonly parent?: string | number;
  /** A child on the other side that limits the loss: its trigger, or more of it. */
  readonly stopLoss?: DecimalInput | StopLossOptions;
  /** A child on the other side that takes the gain: its limit, or more of it. With `stopLoss`, one ends the other. */
  readonly takeProfit?: DecimalInput | TakeProfitOptions;
  /** A name of your own, shown as `client_id`. */
  readonly id?: string;
  /** Kept with the order, its fills and its round trip. */
  readonly reason?: string;
}

/** What an order is to do: trade a side, or close the position. */
export type Way = Side | 'close';

/** An order with its side among its words, or `close`. */
export interface OrderRequest extends OrderOptions {
  readonly side?: Side;
  /** Trade the whole position at market; needs no side, size and type. */
  readonly close?: boolean;
}

/** @internal An order of a list with times, whose own lies outside the run's window: it is refused, and this says why. */
export interface OutsideRequest extends OrderRequest {
  readonly outsideWindow?: string;
}

/** What becomes of a working order: the keys that are there change, the others stay. */
export interface AmendRequest {
  /** The new total, base asset: above what has filled. */
  readonly quantity?: DecimalInput;
  readonly price?: DecimalInput;
  readonly stopPrice?: DecimalInput;
  readonly trailAmount?: DecimalInput;
  readonly trailPct?: DecimalInput;
  /** Milliseconds since the epoch, or ISO text in UTC. */
  readonly expireAt?: number | string;
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
  /** The limit. */
  readonly price: number | null;
  /** The level that triggers it; of a trailing stop the one it has come to. */
  readonly stopPrice: number | null;
  /** The price that triggered it; null before. */
  readonly triggerPrice: number | null;
  /** Average price of the fills so far. */
  readonly avgPrice: number | null;
  readonly timeInForce: TimeInForce;
  /** When it ends by itself; null where it does not, or before a `DAY` order has arrived. */
  readonly expireAt: number | null;
  /** The id of the order whose fills it waits for. */
  readonly parent: number | null;
  /** The name of its group of orders that end one another. */
  readonly oco: string | null;
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

/**
 * A stretch without market data. Times in milliseconds. Live, the word that a connection is stale or lost comes first
 * (`isOver` is false, `to` is now); what was missing in the end, and cannot be had, comes as a gap of its own.
 */
export interface GapInfo {
  readonly symbol: string;
  readonly from: number;
  readonly to: number;
  readonly isOver: boolean;
}

/** A timer that has come: its name, and its time in milliseconds. */
export interface TimerInfo {
  readonly name: string;
  readonly time: number;
}
