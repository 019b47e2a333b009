import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { InputError } from '../../src/model/index.ts';
import { canonicalScenarioJson, resolvedYaml, resolveScenario, unsupported } from '../../src/scenario/index.ts';
import type { ScenarioOverrides } from '../../src/scenario/overrides.ts';

const SMALL = `strategy: { use: sma-cross }
market:
  symbols: [BTC/USDT]
  from: 2024-01-01
  to: 2024-04-01
`;

/** The whole of the documented example. */
const FULL = `name: quickstart
seed: 42
trading_mode: paper
strategy:
  use: sma-cross
  interval: 1h
  params: { fast: 20, slow: 50 }
market:
  price_source: historical
  catalog: ../data
  venue: synthetic
  symbols: [BTC/USDT]
  interval: 1m
  data: auto
  detail_interval: null
  from: 2024-01-01
  to: 2024-04-01
  warmup: 50
  gaps: skip
  live: { exchange: kraken, stale_after_ms: 10000, candle_grace_ms: 500, urls: { rest: null, ws: null }, faults: null }
  mock: { speed: 1 }
portfolio:
  initial_balance: { USDT: 10000 }
  reporting_asset: USDT
  decimals: {}
exchange:
  fill_delay_ms: 100
  cancel_delay_ms: null
  intrabar: adverse
  limit_fill: cross
  slippage: { model: fixed, pct: 0.1 }
  partial_fills: { model: none }
  fees: { maker_pct: 0.16, taker_pct: 0.26, tiers: [] }
symbols:
  BTC/USDT: { tick_size: 0.1 }
risk: {}
statistics: { returns: daily, periods_per_year: null, risk_free_pct: 0 }
journal: { db_table_prefix: paper_, retention_days: 90 }
`;

const resolve = (text: string, overrides?: ScenarioOverrides) => resolveScenario(text, 'runs/q.yaml', overrides);
const scenarioOf = (text: string, overrides?: ScenarioOverrides) => resolve(text, overrides).scenario;

