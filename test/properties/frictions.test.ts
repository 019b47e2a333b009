/** What turning one friction's knob does to random orders, and what it leaves alone. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SessionSetup } from '../../src/engine/setup.ts';
import type { LimitFillSetting } from '../../src/exchange/limitFill.ts';
import type { SlippageSetting } from '../../src/exchange/slippage.ts';
import { parsePct, rate } from '../../src/model/rate.ts';
import { SECOND } from '../support/market.ts';
import { type FillRow, play } from '../support/play.ts';
import { randomOrders } from '../support/randomOrders.ts';

type Exchange = Partial<SessionSetup['exchange']>;

const seeds = fc.integer({ min: 1, max: 2 ** 31 });
const RUNS = 25;

function fillsOf(seed: number, exchange: Exchange, symbols = 1): FillRow[] {
  const { setup, series } = randomOrders(seed, exchange, symbols);
  return play(setup, series).fillRows;
}

const pct = (percent: number) => parsePct(String(percent));
const random = (percent: number): SlippageSetting => ({ model: 'random', most: pct(percent) });
const probability = (chance: number): LimitFillSetting => ({ model: 'probability', probability: chance });

/** Price units by which a fill is worse than what it met. */
const slipped = ({ side, price, reference }: FillRow): number =>
  side === 'buy' ? price - reference : reference - price;
/** What does not depend on what money came to. */
const executed = ({ clientId, time, quantity, reference, liquidity }: FillRow) =>
  [clientId, time, quantity, reference, liquidity] as const;
const sum = (amounts: readonly number[]): number => amounts.reduce((total, one) => total + one, 0);

describe('random slippage', () => {
  it('doubles with its bound, fill by fill, up to the rounding against the taker', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 1, max: 4000 }), (seed, hundredths) => {
        const once = fillsOf(seed, { slippage: random(hundredths / 100) });
        const twice = fillsOf(seed, { slippage: random((2 * hundredths) / 100) });
        expect(twice.map(executed)).toEqual(once.map(executed));
        once.forEach((fill, i) => {
          // A limit is where both end.
          if (fill.type !== 'market') return;
          expect(2 * slipped(fill) - slipped(twice[i]!)).toBeGreaterThanOrEqual(0);
          expect(2 * slipped(fill) - slipped(twice[i]!)).toBeLessThanOrEqual(1);
        });
      }),
      { numRuns: RUNS },
    );
  });
});

describe('every model of slippage', () => {
  const models: readonly (readonly [string, (strength: number) => SlippageSetting])[] = [
    ['fixed', (strength) => ({ model: 'fixed', share: rate(strength, 1000) })],
    ['spread', (strength) => ({ model: 'spread', share: rate(strength, 1000) })],
    ['volume_share', (strength) => ({ model: 'volume_share', impact: rate(strength, 1) })],
    ['square_root', (strength) => ({ model: 'square_root', coefficient: strength, window: 5 })],
    ['random', (strength) => ({ model: 'random', most: rate(strength, 1000) })],
  ];

  it.each(models)('%s costs more the stronger it is, and moves nothing else', (_, setting) => {
    let moved = 0;
    fc.assert(
      fc.property(seeds, fc.integer({ min: 1, max: 50 }), (seed, strength) => {
        const none = fillsOf(seed, { slippage: { model: 'none' } });
        const weak = fillsOf(seed, { slippage: setting(strength) });
        const strong = fillsOf(seed, { slippage: setting(2 * strength) });
        expect(weak.map(executed)).toEqual(none.map(executed));
        expect(strong.map(executed)).toEqual(none.map(executed));
        weak.forEach((fill, i) => {
          expect(slipped(fill)).toBeGreaterThanOrEqual(0);
          expect(slipped(strong[i]!)).toBeGreaterThanOrEqual(slipped(fill));
          if (fill.liquidity === 'maker') expect(slipped(strong[i]!)).toBe(0);
          if (slipped(strong[i]!) > slipped(fill)) moved += 1;
        });
      }),
      { numRuns: RUNS },
    );
    expect(moved).toBeGreaterThan(0);
  });
});

describe('limits by probability', () => {
  it('are those of cross where it is 0, and those of touch where it is 1', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        expect(fillsOf(seed, { limitFill: probability(0) })).toEqual(fillsOf(seed, { limitFill: { model: 'cross' } }));
        expect(fillsOf(seed, { limitFill: probability(1) })).toEqual(fillsOf(seed, { limitFill: { model: 'touch' } }));
      }),
      { numRuns: RUNS },
    );
  });

  it('fill no later the likelier it is, and leave market orders alone', () => {
    let sooner = 0;
    fc.assert(
      fc.property(seeds, fc.double({ min: 0.05, max: 0.5, noNaN: true }), (seed, chance) => {
        const seldom = fillsOf(seed, { limitFill: probability(chance), slippage: random(1) });
        const often = fillsOf(seed, { limitFill: probability(2 * chance), slippage: random(1) });
        const later = new Map(often.map((fill) => [fill.clientId, fill]));
        for (const fill of seldom) {
          const other = later.get(fill.clientId)!;
          expect(other.time).toBeLessThanOrEqual(fill.time);
          if (other.time < fill.time) sooner += 1;
          if (fill.type === 'market') expect(executed(other)).toEqual(executed(fill));
          if (fill.type === 'market') expect(other.price).toBe(fill.price);
        }
        sooner += often.length - seldom.length;
      }),
      { numRuns: RUNS },
    );
    expect(sooner).toBeGreaterThan(0);
  });
});

