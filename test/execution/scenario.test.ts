/** What a scenario says of risk and of scripted orders, as the run gets it. */
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/model/errors.ts';
import { parsePct } from '../../src/model/rate.ts';
import { resolveScenario, unsupported } from '../../src/scenario/index.ts';
import { riskLimitsOf } from '../../src/scenario/wiring/risk.ts';
import { loadStrategy, readyStrategy } from '../../src/scenario/wiring/strategy.ts';
import { USDT } from './rig.ts';

const ASSETS = { assets: USDT, reporting: 1, initialBalance: [0, 1], notices: [] };
const text = (more: string, strategy = 'use: sma-cross') => `strategy: { ${strategy} }
market: { symbols: [BTC/USDT] }
${more}
`;
const limitsOf = (risk: string) => {
  const loaded = resolveScenario(text(`risk: { ${risk} }`), 'q.yaml');
  expect(unsupported(loaded)).toBeNull();
  return riskLimitsOf(loaded, ASSETS);
};

describe('risk', () => {
  it('is handed on in whole units and exact shares; an absent key sets no limit', () => {
    const none = { maxPosition: null, maxExposure: null, minCash: null, maxOpenOrders: null, maxDrawdown: null };
    expect(limitsOf('')).toEqual(none);
    expect(limitsOf('max_position_pct: 12.5, max_exposure_pct: 150, min_cash: 250.00000001')).toEqual({
      ...none,
      maxPosition: parsePct('12.5'),
      maxExposure: { numerator: 3, denominator: 2 },
      minCash: 25_000_000_001,
    });
    expect(limitsOf('max_open_orders: 5, max_drawdown_pct: 100')).toEqual({
      ...none,
      maxOpenOrders: 5,
      maxDrawdown: { numerator: 1, denominator: 1 },
    });
  });

  it('in more decimals than the asset has is an error with its place', () => {
    expect(() => limitsOf('min_cash: 0.000000001')).toThrow(InputError);
    expect(() => limitsOf('min_cash: 0.000000001')).toThrow(/^q\.yaml:3:\d+: risk\.min_cash .*\(of USDT\)/);
  });
});

describe('scripted orders', () => {
  const problem = async (orders: string): Promise<string> => {
    const loaded = resolveScenario(text('', `use: scripted, params: { orders: [${orders}] }`), 'q.yaml');
    const port = { now: () => 0, log() {} };
    try {
      await readyStrategy(await loadStrategy(loaded), loaded, port);
      return '';
    } catch (error) {
      return (error as Error).message;
    }
  };

  it('with a key that none has name the nearest, with its place', async () => {
    expect(await problem('{ at: 2024-01-01, side: buy, quantiti: 1 }')).toMatch(
      /^q\.yaml:1:\d+: strategy\.params\.orders\.0\.quantiti is no key of an order \(did you mean quantity\?\): it takes id/,
    );
    expect(await problem('{ at: 2024-01-01, stop_loss: { stop_prise: 1 } }')).toMatch(
      /strategy\.params\.orders\.0\.stop_loss\.stop_prise is no key of stop_loss \(did you mean stop_price\?\)/,
    );
    expect(await problem('{ at: 2024-01-01, amend: [{ at: 2024-01-02, limit: 1 }] }')).toContain(
      'strategy.params.orders.0.amend.0.limit is no key of an amend',
    );
    expect(await problem(`{ at: 2024-01-01, side: long, type: odd, quantity: 'NaN' }`)).toBe('');
  });
});
