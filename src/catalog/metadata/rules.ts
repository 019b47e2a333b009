/** What a venue says of a pair, as the rules of an instrument. */
import { Decimal } from 'decimal.js';
import { z } from 'zod';
import type { InstrumentEntry } from '../instruments.ts';

/** Increments, minima, maxima and fees of a symbol as its venue states them, in plain decimal text. */
export type InstrumentRules = Pick<InstrumentEntry, 'tick_size' | 'lot_size'> &
  Partial<Pick<InstrumentEntry, 'min_size' | 'max_size' | 'min_notional' | 'max_notional' | 'maker_pct' | 'taker_pct'>>;

/** A pair of a venue's list: its rules, or the reason why it is no instrument here. */
export type Converted =
  | { readonly symbol: string; readonly rules: InstrumentRules }
  | { readonly name: string; readonly reason: string };

/** A decimal as text, or a JSON number: the shortest decimal of its double. */
export const amount = z.union([z.string(), z.number()]).transform((value, context) => {
  const text = String(value).toLowerCase();
  if (/^[0-9]*[.]?[0-9]*(?:e[+-]?[0-9]+)?$/.test(text) && /[0-9]/.test(text)) return new Decimal(text).toFixed();
  context.addIssue(`"${value}" is not a number`);
  return z.NEVER;
});

/** The text, unless it is zero or absent: how venues say "no limit". */
export function above0(text: string | undefined): string | undefined {
  return text === undefined || new Decimal(text).isZero() ? undefined : text;
}

/** The increment of so many decimals: 2 is `0.01`. */
export function incrementOf(decimals: number): string {
  return new Decimal(10).pow(-decimals).toFixed();
}

/** What a venue states, in any of these fields or none. */
export interface StatedRules {
  readonly tick: string | undefined;
  readonly lot: string | undefined;
  readonly minSize?: string | undefined;
  readonly maxSize?: string | undefined;
  readonly minNotional?: string | undefined;
  readonly maxNotional?: string | undefined;
  readonly makerPct?: string | undefined;
  readonly takerPct?: string | undefined;
}

/** Amounts stay below 2^53 units; a maximum beyond that holds for every order there can be. */
const MOST_UNITS = 9007199254740991;
/** Decimals of a quote asset (section 2 of the design). */
const QUOTE_DECIMALS = 8;

/** The stated rules without limits that limit nothing; the reason where an increment is not stated. */
export function rulesOf(stated: StatedRules): InstrumentRules | string {
  const tick = above0(stated.tick);
  const lot = above0(stated.lot);
  if (tick === undefined) return 'no tick size is stated';
  if (lot === undefined) return 'no lot size is stated';
  const entries = {
    min_size: above0(stated.minSize),
    max_size: reachable(stated.maxSize, new Decimal(lot).decimalPlaces()),
    min_notional: above0(stated.minNotional),
    max_notional: reachable(stated.maxNotional, QUOTE_DECIMALS),
    maker_pct: stated.makerPct,
    taker_pct: stated.takerPct,
  };
  const present = Object.entries(entries).filter(([, value]) => value !== undefined);
  return { tick_size: tick, lot_size: lot, ...Object.fromEntries(present) };
}

function reachable(text: string | undefined, decimals: number): string | undefined {
  const limit = above0(text);
  if (limit === undefined) return undefined;
  return new Decimal(limit).times(new Decimal(10).pow(decimals)).lte(MOST_UNITS) ? limit : undefined;
}

/** The first thing wrong with a pair, for people: `filters: Invalid input`. */
export function problemOf(error: z.ZodError): string {
  const issue = error.issues[0];
  return issue === undefined ? 'cannot be read' : `${issue.path.join('.') || 'entry'}: ${issue.message}`;
}
