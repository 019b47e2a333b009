/** How long an order lives and what it must never do; words that are none; closing. */
import { describe, expect, it } from 'vitest';
import { TIF, TIMES_IN_FORCE } from '../../src/model/order.ts';
import type { OrderRequest } from '../../src/strategy/request.ts';
import { Rig } from './rig.ts';

const rig = new Rig({ initial: [10e8, 10_000e8] });
const order = (request: object): OrderRequest => ({ side: 'buy', quantity: 1, ...request }) as OrderRequest;
const why = (request: object) => rig.why(order(request));

describe('time in force', () => {
  it('is one of five', () => {
    for (const timeInForce of TIMES_IN_FORCE) {
      const expireAt = timeInForce === 'GTD' ? { expireAt: 61_000 } : {};
      const made = rig.ask(order({ timeInForce, ...expireAt }));
      expect([made.timeInForce, made.expireAt]).toEqual([TIF[timeInForce], timeInForce === 'GTD' ? 61_000_000 : -1]);
    }
    expect(why({ timeInForce: 'gtc' })).toBe(
      'refused time_in_force: time_in_force is GTC, IOC, FOK, GTD or DAY, not gtc',
    );
  });

  it('GTD ends at a time to come, and only GTD does', () => {
    const gtd = (expireAt: unknown) => why({ timeInForce: 'GTD', expireAt });
    expect(gtd('1970-01-01T00:02:00Z')).toBe('');
    expect(gtd('1970-01-01T02:02:00+02:00')).toBe('');
    expect(gtd(60_000.001)).toBe('');
    expect(why({ timeInForce: 'GTD' })).toBe('refused expire_at: time_in_force GTD needs an expire_at');
    expect(gtd(60_000)).toBe(
      'refused expire_at: expire_at 1970-01-01T00:01:00Z is not after now, 1970-01-01T00:01:00Z',
    );
    expect(gtd('1969-12-31')).toContain('expire_at 1969-12-31T00:00:00Z is not after now');
    for (const bad of ['noon', Number.NaN, Number.POSITIVE_INFINITY, null, {}, 1e300]) {
      expect(gtd(bad)).toContain(`refused expire_at: expire_at ${String(bad)} is not a time: write milliseconds`);
    }
    expect(why({ expireAt: 99_000 })).toBe('refused expire_at: expire_at 99000 goes with time_in_force GTD, not GTC');
    expect(why({ timeInForce: 'DAY', expireAt: 99_000 })).toContain('not DAY');
  });
});

describe('flags', () => {
  it('post_only rests: it has a limit and stays', () => {
    const limit = { type: 'limit', price: 90 };
    expect(rig.ask(order({ ...limit, postOnly: true })).postOnly).toBe(true);
    expect(rig.ask(order({ type: 'stop_limit', price: 90, stopPrice: 110, postOnly: true })).postOnly).toBe(true);
    expect(rig.ask(order({ type: 'take_profit_limit', price: 90, stopPrice: 90, postOnly: true })).postOnly).toBe(true);
    expect(why({ postOnly: false })).toBe('');
    expect(why({ postOnly: true })).toBe(
      'refused post_only: post_only is not for a market order: only limit, stop_limit and take_profit_limit can rest as makers',
    );
    expect(why({ type: 'stop', stopPrice: 110, postOnly: true })).toContain('not for a stop order');
    for (const timeInForce of ['IOC', 'FOK']) {
      expect(why({ ...limit, timeInForce, postOnly: true })).toBe(
        `refused post_only: post_only never takes, time_in_force ${timeInForce} never rests: leave one out`,
      );
    }
    expect(why({ ...limit, postOnly: 1 })).toBe('refused post_only: post_only is true or false, not 1');
  });

  it('reduce_only is for the exchange to hold to: a position may come before it does', () => {
    expect(rig.ask(order({ side: 'sell', reduceOnly: true })).reduceOnly).toBe(true);
    expect(why({ reduceOnly: 'yes' })).toBe('refused reduce_only: reduce_only is true or false, not yes');
  });
});

describe('words', () => {
  it('that are none are said', () => {
    expect(why({ side: 'long' })).toBe('refused side: side is buy or sell, not long');
    expect(why({ side: undefined })).toBe('refused side: side is buy or sell, not undefined');
    expect(why({ type: 'iceberg' })).toMatch(/^refused type: type is market, limit, .* or trailing_stop, not iceberg$/);
    expect(why({ type: null })).toContain('not null');
  });

  it('of a close: it trades the whole position at market', () => {
    const close = (request: object) => rig.why({ close: true, ...request } as OrderRequest);
    expect(close({})).toBe('');
    expect(close({ timeInForce: 'IOC', type: 'market' })).toBe('');
    expect(close({ quantity: 1 })).toBe('refused size: close takes no quantity, spend or fraction');
    expect(close({ type: 'limit' })).toBe('refused type: close trades at market, not as limit');
    expect(close({ price: 5 })).toBe('refused price: a market order takes no price (5): close trades at market');
    expect(close({ stopPrice: 5 })).toBe('refused stop_price: close takes no stop_price');
    expect(close({ oco: 'a' })).toBe('refused oco: close takes no oco');
    expect(close({ stopLoss: 5 })).toBe('refused stop_loss: close takes no stop_loss');
    expect(close({ postOnly: true })).toContain('refused post_only');
  });

  it('of a symbol: one of the scenario', () => {
    expect(why({ symbol: 'BTC/USDT' })).toBe('');
    expect(why({ symbol: 'BTC/USD' })).toBe(
      "refused symbol: BTC/USD is not among the scenario's symbols (BTC/USDT) (did you mean BTC/USDT?)",
    );
  });
});

describe('sizes', () => {
  it('that come to more units than there are end no run', () => {
    expect(why({ quantity: 8e7, type: 'limit', price: 1e6 })).toBe(
      'refused amount: an amount of USDT passes 2^53 - 1 units: give USDT fewer decimals in portfolio.decimals',
    );
    expect(why({ quantity: undefined, spend: 8e7, type: 'limit', price: 0.01 })).toContain('refused amount: ');
    const limit = rig.ask(order({ type: 'limit', price: 90 }));
    expect(rig.whyNot(limit, { quantity: 8e7, price: 1e6 })).toContain('amount: an amount of USDT passes');
  });

  it('that are none are said', () => {
    for (const quantity of [0, -1, Number.NaN, Number.POSITIVE_INFINITY, '-1', 'much', null, {}]) {
      expect(why({ quantity })).toMatch(
        quantity === 0
          ? /^refused lot_size: quantity 0 BTC is below/
          : /^refused quantity: .* is not a number above zero$|^refused quantity: quantity Infinity is too large/,
      );
    }
    expect(why({ quantity: undefined })).toBe('refused size: give exactly one of quantity, spend, fraction or close');
    expect(why({ spend: 5 })).toBe('refused size: give exactly one of quantity, spend, fraction or close');
    expect(why({ quantity: undefined, fraction: '0.5' })).toBe('');
    for (const fraction of ['half', -1, 0, Number.NaN, '0', '1e-16', {}]) {
      expect(why({ quantity: undefined, fraction })).toMatch(
        /^refused fraction: fraction .* is not a number above zero$/,
      );
    }
    expect(why({ quantity: undefined, fraction: 1e-15 })).toBe(
      'refused fraction: fraction 1e-15 of equity is less than a unit of USDT',
    );
  });
});
