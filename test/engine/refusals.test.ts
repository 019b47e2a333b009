import { describe, expect, it } from 'vitest';
import { PLACES_KEPT, Refusals } from '../../src/engine/refusals.ts';

describe('refusals', () => {
  it('are counted by rule and by who said no, each with its first places', () => {
    const refusals = new Refusals();
    refusals.add('refused', 'min_notional', '3 USDT is below 10', 60, 1);
    refusals.add('rejected', 'insufficient_balance', 'needs 5 USDT, free 4', 61, 2);
    refusals.add('rejected', 'min_notional', '4 USDT is below 10', 62, 3);
    refusals.add('refused', 'min_notional', '5 USDT is below 10', 63, 4);
    expect(refusals.list()).toEqual([
      {
        rule: 'min_notional',
        by: 'refused',
        count: 2,
        places: [
          { time: 60, orderId: 1, detail: '3 USDT is below 10' },
          { time: 63, orderId: 4, detail: '5 USDT is below 10' },
        ],
      },
      {
        rule: 'insufficient_balance',
        by: 'rejected',
        count: 1,
        places: [{ time: 61, orderId: 2, detail: 'needs 5 USDT, free 4' }],
      },
      {
        rule: 'min_notional',
        by: 'rejected',
        count: 1,
        places: [{ time: 62, orderId: 3, detail: '4 USDT is below 10' }],
      },
    ]);
  });

  it('keep so many places however many there are', () => {
    const refusals = new Refusals();
    for (let i = 0; i < 10_000; i += 1) refusals.add('refused', 'lot_size', `${i}`, i, i);
    const [only] = refusals.list();
    expect(only!.count).toBe(10_000);
    expect(only!.places.map(({ orderId }) => orderId)).toEqual(Array.from({ length: PLACES_KEPT }, (_, i) => i));
  });
});
