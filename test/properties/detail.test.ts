/** Finer candles: whoever waits meets them, and nobody else notices; whatever the chunks. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withDetail } from '../support/detail.ts';
import { playIfPriced } from '../support/play.ts';
import { type RandomRun, randomRun, type Shape } from '../support/randomRun.ts';
import { runs } from '../support/runs.ts';

const shapes: fc.Arbitrary<Shape> = fc.record({
  seed: fc.integer({ min: 0, max: 2 ** 31 }),
  length: fc.integer({ min: 1, max: 14 }),
  gaps: fc.boolean(),
  trades: fc.boolean(),
  everyOrder: fc.boolean(),
});

const FLAWS = { missing: 0.15, unlike: 0.15, holes: 0.3 };
const NONE_AT_ALL = { missing: 0, unlike: 0, holes: 0 };
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
      { numRuns: runs(150) },
    );
    expect(settled).toBeGreaterThan(500);
  });

  it('whatever the rows of a chunk', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const run = detailed(shape);
        const whole = resultOf(run);
        for (const rows of [1, 2, 7, 50]) expect(resultOf(run, rows)).toEqual(whole);
      }),
      { numRuns: runs(50) },
    );
  });

  it('where they are missing or unlike, as without any', () => {
    fc.assert(
      fc.property(shapes, fc.boolean(), (shape, isMissing) => {
        const plain = randomRun(shape);
        const flaws = { holes: 0, missing: isMissing ? 1 : 0, unlike: 1 };
        const flawed = withDetail(plain, shape.seed, flaws);
        const [without, beside] = [resultOf(plain), resultOf(flawed)];
        // One that is taken away may be one that says nothing: then the rest is the candle still.
        fc.pre((beside?.quality ?? []).every(({ detail }) => (detail?.settled ?? 0) === 0));
        expect(beside?.digests).toEqual(without?.digests);
        expect(beside?.tripRows).toEqual(without?.tripRows);
      }),
      { numRuns: runs(100) },
    );
  });

  it('as on the finer candles themselves, where all are there', () => {
    let filled = 0;
    fc.assert(
      fc.property(shapes, (shape) => {
        const plain = randomRun({ ...shape, only: true, trades: false });
        // That looks at the candles of the market's interval, which are not the same ones here.
        fc.pre(plain.setup.exchange.slippage.model !== 'square_root');
        const { setup, series } = withDetail(plain, shape.seed, NONE_AT_ALL);
        const coarse = series.find(({ isDetail }) => isDetail !== true)!;
        const { isDetail: _isDetail, ...finer } = series.find(({ isDetail }) => isDetail === true)!;
        const strategy = { ...setup.strategy, interval: setup.strategy.interval ?? coarse.interval };
        const settled = playIfPriced({ ...setup, strategy }, series);
        const direct = playIfPriced({ ...setup, strategy }, [finer]);
        expect(settled?.fillRows).toEqual(direct?.fillRows);
        expect(settled?.summary.digests.orders).toBe(direct?.summary.digests.orders);
        expect(settled?.tripRows).toEqual(direct?.tripRows);
        filled += settled?.fillRows.length ?? 0;
      }),
      { numRuns: runs(100) },
    );
    expect(filled).toBeGreaterThan(150);
  });
});
