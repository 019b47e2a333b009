/** What is under way, beside a list sorted anew each time; and the orders alive, beside a set. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { AliveOrders } from '../../src/engine/alive.ts';
import { InFlight, VERB } from '../../src/engine/inflight.ts';
import { Order } from '../../src/exchange/order.ts';

function orderOf(id: number): Order {
  const order = new Order();
  order.reset(id, 0);
  return order;
}

it('messages arrive by time, those of one time in the order sent', () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.integer({ min: 0, max: 30 }), { freq: 3 }), { maxLength: 200 }), (steps) => {
      const inFlight = new InFlight();
      const twin: { time: number; id: number }[] = [];
      let now = 0;
      let id = 0;
      for (const delay of steps) {
        if (delay !== null) {
          id += 1;
          inFlight.send(now + delay, orderOf(id), VERB.place, null);
          twin.push({ time: now + delay, id });
        } else if (twin.length > 0) {
          twin.sort((a, b) => a.time - b.time || a.id - b.id);
          const first = twin.shift()!;
          const message = inFlight.take();
          expect([message.time, message.order!.id]).toEqual([first.time, first.id]);
          now = first.time;
        }
        expect(inFlight.nextTime).toBe(Math.min(...twin.map(({ time }) => time)));
      }
    }),
    { numRuns: 500 },
  );
});

it('orders alive are those added and not removed, found by id', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 20 }), { maxLength: 100 }), (steps) => {
      const alive = new AliveOrders();
      const twin = new Map<number, Order>();
      let id = 0;
      for (const step of steps) {
        const victim = [...twin.values()][step];
        if (victim === undefined) {
          id += 1;
          const order = orderOf(id);
          twin.set(id, order);
          alive.add(order);
        } else {
          twin.delete(victim.id);
          alive.remove(victim);
          alive.remove(victim);
        }
        expect(alive.byAge()).toEqual([...twin.values()]);
        for (let one = 1; one <= id; one++) expect(alive.find(one)).toBe(twin.get(one) ?? null);
      }
    }),
    { numRuns: 300 },
  );
});