function problem(text: string, overrides?: ScenarioOverrides): string {
  try {
    resolve(text, overrides);
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
  return 'no problem';
}

describe('a scenario', () => {
  it('is resolved with its defaults written out', () => {
    const expected = parse(FULL);
    expected.market.from = '2024-01-01T00:00:00Z';
    expected.market.to = '2024-04-01T00:00:00Z';
    expected.market.mock.speed = '1';
    expected.portfolio.initial_balance = { USDT: '10000' };
    expected.exchange = {
      fill_delay_ms: '100',
      cancel_delay_ms: '100',
      intrabar: 'adverse',
      limit_fill: { model: 'cross' },
      slippage: { model: 'fixed', pct: '0.1' },
      partial_fills: { model: 'none' },
      fees: { maker_pct: '0.16', taker_pct: '0.26', tiers: [] },
    };
    expected.statistics.risk_free_pct = '0';
    const { symbols, risk, ...rest } = scenarioOf(FULL);
    const { symbols: _symbols, risk: _risk, ...restExpected } = expected;
    expect(rest).toEqual(restExpected);
    expect(symbols['BTC/USDT']?.tick_size).toBe('0.1');
    expect(Object.values(risk).every((limit) => limit === null)).toBe(true);
    expect(unsupported(resolve(FULL))).toBeNull();
  });

  it('needs no more than a strategy and symbols', () => {
    const loaded = resolve(SMALL);
    expect(loaded.scenario.name).toBe('q');
    expect(loaded.scenario.portfolio).toEqual({
      initial_balance: { USDT: '10000' },
      reporting_asset: 'USDT',
      decimals: {},
    });
    expect(loaded.scenario.exchange.fees).toEqual({ maker_pct: null, taker_pct: null, tiers: [] });
    expect(loaded.catalog).toMatch(/[\\/]data$/);
    expect(loaded.strategyFile).toBeNull();
    expect([loaded.from, loaded.to]).toEqual([1_704_067_200_000_000, 1_711_929_600_000_000]);
    expect([loaded.interval, loaded.strategyInterval]).toEqual([60_000_000, 60_000_000]);
    const { from, to } = resolve(
      'strategy: { use: x }\nmarket: { symbols: [A/B], from: null }\nportfolio: { reporting_asset: B }',
    );
    expect([from, to]).toEqual([null, null]);
  });

  it('leads from its own folder to the files it names', () => {
    const { strategyFile } = resolve(SMALL.replace('sma-cross', './mine.ts'));
    expect(strategyFile?.replaceAll('\\', '/')).toMatch(/\/runs\/mine\.ts$/);
  });

  it('keeps the digits of money as they were written', () => {
    const text = `${SMALL}portfolio: { initial_balance: { USDT: 900719925474.0991 } }\nexchange: { fees: { maker_pct: 1e-1 } }`;
    const { portfolio, exchange } = scenarioOf(text);
    expect(portfolio.initial_balance.USDT).toBe('900719925474.0991');
    expect(exchange.fees.maker_pct).toBe('0.1');
    const any = fc.tuple(fc.bigInt({ min: 0n, max: 9_007_199_254_740_991n }), fc.integer({ min: 0, max: 15 }));
    fc.assert(
      fc.property(any, ([units, places]) => {
        const digits = String(units).padStart(places + 1, '0');
        const written = places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`;
        fc.pre(units > 0n);
        const read = scenarioOf(`${SMALL}portfolio: { initial_balance: { USDT: ${written} } }`);
        const shortest = places === 0 ? digits : written.replace(/\.?0+$/, '');
        expect(read.portfolio.initial_balance.USDT).toBe(shortest);
      }),
    );
  });

  it('leaves the numbers of a strategy numbers, and its quoted ones text', () => {
    const text = SMALL.replace(
      'use: sma-cross',
      'use: scripted, params: { a: 0.1, b: "0.10", c: [1, {d: 1e3}], e: true }',
    );
    expect(scenarioOf(text).strategy.params).toEqual({ a: 0.1, b: '0.10', c: [1, { d: 1000 }], e: true });
    expect(problem(text.replace('0.1,', '.inf,'))).toContain('strategy.params.a is .inf');
  });

  it('takes a model by its bare name', () => {
    const { exchange } = scenarioOf(`${SMALL}exchange: { slippage: none, limit_fill: touch, partial_fills: none }`);
    expect(exchange.slippage).toEqual({ model: 'none' });
    expect(exchange.limit_fill).toEqual({ model: 'touch' });
  });

  it('runs again from its resolved text', () => {
    for (const text of [SMALL, FULL, FULL.replace('fast: 20', "fast: '0.10', list: [1.5, '2']")]) {
      const first = resolve(text);
      const second = resolve(resolvedYaml(first.scenario));
      expect(second.scenario).toEqual(first.scenario);
      expect(canonicalScenarioJson(second.scenario)).toBe(canonicalScenarioJson(first.scenario));
    }
    expect(resolvedYaml(scenarioOf(FULL))).toContain('pct: 0.1\n');
    expect(resolvedYaml(scenarioOf(FULL), { catalog: '../../data' })).toContain('catalog: ../../data\n');
  });

  it('has one canonical text, whatever the spelling, the place of its files and its journal', () => {
    const canonical = canonicalScenarioJson(scenarioOf(FULL));
    const respelled = FULL.replace('pct: 0.1 ', 'pct: +.10 ')
      .replace('interval: 1m', 'interval: 60s')
      .replace('from: 2024-01-01', 'from: "2024-01-01T01:00:00+01:00"')
      .replace('catalog: ../data', 'catalog: elsewhere')
      .replace('retention_days: 90', 'retention_days: 7');
    expect(canonicalScenarioJson(scenarioOf(respelled))).toBe(canonical);
    expect(canonicalScenarioJson(scenarioOf(FULL.replace('seed: 42', 'seed: 43')))).not.toBe(canonical);
    const inFile = (use: string) => canonicalScenarioJson(scenarioOf(FULL.replace('sma-cross', use)));
    expect(inFile('a/b.ts')).toBe(inFile('../c.js'));
    expect(inFile('a/b.ts')).toContain('"use":"file"');
    const keys = Object.keys(JSON.parse(canonical));
    expect(keys).toEqual([...keys].sort());
  });
});

describe('a scenario that cannot be used', () => {
  const cases: readonly (readonly [what: string, text: string, message: string])[] = [
    [
      'an unknown key',
      `${SMALL}exchange:\n  slipage: none\n`,
      'runs/q.yaml:7:3: exchange.slipage is not a key of a scenario here: did you mean slippage?',
    ],
    [
      'an unknown key at the top',
      `${SMALL}sed: 1\n`,
      'runs/q.yaml:6:1: sed is not a key of a scenario here: did you mean seed?',
    ],
    [
      'an unknown key of a model',
      `${SMALL}exchange: { slippage: { model: fixed, pct: 1, pc: 2 } }`,
      'did you mean pct?',
    ],
    [
      'a seed that is no whole number',
      `seed: 1.5\n${SMALL}`,
      'runs/q.yaml:1:7: seed is "1.5": write a whole number from 0 to 9007199254740991, such as 42',
    ],
    ['a seed in hex', `seed: 0x10\n${SMALL}`, 'seed is "0x10"'],
    ['a seed past 2^53', `seed: 9007199254740992\n${SMALL}`, 'seed is "9007199254740992"'],
    [
      'from after to',
      SMALL.replace('2024-01-01', '2024-05-01'),
      'runs/q.yaml:4:9: market.from (2024-05-01T00:00:00Z) is not before market.to',
    ],
    ['an empty window', SMALL.replace('2024-01-01', '2024-04-01'), 'is not before market.to'],
    [
      'an empty start',
      SMALL.replace('from: 2024-01-01', 'from: ""'),
      'runs/q.yaml:4:9: market.from is "": write a date',
    ],
    [
      'a day that does not exist',
      SMALL.replace('2024-01-01', '2024-02-30'),
      'market.from is "2024-02-30": write a date',
    ],
    ['no strategy', SMALL.replace(/strategy.*\n/, ''), 'runs/q.yaml: strategy.use is missing'],
    ['a symbol without quote', SMALL.replace('BTC/USDT', 'BTCUSDT'), 'market.symbols.0 is "BTCUSDT": write BASE/QUOTE'],
    ['a symbol that leads out of the folder', SMALL.replace('BTC/USDT', '../x/USDT'), 'write BASE/QUOTE'],
    [
      'a symbol twice',
      SMALL.replace('BTC/USDT', 'BTC/USDT, BTC/USDT'),
      'runs/q.yaml:3:23: market.symbols.1 names BTC/USDT a second time',
    ],
    ['an asset for itself', SMALL.replace('BTC/USDT', 'BTC/BTC'), 'cannot be traded for itself'],
    ['no symbols', SMALL.replace('BTC/USDT', ''), 'market.symbols is an empty list'],
    [
      'an interval without unit',
      `${SMALL}  interval: 60\n`,
      'market.interval is "60": write a whole number and one of s m h d w',
    ],
    [
      'a strategy interval that does not fit',
      SMALL.replace('sma-cross }', 'sma-cross, interval: 90s }'),
      'no multiple of market.interval (1m)',
    ],
    ['a detail interval that is coarser', `${SMALL}  detail_interval: 5m\n`, 'market.detail_interval is 5m'],
    [
      'a reporting asset that is not traded',
      `${SMALL}portfolio: { reporting_asset: USD }`,
      'portfolio.reporting_asset is USD, which no symbol of the scenario (BTC/USDT) trades (did you mean USDT?): change market.symbols, or make it one of',
    ],
    [
      'a symbol that cannot be valued',
      SMALL.replace('BTC/USDT', 'BTC/USDT, XRP/EUR'),
      'market.symbols.1 is XRP/EUR, and no symbol leads from it to USDT',
    ],
    [
      'a holding that cannot be valued',
      `${SMALL}portfolio: { initial_balance: { USDT: 1, ETH: 1 }, reporting_asset: USDT }`,
      'portfolio.initial_balance.ETH',
    ],
    ['nothing to start with', `${SMALL}portfolio: { initial_balance: { USDT: 0 } }`, 'holds nothing'],
    [
      'a negative balance',
      `${SMALL}portfolio: { initial_balance: { USDT: -1 } }`,
      'portfolio.initial_balance.USDT is "-1": write a number from 0',
    ],
    [
      'money with separators',
      `${SMALL}portfolio: { initial_balance: { USDT: 10_000 } }`,
      'portfolio.initial_balance.USDT is "10_000"',
    ],
    [
      'money of too many digits',
      `${SMALL}portfolio: { initial_balance: { USDT: 9007199254740.9931 } }`,
      'it has more digits than an amount can hold',
    ],
    ['money that is no number', `${SMALL}portfolio: { initial_balance: { USDT: .nan } }`, 'is ".nan"'],
    [
      'rules of a symbol that is not traded',
      `${SMALL}symbols: { BTC/USD: { tick_size: 1 } }`,
      'symbols.BTC/USD is not in market.symbols (did you mean BTC/USDT?)',
    ],
    [
      'minimum above maximum',
      `${SMALL}symbols: { BTC/USDT: { min_size: 2, max_size: 1 } }`,
      'is 2, above max_size (1)',
    ],
    [
      'a time zone that does not exist',
      `${SMALL}symbols: { BTC/USDT: { session_zone: Mars/Base } }`,
      'session_zone is "Mars/Base"',
    ],
    [
      'a delay range upside down',
      `${SMALL}exchange: { fill_delay_ms: { min: 5, max: 1 } }`,
      'exchange.fill_delay_ms.min is 5, above max (1)',
    ],
    [
      'a delay that is no number',
      `${SMALL}exchange: { fill_delay_ms: soon }`,
      'exchange.fill_delay_ms is "soon": write a number',
    ],
    [
      'a slippage of more than everything',
      `${SMALL}exchange: { slippage: { model: fixed, pct: 100 } }`,
      'exchange.slippage.pct is "100"',
    ],
    ['an unknown model', `${SMALL}exchange: { slippage: { model: fixd } }`, '(did you mean fixed?)'],
    ['a model without its number', `${SMALL}exchange: { slippage: fixed }`, 'exchange.slippage.pct is missing'],
    [
      'a word that is none of those known',
      `${SMALL}  gaps: skp\n`,
      'market.gaps is "skp": write skip, error, fill (did you mean skip?)',
    ],
    ['a list for a section', `${SMALL}exchange: [1]`, 'exchange is "["1"]": write keys and values'],
    ['a key twice', `${SMALL}market: {}\n`, 'runs/q.yaml:6:1: Map keys must be unique'],
    ['a name that is a path', `name: ../x\n${SMALL}`, 'name is "../x"'],
    ['tabs', 'strategy:\n\tuse: x\n', 'runs/q.yaml:2:1'],
    ['a list', '- a\n', 'runs/q.yaml: a scenario is a mapping'],
    ['nothing', '', 'runs/q.yaml: a scenario is a mapping'],
    ['a value that contains itself', `${SMALL}risk: &a { b: *a }`, 'nested too deeply'],
    ['a prototype', `${SMALL}risk: { __proto__: { x: 1 } }`, 'not plain text'],
  ];
  it.each(cases)('%s', (_what, text, message) => {
    const said = problem(text);
    expect(said).toContain(message);
    expect(said).not.toContain('\n');
  });

  it('names its first problem, and how many more there are', () => {
    expect(problem(`seed: x\n${SMALL}  gaps: y\nname: a/b\n`)).toMatch(/^runs\/q\.yaml:1:7: seed .* \(and 2 more\)$/);
  });
});

describe('flags over a scenario', () => {
  it('change it before it is checked', () => {
    const { scenario } = resolve(FULL, {
      set: ['exchange.slippage.pct=0.05', 'strategy.params.fast=5', 'exchange.limit_fill=touch', 'risk.min_cash=1.50'],
      seed: '7',
      symbols: 'BTC/USDT,XRP/USDT',
      capital: '2500.5',
      from: '2024-02-01',
      to: '2024-02-02',
    });
    expect(scenario.exchange.slippage).toEqual({ model: 'fixed', pct: '0.05' });
    expect(scenario.strategy.params).toEqual({ fast: 5, slow: 50 });
    expect(scenario.exchange.limit_fill).toEqual({ model: 'touch' });
    expect(scenario.risk.min_cash).toBe('1.5');
    expect(scenario.seed).toBe(7);
    expect(scenario.market.symbols).toEqual(['BTC/USDT', 'XRP/USDT']);
    expect(scenario.portfolio.initial_balance).toEqual({ USDT: '2500.5' });
    expect(scenario.market.from).toBe('2024-02-01T00:00:00Z');
  });

  it('make sections that are not there', () => {
    expect(scenarioOf(SMALL, { set: ['exchange.fees.maker_pct=0.1'] }).exchange.fees.maker_pct).toBe('0.1');
    expect(scenarioOf(SMALL, { set: ['symbols.BTC/USDT.tick_size=0.5'] }).symbols['BTC/USDT']?.tick_size).toBe('0.5');
    expect(scenarioOf(SMALL, { capital: '5' }).portfolio.initial_balance).toEqual({ USDT: '5' });
  });

  it.each([
    [
      { set: ['exchange.slipage.pct=1'] },
      '--set exchange.slipage.pct=1: a scenario has no exchange.slipage.pct: did you mean exchange.slippage.pct?',
    ],
    [{ set: ['slippage.pct=1'] }, 'did you mean exchange.slippage.pct?'],
    [{ set: ['seed'] }, '--set seed: write path=value'],
    [{ set: ['seed=x'] }, '--set seed=x: seed is "x": write a whole number'],
    [
      { set: ['exchange.slippage=none', 'exchange.slippage.pct=1'] },
      '--set exchange.slippage.pct=1: what stands above',
    ],
    [{ seed: '1.5' }, '--seed 1.5: seed is "1.5"'],
    [{ symbols: 'BTC/USDT,BTC' }, '--symbols BTC/USDT,BTC: market.symbols.1 is "BTC"'],
    [{ from: '2025-01-01' }, '--from 2025-01-01: market.from (2025-01-01T00:00:00Z) is not before'],
    [{ capital: '-5' }, '--capital -5: portfolio.initial_balance.USDT is "-5"'],
  ])('are named where they are wrong: %o', (overrides, message) => {
    expect(problem(FULL, overrides)).toContain(message);
  });
});

describe('flags that reach into a model the scenario does not name', () => {
  const models = (overrides: ScenarioOverrides) => scenarioOf(SMALL, overrides).exchange;

  it('change the default', () => {
    expect(models({ set: ['exchange.slippage.pct=0.2'] }).slippage).toEqual({ model: 'fixed', pct: '0.2' });
    expect(models({ vary: ['exchange.slippage.pct=0.3'] }).slippage).toEqual({ model: 'fixed', pct: '0.3' });
    expect(problem(SMALL, { set: ['exchange.slippage.pct=abc'] })).toContain(
      '--set exchange.slippage.pct=abc: exchange.slippage.pct is "abc": write a number from 0',
    );
    expect(problem(SMALL, { set: ['exchange.limit_fill.probability=0.5'] })).toContain(
      'exchange.limit_fill.probability is not a key of a scenario here',
    );
  });

  it('go with the model that flags name, in either order', () => {
    const random = { model: 'random', max_pct: '0.2' };
    const [model, key] = ['exchange.slippage.model=random', 'exchange.slippage.max_pct=0.2'];
    expect(models({ set: [model, key] }).slippage).toEqual(random);
    expect(models({ set: [key, model] }).slippage).toEqual(random);
    const whole = 'exchange.slippage={ model: spread, pct: 1 }';
    expect(models({ set: [whole], vary: ['exchange.slippage.pct=2'] }).slippage).toEqual({ model: 'spread', pct: '2' });
  });
});

describe('models with impossible parameters', () => {
  it.each([
    ['slippage={model: fixed, pct: -1}', 'exchange.slippage.pct is "-1": write a number from 0 below 100'],
    ['slippage={model: random, max_pct: 100}', 'exchange.slippage.max_pct is "100": write a number from 0 below 100'],
    ['slippage={model: spread}', 'exchange.slippage.pct is missing'],
    ['slippage={model: volume_share, impact: -0.1}', 'exchange.slippage.impact is "-0.1"'],
    ['slippage={model: volume_share, impact: 1e6}', 'exchange.slippage.impact is "1e6"'],
    [
      'slippage={model: square_root, coefficient: 1, window: 0}',
      'exchange.slippage.window is "0": write a whole number',
    ],
    ['slippage={model: square_root, coefficient: x, window: 9}', 'exchange.slippage.coefficient is "x"'],
    ['slippage={model: squareroot, coefficient: 1}', 'did you mean square_root?'],
    ['limit_fill={model: probability, probability: 1.5}', 'exchange.limit_fill.probability is "1.5": write a number'],
    ['limit_fill={model: touch, probability: 0.5}', 'is not a key of a scenario here'],
    ['fill_delay_ms={min: 150, max: 50}', 'exchange.fill_delay_ms.min is 150, above max (50): swap or change them'],
    ['cancel_delay_ms={min: -1, max: 50}', 'exchange.cancel_delay_ms.min is "-1"'],
    ['partial_fills={model: random, min_pct: 90, max_pct: 30}', 'exchange.partial_fills.min_pct is 90, above max_pct'],
    ['partial_fills={model: volume, share_pct: 0}', 'exchange.partial_fills.share_pct is "0"'],
    [
      'fees.tiers=[{volume: 9, maker_pct: 1, taker_pct: 1}, {volume: 9, maker_pct: 0, taker_pct: 0}]',
      'by rising volume',
    ],
    ['fees.tiers=[{volume: -1, maker_pct: 1, taker_pct: 1}]', 'exchange.fees.tiers.0.volume is "-1"'],
  ])('%s', (entry, message) => {
    expect(problem(FULL, { set: [`exchange.${entry}`] })).toContain(message);
  });
});

describe('what this version cannot do', () => {
  it.each([['statistics.returns=candle', 'use daily']])('is refused: %s', (entry, message) => {
    const refused = unsupported(resolve(FULL, { set: [entry] }));
    expect(refused?.message).toContain(`--set ${entry}: `);
    expect(refused?.message).toContain(message);
  });
});

it('the documented example is complete: the resolved scenario has no key that it lacks', () => {
  const documented = parse(FULL);
  expect(Object.keys(scenarioOf(FULL)).sort()).toEqual(Object.keys(documented).sort());
  for (const section of ['strategy', 'market', 'portfolio', 'exchange', 'statistics', 'journal'] as const) {
    expect(Object.keys(scenarioOf(SMALL)[section]).sort()).toEqual(Object.keys(documented[section]).sort());
  }
});
