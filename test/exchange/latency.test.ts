/** The way to the exchange, constant or drawn. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DrawKey } from '../../src/clock/draws.ts';
import { latencyModel } from '../../src/exchange/latency.ts';
import { Order } from '../../src/exchange/order.ts';
import { instrument } from '../support/market.ts';

const BTC = instrument();

function orderOf(decidedAt: number, nth: number): Order {
  const order = new Order();
  order.reset(1, 0);
  return Object.assign(order, { decidedAt, nth });
}

describe('latency', () => {
  it('is the same for all where its bounds are', () => {
    const model = latencyModel({ least: 100_000, most: 100_000 }, 'fill_delay', 1, [BTC]);
    expect([0, 1, 2].map((nth) => model.delay(orderOf(5, nth), 0))).toEqual([100_000, 100_000, 100_000]);
  });

  it('is drawn by order and message: whole microseconds, both bounds among them, evenly', () => {
    const key = new DrawKey(3, 'cancel_delay', BTC.symbol);
    const some = { least: fc.nat(1e9), range: fc.nat(1e6), at: fc.nat(), nth: fc.nat(99), message: fc.nat(9) };
    fc.assert(
      fc.property(fc.record(some), ({ least, range, at, nth, message }) => {
        const model = latencyModel({ least, most: least + range }, 'cancel_delay', 3, [BTC]);
        const delay = model.delay(orderOf(at, nth), message);
        expect(delay).toBe(least + (range === 0 ? 0 : Math.floor(key.draw(at, nth, message) * (range + 1))));
      }),
    );
    const model = latencyModel({ least: 2, most: 4 }, 'fill_delay', 3, [BTC]);
    const counts = new Map<number, number>();
    for (let at = 0; at < 3000; at++) {
      const delay = model.delay(orderOf(at, 0), 0);
      counts.set(delay, (counts.get(delay) ?? 0) + 1);
    }
    expect([...counts.keys()].sort()).toEqual([2, 3, 4]);
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(120);
  });

  it('of orders has nothing to do with that of cancels', () => {
    const setting = { least: 0, most: 1e9 };
    const [fill, cancel] = (['fill_delay', 'cancel_delay'] as const).map((purpose) =>
      latencyModel(setting, purpose, 3, [BTC]).delay(orderOf(7, 0), 0),
    );
    expect(fill).not.toBe(cancel);
  });
});
