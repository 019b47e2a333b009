/** The assets of a run and how many decimals each is counted in. */
import { decimalsOf, parseDecimal } from '../../model/decimal.ts';
import { InputError } from '../../model/errors.ts';
import type { Asset } from '../../model/instrument.ts';
import type { LoadedScenario } from '../resolve.ts';

const QUOTE_DECIMALS = 8;
/** Room for an account that grows a hundredfold. */
const ROOM = 100;

/** A symbol's two assets and the lot of its base, as text. */
export interface Pair {
  readonly symbol: string;
  readonly base: string;
  readonly quote: string;
  readonly lotSize: string;
}

export interface RunAssets {
  readonly assets: readonly Asset[];
  readonly reporting: number;
  /** Units of each asset at the start. */
  readonly initialBalance: readonly number[];
  /** What the user is told: decimals that were not the usual ones. */
  readonly notices: readonly string[];
}

/**
 * Assets in the order in which the symbols name them, then those that are only held.
 *
 * @throws InputError where `portfolio.decimals` does not fit, naming the largest that does; where a balance is finer than
 * its asset's decimals; where a key of `portfolio.decimals` is no asset of the run
 */
export function resolveAssets(loaded: LoadedScenario, pairs: readonly Pair[]): RunAssets {
  const { portfolio } = loaded.scenario;
  const { initial_balance: balances, reporting_asset: reportingName } = portfolio;
  const names = [
    ...new Set([...pairs.flatMap(({ base, quote }) => [base, quote]), reportingName, ...Object.keys(balances)]),
  ];
  for (const name of Object.keys(portfolio.decimals)) {
    if (names.includes(name)) continue;
    throw loaded.problem(['portfolio', 'decimals', name], `is no asset of this run (${names.join(', ')}): remove it`);
  }
  const notices: string[] = [];
  const assets = names.map((name) => ({
    name,
    decimals: decimalsFor(name, loaded, pairs, balances[name] ?? '0', notices),
  }));
  const initialBalance = assets.map(({ name, decimals }) => {
    const text = balances[name];
    if (text === undefined) return 0;
    try {
      return parseDecimal(text, decimals);
    } catch (error) {
      throw loaded.problem(['portfolio', 'initial_balance', name], `${(error as Error).message} (of ${name})`);
    }
  });
  return { assets, reporting: names.indexOf(reportingName), initialBalance, notices };
}

function decimalsFor(
  name: string,
  loaded: LoadedScenario,
  pairs: readonly Pair[],
  balance: string,
  notices: string[],
): number {
  const lots = pairs.filter(({ base }) => base === name).map(({ lotSize }) => decimalsOf(lotSize));
  const finestLot = Math.max(0, ...lots);
  const isQuote = pairs.some(({ quote }) => quote === name) || lots.length === 0;
  const largest = largestThatFits(balance);
  const said = loaded.scenario.portfolio.decimals[name];
  if (said !== undefined) {
    const path = ['portfolio', 'decimals', name] as const;
    if (said > largest)
      throw loaded.problem(path, `is ${said}: an account of ${balance} ${name} fits with ${largest} at most`);
    if (said < finestLot) throw loaded.problem(path, `is ${said}: the lots of ${name} need at least ${finestLot}`);
    return said;
  }
  if (!isQuote) return finestLot;
  const decimals = Math.min(QUOTE_DECIMALS, largest);
  if (decimals < QUOTE_DECIMALS) {
    notices.push(
      `${name} is counted in ${decimals} decimals: an account of ${balance} leaves no room for ${QUOTE_DECIMALS}`,
    );
  }
  if (finestLot > decimals) {
    throw new InputError(
      `${name} is counted in ${decimals} decimals, its lots need ${finestLot}: set symbols.*.lot_size, or portfolio.decimals.${name}`,
    );
  }
  return decimals;
}

/** The most decimals with which a hundred times the balance stays within 2^53 units. */
function largestThatFits(balance: string): number {
  for (let decimals = 15; decimals > 0; decimals--) {
    try {
      if (parseDecimal(balance, decimals) <= Number.MAX_SAFE_INTEGER / ROOM) return decimals;
    } catch {
      // Past 2^53 units, or finer than these decimals: fewer may fit, or the balance itself is named as the fault.
    }
  }
  return 0;
}
