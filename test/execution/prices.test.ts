/** Which prices an order needs, and to which tick each goes. */
import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ORDER_TYPES, type OrderType, type Side, TYPE } from '../../src/model/order.ts';
import type { OrderRequest } from '../../src/strategy/request.ts';
import { instrument } from '../support/market.ts';
import { Rig } from './rig.ts';

const order = (request: object): OrderRequest => ({ side: 'buy', quantity: 1, ...request }) as OrderRequest;

/** What each type needs beside side and size. */
const NEEDS: Readonly<Record<OrderType, object>> = {
  market: {},
  limit: { price: 90 },
  stop: { stopPrice: 110 },
  stop_limit: { stopPrice: 110, price: 111 },
  take_profit: { stopPrice: 90 },
  take_profit_limit: { stopPrice: 90, price: 91 },
  trailing_stop: { trailAmount: 5 },
};
const PRICES = { price: 90, stopPrice: 110, trailAmount: 5, trailPct: 1, activationPrice: 80 };

describe('prices of a type', () => {
  it('are taken where they belong, and missed where they are not there', () => {
    for (const type of ORDER_TYPES) {
      const rig = new Rig();
      const needs = NEEDS[type];
      expect(rig.ask(order({ type, ...needs })).type).toBe(TYPE[type]);
      expect(rig.executor.refusal.detail, type).toBe('');
      for (const key of Object.keys(needs)) {
        const { [key]: _, ...rest } = needs as Record<string, unknown>;
        expect(rig.why(order({ type, ...rest })), `${type} without ${key}`).toMatch(
          /^refused (price|stop_price|trail_amount): /,
        );
      }
      for (const [key, value] of Object.entries(PRICES)) {
        const extra = type === 'trailing_stop' && key === 'activationPrice';
        if (key in needs || extra) continue;
        expect(rig.why(order({ type, ...needs, [key]: value })), `${type} with ${key}`).toMatch(/^refused /);
      }
    }
  });

  it('are refused with the remedy', () => {
    const rig = new Rig();
    const why = (request: object) => rig.why(order(request));
    expect(why({ price: 90 })).toBe('refused price: a market order takes no price (90): write type: limit');
    expect(why({ stopPrice: 90 })).toBe(
      'refused stop_price: a market order takes no stop_price (90): write type: stop',
    );
    expect(why({ type: 'limit' })).toBe('refused price: a limit order needs a price');
    expect(why({ type: 'limit', price: 9, stopPrice: 8 })).toBe(
      'refused stop_price: a limit order takes no stop_price (8): write type: stop_limit',
    );
    expect(why({ type: 'stop', stopPrice: 110, price: 9 })).toBe(
      'refused price: a stop order takes no price (9): write type: stop_limit',
    );
    expect(why({ type: 'stop_limit', price: 9 })).toBe('refused stop_price: a stop_limit order needs a stop_price');
    expect(why({ type: 'trailing_stop' })).toBe('refused trail_amount: give exactly one of trail_amount and trail_pct');
    expect(why({ type: 'trailing_stop', trailAmount: 1, trailPct: 1 })).toBe(
      'refused trail_amount: give exactly one of trail_amount and trail_pct',
    );
    expect(why({ type: 'trailing_stop', trailAmount: 1, stopPrice: 1 })).toBe(
      'refused stop_price: a trailing_stop order takes no stop_price (1): its level comes from trail_amount or trail_pct',
    );
    expect(why({ activationPrice: 5 })).toBe(
      'refused activation_price: a market order takes no activation_price (5): only a trailing_stop is activated',
    );
  });
});

