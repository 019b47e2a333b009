/** The parts of the exchange beside slow, obvious twins: the order of resting orders, budgets in lots, slippage, paths. */
import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Order } from '../../src/exchange/order.ts';
import { PathRule, POINT, pointTime } from '../../src/exchange/path.ts';
import { DOWNWARD, RestingOrders, UPWARD } from '../../src/exchange/resting.ts';
import { costWithFee, lotsForBudget } from '../../src/exchange/sizing.ts';
import { costScale } from '../../src/model/instrument.ts';
import { rate } from '../../src/model/rate.ts';
import { instrument, MINUTE } from '../support/market.ts';

function orderOf(id: number, age: number): Order {
  const order = new Order();
  order.reset(id, 0);
  order.age = age;
  return order;
}

describe('resting orders', () => {
  it('come nearest first, then oldest, whatever was added and removed', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(DOWNWARD, UPWARD),
        fc.array(fc.record({ level: fc.integer({ min: 1, max: 8 }), gone: fc.boolean() }), { maxLength: 60 }),
        fc.integer({ min: 0, max: 2 ** 31 }),
        (direction, plan, seed) => {
          const resting = new RestingOrders(direction);
          // Ages do not come in order: a stop that triggers, an amended order.
          const all = plan.map(({ level, gone }, i) => ({
            order: orderOf(i, (i * 7919 + seed) % 10_007),
            level,
            gone,
          }));
          for (const { order, level } of all) resting.add(order, level);
          for (const { order, gone } of all) if (gone) resting.remove(order);
          const left = all
            .filter(({ gone }) => !gone)
            .sort(
              (a, b) => (direction === DOWNWARD ? b.level - a.level : a.level - b.level) || a.order.age - b.order.age,
            );
          expect(resting.size).toBe(left.length);
          for (const { order, level } of left) {
            expect(resting.nearest).toBe(level);
            expect(resting.first).toBe(order);
            expect(resting.takeFirst()).toBe(order);
          }
          expect(resting.nearest).toBe(direction === DOWNWARD ? -1 : Number.POSITIVE_INFINITY);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('budgets', () => {
  it('buy the most lots whose cost with fee does not pass them', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e12 }),
        fc.integer({ min: 1, max: 1e8 }),
        fc.constantFrom(1, 1000, 10_000_000),
        fc.constantFrom(rate(0, 1), rate(13, 5000), rate(1, 3), rate(1, 1)),
        (budget, price, lotSize, fee) => {
          const one = instrument({ lotSize });
          const quantity = lotsForBudget(one, budget, price, fee);
          expect(quantity % lotSize).toBe(0);
          const cost = (units: number) => {
            const value = new Decimal(units)
              .mul(price)
              .div(one.costDivisor)
              .toDecimalPlaces(0, Decimal.ROUND_HALF_EVEN);
            const charge = value.mul(fee.numerator).div(fee.denominator).toDecimalPlaces(0, Decimal.ROUND_HALF_EVEN);
            return value.plus(charge).toNumber();
          };
          expect(cost(quantity)).toBeLessThanOrEqual(budget);
          expect(cost(quantity + lotSize)).toBeGreaterThan(budget);
          expect(costWithFee(one, quantity, price, fee)).toBe(cost(quantity));
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('find their lots at once where a lot costs a hundred-millionth of a unit', () => {
    const one = instrument({ priceDecimals: 8, ...costScale(8, 8, 8) });
    // Up to 50.5 units of cost are 50, the even one; 1 % of 50 is half a unit of fee, which goes to the even 0.
    expect(lotsForBudget(one, 50, 1, rate(1, 100))).toBe(5_050_000_000);
    expect(lotsForBudget(one, 0, 1, rate(1, 100))).toBe(50_000_000);
  });

  it('that buy more units than are exact are an error that names the asset', () => {
    expect(() => lotsForBudget(instrument(), 1e14, 1, rate(0, 1))).toThrow('an amount of BTC passes 2^53 - 1 units');
  });
});

describe('the points of a candle', () => {
  it('come at the start, a third, two thirds and the end of the interval', () => {
    const times = [POINT.open, POINT.first, POINT.second, POINT.close].map(
      (point) => pointTime(MINUTE, MINUTE, point) / 1e6,
    );
    expect(times).toEqual([60, 80, 100, 120]);
    // An interval that three does not divide: whole microseconds, down.
    expect(pointTime(0, 100, POINT.first)).toBe(33);
    expect(pointTime(0, 100, POINT.second)).toBe(66);
  });

  it('an unknown path is an error', () => {
    expect(() => new PathRule('zigzag' as never)).toThrow('exchange.intrabar');
  });
});
