/** A random market with what is asked for in it, as plain data: one seed makes it, and any part may be left out. */
import type { PriceSource } from '../../../src/engine/setup.ts';
import type { LiquiditySetting } from '../../../src/exchange/liquidity.ts';
import { INTRABAR_PATHS, type IntrabarPath } from '../../../src/exchange/path.ts';
import type { CandleLine, QuoteLine } from '../../support/market.ts';
import { Chance } from '../../support/randomRun.ts';

/** Prices in units, times in seconds after the start. */
export interface SymbolCase {
  readonly symbol: string;
  /** Seconds. */
  readonly interval: number;
  readonly source: PriceSource;
  readonly candles: readonly (CandleLine | null)[];
  readonly prints: readonly (readonly [number, number, number])[];
  readonly quotes: readonly QuoteLine[];
}

/** What the strategy does at the n-th callback of a kind; of a timer, at that second after the start. */
export interface Act {
  readonly on: 'timer' | 'candle' | 'fill' | 'order' | 'gap';
  readonly at: number;
  readonly seed: number;
}

/** Percentages as text; `minCash` in units. */
export interface RiskCase {
  readonly maxPosition: string | null;
  readonly maxExposure: string | null;
  readonly minCash: number | null;
  readonly maxOpenOrders: number | null;
  readonly maxDrawdown: string | null;
}

export interface Settings {
  /** Seconds since the epoch. */
  readonly start: number;
  /** Seconds. */
  readonly fillDelay: number;
  readonly cancelDelay: number;
  readonly intrabar: IntrabarPath;
  readonly limitFill: 'cross' | 'touch';
  /** Percent. */
  readonly slippage: string;
  readonly partialFills: LiquiditySetting['model'];
  /** Percent of the volume. */
  readonly share: string;
  readonly gaps: 'skip' | 'fill';
  readonly calendar: 'always' | 'sessions';
  readonly tick: number;
  readonly lot: number;
  readonly minSize: number;
  readonly maker: string;
  readonly taker: string;
  readonly holdings: Readonly<Record<string, number>>;
  readonly risk: RiskCase | null;
  readonly quick: boolean;
}

export interface OrderCase {
  readonly seed: number;
  readonly settings: Settings;
  readonly symbols: readonly SymbolCase[];
  readonly acts: readonly Act[];
}

const UNIVERSE = ['BTC/USDT', 'ETH/USDT', 'XRP/BTC', 'ETH/BTC', 'USDT/EUR'] as const;
const DAY = 86_400;

export function caseOf(seed: number): OrderCase {
  const chance = new Chance(seed, 11);
  const minutes = 1 + chance.below(14);
  const names = UNIVERSE.filter((symbol) => symbol === 'BTC/USDT' || chance.is(0.25));
  const settings = settingsOf(chance, minutes, names);
  return {
    seed,
    settings,
    symbols: names.map((symbol, index) => symbolOf(new Chance(seed, 12, index), symbol, minutes, settings)),
    acts: actsOf(new Chance(seed, 13), minutes),
  };
}

function settingsOf(chance: Chance, minutes: number, names: readonly string[]): Settings {
  const fillDelay = chance.pick([0, 0, 0.1, 0.1, 0.1, 20, 45, 60, 130]);
  const isHeld = (symbol: string, probability: number): boolean => names.includes(symbol) && chance.is(probability);
  const holdings = {
    USDT: 10_000e8,
    ...(isHeld('BTC/USDT', 0.4) ? { BTC: 50e8 } : {}),
    ...(isHeld('ETH/USDT', 0.4) ? { ETH: 20e8 } : {}),
    ...(isHeld('USDT/EUR', 0.6) ? { EUR: 3000e8 } : {}),
  };
  return {
    // Often a date ends inside: orders of the day expire, and sessions open.
    start: chance.is(0.5) ? 0 : DAY - 60 * (1 + chance.below(minutes)),
    fillDelay,
    cancelDelay: chance.pick([fillDelay, 0, 0.1, 30]),
    intrabar: chance.pick(['adverse', ...INTRABAR_PATHS]),
    limitFill: chance.pick(['cross', 'touch']),
    slippage: chance.pick(['0', '0', '0.1', '0.013', '2']),
    partialFills: chance.pick(['none', 'random', 'volume']),
    share: chance.pick(['10', '50']),
    gaps: chance.pick(['skip', 'fill']),
    calendar: chance.pick(['always', 'always', 'sessions']),
    tick: chance.pick([1, 5, 50]),
    lot: chance.pick([1, 1, 1000, 10_000_000]),
    minSize: chance.pick([0, 0, 20_000_000]),
    maker: chance.pick(['0', '0.16', '1']),
    taker: chance.pick(['0', '0.26', '0.1']),
    holdings,
    risk: chance.is(0.6) ? riskOf(chance) : null,
    quick: chance.is(0.7),
  };
}

