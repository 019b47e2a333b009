/** The real exchange, executor and books against their slow twin, on seeded random traffic: every fill, fee, balance and status equal. */
import { describe, expect, test } from 'vitest';
import { runs } from '../support/runs.ts';
import { compare } from './compare.ts';
import { tellDifference } from './tell.ts';
import { traffic } from './traffic.ts';
import type { TwinRun } from './types.ts';

/** Many more by `npm run soak:twin`. */
const RUNS = runs(100);

describe('engine and twin', () => {
  test(`agree on ${RUNS} random runs`, () => {
    let orders = 0;
    let fills = 0;
    for (let seed = 0; seed < RUNS; seed += 1) {
      const counted = compare(traffic(seed));
      if (counted.difference !== null) expect.fail(tellDifference(seed) ?? '');
      orders += counted.orders;
      fills += counted.fills;
    }
    expect(orders).toBeGreaterThan(13 * RUNS);
    expect(fills).toBeGreaterThan(6 * RUNS);
  });

  test(`agree on ${RUNS} random runs with frictions that are drawn or look at what is traded`, () => {
    let fills = 0;
    for (let seed = 0; seed < RUNS; seed += 1) {
      const run = traffic(seed, { frictions: true });
      const counted = compare(run);
      if (counted.difference !== null) expect.fail(tellDifference(seed, run) ?? '');
      fills += counted.fills;
    }
    expect(fills).toBeGreaterThan(5 * RUNS);
  });

  test.each([
    [100456, 'a drawdown halt ends orders oldest first: a child goes with its parent, not before it'],
    [101651, 'a position that was closed needs no price of its asset for equity'],
    [102985, 'a close ends what only reduces the position in the order sent'],
    [1014330, 'what is left of a limit is suspended with the others when a position is opened on the way'],
    [2010366, 'an order that another leg made smaller holds no more than before, wherever its mark is'],
    [2028330, 'what is left of an order goes on when its fill at a close has ended the last of the others'],
    [3008570, 'a leg that waits for another leg is told once that it ended with that'],
    [4033147, 'an order that is filled when its parent ends lets its own children end, too'],
  ])('agree on seed %i: %s', (seed) => {
    expect(compare(traffic(seed)).difference).toBeNull();
  });

  test('a difference is found, shrunk, and told with the command that repeats it', () => {
    const dearer = (run: TwinRun): TwinRun => ({
      ...run,
      instruments: run.instruments.map((one) => ({ ...one, taker_pct: '0.27' })),
    });
    const limits = { symbols: 1, sources: ['candles' as const], rules: false };
    const seeds = Array.from({ length: 20 }, (_, seed) => seed);
    const seed = seeds.find((one) => compare(traffic(one, limits), dearer).difference?.kind === 'filled | filled')!;
    const told = tellDifference(seed, traffic(seed, limits), dearer)!;
    expect(told).toContain(`npm run soak:twin -- --seed ${seed} --orders 1`);
    // One order with one candle to meet is enough to show a fee.
    expect(told.match(/ order /g)).toHaveLength(1);
    expect(told.match(/ candle /g)).toHaveLength(1);
    expect(told).toMatch(/> engine: .* filled .* fee /);
    expect(told).toMatch(/> twin {2}: .* filled .* fee /);
  });
});
