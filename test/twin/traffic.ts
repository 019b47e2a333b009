import seedrandom from 'seedrandom';
import { type Dice, dice } from './dice.ts';
import { randomMarket, type TrafficSymbol } from './trafficMarket.ts';
import { randomOrders } from './trafficOrders.ts';
import type { TwinInstrument, TwinRisk, TwinRun, TwinSettings } from './types.ts';

/** What a random run may contain; each left out means: all of it. */
export interface TrafficLimits {
  sources?: TrafficSymbol['source'][];
  symbols?: number;
  orders?: number;
  /** False: no risk limits, no product rules beyond tick and lot. */
  rules?: boolean;
  /** Order types and words that may occur; false: GTC market and limit orders only. */
  everyType?: boolean;
  /** False: sizes by quantity only, no close. */
  everySize?: boolean;
  /** False: no groups, parents or brackets. */
  groups?: boolean;
  /** False: no amends and cancels. */
  changes?: boolean;
  /** True: with frictions that are drawn, or depend on what is traded; from dice of their own, so that all else is the same run. */
  frictions?: boolean;
}

/** A random run in small numbers, so that levels, times and sizes meet each other: the same seed gives the same run everywhere. */
export function traffic(seed: string | number, limits: TrafficLimits = {}): TwinRun {
  const roll = dice(seedrandom(`traffic ${seed}`));
  const sessions = roll.chance(0.1);
  const interval = sessions
    ? roll.pick([86_400_000, 43_200_000])
    : roll.pick([60_000, 60_000, 60_000, 1000, 3_600_000]);
  const from = Date.UTC(2024, 0, 1, sessions ? 0 : roll.pick([0, 23]));
  const symbols = randomSymbols(roll, limits, sessions, interval);
  const count = roll.int(5, roll.chance(0.2) ? 60 : 20);
  const to = from + count * interval;
  const market = symbols.map((symbol) => randomMarket(roll, symbol, from, count, interval));
  const calm = randomSettings(roll, interval);
  const settings = limits.frictions === true ? { ...calm, ...randomFrictions(seed, interval) } : calm;
  const instruments = symbols.map((symbol) => symbol.instrument);
  return {
    instruments,
    asset_decimals: decimalsOf(roll, instruments),
    initial_balance: balancesOf(roll, instruments),
    reporting_asset: 'USDT',
    settings,
    risk: limits.rules === false ? {} : randomRisk(roll),
    market,
    from,
    to,
    orders: randomOrders(roll, { symbols, market, settings, from, to, interval }, limits),
  };
}

const NAMES = [
  { base: 'BTC', quote: 'USDT', tick: ['0.1', '0.5', '1'], lot: '0.01', middle: 100 },
  { base: 'XRP', quote: 'USDT', tick: ['0.01', '0.05'], lot: '1', middle: 80 },
  { base: 'XRP', quote: 'BTC', tick: ['0.0001'], lot: '1', middle: 100 },
] as const;

function randomSymbols(roll: Dice, limits: TrafficLimits, sessions: boolean, interval: number): TrafficSymbol[] {
  const count = Math.min(limits.symbols ?? 3, roll.pick([1, 1, 2, 3]));
  return NAMES.slice(0, count).map((name) => {
    const tick = roll.pick(name.tick);
    const rules = limits.rules !== false;
    const lots = (n: number): string => roll.times(name.lot, n);
    const instrument: TwinInstrument = {
      symbol: `${name.base}/${name.quote}`,
      base: name.base,
      quote: name.quote,
      tick_size: tick,
      lot_size: name.lot,
      ...(rules && roll.chance(0.2) ? { min_size: lots(roll.int(1, 4)) } : {}),
      ...(rules && roll.chance(0.1) ? { max_size: lots(roll.int(20, 60)) } : {}),
      ...(rules && roll.chance(0.2) ? { min_notional: name.quote === 'BTC' ? '0.02' : roll.pick(['0.3', '1']) } : {}),
      ...(rules && roll.chance(0.05) ? { max_notional: name.quote === 'BTC' ? '0.5' : '5' } : {}),
      price_decimals: (tick.split('.')[1] ?? '').length + roll.pick([0, 1, 2]),
      maker_pct: roll.pick(['0', '0.1', '0.16']),
      taker_pct: roll.pick(['0', '0.1', '0.26']),
      calendar: sessions ? 'sessions' : 'always',
    };
    const sources = limits.sources ?? ['candles', 'candles', 'candles', 'trades', 'quotes', 'both'];
    const source = sessions || interval < 60_000 ? 'candles' : roll.pick(sources);
    return { instrument, source, middle: name.middle };
  });
}

