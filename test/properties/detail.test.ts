/** Finer candles: whoever waits meets them, and nobody else notices; whatever the chunks. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withDetail } from '../support/detail.ts';
import { playIfPriced } from '../support/play.ts';
import { type RandomRun, randomRun, type Shape } from '../support/randomRun.ts';

const shapes: fc.Arbitrary<Shape> = fc.record({
  seed: fc.integer({ min: 0, max: 2 ** 31 }),
  length: fc.integer({ min: 1, max: 14 }),
  gaps: fc.boolean(),
  trades: fc.boolean(),
  everyOrder: fc.boolean(),
});

const FLAWS = { missing: 0.15, unlike: 0.15 };
const detailed = (shape: Shape): RandomRun => withDetail(randomRun(shape), shape.seed, FLAWS);
const resultOf = ({ setup, series }: RandomRun, rows?: number) => {
  const played = playIfPriced(setup, series, rows);
  if (played === null) return null;
  const { summary, tripRows, balanceRows } = played;
  const { digests, openOrders, positions, quality } = summary;
  return { digests, openOrders, positions, quality, tripRows, balanceRows };
};

describe('with finer candles the run is the same', () => {
  it('whether inner points are walked or skipped', () => {
    let settled = 0;
    fc.assert(
      fc.property(shapes, (shape) => {
        const run = detailed(shape);
        const short = resultOf(run);
        expect(short).toEqual(resultOf({ ...run, setup: { ...run.setup, quick: false } }));
        for (const { detail } of short?.quality ?? []) settled += detail?.settled ?? 0;
      }),
      { numRuns: 800 },
    );
    expect(settled).toBeGreaterThan(3000);
  });

  it('whatever the rows of a chunk', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const run = detailed(shape);
        const whole = resultOf(run);
        for (const rows of [1, 2, 7, 50]) expect(resultOf(run, rows)).toEqual(whole);
      }),
      { numRuns: 150 },
    );
  });

  it('where they are missing or unlike, as without any', () => {
    fc.assert(
      fc.property(shapes, fc.boolean(), (shape, isMissing) => {
        const plain = randomRun(shape);
        const flawed = withDetail(plain, shape.seed, isMissing ? { missing: 1, unlike: 0 } : { missing: 0, unlike: 1 });
        const [without, beside] = [resultOf(plain), resultOf(flawed)];
        // One part that is taken away may be one that says nothing: then the rest is the candle still.
        fc.pre((beside?.quality ?? []).every(({ detail }) => (detail?.settled ?? 0) === 0));
        expect(beside?.digests).toEqual(without?.digests);
        expect(beside?.tripRows).toEqual(without?.tripRows);
      }),
      { numRuns: 300 },
    );
  });
});
