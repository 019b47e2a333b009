/** What statistics need and the record's rows do not tell. Money is in units of the reporting asset. */

/** Known when the run starts, before the first row. */
export interface StatisticsStart {
  readonly initialEquity: number;
  /** Microseconds. */
  readonly startTime: number;
}

/** Known when it ends, or at any moment of a run that goes on. */
export interface StatisticsInput {
  readonly finalEquity: number;
  /** Microseconds. */
  readonly endTime: number;
  readonly realizedPnl: number;
  readonly unrealizedPnl: number;
  /** Totals that only grow may pass 2^53: a bigint then. Slippage is a cost: positive where it was paid. */
  readonly totalFees: number | bigint;
  readonly totalSlippage: number | bigint;
  /** Value of all fills. */
  readonly turnover: number | bigint;
  /** Orders submitted, and fills, of the whole run. */
  readonly orderCount: number;
  readonly fillCount: number;
  /** Microseconds in which at least one position was open. */
  readonly timeInPosition: number;
  /** First and last price of the one symbol (any unit, the same for both); null where there are several or none. */
  readonly buyHold: { readonly firstPrice: number; readonly lastPrice: number } | null;
}
