/** The contract of `report.json`. Loads zod: whoever only writes or reads reports takes its types from `document.ts`. */
import { z } from 'zod';
import { ORDER_STATUSES, ORDER_TYPES, SIDES, TIMES_IN_FORCE } from '../model/order.ts';
import { REPORT_SCHEMA } from './document.ts';

const decimal = z.string().regex(/^-?[0-9]+(\.[0-9]+)?$/);
const digest = z.string().regex(/^[0-9a-f]{64}$/);
const time = z.string().regex(/^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{3,6})?Z$/);
const count = z.int().min(0);

const digests = z.strictObject({
  data: digest,
  scenario: digest,
  strategy: digest,
  orders: digest,
  fills: digest,
  equity: digest,
  run: digest,
});

const run = z.strictObject({
  name: z.string(),
  seed: z.int(),
  trading_mode: z.enum(['paper', 'live']),
  price_source: z.enum(['historical', 'live_feed', 'mock']),
  engine_version: z.string(),
  /** The resolved scenario, defaults written out. */
  scenario: z.record(z.string(), z.unknown()),
  digest: digests,
  /** SHA-256 of the bundle's bytes; null for a shipped strategy, which has none. */
  bundle: digest.nullable(),
  /** What `digest.data` is made of: SHA-256 a series and instrument. */
  inputs: z.record(z.string(), z.string()),
});

/** From the window's start to the run's last time. */
const period = z.strictObject({
  from: time,
  to: time,
  /** Whole and parts of days of 24 hours. */
  days: z.number(),
  reporting_asset: z.string(),
  symbols: z.array(z.string()),
});

const conventions = z.strictObject({
  periods_per_year: z.number(),
  risk_free_pct: z.number(),
  returns: z.literal('daily'),
  text: z.array(z.string()),
  metrics: z.record(
    z.string(),
    z.strictObject({ unit: z.enum(['money', 'pct', 'ratio', 'count', 'days', 'hours']), formula: z.string() }),
  ),
});

const balance = z.strictObject({ asset: z.string(), total: decimal, held: decimal, free: decimal });

const position = z.strictObject({
  asset: z.string(),
  quantity: decimal,
  /** In the reporting asset, as are `avg_price` and `unrealized_pnl`. */
  cost: decimal,
  avg_price: decimal.nullable(),
  /** Last price of `mark_symbol`, in its quote asset; null where there is none. */
  mark: decimal.nullable(),
  mark_symbol: z.string().nullable(),
  mark_age_ms: z.number().nullable(),
  unrealized_pnl: decimal,
  /** Worth less than the minimum when its last fill was made: counts as flat. */
  dust: z.boolean(),
  /** Rests on an unknown order of prices inside a candle. */
  ambiguous: z.boolean(),
});

const openOrder = z.strictObject({
  order_id: count,
  client_id: z.string().nullable(),
  symbol: z.string(),
  /** Null of a `close` that has not met its price: the position then says it. */
  side: z.enum(SIDES).nullable(),
  type: z.enum(ORDER_TYPES),
  status: z.enum(ORDER_STATUSES),
  quantity: decimal.nullable(),
  /** Of an order by budget: what may leave the account, in quote (a sale: what it is to bring). */
  spend: decimal.nullable(),
  filled: decimal,
  leaves: decimal.nullable(),
  /** The limit. */
  price: decimal.nullable(),
  /** The level that triggers it; of a trailing stop the level it has come to. */
  stop_price: decimal.nullable(),
  trigger_price: decimal.nullable(),
  activation_price: decimal.nullable(),
  trail_amount: decimal.nullable(),
  trail_pct: z.number().nullable(),
  time_in_force: z.enum(TIMES_IN_FORCE),
  expire_at: time.nullable(),
  post_only: z.boolean(),
  reduce_only: z.boolean(),
  /** The order whose fills it waits for, or has grown by. */
  parent_id: count.nullable(),
  /** The group's name where the strategy gave one. */
  oco: z.string().nullable(),
  reason: z.string().nullable(),
});

/** Round trips whose order of fills inside a candle is unknown, finished and open. */
const ambiguity = z.strictObject({
  round_trips: count,
  /** Of all round trips, 0 to 1; null where there are none. */
  round_trips_share: z.number().nullable(),
  pnl: decimal,
  /** Of what all round trips won and lost, each counted as a size, 0 to 1; null where that is nothing. */
  pnl_share: z.number().nullable(),
  open_positions: count,
  unrealized_pnl: decimal,
});

