/** What must hold between a scenario's values, beyond each of them by itself. */
import { didYouMean, nearest } from '../model/nearest.ts';
import { parseInterval, parseTime } from '../model/time.ts';
import { compareDecimals } from './fields.ts';
import type { ResolvedScenario } from './schema.ts';
import type { Path, ScenarioSource } from './source.ts';

/** @throws InputError about the first that does not hold, with file, line, key and remedy */
export function checkScenario(scenario: ResolvedScenario, source: ScenarioSource): void {
  checkWindow(scenario, source);
  checkIntervals(scenario, source);
  checkSymbols(scenario, source);
  checkAssets(scenario, source);
  checkExchange(scenario, source);
}

function checkWindow({ market }: ResolvedScenario, source: ScenarioSource): void {
  const { from, to } = market;
  if (from !== null && to !== null && parseTime(from) >= parseTime(to)) {
    throw source.problem(['market', 'from'], `(${from}) is not before market.to (${to}): swap or change them`);
  }
}

function checkIntervals({ market, strategy }: ResolvedScenario, source: ScenarioSource): void {
  const base = parseInterval(market.interval);
  if (parseInterval(strategy.interval) % base !== 0) {
    throw source.problem(
      ['strategy', 'interval'],
      `is ${strategy.interval}, which is no multiple of market.interval (${market.interval}): candles cannot be built for it`,
    );
  }
  if (market.detail_interval === null) return;
  const detail = parseInterval(market.detail_interval);
  if (detail >= base || base % detail !== 0) {
    throw source.problem(
      ['market', 'detail_interval'],
      `is ${market.detail_interval}: write an interval that divides market.interval (${market.interval}) and is shorter`,
    );
  }
}

function checkSymbols({ market, symbols }: ResolvedScenario, source: ScenarioSource): void {
  market.symbols.forEach((symbol, index) => {
    const [base, quote] = symbol.split('/');
    const path: Path = ['market', 'symbols', index];
    if (base === quote) throw source.problem(path, `is ${symbol}: an asset cannot be traded for itself`);
    if (market.symbols.indexOf(symbol) < index) throw source.problem(path, `names ${symbol} a second time: remove it`);
  });
  for (const [symbol, rules] of Object.entries(symbols)) {
    const path = ['symbols', symbol];
    if (!market.symbols.includes(symbol)) {
      const near = didYouMean(symbol, market.symbols);
      throw source.problem(path, `is not in market.symbols${near}: add it there, or remove it here`);
    }
    checkOrder(source, path, rules, 'min_size', 'max_size');
    checkOrder(source, path, rules, 'min_notional', 'max_notional');
    if (rules.session_zone !== null && !isTimeZone(rules.session_zone)) {
      throw source.problem(
        [...path, 'session_zone'],
        `is "${rules.session_zone}": write a time zone of the IANA list, such as America/New_York`,
      );
    }
  }
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== null;
  } catch {
    return false;
  }
}

/** The symbol with the reporting asset in the place of what looks like it. */
function meantSymbol(symbols: readonly string[], reporting: string, assets: Iterable<string>): string {
  const asset = nearest(reporting, assets);
  const symbol = symbols.find((each) => asset !== null && each.split('/').includes(asset));
  if (symbol === undefined) return ': name a symbol that does';
  const meant = symbol.split('/').map((part) => (part === asset ? reporting : part));
  return `: did you mean ${meant.join('/')}?`;
}

/** Every asset must lead to the reporting asset over the scenario's symbols, or it could not be valued. */
function checkAssets({ market, portfolio }: ResolvedScenario, source: ScenarioSource): void {
  const pairs = market.symbols.map((symbol) => symbol.split('/') as [string, string]);
  const assets = new Set(pairs.flat());
  const reporting = portfolio.reporting_asset;
  if (!assets.has(reporting)) {
    const near = didYouMean(reporting, assets);
    // The scenario's own line is not to blame for what a flag has put in the place of its symbols.
    if (source.locate(['market', 'symbols']).startsWith('--')) {
      const meant = meantSymbol(market.symbols, reporting, assets);
      const message = `is ${market.symbols.join(', ')}, and none of it trades the reporting asset ${reporting}${meant}`;
      throw source.problem(['market', 'symbols'], message);
    }
    throw source.problem(
      ['portfolio', 'reporting_asset'],
      `is ${reporting}, which no symbol of the scenario (${market.symbols.join(', ')}) trades${near}: change market.symbols, or make it one of ${[...assets].join(', ')}`,
    );
  }
  const priced = pricedAssets(pairs, reporting);
  market.symbols.forEach((symbol, index) => {
    if (pairs[index]?.some((asset) => priced.has(asset))) return;
    const message = `is ${symbol}, and no symbol leads from it to ${reporting}: add one that prices it`;
    throw source.problem(['market', 'symbols', index], message);
  });
  for (const asset of Object.keys(portfolio.initial_balance)) {
    if (priced.has(asset)) continue;
    const message = `is an asset that no symbol of the scenario trades${didYouMean(asset, assets)}: remove it, or add a symbol`;
    throw source.problem(['portfolio', 'initial_balance', asset], message);
  }
  for (const asset of Object.keys(portfolio.decimals)) {
    if (assets.has(asset)) continue;
    throw source.problem(['portfolio', 'decimals', asset], `is no asset of the scenario${didYouMean(asset, assets)}`);
  }
  if (!Object.values(portfolio.initial_balance).some((amount) => compareDecimals(amount, '0') > 0)) {
    throw source.problem(['portfolio', 'initial_balance'], 'holds nothing: give at least one asset an amount above 0');
  }
}

/** The assets that lead to `reporting` over the pairs, itself included. */
function pricedAssets(pairs: readonly (readonly [string, string])[], reporting: string): Set<string> {
  const priced = new Set([reporting]);
  for (let before = 0; before < priced.size; ) {
    before = priced.size;
    for (const [base, quote] of pairs) {
      if (priced.has(base)) priced.add(quote);
      else if (priced.has(quote)) priced.add(base);
    }
  }
  return priced;
}

function checkExchange({ exchange }: ResolvedScenario, source: ScenarioSource): void {
  for (const key of ['fill_delay_ms', 'cancel_delay_ms'] as const) {
    const delay = exchange[key];
    if (typeof delay !== 'string') checkOrder(source, ['exchange', key], delay, 'min', 'max');
  }
  const partial = exchange.partial_fills;
  if (partial.model === 'random') checkOrder(source, ['exchange', 'partial_fills'], partial, 'min_pct', 'max_pct');
  exchange.fees.tiers.forEach(({ volume }, index, tiers) => {
    const before = tiers[index - 1];
    if (before === undefined || compareDecimals(volume, before.volume) > 0) return;
    throw source.problem(
      ['exchange', 'fees', 'tiers', index, 'volume'],
      `is ${volume}: write the tiers by rising volume`,
    );
  });
}

/** @throws InputError where both are given and the smaller one is above the larger one */
function checkOrder<Key extends string>(
  source: ScenarioSource,
  path: Path,
  values: Readonly<Record<Key, string | null>>,
  least: Key,
  most: Key,
): void {
  const [low, high] = [values[least], values[most]];
  if (low === null || high === null || compareDecimals(low, high) <= 0) return;
  throw source.problem([...path, least], `is ${low}, above ${most} (${high}): swap or change them`);
}
