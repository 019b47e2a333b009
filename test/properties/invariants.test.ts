/** What holds after every event, and of every fill, whatever the market, the settings and the orders. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runSync, TradingSession } from '../../src/engine/index.ts';
import type { CandleColumns } from '../../src/market/columns.ts';
import { InputError } from '../../src/model/errors.ts';
import type { StrategyContext } from '../../src/strategy/context.ts';
import type { StrategyDefinition } from '../../src/strategy/define.ts';
import type { FillInfo } from '../../src/strategy/request.ts';
import { checkInvariants, costOf, feeOf } from '../support/invariants.ts';
import { feedOf } from '../support/market.ts';
import { type FillRow, type Played, playIfPriced } from '../support/play.ts';
import { type RandomRun, randomRun, type Shape } from '../support/randomRun.ts';
import { runs } from '../support/runs.ts';

const shapes: fc.Arbitrary<Shape> = fc.record({
  seed: fc.integer({ min: 0, max: 2 ** 31 }),
  length: fc.integer({ min: 1, max: 14 }),
  gaps: fc.boolean(),
  trades: fc.boolean(),
});

/** Units of an amount that a callback shows as a number. */
const units = (amount: number): number => Math.round(amount * 1e8);

/** Runs with a strategy that looks at its balances whenever it is called. Answers how often it looked. */
function watched({ setup, series }: RandomRun): number {
  const { instruments, assets } = setup;
  const total = [...setup.initialBalance];
  let looks = 0;
  const look = (ctx: StrategyContext<unknown, unknown>): void => {
    looks += 1;
    for (const [asset, { name }] of assets.entries()) {
      const balance = ctx.balance(name);
      const [held, free, own] = [units(balance.held), units(balance.free), total[asset]!];
      const isRight = units(balance.total) === own && held >= 0 && held <= own && free <= own - held;
      if (!isRight) expect.fail(`${name} at ${ctx.now}: ${JSON.stringify({ balance, own })}`);
    }
  };
  const settle = (fill: FillInfo): void => {
    const one = instruments.find(({ symbol }) => symbol === fill.symbol)!;
    const sign = fill.side === 'buy' ? 1 : -1;
    total[one.base]! += sign * units(fill.quantity);
    total[one.quote]! -= sign * units(fill.cost) + units(fill.fee);
  };
  const inner = setup.strategy.definition as StrategyDefinition<unknown, unknown>;
  const watch = (name: 'onCandle' | 'onFill' | 'onOrder' | 'onTimer' | 'onGap') => {
    const callback = inner[name] as (ctx: unknown, event: unknown) => void;
    return (ctx: StrategyContext<unknown, unknown>, event?: unknown): void => {
      if (name === 'onFill') settle(event as FillInfo);
      look(ctx);
      callback(ctx, event);
    };
  };
  const names = ['onCandle', 'onFill', 'onOrder', 'onTimer', 'onGap'] as const;
  const watching = Object.fromEntries(names.map((name) => [name, watch(name)]));
  const definition = { ...inner, ...watching } as unknown as StrategyDefinition;
  playIfPriced({ ...setup, strategy: { ...setup.strategy, definition } }, series);
  return looks;
}

/** Runs with a look at the books after each step; answers how many there were. */
function checked(setup: RandomRun['setup'], series: RandomRun['series'], quick: boolean): number {
  const feed = feedOf(series);
  const session = new TradingSession({ ...setup, quick, series: feed.series });
  const steps = checkInvariants(session, setup);
  try {
    runSync(session, feed);
  } catch (error) {
    // No price for what is held, or luck that outgrew 2^53 units.
    if (!(error instanceof InputError)) throw error;
  }
  return steps();
}

/** A child under way when its parent fills; a sale in parts beyond what is free; a leg dearer than its group's hold; a trail off its shelf. */
const HARD: readonly Shape[] = [
  { seed: 790350923, length: 6, gaps: false, trades: true },
  { seed: 14273362, length: 14, gaps: false, trades: true },
  { seed: 1716369648, length: 11, gaps: true, trades: true },
  { seed: 383554105, length: 9, gaps: false, trades: false },
];

describe('after every event', () => {
  it('each balance is what was there, bought, sold and paid; held is what open orders need; nothing is negative', () => {
    let steps = 0;
    fc.assert(
      fc.property(shapes, (shape) => {
        const { setup, series } = randomRun(shape);
        steps += checked(setup, series, true) + checked(setup, series, false);
      }),
      { numRuns: runs(120) },
    );
    expect(steps).toBeGreaterThan(4000);
  });

  it('so it is with every type of order, filled in parts', () => {
    let steps = 0;
    fc.assert(
      fc.property(shapes, (shape) => {
        const { setup, series } = randomRun({ ...shape, everyOrder: true });
        steps += checked(setup, series, true) + checked(setup, series, false);
      }),
      { numRuns: runs(120), examples: HARD.map((shape) => [shape]) },
    );
    expect(steps).toBeGreaterThan(4000);
  });

  it('a strategy sees the balances that its fills come to', () => {
    let looks = 0;
    fc.assert(
      fc.property(shapes, (shape) => {
        looks += watched(randomRun(shape));
      }),
      { numRuns: runs(120) },
    );
    expect(looks).toBeGreaterThan(2000);
  });

  it('money at the end is what trading made, where all was cash', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const { setup, series } = randomRun({ ...shape, allCash: true });
        const played = playIfPriced(setup, series);
        fc.pre(played !== null);
        const { initialEquity, finalEquity, realizedPnl, unrealizedPnl } = played!.summary;
        const made = realizedPnl + unrealizedPnl;
        const quotes = played!.fillRows.filter(({ symbol }) => setup.instruments[symbol]!.quote !== setup.reporting);
        // Each conversion of a quote asset is rounded to a unit: three of a fill, and one of each asset at the end.
        const rounding = quotes.length === 0 ? 0 : 3 * quotes.length + setup.assets.length;
        expect(Math.abs(finalEquity - initialEquity - made)).toBeLessThanOrEqual(rounding);
      }),
      { numRuns: runs(200) },
    );
  });
});

