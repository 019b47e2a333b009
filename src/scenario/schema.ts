/** The keys of a scenario, their kinds and their defaults. */
import { z } from 'zod';
import { checkVenue, symbolFolder } from '../catalog/layout.ts';
import {
  checked,
  decimal,
  interval,
  model,
  oneOf,
  percent,
  section,
  strict,
  time,
  wants,
  whole,
  words,
} from './fields.ts';

const LARGEST = Number.MAX_SAFE_INTEGER;
const FOLDER_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const TABLE_PREFIX = /^[a-z_][a-z0-9_]{0,31}$/;

const amount = () => decimal({ atLeast: '0' }, '10000');
const increment = () => decimal({ above: '0' }, '0.01');
const chance = () => decimal({ atLeast: '0', atMost: '1' }, '0.5');
/** Milliseconds to the microsecond; a week at most. */
const delay = () => decimal({ atLeast: '0', atMost: '604800000', decimals: 3 }, '100');
const name = () => words('letters, digits, . _ and -, such as kraken', FOLDER_NAME);

/** Optional: absent and empty are the same, and stay `null` in the resolved scenario. */
function orNull<T extends z.ZodType>(type: T) {
  return type.nullable().default(null);
}

const strategy = section({
  use: words('the name of a shipped strategy (sma-cross), or a path to a .ts or .js file'),
  interval: interval(),
  params: z.preprocess((value) => value ?? {}, z.record(z.string(), z.unknown(), { error: wants('keys and values') })),
});

const market = section({
  price_source: oneOf(['historical', 'live_feed', 'mock']).default('historical'),
  catalog: words('the path of a folder').default('../data'),
  venue: checked("a venue's name, such as binance", checkVenue, '^[A-Za-z0-9][A-Za-z0-9._-]*$').default('synthetic'),
  symbols: z
    .array(checked('BASE/QUOTE, such as BTC/USDT', symbolFolder, '^[^/]+/[^/]+$'), {
      error: wants('a list, such as [BTC/USDT]'),
    })
    .min(1, { error: 'is an empty list: write at least one symbol, such as [BTC/USDT]' }),
  interval: interval().default('1m'),
  data: oneOf(['auto', 'candles', 'trades', 'quotes']).default('auto'),
  detail_interval: orNull(interval()),
  from: orNull(time()),
  to: orNull(time()),
  warmup: whole(0, 1_000_000, 50).default(0),
  gaps: oneOf(['skip', 'error', 'fill']).default('skip'),
  live: section({
    exchange: name().default('kraken'),
    stale_after_ms: whole(1, 86_400_000, 10_000).default(10_000),
    candle_grace_ms: whole(0, 86_400_000, 500).default(500),
    urls: section({ rest: orNull(words('a URL')), ws: orNull(words('a URL')) }),
    faults: orNull(
      strict({
        seed: whole(0, LARGEST, 1).default(1),
        disconnect: chance().default('0'),
        duplicate: chance().default('0'),
        reorder: chance().default('0'),
        delay: chance().default('0'),
        corrupt: chance().default('0'),
      }),
    ),
  }),
  mock: section({ speed: z.union([decimal({ above: '0' }, '1, or max'), z.literal('max')]).default('1') }),
});

const portfolio = section({
  initial_balance: z.record(z.string(), amount(), { error: wants('assets and amounts, such as { USDT: 10000 }') }),
  reporting_asset: words('an asset, such as USDT'),
  decimals: z.preprocess(
    (value) => value ?? {},
    z.record(z.string(), whole(0, 15, 6), { error: wants('assets and decimals, such as { USDT: 6 }') }),
  ),
});

const slippage = model(
  ['none', 'fixed', 'spread', 'volume_share', 'square_root', 'random'],
  [
    strict({ model: z.literal('none') }),
    strict({ model: z.literal('fixed'), pct: percent() }),
    strict({ model: z.literal('spread'), pct: percent() }),
    strict({ model: z.literal('volume_share'), impact: decimal({ atLeast: '0', atMost: '1000' }, '0.1') }),
    strict({
      model: z.literal('square_root'),
      coefficient: decimal({ atLeast: '0', atMost: '1000' }, '1'),
      window: whole(2, 100_000, 60),
    }),
    strict({ model: z.literal('random'), max_pct: percent() }),
  ],
);