describe('latency', () => {
  it('that is drawn lies within its bounds and keeps the luck of slippage', () => {
    const constant = { fillDelay: 0.05 * SECOND, slippage: random(5) };
    fc.assert(
      fc.property(seeds, fc.integer({ min: 1, max: 100 }), (seed, hundredths) => {
        const jitter = hundredths * 0.01 * SECOND;
        const before = new Map(fillsOf(seed, constant).map((fill) => [fill.clientId, fill]));
        for (const fill of fillsOf(seed, { ...constant, fillJitter: jitter })) {
          if (fill.type !== 'market') continue;
          const other = before.get(fill.clientId)!;
          expect(fill.time).toBeGreaterThanOrEqual(other.time);
          expect(fill.time).toBeLessThanOrEqual(other.time + jitter);
          expect(slipped(fill) / fill.reference).toBeCloseTo(slipped(other) / other.reference, 5);
        }
      }),
      { numRuns: RUNS },
    );
  });
});

describe('fees', () => {
  it('cost less the lower the tier that is reached, and move nothing else', () => {
    const tier = (hundredths: number) => ({
      feeTiers: [{ volume: 0, makers: [rate(hundredths, 10_000)], takers: [rate(hundredths, 10_000)] }],
    });
    fc.assert(
      fc.property(seeds, fc.integer({ min: 0, max: 50 }), (seed, hundredths) => {
        const [low, high] = [fillsOf(seed, tier(hundredths)), fillsOf(seed, tier(hundredths + 10))];
        expect(low.map(executed)).toEqual(high.map(executed));
        low.forEach((fill, i) => {
          expect(fill.price).toBe(high[i]!.price);
          expect(fill.fee).toBeLessThan(high[i]!.fee);
        });
      }),
      { numRuns: RUNS },
    );
  });
});

describe('partial fills', () => {
  it('leave no less and fill no sooner the smaller the share of volume, for an order that stands alone', () => {
    let fewer = 0;
    fc.assert(
      fc.property(seeds, fc.integer({ min: 1, max: 40 }), (seed, share) => {
        const { setup, series } = randomOrders(seed, {});
        const [order] = (setup.strategy.params as { orders: object[] }).orders;
        const one = { ...setup, strategy: { ...setup.strategy, params: { orders: [order] } } };
        const [small, large] = [share, 2 * share].map((each) => {
          const model = { model: 'volume', share: rate(each, 10_000) } as const;
          return play({ ...one, exchange: { ...one.exchange, partialFills: model } }, series);
        });
        const filled = (rows: readonly FillRow[], until: number) =>
          sum(rows.filter(({ time }) => time <= until).map(({ quantity }) => quantity));
        for (const { time } of small!.fillRows) {
          expect(filled(small!.fillRows, time)).toBeLessThanOrEqual(filled(large!.fillRows, time));
        }
        const left = (run: typeof small) =>
          sum(run!.summary.frictions.partialFills.map(({ quantity }) => Number(quantity)));
        expect(left(small)).toBeGreaterThanOrEqual(left(large));
        if (left(small) > left(large)) fewer += 1;
      }),
      { numRuns: 4 * RUNS },
    );
    expect(fewer).toBeGreaterThan(0);
  });
});

describe('luck', () => {
  const ALL: Exchange = {
    slippage: random(3),
    limitFill: probability(0.5),
    partialFills: { model: 'random', probability: 0.5, least: 0.2, most: 0.8 },
    fillJitter: 30 * SECOND,
    cancelJitter: 20 * SECOND,
  };
  /** Of the first symbol, without the numbers that count all of them. */
  const ofFirst = (fills: readonly FillRow[]) =>
    fills.filter(({ symbol }) => symbol === 0).map(({ seq: _, orderId: __, ...fill }) => fill);

  it('is the same for a symbol whatever stands beside it', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const alone = fillsOf(seed, ALL);
        expect(ofFirst(fillsOf(seed, ALL, 3))).toEqual(ofFirst(alone));
      }),
      { numRuns: RUNS },
    );
  });

  it('is another with another seed', () => {
    const [one, other] = [1, 2].map((seed) => fillsOf(5, { ...ALL, seed }).map(executed));
    expect(one).not.toEqual(other);
  });

  it('of one model does not depend on another', () => {
    const wholeFills = { ...ALL, partialFills: { model: 'none' } as const };
    fc.assert(
      fc.property(seeds, (seed) => {
        const base = fillsOf(seed, wholeFills);
        const calm = fillsOf(seed, { ...wholeFills, slippage: { model: 'none' } });
        // Without slippage: the same orders fill, at the same times, by the same touches.
        expect(calm.map(executed)).toEqual(base.map(executed));
        const crossed = new Map(
          fillsOf(seed, { ...wholeFills, limitFill: { model: 'cross' } }).map((fill) => [fill.clientId, fill]),
        );
        // With another rule for limits: the same ways and the same slippage of market orders.
        for (const fill of base.filter(({ type }) => type === 'market')) {
          const { seq: _, orderId: __, ...rest } = fill;
          expect(crossed.get(fill.clientId)).toMatchObject(rest);
        }
      }),
      { numRuns: RUNS },
    );
    expect(sum(fillsOf(1, wholeFills).map(slipped))).toBeGreaterThan(0);
  });
});
