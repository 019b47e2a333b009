/** Each slippage model beside its formula in decimal arithmetic, and what holds for all of them. */
import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DrawKey } from '../../src/clock/draws.ts';
import { Activity } from '../../src/exchange/activity.ts';
import { SymbolMarket } from '../../src/exchange/market.ts';
import { Order } from '../../src/exchange/order.ts';
import { type SlippageSetting, slippageModel } from '../../src/exchange/slippage.ts';
import { AmountOverflowError } from '../../src/model/errors.ts';
import { BUY, SELL } from '../../src/model/order.ts';
import { rate } from '../../src/model/rate.ts';
import { instrument } from '../support/market.ts';

const SEED = 7;
const BTC = instrument();

function orderOf(side: number, decidedAt = 0, nth = 0, fills = 0): Order {
  const order = new Order();
  order.reset(1, 0);
  return Object.assign(order, { side, decidedAt, nth, fills });
}

function marketOf(volume = 0, window = 2): SymbolMarket {
  const market = new SymbolMarket(BTC, new Float64Array(1));
  market.volume = volume;
  market.activity = new Activity(window);
  return market;
}

const modelOf = (setting: SlippageSetting) => slippageModel(setting, SEED, [BTC]);
const price = fc.integer({ min: 1, max: 1e12 });
const side = fc.constantFrom(BUY, SELL);

/** Price units by which a price has moved against the taker. */
function moved(setting: SlippageSetting, reference: number, side: number, market: SymbolMarket, quantity = 1): number {
  const to = modelOf(setting).price(reference, orderOf(side), market, quantity);
  return side === BUY ? to - reference : reference - to;
}

