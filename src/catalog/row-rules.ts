/**
 * What a row's values alone tell, a condition each, by the name under which `data check` finds it. One list for both:
 * what is an error there is refused by an import, what is a note is taken.
 */
import { type FindingName, levelOf } from './check/findings.ts';
import { sqlName } from './duckdb.ts';
import type { ImportKind } from './import-kinds.ts';

/** A name and the SQL condition of a row over the kind's columns. */
export type RowRule = readonly [name: FindingName, condition: string];

const anyOf = (names: readonly string[], condition: string): string =>
  names.map((name) => `${sqlName(name)} ${condition}`).join(' OR ');

const OF_KIND: Readonly<Record<ImportKind['kind'], readonly RowRule[]>> = {
  candles: [
    ['high_below_low', 'high < low'],
    ['open_outside', 'high >= low AND (open > high OR open < low)'],
    ['close_outside', 'high >= low AND (close > high OR close < low)'],
    ['zero_volume', 'volume = 0'],
    ['no_range', 'volume > 0 AND open = high AND high = low AND low = close'],
  ],
  // Venues print trades of less than their smallest unit as 0.
  trades: [['size_zero', 'size = 0']],
  // Recorded books cross for moments: a feed's two sides come in two messages.
  quotes: [
    ['quote_crossed', 'bid > ask'],
    ['quote_locked', 'bid = ask'],
  ],
};

export function rowRules(kind: ImportKind): readonly RowRule[] {
  return [
    ['price_not_positive', anyOf(kind.prices, '<= 0')],
    ['volume_negative', anyOf(kind.sizes, '< 0')],
    ...OF_KIND[kind.kind],
  ];
}

/** Conditions of rows that no import takes. */
export const refusedRows = (kind: ImportKind): readonly string[] =>
  rowRules(kind).flatMap(([name, condition]) => (levelOf(name) === 'error' ? [condition] : []));
