/** What the command line changes in a scenario before it is checked. */
import { InputError } from '../model/errors.ts';
import { isScenarioPath, nearestScenarioPath } from './paths.ts';
import { DEFAULT_MODELS } from './schema.ts';
import type { ScenarioSource } from './source.ts';

export interface ScenarioOverrides {
  /** `--set`: each `path=value`, the value being YAML. */
  readonly set?: readonly string[];
  /** The same of a setting that a comparison varies, `--vary`: applied after `set`. */
  readonly vary?: readonly string[];
  readonly seed?: string;
  /** `--symbols A,B`. */
  readonly symbols?: string;
  /** `--capital N`: of the reporting asset; other holdings stay. */
  readonly capital?: string;
  readonly from?: string;
  readonly to?: string;
}

/** Applies `--set` and `--vary` in their order, then the flags of one value. InputError names the flag. */
export function applyOverrides(source: ScenarioSource, overrides: ScenarioOverrides): void {
  writeOutModels(source, overrides);
  for (const entry of overrides.set ?? []) assign(source, '--set', entry);
  for (const entry of overrides.vary ?? []) assign(source, '--vary', entry);
  const { seed, symbols, capital, from, to } = overrides;
  if (seed !== undefined) source.replace(['seed'], quoted(seed), `--seed ${seed}`);
  if (symbols !== undefined) {
    const list = symbols.split(',').map((symbol) => quoted(symbol.trim()));
    source.replace(['market', 'symbols'], `[${list.join(', ')}]`, `--symbols ${symbols}`);
  }
  if (from !== undefined) source.replace(['market', 'from'], quoted(from), `--from ${from}`);
  if (to !== undefined) source.replace(['market', 'to'], quoted(to), `--to ${to}`);
  if (capital !== undefined) {
    const asset = reportingAsset(source.values().portfolio);
    source.replace(['portfolio', 'initial_balance', asset], quoted(capital), `--capital ${capital}`);
  }
}

/** A key of a model that the scenario does not name is one of the default's, unless the flags name another. */
function writeOutModels(source: ScenarioSource, { set = [], vary = [] }: ScenarioOverrides): void {
  const flags = [
    ...set.map((entry) => ({ path: pathOf(entry), origin: `--set ${entry}` })),
    ...vary.map((entry) => ({ path: pathOf(entry), origin: `--vary ${entry}` })),
  ];
  for (const [key, defaults] of Object.entries(DEFAULT_MODELS)) {
    const model = `exchange.${key}`;
    const first = flags.find(({ path }) => path.startsWith(`${model}.`));
    if (first === undefined || flags.some(({ path }) => path === model || path === `${model}.model`)) continue;
    const { exchange } = source.values() as { readonly exchange?: Readonly<Record<string, unknown>> | null };
    if ((exchange?.[key] ?? null) === null) {
      source.replace(['exchange', key], JSON.stringify(defaults), first.origin);
    }
  }
}

const pathOf = (entry: string): string => entry.slice(0, Math.max(0, entry.indexOf('='))).trim();

function assign(source: ScenarioSource, name: '--set' | '--vary', entry: string): void {
  const flag = `${name} ${entry}`;
  const at = entry.indexOf('=');
  if (at <= 0) throw new InputError(`${flag}: write path=value, such as ${name} exchange.slippage.pct=0.05`);
  const path = entry.slice(0, at).trim().split('.');
  if (!isScenarioPath(path)) {
    const near = nearestScenarioPath(path);
    throw new InputError(
      `${flag}: a scenario has no ${path.join('.')}${near === null ? '' : `: did you mean ${near}?`}`,
    );
  }
  source.replace(path, entry.slice(at + 1), flag);
}

/** Text as a YAML scalar that is text, whatever it looks like. */
function quoted(text: string): string {
  return JSON.stringify(text);
}

/** The asset results are told in, as a scenario's `portfolio` says or implies it. */
export function reportingAsset(portfolio: unknown): string {
  const { reporting_asset, initial_balance } = (portfolio ?? {}) as Record<string, unknown>;
  if (typeof reporting_asset === 'string') return reporting_asset;
  const assets = typeof initial_balance === 'object' && initial_balance !== null ? Object.keys(initial_balance) : [];
  return assets.length === 1 ? (assets[0] as string) : 'USDT';
}