describe('slippage', () => {
  it('none is none', () => {
    expect(modelOf({ model: 'none' }).price(123, orderOf(BUY), marketOf(), 1)).toBe(123);
    expect(modelOf({ model: 'none' }).bound(false)).toEqual(rate(0, 1));
  });

  it('fixed is the share of the price, to the next unit against the taker', () => {
    fc.assert(
      fc.property(price, fc.integer({ min: 0, max: 9e6 }), side, (reference, millionths, side) => {
        const share = rate(millionths, 1e7);
        const expected = new Decimal(reference).mul(millionths).div(1e7).ceil().toNumber();
        const most = side === BUY ? expected : Math.min(expected, reference - 1);
        expect(moved({ model: 'fixed', share }, reference, side, marketOf())).toBe(most);
        expect(modelOf({ model: 'fixed', share }).bound(true)).toEqual(share);
      }),
    );
  });

  it('spread is half of it, and nothing on quotes', () => {
    fc.assert(
      fc.property(price, fc.integer({ min: 0, max: 9e6 }), side, (reference, millionths, side) => {
        const setting = { model: 'spread', share: rate(millionths, 1e7) } as const;
        const expected = new Decimal(reference).mul(millionths).div(2e7).ceil().toNumber();
        const market = marketOf();
        expect(moved(setting, reference, side, market)).toBe(
          side === BUY ? expected : Math.min(expected, reference - 1),
        );
        expect(modelOf(setting).bound(false)).toEqual(rate(millionths, 2e7));
        market.isQuoted = true;
        expect(moved(setting, reference, side, market)).toBe(0);
        expect(modelOf(setting).bound(true)).toEqual(rate(0, 1));
      }),
    );
  });

  it('volume_share is impact x (q / v)^2, to the next unit exactly, with q / v at most 1', () => {
    const small = fc.integer({ min: 0, max: 1000 });
    const large = fc.integer({ min: 0, max: 1e12 });
    const lots = fc.oneof(small, large);
    fc.assert(
      fc.property(price, lots, lots, lots, fc.integer({ min: 0, max: 1e4 }), (reference, q, before, v, impact) => {
        const market = marketOf(v);
        market.take(BUY, before);
        const share = v === 0 ? new Decimal(1) : Decimal.min(1, new Decimal(q).plus(before).div(v));
        const wide = Decimal.clone({ precision: 60 });
        const exact = v === 0 ? new wide(1) : wide.min(1, new wide(q).plus(before).div(v));
        const expected = exact.mul(exact).mul(reference).mul(impact).div(1e4).ceil();
        const setting = { model: 'volume_share', impact: rate(impact, 1e4) } as const;
        expect(share.lte(1)).toBe(true);
        expect(moved(setting, reference, BUY, market, q)).toBe(expected.toNumber());
        // What buyers took does not move those who sell.
        expect(moved(setting, reference, SELL, market, 0)).toBe(
          v === 0 ? Math.min(expected.toNumber(), reference - 1) : 0,
        );
      }),
    );
  });

  it('volume_share forgets what was taken of another candle, and knows no volume where none was recorded', () => {
    const market = marketOf(100);
    const setting = { model: 'volume_share', impact: rate(1, 1) } as const;
    market.take(BUY, 50);
    expect(moved(setting, 1000, BUY, market, 50)).toBe(1000);
    market.candleTime = 60;
    expect(moved(setting, 1000, BUY, market, 50)).toBe(250);
    market.volume = Number.POSITIVE_INFINITY;
    expect(moved(setting, 1000, BUY, market, 50)).toBe(0);
  });

  it('square_root is coefficient x deviation x sqrt(q / mean volume)', () => {
    const market = marketOf(0, 2);
    const setting = { model: 'square_root', coefficient: 0.5, window: 2 } as const;
    const by = (quantity: number) => moved(setting, 100_000, BUY, market, quantity);
    expect(by(1e8)).toBe(0);
    market.activity!.add(100, 3);
    market.activity!.add(110, 4);
    // One return has no deviation.
    expect(by(1e8)).toBe(0);
    market.activity!.add(110, 6);
    // Returns 0.1 and 0: deviation 0.0707..., mean volume 5 of the last two candles.
    expect(by(5e8)).toBe(Math.ceil(100_000 * 0.5 * Math.sqrt(0.005)));
    expect(by(1.25e8)).toBe(Math.ceil(100_000 * 0.5 * Math.sqrt(0.005) * 0.5));
    // The first return has left the window.
    market.activity!.add(121, 0);
    market.activity!.add(133.1, 0);
    expect(by(1.25e8)).toBeLessThanOrEqual(1);
  });

  it('random is drawn by order and fill, evenly up to its bound', () => {
    const key = new DrawKey(SEED, 'slippage', BTC.symbol);
    const most = rate(1, 100);
    const model = modelOf({ model: 'random', most });
    expect(model.bound(false)).toEqual(most);
    fc.assert(
      fc.property(price, side, fc.nat(), fc.nat(9), fc.nat(9), (reference, side, time, nth, fills) => {
        const drawn = key.draw(time, nth, fills);
        const to = model.price(reference, orderOf(side, time, nth, fills), marketOf(), 1);
        const by = Math.ceil((reference * drawn) / 100);
        expect(to).toBe(side === BUY ? reference + by : Math.max(1, reference - by));
      }),
    );
  });

  it('is never better than the price met, nor less than a unit, nor more than can be counted', () => {
    const settings: SlippageSetting[] = [
      { model: 'fixed', share: rate(99, 100) },
      { model: 'spread', share: rate(99, 100) },
      { model: 'volume_share', impact: rate(1000, 1) },
      { model: 'square_root', coefficient: 1000, window: 2 },
      { model: 'random', most: rate(99, 100) },
    ];
    for (const setting of settings) {
      const market = marketOf(1);
      for (const close of [1, 100, 1]) market.activity!.add(close, 0);
      for (const reference of [1, 2, 1e6]) {
        const sold = modelOf(setting).price(reference, orderOf(SELL), market, 1e8);
        expect(sold).toBeGreaterThanOrEqual(1);
        expect(sold).toBeLessThanOrEqual(reference);
        expect(modelOf(setting).price(reference, orderOf(BUY), market, 1e8)).toBeGreaterThanOrEqual(reference);
      }
      const far = Number.MAX_SAFE_INTEGER - 1;
      expect(() => modelOf(setting).price(far, orderOf(BUY), market, 1e8)).toThrow(AmountOverflowError);
    }
  });
});
