/** Fee tiers beside a slow count of the last 30 UTC days. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Fees } from '../../src/exchange/fees.ts';
import { rate } from '../../src/model/rate.ts';
import { instrument } from '../support/market.ts';

const DAY = 86_400_000_000;
const BTC = instrument({ maker: '0.16', taker: '0.26' });
const tier = (volume: number, thousandths: number) => ({
  volume,
  makers: [rate(thousandths, 100_000)],
  takers: [rate(2 * thousandths, 100_000)],
});

describe('fee tiers', () => {
  it('none: the fees of the instrument, whatever is traded', () => {
    const fees = new Fees([BTC]);
    fees.add(0, 1e15);
    expect([fees.hasTiers, fees.maker(0), fees.taker(0)]).toEqual([false, rate(16, 10_000), rate(26, 10_000)]);
  });

  it('hold from their volume on, of the day and the 29 before it', () => {
    const volume = fc.integer({ min: 0, max: 1000 });
    const fill = fc.record({
      after: fc.constantFrom(0, 1, DAY / 3, DAY, 5 * DAY, 29 * DAY, 30 * DAY, 90 * DAY),
      volume,
    });
    fc.assert(
      fc.property(fc.array(fill, { maxLength: 40 }), volume, volume, (fills, a, b) => {
        const [first, second] = [Math.min(a, b), Math.max(a, b) + 1];
        const fees = new Fees([BTC], [tier(first, 3), tier(second, 2)]);
        const done: { day: number; volume: number }[] = [];
        let time = 20_000 * DAY;
        for (const { after, volume } of fills) {
          time += after;
          fees.at(time);
          const day = Math.floor(time / DAY);
          const traded = done.filter((one) => one.day > day - 30).reduce((sum, one) => sum + one.volume, 0);
          const expected = traded >= second ? rate(2, 100_000) : traded >= first ? rate(3, 100_000) : BTC.makerFee;
          expect(fees.maker(0)).toEqual(expected);
          fees.add(time, volume);
          done.push({ day, volume });
        }
      }),
    );
  });

  it('can lie as high as an amount can, and more than that may be traded', () => {
    const fees = new Fees([BTC], [tier(Number.MAX_SAFE_INTEGER, 1)]);
    fees.add(0, Number.MAX_SAFE_INTEGER - 1);
    expect(fees.maker(0)).toEqual(BTC.makerFee);
    for (let i = 0; i < 3; i++) fees.add(DAY, Number.MAX_SAFE_INTEGER);
    expect(fees.maker(0)).toEqual(rate(1, 100_000));
    fees.at(40 * DAY);
    expect(fees.maker(0)).toEqual(BTC.makerFee);
  });
});