const partialFills = model(
  ['none', 'random', 'volume'],
  [
    strict({ model: z.literal('none') }),
    strict({
      model: z.literal('random'),
      probability: chance().default('0.2'),
      min_pct: percent({ above: '0', atMost: '100' }).default('30'),
      max_pct: percent({ above: '0', atMost: '100' }).default('90'),
    }),
    strict({ model: z.literal('volume'), share_pct: percent({ above: '0', atMost: '100' }).default('10') }),
  ],
);

const limitFill = model(
  ['cross', 'touch', 'probability'],
  [
    strict({ model: z.literal('cross') }),
    strict({ model: z.literal('touch') }),
    strict({ model: z.literal('probability'), probability: chance().default('0.5') }),
  ],
);

const delays = () => z.union([delay(), strict({ min: delay(), max: delay() })]);

/** Models of the exchange where a scenario names none. */
export const DEFAULT_MODELS = {
  limit_fill: { model: 'cross' },
  slippage: { model: 'fixed', pct: '0.1' },
  partial_fills: { model: 'none' },
} as const;

const exchange = section({
  fill_delay_ms: delays(),
  cancel_delay_ms: delays(),
  intrabar: oneOf(['adverse', 'favorable', 'nearest', 'open_high_low_close', 'open_low_high_close']).default('adverse'),
  limit_fill: limitFill.default(DEFAULT_MODELS.limit_fill),
  slippage: slippage.default(DEFAULT_MODELS.slippage),
  partial_fills: partialFills.default(DEFAULT_MODELS.partial_fills),
  fees: section({
    // Null where the scenario says nothing: then the instrument's fee counts, and only then the default.
    maker_pct: orNull(percent()),
    taker_pct: orNull(percent()),
    tiers: z
      .array(strict({ volume: amount(), maker_pct: percent(), taker_pct: percent() }), {
        error: wants('a list of { volume, maker_pct, taker_pct }'),
      })
      .default([]),
  }),
});

const symbol = strict({
  tick_size: orNull(increment()),
  lot_size: orNull(increment()),
  min_size: orNull(amount()),
  max_size: orNull(increment()),
  min_notional: orNull(amount()),
  max_notional: orNull(increment()),
  price_decimals: orNull(whole(0, 15, 2)),
  maker_pct: orNull(percent()),
  taker_pct: orNull(percent()),
  calendar: orNull(oneOf(['always', 'sessions'])),
  session_zone: orNull(words('a time zone, such as America/New_York')),
});

export const scenarioSchema = section({
  name: words('letters, digits, . _ and -: the report folder has this name', FOLDER_NAME),
  seed: whole(0, LARGEST, 42).default(42),
  trading_mode: oneOf(['paper', 'live']).default('paper'),
  strategy,
  market,
  portfolio,
  exchange,
  symbols: z.preprocess(
    (value) => value ?? {},
    z.record(z.string(), symbol, { error: wants('symbols and their rules, such as BTC/USDT: { tick_size: 0.1 }') }),
  ),
  risk: section({
    max_position_pct: orNull(percent({ above: '0' })),
    max_exposure_pct: orNull(percent({ above: '0' })),
    min_cash: orNull(amount()),
    max_open_orders: orNull(whole(1, 1_000_000, 10)),
    max_drawdown_pct: orNull(percent({ above: '0', atMost: '100' })),
  }),
  statistics: section({
    returns: oneOf(['daily', 'candle', 'round_trip']).default('daily'),
    periods_per_year: orNull(decimal({ above: '0' }, '365')),
    risk_free_pct: percent({ above: '-100' }).default('0'),
  }),
  journal: section({
    db_table_prefix: words('small letters, digits and _, such as paper_', TABLE_PREFIX).default('paper_'),
    retention_days: whole(1, 36_500, 90).default(90),
  }),
});

/**
 * A scenario with every default written out. Decimals (money, increments, percentages, milliseconds) are text in their
 * shortest form, times ISO text in UTC, intervals their shortest text, whole numbers numbers; `strategy.params` is what the
 * file says. Null: nothing was said, and there is no default that holds everywhere.
 */
export type ResolvedScenario = z.output<typeof scenarioSchema>;

/** The fees where neither the scenario nor the instrument names any. */
export const DEFAULT_FEES = { maker_pct: '0.16', taker_pct: '0.26' } as const;
