/** One tape, one result: whatever the size of chunks, the runner, and the points nobody waited for. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runAsync, TradingSession } from '../../src/engine/index.ts';
import { feedOf } from '../support/market.ts';
import { type Played, playIfPriced } from '../support/play.ts';
import { type RandomRun, randomRun, type Shape } from '../support/randomRun.ts';
import { runs } from '../support/runs.ts';

const shapes: fc.Arbitrary<Shape> = fc.record({
  seed: fc.integer({ min: 0, max: 2 ** 31 }),
  length: fc.integer({ min: 1, max: 14 }),
  gaps: fc.boolean(),
  trades: fc.boolean(),
});

/** What they have cost, in plain numbers. */
const frictionsOf = (played: Played | null) => {
  if (played === null) return null;
  const { latency, ...rest } = played.summary.frictions;
  return { latency: latency.toBigInt(), ...rest };
};

const digests = ({ setup, series }: RandomRun, rows?: number) => playIfPriced(setup, series, rows)?.summary.digests;

describe('the same run', () => {
  it('whatever the rows of a chunk, of the market and of the record', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const run = randomRun(shape);
        const whole = digests(run);
        for (const rows of [1, 7, 1000]) expect(digests(run, rows)).toEqual(whole);
        for (const recordRows of [1, 3, 2048]) {
          expect(digests({ ...run, setup: { ...run.setup, recordRows } }, 2)).toEqual(whole);
        }
      }),
      { numRuns: runs(50) },
    );
  });

  it('whether chunks are there or awaited', async () => {
    await fc.assert(
      fc.asyncProperty(shapes, fc.integer({ min: 1, max: 5 }), async (shape, rows) => {
        const { setup, series } = randomRun(shape);
        const feed = feedOf(series, rows);
        const expected = digests({ setup, series });
        fc.pre(expected !== undefined);
        const session = new TradingSession({ ...setup, series: feed.series });
        const summary = await runAsync(session, {
          series: feed.series,
          next: async (index) => {
            await Promise.resolve();
            return feed.next(index);
          },
          close: async () => {},
        });
        expect(summary.digests).toEqual(expected);
      }),
      { numRuns: runs(80) },
    );
  });

  it('whether inner points are walked or skipped', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const { setup, series } = randomRun(shape);
        const short = playIfPriced(setup, series);
        const long = playIfPriced({ ...setup, quick: false }, series);
        expect(short?.summary.digests).toEqual(long?.summary.digests);
        expect(short?.tripRows).toEqual(long?.tripRows);
      }),
      { numRuns: runs(500) },
    );
  });

  it('so it is with every type of order, filled in parts', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const { setup, series } = randomRun({ ...shape, everyOrder: true });
        const short = playIfPriced(setup, series);
        const long = playIfPriced({ ...setup, quick: false }, series);
        expect(short?.summary.digests).toEqual(long?.summary.digests);
        expect(short?.tripRows).toEqual(long?.tripRows);
        expect(short?.balanceRows).toEqual(long?.balanceRows);
        expect(short?.summary.openOrders).toEqual(long?.summary.openOrders);
        expect(frictionsOf(short)).toEqual(frictionsOf(long));
      }),
      { numRuns: runs(200) },
    );
  });
});
