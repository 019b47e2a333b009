/** What can be imported, a row each: the columns of candles, trades and quotes, and the file that holds them. */
import { CANDLE_ROWS } from './candle-rows.ts';
import { CANDLE_FILE, type SeriesKind } from './layout.ts';
import type { ExpectedColumn } from './parquet-file.ts';
import { QUOTE_ROWS } from './quote-rows.ts';
import { TRADE_ROWS } from './trade-rows.ts';

export interface ImportKind {
  readonly kind: SeriesKind;
  /** The file of an imported series. */
  readonly file: string;
  /** Columns of the file after `time`, in its order. */
  readonly columns: readonly string[];
  readonly prices: readonly string[];
  readonly sizes: readonly string[];
  /** Columns of text. */
  readonly texts: readonly string[];
  /** Whether a value may be missing: a side of a quote. */
  readonly nullable: boolean;
  /** What a file must have to be read as this kind. */
  readonly expected: readonly ExpectedColumn[];
}

export const IMPORT_KINDS: Readonly<Record<SeriesKind, ImportKind>> = {
  candles: {
    kind: 'candles',
    file: CANDLE_FILE,
    columns: ['open', 'high', 'low', 'close', 'volume'],
    prices: ['open', 'high', 'low', 'close'],
    sizes: ['volume'],
    texts: [],
    nullable: false,
    expected: CANDLE_ROWS.columns,
  },
  trades: {
    kind: 'trades',
    file: 'trades.parquet',
    columns: ['price', 'size', 'side', 'id'],
    prices: ['price'],
    sizes: ['size'],
    texts: ['side', 'id'],
    nullable: false,
    expected: TRADE_ROWS.columns,
  },
  quotes: {
    kind: 'quotes',
    file: 'quotes.parquet',
    columns: ['bid', 'bid_size', 'ask', 'ask_size'],
    prices: ['bid', 'ask'],
    sizes: ['bid_size', 'ask_size'],
    texts: [],
    nullable: true,
    expected: QUOTE_ROWS.columns,
  },
};

/** Columns that hold numbers. */
export const numbersOf = (kind: ImportKind): readonly string[] => [...kind.prices, ...kind.sizes];