describe('the tick', () => {
  // Away from the market for a limit; nearer the market for what triggers.
  const LEVELS: readonly [OrderType, 'price' | 'stopPrice' | 'activationPrice', Side, 'down' | 'up'][] = [
    ['limit', 'price', 'buy', 'down'],
    ['limit', 'price', 'sell', 'up'],
    ['stop_limit', 'price', 'buy', 'down'],
    ['take_profit_limit', 'price', 'sell', 'up'],
    ['stop', 'stopPrice', 'buy', 'down'],
    ['stop', 'stopPrice', 'sell', 'up'],
    ['stop_limit', 'stopPrice', 'buy', 'down'],
    ['stop_limit', 'stopPrice', 'sell', 'up'],
    ['take_profit', 'stopPrice', 'buy', 'up'],
    ['take_profit', 'stopPrice', 'sell', 'down'],
    ['take_profit_limit', 'stopPrice', 'buy', 'up'],
    ['take_profit_limit', 'stopPrice', 'sell', 'down'],
    ['trailing_stop', 'activationPrice', 'buy', 'up'],
    ['trailing_stop', 'activationPrice', 'sell', 'down'],
  ];

  it.each(LEVELS)('%s: %s of a %s goes %s', (type, key, side, rounding) => {
    const modes = { down: Decimal.ROUND_DOWN, up: Decimal.ROUND_UP };
    fc.assert(
      fc.property(fc.double({ min: 1, max: 1e5, noNaN: true }), fc.constantFrom(1, 5, 50, 25), (value, tickSize) => {
        const rig = new Rig({ instruments: [instrument({ tickSize })], initial: [1e15, 1e15] });
        const made = rig.ask(order({ type, ...NEEDS[type], side, quantity: '0.001', [key]: value }));
        const exact = new Decimal(value.toPrecision(15)).mul(100).div(tickSize);
        expect(made[key]).toBe(exact.toDecimalPlaces(0, modes[rounding]).mul(tickSize).toNumber());
      }),
      { numRuns: 60 },
    );
  });

  it('is kept by text, or the text is refused', () => {
    const rig = new Rig({ instruments: [instrument({ tickSize: 50 })] });
    const why = (request: object) => rig.why(order(request));
    expect(rig.ask(order({ type: 'stop', stopPrice: '110.5' })).stopPrice).toBe(11_050);
    expect(why({ type: 'stop', stopPrice: '110.25' })).toBe(
      'refused tick_size: stop_price 110.25 is no multiple of 0.5',
    );
    expect(why({ type: 'limit', price: '90.001' })).toBe('refused tick_size: price 90.001 is no multiple of 0.5');
    expect(why({ type: 'limit', price: 0.3 })).toBe('refused tick_size: price 0.3 is below one tick of 0.5');
    expect(why({ type: 'limit', price: 0 })).toBe('refused price: price 0 is not a number above zero');
    expect(why({ type: 'limit', price: -1 })).toBe('refused price: price -1 is not a number above zero');
    expect(why({ type: 'limit', price: Number.NaN })).toBe('refused price: price NaN is not a number above zero');
    expect(why({ type: 'limit', price: 'much' })).toBe('refused price: price much is not a number above zero');
    expect(why({ type: 'limit', price: 1e300 })).toBe('refused price: price 1e+300 is too large');
    expect(why({ type: 'limit', price: 90_071_992_547_409.9 })).toBe(
      'refused price: price 90071992547409.9 is too large',
    );
    expect(why({ type: 'limit', price: null })).toBe('refused price: price null is not a number above zero');
  });

  it('of a trail is at least one, the stop nearer the market; text is exact', () => {
    const rig = new Rig({ instruments: [instrument({ tickSize: 50 })] });
    const trail = (trailAmount: unknown) => rig.ask(order({ type: 'trailing_stop', trailAmount })).trailAmount;
    expect([trail(1.49), trail(0.5), trail(0.001), trail('2.5')]).toEqual([100, 50, 50, 250]);
    const why = (trailAmount: unknown) => rig.why(order({ type: 'trailing_stop', trailAmount }));
    expect(why('2.51')).toBe('refused tick_size: trail_amount 2.51 is no multiple of 0.5');
    expect(why(0)).toBe('refused trail_amount: trail_amount 0 is not a number above zero');
    expect(why(-1)).toBe('refused trail_amount: trail_amount -1 is not a number above zero');
  });

  it('of a percentage there is none: above 0, below 100, exact', () => {
    const rig = new Rig();
    const rate = (trailPct: unknown) => rig.ask(order({ type: 'trailing_stop', trailPct })).trailRate;
    expect(rate(2)).toEqual({ numerator: 1, denominator: 50 });
    expect(rate('0.26')).toEqual({ numerator: 13, denominator: 5000 });
    expect(rate(0.1 + 0.2)).toEqual({ numerator: 3, denominator: 1000 });
    expect(rate(99.9999)).toEqual({ numerator: 999_999, denominator: 1_000_000 });
    for (const pct of [0, 100, -1, Number.NaN, '100', '0', 'two', 1e-20, true]) {
      expect(rig.why(order({ type: 'trailing_stop', trailPct: pct }))).toBe(
        `refused trail_pct: trail_pct ${pct} is not a percentage above 0 and below 100`,
      );
    }
  });
});
