import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/model/index.ts';
import { tradingMode } from '../../src/scenario/index.ts';

const PHRASE = 'I_UNDERSTAND_THE_RISKS';
const SECRET = 'never-to-be-shown';

const SCENARIO_AND_ENVIRONMENT = (['paper', 'live'] as const).flatMap((scenario) =>
  [undefined, '', 'paper', 'live', 'LIVE'].map((environment) => ({ scenario, environment })),
);
const CREDENTIALS = [undefined, 'yes', PHRASE].flatMap((phrase) =>
  [false, true].flatMap((key) => [false, true].map((secret) => ({ phrase, key, secret }))),
);
const PRICES_AND_ADAPTERS = ['historical', 'mock', 'live_feed'].flatMap((source) =>
  [false, true].map((adapter) => ({ source, adapter })),
);

type Case = (typeof SCENARIO_AND_ENVIRONMENT)[number] & (typeof CREDENTIALS)[number];

/** The decision, or the message of the refusal. */
function decide(combination: Case, source: string, adapter: boolean) {
  const env = {
    PAPERTAPE_TRADING_MODE: combination.environment,
    PAPERTAPE_CONFIRM_LIVE_TRADING: combination.phrase,
    KRAKEN_API_KEY: combination.key ? SECRET : undefined,
    KRAKEN_API_SECRET: combination.secret ? SECRET : '',
  };
  const market = { price_source: source, venue: 'kraken', live: { exchange: 'kraken' } };
  try {
    return tradingMode({ trading_mode: combination.scenario, market }, env, adapter);
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
}

function expectLive(
  decision: ReturnType<typeof decide>,
  { phrase, key, secret }: Case,
  source: string,
  adapter: boolean,
) {
  if (source !== 'live_feed') {
    expect(decision).toContain(`live trading was asked for with market.price_source: ${source}`);
  } else if (phrase !== PHRASE || !key || !secret) {
    expect(decision).toContain('the environment lacks');
    expect(String(decision).includes('PAPERTAPE_CONFIRM_LIVE_TRADING=I_UNDERSTAND_THE_RISKS')).toBe(phrase !== PHRASE);
    expect(String(decision).includes('KRAKEN_API_KEY')).toBe(!key);
    expect(String(decision).includes('KRAKEN_API_SECRET')).toBe(!secret);
  } else if (!adapter) {
    expect(decision).toContain('this version ships no live exchange');
  } else {
    expect(decision).toEqual({ mode: 'live', warning: null });
  }
}

describe.each(SCENARIO_AND_ENVIRONMENT)('the mode gate, scenario $scenario, environment $environment', (modes) => {
  it.each(CREDENTIALS)('phrase $phrase, key $key, secret $secret', (credentials) => {
    const combination = { ...modes, ...credentials };
    const wanted = modes.environment || 'paper';
    for (const { source, adapter } of PRICES_AND_ADAPTERS) {
      const decision = decide(combination, source, adapter);
      expect(JSON.stringify(decision)).not.toContain(SECRET);
      if (wanted === 'LIVE') {
        expect(decision).toContain('PAPERTAPE_TRADING_MODE is "LIVE" in the environment: set it to paper or live');
      } else if (modes.scenario !== wanted) {
        const warning = expect.stringMatching(
          new RegExp(`trading_mode: ${modes.scenario}, .*PAPERTAPE_TRADING_MODE=${wanted}: paper`),
        );
        expect(decision).toEqual({ mode: 'paper', warning });
      } else if (wanted === 'paper') {
        expect(decision).toEqual({ mode: 'paper', warning: null });
      } else {
        expectLive(decision, combination, source, adapter);
      }
    }
  });
});