function randomSettings(roll: Dice, interval: number): TwinSettings {
  const third = Math.floor(interval / 3);
  const delays = [0, 0, 100, 100, 500, third, interval];
  return {
    fill_delay_ms: roll.pick(delays),
    cancel_delay_ms: roll.chance(0.5) ? null : roll.pick(delays),
    intrabar: roll.pick(['adverse', 'adverse', 'favorable', 'nearest', 'open_high_low_close', 'open_low_high_close']),
    limit_fill: roll.pick(['cross', 'touch']),
    slippage: roll.chance(0.5) ? { model: 'none' } : { model: 'fixed', pct: roll.pick(['0.05', '0.1', '1']) },
    partial_fills: roll.chance(0.5)
      ? { model: 'none' }
      : { model: 'volume', share_pct: roll.pick(['10', '50', '100']) },
    gaps: roll.pick(['skip', 'skip', 'fill']),
  };
}

function randomFrictions(seed: string | number, interval: number): Partial<TwinSettings> {
  const roll = dice(seedrandom(`frictions ${seed}`));
  const jitters = [0.003, 50, Math.floor(interval / 3), interval];
  const tier = (volume: string) => ({
    volume,
    maker_pct: roll.pick(['0', '0.05']),
    taker_pct: roll.pick(['0.02', '0.5']),
  });
  return {
    seed: roll.int(0, 1000),
    ...(roll.chance(0.5) ? { fill_jitter_ms: roll.pick(jitters) } : {}),
    ...(roll.chance(0.5) ? { cancel_jitter_ms: roll.pick(jitters) } : {}),
    ...(roll.chance(0.5) ? { limit_fill: { probability: roll.pick([0, 0.3, 0.5, 1]) } } : {}),
    ...(roll.chance(0.8)
      ? {
          slippage: roll.pick<TwinSettings['slippage']>([
            { model: 'spread', pct: '0.15' },
            { model: 'volume_share', impact: '0.1' },
            { model: 'volume_share', impact: '0.7' },
            { model: 'random', max_pct: '2' },
          ]),
        }
      : {}),
    ...(roll.chance(0.4) ? { fee_tiers: [tier('10'), tier('100')] } : {}),
  };
}

function randomRisk(roll: Dice): TwinRisk {
  return {
    ...(roll.chance(0.1) ? { max_position_pct: roll.pick(['20', '50', '100']) } : {}),
    ...(roll.chance(0.1) ? { max_exposure_pct: roll.pick(['30', '80', '100']) } : {}),
    ...(roll.chance(0.1) ? { min_cash: roll.pick(['10', '100']) } : {}),
    ...(roll.chance(0.1) ? { max_open_orders: roll.int(1, 5) } : {}),
    ...(roll.chance(0.1) ? { max_drawdown_pct: roll.pick(['0.5', '2', '10']) } : {}),
  };
}

/** An asset that is only ever a base takes its lot's decimals; a quote 8, or fewer where the scenario says so. */
function decimalsOf(roll: Dice, instruments: TwinInstrument[]): Record<string, number> {
  const out: Record<string, number> = { USDT: roll.pick([8, 8, 4, 2]) };
  for (const { base, lot_size } of instruments) out[base] = (lot_size.split('.')[1] ?? '').length;
  for (const { quote } of instruments) if (quote !== 'USDT') out[quote] = 8;
  return out;
}

function balancesOf(roll: Dice, instruments: TwinInstrument[]): Record<string, string> {
  const out: Record<string, string> = { USDT: roll.pick(['10000', '10000', '200', '20']) };
  if (roll.chance(0.6)) out.BTC = roll.pick(['5', '1', '0.1', '0.25']);
  if (instruments.some(({ base }) => base === 'XRP') && roll.chance(0.4)) out.XRP = roll.pick(['100', '15']);
  return out;
}
