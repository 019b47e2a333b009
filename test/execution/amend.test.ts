/** What an amend may change, and what it may not. */
import { describe, expect, it } from 'vitest';
import { ORDER_TYPES, STATUS } from '../../src/model/order.ts';
import type { AmendRequest, OrderRequest } from '../../src/strategy/request.ts';
import { instrument } from '../support/market.ts';
import { Rig } from './rig.ts';

const NEEDS = {
  market: {},
  limit: { price: 90 },
  stop: { stopPrice: 110 },
  stop_limit: { stopPrice: 110, price: 111 },
  take_profit: { stopPrice: 90 },
  take_profit_limit: { stopPrice: 90, price: 91 },
  trailing_stop: { trailAmount: 5 },
} as const;
const order = (request: object): OrderRequest => ({ side: 'buy', quantity: 1, ...request }) as OrderRequest;

describe('an amend', () => {
  it('changes what the type has', () => {
    const changes: readonly AmendRequest[] = [{ price: 89 }, { stopPrice: 88 }, { trailAmount: 4 }, { trailPct: 4 }];
    for (const type of ORDER_TYPES) {
      const rig = new Rig();
      const made = rig.ask(order({ type, ...NEEDS[type] }));
      expect(rig.whyNot(made, { quantity: 2 })).toBe('');
      const has = changes.map((change) => rig.whyNot(made, change) === '');
      const trails = type === 'trailing_stop';
      expect(has, type).toEqual([type.includes('limit'), /^(stop|take_profit)/.test(type), trails, trails]);
    }
  });

  it('is in whole units, rounded as the order was; the rest stays', () => {
    const rig = new Rig({ instruments: [instrument({ tickSize: 50, lotSize: 1e7 })] });
    const limit = rig.ask(
      order({ type: 'stop_limit', stopPrice: 110, price: 111, timeInForce: 'GTD', expireAt: 99_000 }),
    );
    const amend = (request: AmendRequest) => rig.executor.approveAmend(limit, request, rig.now);
    const same = { quantity: -1, price: -1, stopPrice: -1, trailAmount: -1, trailRate: null, expireAt: -1 };
    expect(amend({ quantity: 1.29, price: 112.9 })).toEqual({ ...same, quantity: 1.2e8, price: 11_250 });
    expect(amend({ stopPrice: 109.9 })).toEqual({ ...same, stopPrice: 10_950 });
    expect(amend({ expireAt: 120_000 })).toEqual({ ...same, expireAt: 120_000_000 });
    // Nothing of it has touched the order.
    expect(limit).toMatchObject({ quantity: 1e8, price: 11_100, stopPrice: 11_000, expireAt: 99_000_000 });
    const trailing = rig.ask(order({ type: 'trailing_stop', trailAmount: 5 }));
    expect(rig.executor.approveAmend(trailing, { trailPct: 2 }, rig.now)).toEqual({
      ...same,
      trailRate: { numerator: 1, denominator: 50 },
    });
  });

  it('that breaks a rule says which', () => {
    const rig = new Rig({ instruments: [instrument({ minSize: 5e7, maxNotional: 1000e8 })] });
    const limit = rig.ask(order({ type: 'limit', price: 90, quantity: 2 }));
    limit.filled = 1.5e8;
    const why = (request: object) => rig.whyNot(limit, request as AmendRequest);
    expect(why({})).toBe('amend: an amend changes quantity, price, stop_price, trail_amount, trail_pct or expire_at');
    expect(why({ quantity: 1.5 })).toBe('quantity: quantity 1.5 BTC is not above the 1.5 BTC that has filled');
    expect(why({ quantity: 1.6 })).toBe('');
    expect(why({ quantity: Number.NaN })).toBe('quantity: quantity NaN is not a number above zero');
    expect(why({ quantity: 12 })).toBe('max_notional: notional 1080 USDT is above 1000 USDT');
    expect(why({ price: 600 })).toBe('max_notional: notional 1200 USDT is above 1000 USDT');
    expect(why({ price: '90.001' })).toBe('tick_size: price 90.001 is no multiple of 0.01');
    expect(why({ stopPrice: 5 })).toBe('stop_price: a limit order has no stop_price to amend');
    expect(why({ trailPct: 5 })).toBe('trail_pct: a limit order has no trail_pct to amend');
    expect(why({ expireAt: 99_000 })).toBe("expire_at: expire_at goes with time_in_force GTD, the order's is GTC");
    const small = rig.ask(order({ quantity: 1 }));
    expect(rig.whyNot(small, { quantity: 0.4 })).toBe('min_size: quantity 0.4 BTC is below 0.5 BTC');
    expect(rig.whyNot(rig.ask({ side: 'buy', spend: 100 }), { quantity: 1 })).toBe(
      'quantity: the order has a budget: it buys what that pays for',
    );
    const gtd = rig.ask(order({ timeInForce: 'GTD', expireAt: 99_000 }));
    expect(rig.whyNot(gtd, { expireAt: 60_000 })).toContain('expire_at 1970-01-01T00:01:00Z is not after now');
    const trailing = rig.ask(order({ type: 'trailing_stop', trailAmount: 5 }));
    expect(rig.whyNot(trailing, { trailAmount: 1, trailPct: 1 })).toContain('give exactly one');
    const stop = rig.ask(order({ type: 'stop_limit', stopPrice: 110, price: 111 }));
    stop.triggerPrice = 11_000;
    expect(rig.whyNot(stop, { stopPrice: 109 })).toBe(
      'stop_price: the order has been triggered: its stop_price is past',
    );
    limit.status = STATUS.filled;
    expect(why({ price: 80 })).toBe('order_has_ended: amend of an order that has ended: it is filled');
  });

  it('keeps a bracket in order, before and after its entry has filled', () => {
    const rig = new Rig();
    const entry = rig.ask(order({ type: 'limit', price: 100, stopLoss: 90, takeProfit: 110 }));
    const [loss, gain] = rig.executor.children.slice();
    expect(rig.whyNot(entry, { price: 90 })).toBe('bracket: stop_loss 90 is not below the limit of the entry 90');
    expect(rig.whyNot(entry, { price: 110 })).toBe('bracket: take_profit 110 is not above the limit of the entry 110');
    expect(rig.whyNot(entry, { price: 105 })).toBe('');
    expect(rig.whyNot(loss!, { quantity: 1 })).toBe(
      'quantity: the order is as large as its parent has filled: amend that',
    );
    for (const parent of [entry, null]) {
      loss!.parent = parent;
      gain!.parent = parent;
      // To break even and beyond.
      expect(rig.whyNot(loss!, { stopPrice: 109.99 })).toBe('');
      expect(rig.whyNot(loss!, { stopPrice: 110 })).toBe('bracket: stop_loss 110 is not below the take_profit 110');
      expect(rig.whyNot(gain!, { price: 90 })).toBe('bracket: stop_loss 90 is not below the take_profit 90');
      expect(rig.whyNot(gain!, { price: 91 })).toBe('');
    }
  });
});
