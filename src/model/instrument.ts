/** What is traded, with its increments, minima and fees, in whole units. */
import type { Rate } from './rate.ts';

export interface Asset {
  readonly name: string;
  /** Amounts of this asset are whole numbers of 10^-decimals. */
  readonly decimals: number;
}

export type Calendar = 'always' | 'sessions';

export interface Instrument {
  /** Place in the scenario's list; the index every column and record uses. */
  readonly index: number;
  /** `BASE/QUOTE`. */
  readonly symbol: string;
  /** Indices into the run's assets. */
  readonly base: number;
  readonly quote: number;
  readonly baseDecimals: number;
  readonly quoteDecimals: number;
  /** Prices are whole numbers of 10^-priceDecimals quote per base: the unit of account, finer than the tick. */
  readonly priceDecimals: number;
  /** What an order may ask, in price units (>= 1). */
  readonly tickSize: number;
  /** What an order may size, in base units (>= 1). */
  readonly lotSize: number;
  /** In base units; 0 where there is none. */
  readonly minSize: number;
  /** In base units; 0 where there is none. */
  readonly maxSize: number;
  /** In quote units; 0 where there is none. */
  readonly minNotional: number;
  readonly maxNotional: number;
  readonly makerFee: Rate;
  readonly takerFee: Rate;
  readonly calendar: Calendar;
  readonly sessionZone: string;
  /** cost in quote units = quantity x price x costMultiplier / costDivisor; one of the two is 1. */
  readonly costMultiplier: number;
  readonly costDivisor: number;
}
