/** What the ends of a window lack, against a slow twin that looks at every place where a candle could open. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lackAfter, lackBefore, type Spacing } from '../../src/market/edges.ts';

const candles: Spacing = { interval: 10, calendar: 'always', silence: 0 };

describe('what the ends of a window lack', () => {
  it('is each candle that could open in it and does not', () => {
    const times = fc.record({
      /** The grid need not begin with the epoch. */
      shift: fc.integer({ min: 0, max: 9 }),
      from: fc.integer({ min: 0, max: 300 }),
      steps: fc.integer({ min: 0, max: 20 }),
      length: fc.integer({ min: 1, max: 20 }),
      behind: fc.integer({ min: -9, max: 200 }),
    });
    fc.assert(
      fc.property(times, ({ shift, from, steps, length, behind }) => {
        const first = Math.ceil((from - shift) / 10) * 10 + shift + steps * 10;
        const last = first + (length - 1) * 10;
        const to = Math.max(last + 1, last + 10 + behind);
        const opens = (since: number, until: number): number[] => {
          const found: number[] = [];
          for (let time = since; time < until; time++) if ((((time - shift) % 10) + 10) % 10 === 0) found.push(time);
          return found;
        };
        const early = opens(from, first);
        const before = lackBefore(candles, from, null, first);
        expect(before).toEqual(early.length === 0 ? null : { from: early[0], to: first });
        const late = opens(last + 1, to);
        const after = lackAfter(candles, to, last, null);
        expect(after).toEqual(late.length === 0 ? null : { from: late[0], to });
      }),
      { numRuns: 300 },
    );
  });

  it('of trades is what is longer than a silence', () => {
    const trades: Spacing = { interval: 0, calendar: 'always', silence: 5 };
    expect([lackBefore(trades, 10, null, 15), lackBefore(trades, 10, 2, 16)]).toEqual([null, { from: 10, to: 16 }]);
    expect([lackAfter(trades, 15, 10, null), lackAfter(trades, 16, 10, 99)]).toEqual([null, { from: 10, to: 16 }]);
  });
});
