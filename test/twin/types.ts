/** What the reference simulator is told about a run, and what it answers: plain JSON both ways, so that anybody can translate it. */

/** A number is one a strategy gives (read at 15 significant digits, then rounded); a string is a decimal taken as it is. */
export type Given = number | string;

/** All times are milliseconds since 1970 UTC, on a grid of 0.001. */
export interface TwinInstrument {
  symbol: string;
  base: string;
  quote: string;
  tick_size: string;
  lot_size: string;
  min_size?: string;
  max_size?: string;
  min_notional?: string;
  max_notional?: string;
  price_decimals: number;
  maker_pct: string;
  taker_pct: string;
  calendar: 'always' | 'sessions';
}

export interface TwinCandle {
  time: number;
  open: string;
  high: string;
  low: string;
  close: string;
  volume: string;
}
export interface TwinTrade {
  time: number;
  price: string;
  size: string;
}
export interface TwinQuote {
  time: number;
  bid: string | null;
  bid_size: string | null;
  ask: string | null;
  ask_size: string | null;
}
/** One symbol's market. Matched on quotes and trades if both are here, else trades, else quotes, else candles. */
export interface TwinMarket {
  symbol: string;
  interval_ms: number;
  candles?: TwinCandle[];
  trades?: TwinTrade[];
  quotes?: TwinQuote[];
  /** Missing stretches of trades or quotes; of candles a missing one is its own gap. */
  gaps?: { from: number; to: number }[];
}

export type TwinType =
  | 'market'
  | 'limit'
  | 'stop'
  | 'stop_limit'
  | 'take_profit'
  | 'take_profit_limit'
  | 'trailing_stop';

export interface TwinAmend {
  at: number;
  quantity?: Given;
  price?: Given;
  stop_price?: Given;
  trail_amount?: Given;
  trail_pct?: Given;
  expire_at?: number;
}

/** An entry of `params.orders` of the scripted strategy. */
export interface TwinOrder {
  id?: string;
  at: number;
  symbol?: string;
  side?: 'buy' | 'sell';
  type?: TwinType;
  quantity?: Given;
  spend?: Given;
  fraction?: Given;
  close?: true;
  price?: Given;
  stop_price?: Given;
  trail_amount?: Given;
  trail_pct?: Given;
  activation_price?: Given;
  time_in_force?: 'GTC' | 'IOC' | 'FOK' | 'GTD' | 'DAY';
  expire_at?: number;
  post_only?: boolean;
  reduce_only?: boolean;
  oco?: string;
  parent?: string;
  stop_loss?: Given | { stop_price?: Given; price?: Given; trail_amount?: Given; trail_pct?: Given; id?: string };
  take_profit?: Given | { price: Given; type?: 'limit' | 'market'; id?: string };
  amend?: TwinAmend[];
  cancel_at?: number;
  reason?: string;
}

export interface TwinSettings {
  fill_delay_ms: number;
  /** null: the same as fill_delay_ms; amends too. */
  cancel_delay_ms: number | null;
  intrabar: 'adverse' | 'favorable' | 'nearest' | 'open_high_low_close' | 'open_low_high_close';
  /** By how much longer a message may take, drawn for each; 0 where it is left out. */
  fill_jitter_ms?: number;
  cancel_jitter_ms?: number;
  /** Chance depends on it; 0 where it is left out. */
  seed?: number;
  limit_fill: 'cross' | 'touch' | { probability: number };
  slippage:
    | { model: 'none' }
    | { model: 'fixed'; pct: string }
    | { model: 'spread'; pct: string }
    | { model: 'volume_share'; impact: string }
    | { model: 'random'; max_pct: string };
  /** By rising volume, in the reporting asset. */
  fee_tiers?: { volume: string; maker_pct: string; taker_pct: string }[];
  partial_fills: { model: 'none' } | { model: 'volume'; share_pct: string };
  gaps: 'skip' | 'fill';
}

export interface TwinRisk {
  max_position_pct?: string;
  max_exposure_pct?: string;
  min_cash?: string;
  max_open_orders?: number;
  max_drawdown_pct?: string;
}

export interface TwinRun {
  /** In the scenario's order. */
  instruments: TwinInstrument[];
  asset_decimals: Record<string, number>;
  initial_balance: Record<string, string>;
  reporting_asset: string;
  settings: TwinSettings;
  risk: TwinRisk;
  market: TwinMarket[];
  from: number;
  to: number;
  orders: TwinOrder[];
}

export type TwinStatus =
  | 'pending'
  | 'open'
  | 'triggered'
  | 'partially_filled'
  | 'filled'
  | 'canceled'
  | 'expired'
  | 'rejected'
  | 'refused';
export type TwinEventName =
  | 'submitted'
  | 'accepted'
  | 'triggered'
  | 'trailed'
  | 'amended'
  | 'filled'
  | 'canceled'
  | 'expired'
  | 'rejected'
  | 'refused';

/** Amounts and prices are decimal strings without trailing zeros; null where there is none (yet). */
export interface TwinOrderEvent {
  time: number;
  client_id: string;
  symbol: string;
  event: TwinEventName;
  /** The order's status after the event: a rejected amend or cancel leaves it as it was. */
  status: TwinStatus;
  quantity: string | null;
  filled: string;
  leaves: string | null;
  price: string | null;
  /** The trigger: the stop, or a trailing stop's present level. */
  stop_price: string | null;
  /** The price met when it triggered. */
  trigger_price: string | null;
  /** The rule's name where one spoke, else null. */
  reason: string | null;
}
export interface TwinFill {
  time: number;
  client_id: string;
  symbol: string;
  side: 'buy' | 'sell';
  liquidity: 'maker' | 'taker';
  price: string;
  reference_price: string;
  quantity: string;
  cost: string;
  fee: string;
  fee_asset: string;
  /** |price - reference| x quantity, in quote. */
  slippage: string;
}
/** Values in the reporting asset. `pnl` is net of fees. */
export interface TwinRoundTrip {
  asset: string;
  side: 'long' | 'short';
  entry_time: number;
  exit_time: number;
  quantity: string;
  entry_value: string;
  exit_value: string;
  fees: string;
  pnl: string;
  ambiguous: boolean;
}
export interface TwinBalance {
  asset: string;
  total: string;
  held: string;
  free: string;
}
export interface TwinEquityRow {
  time: number;
  equity: string;
  cash: string;
  exposure: string;
}
export interface TwinAnswer {
  events: TwinOrderEvent[];
  fills: TwinFill[];
  round_trips: TwinRoundTrip[];
  balances: TwinBalance[];
  positions: { asset: string; quantity: string; cost: string }[];
  dust: { asset: string; quantity: string }[];
  equity: TwinEquityRow[];
  halted_at: number | null;
}
