/** The instruments of a run: the catalog's entries under the scenario's own words. */
import type { InstrumentEntry, Instruments } from '../../catalog/instruments.ts';
import { decimalsOf, parseDecimal } from '../../model/decimal.ts';
import { InputError } from '../../model/errors.ts';
import { type Asset, costScale, type Instrument } from '../../model/instrument.ts';
import { parsePct } from '../../model/rate.ts';
import type { LoadedScenario } from '../resolve.ts';
import { DEFAULT_FEES, type ResolvedScenario } from '../schema.ts';
import { type Pair, type RunAssets, resolveAssets } from './assets.ts';

/** A symbol's rules, decimals as text: a key in `symbols` wins, then `exchange.fees`, then the catalog's entry. */
export interface SymbolRules {
  readonly symbol: string;
  readonly tick_size: string;
  readonly lot_size: string;
  readonly min_size: string;
  readonly max_size: string;
  readonly min_notional: string;
  readonly max_notional: string;
  readonly price_decimals: number;
  readonly maker_pct: string;
  readonly taker_pct: string;
  readonly calendar: 'always' | 'sessions';
  readonly session_zone: string;
  readonly inferred: boolean;
}

export interface RunInstruments extends RunAssets {
  readonly instruments: readonly Instrument[];
  readonly rules: readonly SymbolRules[];
}

/** InputError where the catalog knows nothing of a symbol and the scenario does not say all, or where values do not fit. */
export function resolveInstruments(loaded: LoadedScenario, known: Instruments): RunInstruments {
  const { market } = loaded.scenario;
  const rules = market.symbols.map((symbol) => rulesOf(symbol, loaded, known[market.venue]?.[symbol] ?? null));
  const pairs = rules.map(({ symbol, lot_size }): Pair => {
    const [base = '', quote = ''] = symbol.split('/');
    return { symbol, base, quote, lotSize: lot_size };
  });
  const run = resolveAssets(loaded, pairs);
  const instruments = rules.map((rule, index) => instrumentOf(rule, index, pairs[index]!, run.assets));
  return { ...run, instruments, rules };
}

function rulesOf(symbol: string, loaded: LoadedScenario, entry: InstrumentEntry | null): SymbolRules {
  const { scenario } = loaded;
  const own: Partial<NonNullable<ResolvedScenario['symbols'][string]>> = scenario.symbols[symbol] ?? {};
  const { fees } = scenario.exchange;
  const tick = own.tick_size ?? entry?.tick_size;
  const lot = own.lot_size ?? entry?.lot_size;
  if (tick === undefined || lot === undefined) {
    throw loaded.problem(
      ['market', 'symbols'],
      `${symbol} has no entry in the instruments.json of ${scenario.market.catalog}: import it with data import, or give symbols.${symbol} its tick_size and lot_size`,
    );
  }
  const rules = {
    symbol,
    tick_size: tick,
    lot_size: lot,
    min_size: own.min_size ?? entry?.min_size ?? '0',
    max_size: own.max_size ?? entry?.max_size ?? '0',
    min_notional: own.min_notional ?? entry?.min_notional ?? '0',
    max_notional: own.max_notional ?? entry?.max_notional ?? '0',
    price_decimals: own.price_decimals ?? entry?.price_decimals ?? decimalsOf(tick),
    maker_pct: own.maker_pct ?? fees.maker_pct ?? entry?.maker_pct ?? DEFAULT_FEES.maker_pct,
    taker_pct: own.taker_pct ?? fees.taker_pct ?? entry?.taker_pct ?? DEFAULT_FEES.taker_pct,
    calendar: own.calendar ?? entry?.calendar ?? 'always',
    session_zone: own.session_zone ?? entry?.session_zone ?? 'UTC',
    inferred: entry?.inferred === true,
  };
  if (rules.calendar === 'sessions' && rules.session_zone !== 'UTC') {
    throw new InputError(
      `${symbol}: session_zone ${rules.session_zone} is not available in this version: use UTC, in symbols.${symbol}.session_zone`,
    );
  }
  return rules;
}

function instrumentOf(rules: SymbolRules, index: number, pair: Pair, assets: readonly Asset[]): Instrument {
  const base = assets.findIndex(({ name }) => name === pair.base);
  const quote = assets.findIndex(({ name }) => name === pair.quote);
  const baseDecimals = assets[base]!.decimals;
  const quoteDecimals = assets[quote]!.decimals;
  const { symbol, price_decimals: priceDecimals } = rules;
  const units = (
    key: 'tick_size' | 'lot_size' | 'min_size' | 'max_size' | 'min_notional' | 'max_notional',
    decimals: number,
  ) => {
    try {
      return parseDecimal(rules[key], decimals);
    } catch (error) {
      throw new InputError(`${symbol}: ${key}: ${(error as Error).message}: set symbols.${symbol}.${key}`);
    }
  };
  return {
    index,
    symbol,
    base,
    quote,
    baseDecimals,
    quoteDecimals,
    priceDecimals,
    tickSize: units('tick_size', priceDecimals),
    lotSize: units('lot_size', baseDecimals),
    minSize: units('min_size', baseDecimals),
    maxSize: units('max_size', baseDecimals),
    minNotional: units('min_notional', quoteDecimals),
    maxNotional: units('max_notional', quoteDecimals),
    makerFee: parsePct(rules.maker_pct),
    takerFee: parsePct(rules.taker_pct),
    calendar: rules.calendar,
    sessionZone: rules.session_zone,
    ...costScale(baseDecimals, priceDecimals, quoteDecimals),
  };
}
