/** A resolved scenario as text: the canonical JSON that is hashed, and the YAML that runs again. */
import { Document, type ScalarTag } from 'yaml';
import { isStrategyPath } from './resolve.ts';
import type { ResolvedScenario } from './schema.ts';

/**
 * What `digest.scenario` hashes: sorted keys, decimal strings, no white space; without `market.catalog`, `journal` and a
 * path in `strategy.use` (it reads `file`), so that a folder that was moved runs to the same digest.
 */
export function canonicalScenarioJson(scenario: ResolvedScenario): string {
  const { journal: _journal, ...rest } = scenario;
  const { catalog: _catalog, ...market } = scenario.market;
  const use = isStrategyPath(scenario.strategy.use) ? 'file' : scenario.strategy.use;
  return JSON.stringify(sorted({ ...rest, market, strategy: { ...scenario.strategy, use } }));
}

/** Keys in the order of their UTF-16 units, at every depth; lists keep theirs. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const keys = Object.keys(value).sort();
  return Object.fromEntries(keys.map((key) => [key, sorted((value as Record<string, unknown>)[key])]));
}

/** A decimal that is written bare, as a person would, digit for digit. */
class BareNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

const BARE_NUMBER: ScalarTag = {
  tag: 'tag:yaml.org,2002:float',
  default: true,
  identify: (value) => value instanceof BareNumber,
  resolve: (text) => text,
  stringify: ({ value }) => (value as BareNumber).text,
};

function withBareNumbers(value: unknown): unknown {
  if (typeof value === 'string') return /^-?[0-9]+(\.[0-9]+)?$/.test(value) ? new BareNumber(value) : value;
  if (Array.isArray(value)) return value.map(withBareNumbers);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withBareNumbers(inner)]));
}

/**
 * YAML that resolves to the same scenario.
 *
 * @param paths written in the place of `market.catalog` and of a file in `strategy.use`: for a report folder, relative to it
 */
export function resolvedYaml(
  scenario: ResolvedScenario,
  paths: { readonly catalog?: string; readonly strategy?: string } = {},
): string {
  const { strategy, market } = scenario;
  const plain = withBareNumbers({
    ...scenario,
    // Parameters keep their quotes: there a quoted number is text. Everywhere else a number is read from its text.
    strategy: null,
    market: { ...market, catalog: paths.catalog ?? market.catalog },
  });
  const whole = { ...(plain as object), strategy: { ...strategy, use: paths.strategy ?? strategy.use } };
  return new Document(whole, { customTags: [BARE_NUMBER] }).toString({ lineWidth: 0 });
}
