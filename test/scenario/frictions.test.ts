/** From the words of `exchange` to the models of a run. */
import { describe, expect, it } from 'vitest';
import type { Instruments } from '../../src/catalog/instruments.ts';
import { rate } from '../../src/model/rate.ts';
import { resolveScenario } from '../../src/scenario/index.ts';
import { exchangeOf } from '../../src/scenario/wiring/exchange.ts';
import { resolveInstruments } from '../../src/scenario/wiring/instruments.ts';

const ENTRY = { tick_size: '0.01', lot_size: '0.0001', inferred: false };
const KNOWN = { here: { 'BTC/USDT': ENTRY, 'ETH/USDT': ENTRY } } as unknown as Instruments;

function exchange(words: string, symbols = '') {
  const text = `strategy: { use: sma-cross }
market: { venue: here, symbols: [BTC/USDT, ETH/USDT] }
exchange: ${words}
${symbols}
`;
  const loaded = resolveScenario(text, 'runs/q.yaml');
  return exchangeOf(loaded, resolveInstruments(loaded, KNOWN));
}

describe('the words of exchange', () => {
  it.each([
    ['none', { model: 'none' }],
    ['{ model: fixed, pct: 0.1 }', { model: 'fixed', share: rate(1, 1000) }],
    ['{ model: spread, pct: 0.1 }', { model: 'spread', share: rate(1, 1000) }],
    ['{ model: volume_share, impact: 0.1 }', { model: 'volume_share', impact: rate(1, 10) }],
    ['{ model: square_root, coefficient: 0.5, window: 60 }', { model: 'square_root', coefficient: 0.5, window: 60 }],
    ['{ model: random, max_pct: 0.1 }', { model: 'random', most: rate(1, 1000) }],
  ])('slippage: %s', (words, setting) => {
    expect(exchange(`{ slippage: ${words} }`).slippage).toEqual(setting);
  });

  it('delays are constant or drawn, cancels like orders unless they say', () => {
    const delays = (words: string) => {
      const { fillDelay, fillJitter, cancelDelay, cancelJitter } = exchange(words);
      return [fillDelay, fillJitter, cancelDelay, cancelJitter];
    };
    expect(delays('{}')).toEqual([100_000, 0, 100_000, 0]);
    expect(delays('{ fill_delay_ms: { min: 50, max: 150.5 } }')).toEqual([50_000, 100_500, 50_000, 100_500]);
    expect(delays('{ fill_delay_ms: 5, cancel_delay_ms: { min: 0, max: 7 } }')).toEqual([5000, 0, 0, 7000]);
  });

  it('limits fill by probability', () => {
    expect(exchange('{ limit_fill: probability }').limitFill).toEqual({ model: 'probability', probability: 0.5 });
    expect(exchange('{ limit_fill: touch }').limitFill).toEqual({ model: 'touch' });
  });

  it('tiers take the place of fees, but for those of a symbol', () => {
    const words = '{ fees: { tiers: [{ volume: 1000.5, maker_pct: 0.1, taker_pct: 0.2 }] } }';
    expect(exchange(words, 'symbols: { ETH/USDT: { taker_pct: 0.4 } }').feeTiers).toEqual([
      { volume: 1000.5e8, makers: [rate(1, 1000), rate(1, 1000)], takers: [rate(1, 500), rate(1, 250)] },
    ]);
    expect(exchange('{}').feeTiers).toEqual([]);
  });

  it('a volume finer than the reporting asset is an error with file, key and place', () => {
    expect(() => exchange('{ fees: { tiers: [{ volume: 1.000000001, maker_pct: 1, taker_pct: 1 }] } }')).toThrow(
      /runs\/q\.yaml:3:.* exchange\.fees\.tiers\.0\.volume is 1\.000000001, which is no whole number of units of USDT/,
    );
  });
});
