/** A run kept at any event, and gone on with by a session made anew, comes to what it would have come to. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defineStrategy, type StrategyDefinition } from '../../src/strategy/define.ts';
import { Sma } from '../../src/strategy/indicators.ts';
import { withDetail } from '../support/detail.ts';
import { SECOND } from '../support/market.ts';
import { type RandomRun, randomRun, type Shape } from '../support/randomRun.ts';
import { resumed, whole } from '../support/resumed.ts';
import { caseOf } from './orders/case.ts';
import { seriesFor, setupFor } from './orders/trial.ts';

const shapes: fc.Arbitrary<Shape> = fc.record({
  seed: fc.integer({ min: 0, max: 2 ** 31 }),
  length: fc.integer({ min: 1, max: 14 }),
  gaps: fc.boolean(),
  trades: fc.boolean(),
  everyOrder: fc.boolean(),
});

/** True where there was a run; then it was the same in two pieces. */
function tryAt(make: () => RandomRun, place: number, rows: number, later: number): boolean {
  const { setup, series } = make();
  const expected = whole(setup, series);
  if (expected === null) return false;
  const { steps, ...outcome } = expected;
  const found = resumed(make, place % (steps + 1), rows, later, (a, b) => expect(a).toEqual(b));
  expect(found).toEqual(outcome);
  return true;
}

function tryMany(make: (shape: Shape) => RandomRun, numRuns: number): void {
  let runs = 0;
  fc.assert(
    fc.property(shapes, fc.nat(), fc.constantFrom(1, 3, 1000), fc.nat({ max: 30 }), (shape, place, rows, later) => {
      if (tryAt(() => make(shape), place, rows, later)) runs += 1;
    }),
    { numRuns },
  );
  expect(runs).toBeGreaterThan(numRuns / 2);
}

/** Trades by averages of its own and of longer candles, all of it in its state. */
const averages = defineStrategy({
  name: 'averages',
  state: () => ({ fast: new Sma(2), slow: new Sma(3), seen: new Map<string, number>() }),
  setup: (ctx) => void ctx.candles('4m', 2),
  onCandle(ctx) {
    const { fast, slow, seen } = ctx.state;
    seen.set(ctx.symbol, (seen.get(ctx.symbol) ?? 0) + 1);
    const [quick, calm] = [fast.update(ctx.candle.close), slow.update(ctx.candle.close)];
    const last = ctx.candles('4m', 2).at(-1)?.close ?? 0;
    const before = ctx.history(3)[0]!.close;
    if (quick === null || calm === null) return;
    const reason = `${quick} ${calm} ${last} ${before} ${seen.get(ctx.symbol)}`;
    if (quick + last > calm + before) ctx.buy({ quantity: 0.1, reason });
    else if (!ctx.position.isFlat) ctx.close({ reason });
  },
}) as unknown as StrategyDefinition;

describe('kept at any event and resumed', () => {
  it('a run of every order comes to the same rows, digests, books and statistics', () => {
    tryMany(randomRun, 80);
  });

  it('also where finer candles say in which order prices came', () => {
    tryMany((shape) => withDetail(randomRun(shape), shape.seed, { missing: 0.15, unlike: 0.15, holes: 0.3 }), 40);
  });

  it('also where longer candles are under way', () => {
    tryMany((shape) => {
      const { setup, series } = randomRun(shape);
      const strategy = { ...setup.strategy, definition: averages, interval: 120 * SECOND };
      return { setup: { ...setup, strategy }, series };
    }, 40);
  });

  it('also on prints and quotes, with filled gaps, risk limits and sessions', () => {
    let runs = 0;
    for (let seed = 1; seed <= 70; seed += 1) {
      const make = (): RandomRun => {
        const tried = caseOf(seed);
        const setup = setupFor(tried);
        return { setup, series: seriesFor(tried, setup) };
      };
      if (tryAt(make, seed * 7919, seed % 3 === 0 ? 1000 : (seed % 5) + 1, seed % 17)) runs += 1;
    }
    expect(runs).toBeGreaterThan(40);
  });
});
