import { readdirSync, readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { resolvedYaml } from '../../src/scenario/canonical.ts';
import type { JsonSchema } from '../../src/scenario/fields.ts';
import { scenarioJsonSchema } from '../../src/scenario/json-schema/build.ts';
import { DESCRIPTIONS } from '../../src/scenario/json-schema/descriptions.ts';
import { isScenarioPath } from '../../src/scenario/paths.ts';
import { resolveScenario } from '../../src/scenario/resolve.ts';

const schema = scenarioJsonSchema();
const validate = new Ajv({ strict: true, allowUnionTypes: true, allErrors: true }).compile(schema);

/** Whether the schema takes a scenario's text, and whether the engine does. */
function judged(text: string): { editor: boolean; engine: boolean } {
  const engine = (): boolean => {
    try {
      resolveScenario(text, 'x.yaml');
      return true;
    } catch {
      return false;
    }
  };
  return { editor: validate(parse(text)), engine: engine() };
}

const RIGHT = { editor: true, engine: true };
const WRONG = { editor: false, engine: false };

const MINIMAL: Readonly<Record<string, string>> = {
  strategy: '{ use: sma-cross }',
  market: '{ symbols: [BTC/USDT] }',
};

/** The least scenario with a section of its own. */
function withSection(section: string, text: string): string {
  return Object.entries({ ...MINIMAL, [section]: text })
    .map(([key, value]) => `${key}: ${value}`)
    .join('\n');
}

const SHIPPED = [...readdirSync('scenarios').map((name) => `scenarios/${name}`), 'templates/init/scenario.yaml'];

describe('the JSON Schema of the scenario', () => {
  it.each(SHIPPED)('takes %s', (file) => {
    const text = readFileSync(file, 'utf8');
    expect([judged(text), validate.errors]).toEqual([RIGHT, null]);
    // Every default written out, as reports keep it.
    const resolved = resolvedYaml(resolveScenario(text, file).scenario, { catalog: 'data' });
    expect([judged(resolved), validate.errors]).toEqual([RIGHT, null]);
  });

  it("takes the README's scenarios", () => {
    const blocks = [...readFileSync('README.md', 'utf8').matchAll(/^```yaml.*?\n(.*?)^```/gms)].map(
      (match) => match[1]!,
    );
    const whole = blocks.filter((text) => /^strategy:/m.test(text));
    expect(whole.length).toBeGreaterThan(0);
    for (const text of whole) expect([judged(text), validate.errors]).toEqual([RIGHT, null]);
  });

  it.each([
    ['exchange', '{ slippage: none }'],
    ['exchange', '{ slippage: { model: square_root, coefficient: "1e-1", window: 60 } }'],
    ['exchange', '{ partial_fills: volume, limit_fill: probability }'],
    ['exchange', '{ fill_delay_ms: { min: 50, max: 150 }, cancel_delay_ms: null }'],
    ['exchange', '{ fees: { tiers: [{ volume: 1e5, maker_pct: .1, taker_pct: "0.2" }] } }'],
    ['exchange', ''],
    ['risk', '{ max_position_pct: 25, max_open_orders: "3" }'],
    ['risk', '{ max_drawdown_pct: null }'],
    ['portfolio', '{ initial_balance: { USDT: 10000.50, BTC: "0.1" }, reporting_asset: USDT, decimals: { USDT: 6 } }'],
    ['portfolio', '{ initial_balance: null, reporting_asset: null }'],
    ['symbols', '{ BTC/USDT: { tick_size: 0.1, calendar: sessions, max_size: null } }'],
    ['symbols', ''],
    [
      'market',
      '{ symbols: [BTC/USDT], venue: 1broker, from: 2024-01-01, to: "2024-02-01 09:30", mock: { speed: max } }',
    ],
    ['market', '{ symbols: [BTC/USDT], interval: 5m, live: { urls: , faults: { delay: 0.5 } } }'],
    ['strategy', '{ use: ./a.ts, interval: 1h, params: { a: { b: [1, x, true] } } }'],
    ['strategy', '{ use: sma-cross, interval: , params: }'],
    ['name', '2024'],
    ['statistics', '{ periods_per_year: 252, risk_free_pct: -0.5 }'],
  ])('takes %s: %s, as the engine does', (section, text) => {
    expect([judged(withSection(section, text)), validate.errors]).toEqual([RIGHT, null]);
  });

  it.each([
    ['exchange', '{ slipage: none }'],
    ['exchange', '{ slippage: fixed }'],
    ['exchange', '{ slippage: { model: fixed } }'],
    ['exchange', '{ slippage: { model: fixed, pct: 0.1, impact: 1 } }'],
    ['exchange', '{ slippage: { model: fixed, pct: -1 } }'],
    ['exchange', '{ slippage: { model: fixed, pct: 100 } }'],
    ['exchange', '{ slippage: { model: fixed, pct: "1,5" } }'],
    ['exchange', '{ partial_fills: { model: random, min_pct: 0 } }'],
    ['exchange', '{ intrabar: worst }'],
    ['exchange', '{ fill_delay_ms: { min: 50 } }'],
    ['exchange', '{ fees: { tiers: {} } }'],
    ['exchange', '{ fees: { maker_pct: free } }'],
    ['risk', '{ max_open_orders: 0 }'],
    ['risk', '{ max_open_orders: 1.5 }'],
    ['risk', '[]'],
    ['portfolio', '{ decimals: { USDT: 16 } }'],
    ['portfolio', '{ initial_balance: 10000 }'],
    ['symbols', '{ BTC/USDT: }'],
    ['symbols', '{ BTC/USDT: { tick_size: 0 } }'],
    ['symbols', '{ BTC/USDT: { ticksize: 1 } }'],
    ['market', '{ symbols: [] }'],
    ['market', '{ symbols: [BTCUSDT] }'],
    ['market', '{ symbols: BTC/USDT }'],
    ['market', '{ symbols: [BTC/USDT], interval: 1M }'],
    ['market', '{ symbols: [BTC/USDT], from: yesterday }'],
    ['market', '{ symbols: [BTC/USDT], warmup: -1 }'],
    ['market', '{ symbols: [BTC/USDT], price_source: csv }'],
    ['market', '{ symbols: [BTC/USDT], live: { urls: { http: x } } }'],
    ['market', '{}'],
    ['market', ''],
    ['strategy', '{}'],
    ['strategy', '{ use: true }'],
    ['strategy', '{ use: sma-cross, params: 3 }'],
    ['seed', '1.5'],
    ['seed', ''],
    ['name', 'a b'],
    ['journal', '{ db_table_prefix: Paper }'],
    ['statistics', '{ returns: weekly }'],
    ['stratgy', '{ use: x }'],
  ])('refuses %s: %s, as the engine does', (section, text) => {
    expect(judged(withSection(section, text))).toEqual(WRONG);
  });

  it('describes every key, and says its default', () => {
    const paths = propertyPaths(schema, []);
    const undescribed = paths.filter((path) => DESCRIPTIONS[path.join('.')] === undefined);
    expect(undescribed).toEqual([]);
    for (const path of Object.keys(DESCRIPTIONS)) expect([path, isScenarioPath(path.split('.'))]).toEqual([path, true]);
    const at = (path: string): JsonSchema =>
      path
        .split('.')
        .reduce<JsonSchema>((inner, key) => (inner.properties as Record<string, JsonSchema>)[key]!, schema);
    expect(at('market.interval').default).toBe('1m');
    expect(at('seed').default).toBe(42);
    expect(at('exchange.slippage').default).toEqual({ model: 'fixed', pct: 0.1 });
    expect(at('market.live.stale_after_ms').description).toContain('stale');
    expect(at('strategy.use').examples).toContain('sma-cross');
  });
});

/** Paths of the keys that a schema names. */
function propertyPaths(inner: JsonSchema, path: readonly string[]): (readonly string[])[] {
  const own = Object.entries((inner.properties ?? {}) as Record<string, JsonSchema>).flatMap(([key, value]) => [
    [...path, key],
    ...propertyPaths(value, [...path, key]),
  ]);
  const any = ((inner.anyOf ?? []) as JsonSchema[]).flatMap((option) => propertyPaths(option, path));
  const each = [inner.additionalProperties, inner.items].filter((value) => typeof value === 'object' && value !== null);
  return [...own, ...any, ...each.flatMap((value) => propertyPaths(value as JsonSchema, [...path, '*']))];
}