function riskOf(chance: Chance): RiskCase {
  return {
    maxPosition: chance.is(0.5) ? chance.pick(['5', '40', '90']) : null,
    maxExposure: chance.is(0.5) ? chance.pick(['10', '60', '100']) : null,
    minCash: chance.is(0.5) ? chance.pick([500e8, 5000e8]) : null,
    maxOpenOrders: chance.is(0.5) ? 1 + chance.below(4) : null,
    maxDrawdown: chance.is(0.6) ? chance.pick(['0.001', '0.01', '0.1']) : null,
  };
}

/** A walk in small whole units around 10,000, so that prices meet levels and one another often. */
function symbolOf(chance: Chance, symbol: string, minutes: number, { calendar, start }: Settings): SymbolCase {
  const interval = chance.pick([60, 60, 120]);
  const source = chance.pick(['candles', 'candles', 'candles', 'trades', 'quotes', 'quotes and trades'] as const);
  const step = chance.pick([1, 20, 200]);
  let price = 10_000;
  const move = (): number => {
    const next = price + (chance.below(5) - 2) * chance.below(step + 1);
    return Math.abs(next - 10_000) > 900 ? 10_000 : next;
  };
  const missing = chance.is(0.4) ? 0.25 : calendar === 'sessions' ? 0.1 : 0;
  const hasCandles = source === 'candles' || chance.is(0.5);
  const count = Math.max(1, Math.floor((minutes * 60) / interval));
  const candles = Array.from({ length: hasCandles ? count : 0 }, (_, i): CandleLine | null => {
    // A session opens far from where the last one closed.
    if (calendar === 'sessions' && (start + i * interval) % DAY === 0) price += chance.pick([-700, -150, 150, 700]);
    const [open, a, b] = [chance.is(0.6) ? price : move(), move(), move()];
    price = move();
    if (i > 0 && chance.is(missing)) return null;
    const volume = chance.pick([0, 0.5, 1, 3, 7, 40]);
    return [open, Math.max(open, a, b, price), Math.min(open, a, b, price), price, volume];
  });
  const at = source === 'candles' ? [] : timesOf(chance, minutes);
  const prints = at.map((time) => {
    price = move();
    return [time, price, chance.pick([0.1, 1, 3])] as const;
  });
  const quoted = source === 'candles' ? [] : timesOf(chance, minutes);
  const quotes = quoted.map((time): QuoteLine => {
    price = move();
    const size = (): number => chance.pick([0, 0.5, 2, 2, 10, 10]);
    return [time, price - chance.below(3), size(), price + 1 + chance.below(3), size()];
  });
  return {
    symbol,
    interval,
    source,
    candles,
    prints: source === 'trades' || source === 'quotes and trades' ? prints : [],
    quotes: source === 'quotes' || source === 'quotes and trades' ? quotes : [],
  };
}

function timesOf(chance: Chance, minutes: number): number[] {
  const times: number[] = [];
  let time = chance.pick([0, 1, 20]);
  for (; time < minutes * 60 && times.length < 40; time += chance.pick([0, 1, 19, 20, 30, 60])) times.push(time);
  return times;
}

function actsOf(chance: Chance, minutes: number): Act[] {
  return Array.from({ length: 8 + chance.below(24) }, () => {
    const on = chance.pick(['timer', 'timer', 'timer', 'candle', 'candle', 'fill', 'order', 'gap'] as const);
    const seconds = chance.is(0.5) ? chance.below(minutes * 3) * 20 : chance.below(minutes * 60);
    const at = on === 'timer' ? seconds : chance.below(on === 'gap' ? 3 : 2 * minutes);
    return { on, at, seed: chance.below(2 ** 31) };
  });
}