/** What a model kept from filling, of orders that ended or still work at the end. */
const unfilled = z.strictObject({
  orders: count,
  /** In the reporting asset, at the marks of the end; null where there is no price. */
  notional: decimal.nullable(),
  left: z.array(
    z.strictObject({
      symbol: z.string(),
      orders: count,
      /** In base. */
      quantity: decimal,
      /** At the limit, else at the mark, in `quote`. */
      notional: decimal,
      quote: z.string(),
    }),
  ),
});

/** What each friction cost, in the reporting asset. */
const frictions = z.strictObject({
  fees: z.strictObject({ paid: decimal }),
  slippage: z.strictObject({ paid: decimal }),
  /** quantity x (price met - mark at the decision), signed against us, of the fills of orders that took as they arrived. */
  latency: z.strictObject({ cost: decimal, fills: count }),
  /** Orders that met less than they asked for. */
  partial_fills: unfilled,
  /** Limits that price touched, and that did not fill there. */
  limit_fill: unfilled,
});

/** An order that broke a rule: the detail is the value and the limit. */
const place = z.strictObject({ time, order_id: count, detail: z.string() });

const refusal = z.strictObject({
  rule: z.string(),
  by: z.enum(['refused', 'rejected']),
  count,
  first: place,
  /** The first few, the first among them. */
  places: z.array(place),
});

/** Time without a candle: from the end of the one before it to the open of the next. */
const gap = z.strictObject({ from: time, to: time, missing_ms: z.number() });

/** How the candles of the window and the finer ones that settle them go together. */
const detail = z.strictObject({
  interval: z.string(),
  /** Candles whose path was that of finer ones. */
  settled_candles: count,
  /** Candles without a finer one: they took their own path. */
  missing_candles: count,
  /** Candles that are not what the finer ones make: they took their own path, too. */
  unlike_candles: count,
  first_unlike: time.nullable(),
});

const quality = z.strictObject({
  symbol: z.string(),
  /** What its orders were matched on. */
  matched_on: z.string(),
  candles: count,
  filled_candles: count,
  prints: count,
  quotes: count,
  /** Null where no finer candles were read. */
  detail: detail.nullable(),
  gaps: count,
  missing_ms: z.number(),
  first_gap: gap.nullable(),
  longest_gap: gap.nullable(),
  /** Of these gaps, the two that lie at the ends of the window; null where its data begins and ends with it. */
  missing_at_start: gap.nullable(),
  missing_at_end: gap.nullable(),
  /** Candles in which nothing was traded; null where nobody looked. */
  zero_volume_candles: count.nullable(),
  /** Rules read off the prices at import rather than stated by a venue. */
  inferred: z.boolean(),
  /** Where prices came live: what the connection was like. */
  live: z
    .strictObject({
      /** They came after their candle had closed: they moved the price and not the candle. */
      late_trades: count,
      /** Fetched after an interruption. */
      backfilled_trades: count,
      /** Times the connection was stale or lost. */
      interruptions: count,
      /** What was sent and was no event, by reason. */
      dropped: z.record(z.string(), count),
    })
    .optional(),
});

/** Money is a decimal string of the reporting asset, all else a number; null where undefined. */
const metrics = z.record(z.string(), z.union([decimal, z.number(), z.null()]));
/** Why a metric is null. */
const undefinedMetrics = z.record(z.string(), z.string());

const bound = z.strictObject({ digest: digests, metrics, undefined_metrics: undefinedMetrics, ambiguity });

export const reportSchema = z.strictObject({
  schema: z.literal(REPORT_SCHEMA),
  run,
  period,
  metrics,
  undefined_metrics: undefinedMetrics,
  /** The same run on either path through candles, and favorable less adverse; absent where nobody asked. */
  bounds: z.strictObject({ adverse: bound, favorable: bound, difference: metrics }).optional(),
  conventions,
  balances: z.array(balance),
  positions: z.array(position),
  open_orders: z.array(openOrder),
  ambiguity,
  frictions,
  refusals: z.array(refusal),
  data_quality: z.strictObject({ symbols: z.array(quality), notes: z.array(z.string()) }),
  /** What a reader should know before believing the numbers, a sentence each. */
  warnings: z.array(z.string()),
  /** Of this machine: outside every digest. */
  timing: z.strictObject({
    load_ms: z.number().nullable(),
    run_ms: z.number().nullable(),
    events: count,
    events_per_second: z.number().nullable(),
  }),
});