/** Every fill of many runs, with what it takes to judge it. */
function eachFill(numRuns: number, judge: (fill: FillRow, played: Played, run: RandomRun) => void): void {
  let fills = 0;
  fc.assert(
    fc.property(shapes, (shape) => {
      const run = randomRun(shape);
      const played = playIfPriced(run.setup, run.series);
      for (const fill of played?.fillRows ?? []) {
        judge(fill, played!, run);
        fills += 1;
      }
    }),
    { numRuns },
  );
  expect(fills).toBeGreaterThan(numRuns);
}

describe('every fill', () => {
  it('costs quantity x price, with its fee and its slippage', () => {
    eachFill(400, (fill, _, { setup }) => {
      const one = setup.instruments[fill.symbol]!;
      expect(fill.cost).toBe(costOf(one, fill.quantity, fill.price));
      const isMaker = fill.liquidity === 'maker';
      const tiers = (setup.exchange.feeTiers ?? []).map(
        ({ makers, takers }) => (isMaker ? makers : takers)[one.index]!,
      );
      const rates = [isMaker ? one.makerFee : one.takerFee, ...tiers];
      expect(rates.map((rate) => feeOf(fill.cost, rate))).toContain(fill.fee);
      expect(fill.slippage).toBe(Math.abs(fill.cost - costOf(one, fill.quantity, fill.reference)));
      expect(fill.quantity % one.lotSize).toBe(0);
    });
  });

  it('is never worse than its limit; a maker gets its limit, a taker the slipped price', () => {
    eachFill(400, (fill, { orderRows }, { setup }) => {
      const { price: limit } = orderRows.find(({ orderId }) => orderId === fill.orderId)!;
      const sign = fill.side === 'buy' ? 1 : -1;
      if (fill.liquidity === 'maker') {
        expect(fill.price).toBe(fill.reference);
        const isAuction = setup.instruments[fill.symbol]!.calendar === 'sessions' && fill.time === fill.candleTime;
        if (!isAuction) expect(fill.price).toBe(limit);
        expect(sign * (fill.price - limit)).toBeLessThanOrEqual(0);
        return;
      }
      const { slippage } = setup.exchange;
      const share = slippage.model === 'fixed' ? slippage.share : { numerator: 0, denominator: 1 };
      const slipped = fill.reference + sign * Math.ceil((fill.reference * share.numerator) / share.denominator);
      const expected = limit < 0 || sign * (slipped - limit) < 0 ? slipped : limit;
      expect(fill.price).toBe(expected);
    });
  });

  it('has a reference price on the path that was travelled, jumps included', () => {
    eachFill(400, (fill, _, { setup, series }) => {
      if (setup.matching[fill.symbol] === 'trades') return expect(fill.candleTime).toBe(-1);
      const { interval, columns } = series.find(({ symbol }) => symbol === fill.symbol)!;
      const { time, open, high, low, close } = columns as CandleColumns;
      const row = time.indexOf(fill.candleTime);
      expect(row).toBeGreaterThanOrEqual(0);
      const since = fill.time - fill.candleTime;
      expect(since >= 0 && since <= interval).toBe(true);
      if (since < Math.floor(interval / 3)) {
        // At the open and until the first extreme price stands at the open; a maker is met by the jump to it.
        const from = fill.liquidity === 'maker' && row > 0 ? close[row - 1]! : open[row]!;
        expect(fill.reference).toBeGreaterThanOrEqual(Math.min(from, open[row]!));
        expect(fill.reference).toBeLessThanOrEqual(Math.max(from, open[row]!));
        return;
      }
      expect(fill.reference).toBeGreaterThanOrEqual(low[row]!);
      expect(fill.reference).toBeLessThanOrEqual(high[row]!);
      if (fill.liquidity === 'taker' && since === interval) expect(fill.reference).toBe(close[row]!);
    });
  });

  it('comes after its order arrived and before it ended, once', () => {
    eachFill(400, (fill, { orderRows }, { setup }) => {
      const life = orderRows.filter(({ orderId, reason }) => orderId === fill.orderId && reason !== LATE);
      expect(life.map(({ event }) => event)).toEqual(['submitted', 'accepted', 'filled']);
      expect(fill.time).toBeGreaterThanOrEqual(life[0]!.time + setup.exchange.fillDelay);
      expect(fill.time).toBe(life[2]!.time);
      expect(fill.quantity).toBe(life[2]!.filled);
    });
  });
});

const LATE = 'cancel: the order has ended';

describe('every order', () => {
  it('ends at most once, and nothing but a late cancel is heard of it afterwards', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const { setup, series } = randomRun(shape);
        const played = playIfPriced(setup, series);
        const lives = new Map<number, string[]>();
        for (const row of played?.orderRows ?? []) {
          const event = row.reason === LATE ? 'late' : row.event;
          lives.set(row.orderId, [...(lives.get(row.orderId) ?? []), event]);
        }
        for (const life of lives.values()) {
          expect(life.join(' ')).toMatch(
            /^(refused|rejected|submitted( rejected| canceled| accepted( filled| canceled)?)?)( late)*$/,
          );
        }
        const open = [...lives.values()].filter((life) => /^(submitted|accepted)$/.test(life.at(-1)!));
        expect(played?.summary.openOrders.length ?? open.length).toBe(open.length);
      }),
      { numRuns: runs(200) },
    );
  });
});
