/** The cases of `papertape bench`, as they are named and described. */

export const CASES = {
  idle: 'a strategy that does nothing',
  'sma-cross': 'two moving averages at every candle',
  orders: 'a market order at every candle',
  limits: 'a limit order at every candle',
  parquet: 'Parquet into exact columns',
} as const;

export type CaseName = keyof typeof CASES;

export const CASE_NAMES = Object.keys(CASES) as readonly CaseName[];
