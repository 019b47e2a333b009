/** What turning one friction's knob does to random orders, and what it leaves alone. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SessionSetup } from '../../src/engine/setup.ts';
import { parsePct } from '../../src/model/rate.ts';
import { type FillRow, play } from '../support/play.ts';
import { randomOrders } from '../support/randomOrders.ts';

const seeds = fc.integer({ min: 1, max: 2 ** 31 });
const RUNS = 25;

function fillsOf(seed: number, exchange: Partial<SessionSetup['exchange']>, symbols = 1): FillRow[] {
  const { setup, series } = randomOrders(seed, exchange, symbols);
  return play(setup, series).fillRows;
}

/** Price units by which a fill is worse than what it met. */
const slipped = ({ side, price, reference }: FillRow): number =>
  side === 'buy' ? price - reference : reference - price;

describe('random slippage', () => {
  it('doubles with its bound, fill by fill, up to the rounding against the taker', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 1, max: 4000 }), (seed, hundredths) => {
        const withBound = (pct: number) =>
          fillsOf(seed, { slippage: { model: 'random', most: parsePct(String(pct / 100)) } });
        const once = withBound(hundredths);
        const twice = withBound(2 * hundredths);
        expect(twice.length).toBe(once.length);
        once.forEach((fill, i) => {
          const other = twice[i]!;
          expect([other.time, other.quantity, other.reference]).toEqual([fill.time, fill.quantity, fill.reference]);
          // A limit is where both end.
          if (fill.type !== 'market') return;
          expect(2 * slipped(fill) - slipped(other)).toBeGreaterThanOrEqual(0);
          expect(2 * slipped(fill) - slipped(other)).toBeLessThanOrEqual(1);
        });
      }),
      { numRuns: RUNS },
    );
  });
});
