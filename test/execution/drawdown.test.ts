/** The watch on drawdown beside exact decimals. */
import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { DrawdownWatch } from '../../src/execution/drawdown.ts';
import { parsePct } from '../../src/model/rate.ts';

it('halts once, at the first equity at or below peak x (1 - limit), exactly', () => {
  let halts = 0;
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 1, maxLength: 30 }),
      fc.constantFrom('1', '10', '12.5', '33.3', '99.9', '100'),
      fc.constantFrom(1, 1e12 + 7),
      (walk, pct, scale) => {
        const watch = new DrawdownWatch(walk[0]! * scale, parsePct(pct));
        let peak = new Decimal(walk[0]!).mul(scale);
        let halted: string | null = null;
        for (const step of walk) {
          const equity = new Decimal(step).mul(scale);
          peak = Decimal.max(peak, equity);
          const falls = halted === null && equity.lte(peak.mul(new Decimal(100).sub(pct)).div(100));
          expect(watch.see(equity.toNumber())).toBe(falls);
          if (falls) halted = `${peak} ${equity}`;
        }
        if (halted !== null) expect(`${watch.peak} ${watch.equity}`).toBe(halted);
        halts += halted === null ? 0 : 1;
      },
    ),
    { numRuns: 1000 },
  );
  expect(halts).toBeGreaterThan(200);
});

it('a fall of exactly the limit halts, one unit less does not', () => {
  const watch = () => new DrawdownWatch(10_000, parsePct('10'));
  expect(watch().see(9000)).toBe(true);
  expect(watch().see(9001)).toBe(false);
  const odd = new DrawdownWatch(10_001, parsePct('10'));
  // 9,000.9 units: 9,001 are above it.
  expect([odd.see(9001), odd.see(9000), odd.see(8000)]).toEqual([false, true, false]);
});
