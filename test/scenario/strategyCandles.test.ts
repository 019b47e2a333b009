/** The candles a strategy decides on, against the resampled catalog: whatever starts, ends and holes data and window have. */
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Catalog, openCatalog } from '../../src/catalog/load.ts';
import { resampleCandles } from '../../src/catalog/resample.ts';
import { runAsync, TradingSession } from '../../src/engine/index.ts';
import { InputError } from '../../src/model/errors.ts';
import { formatTime } from '../../src/model/time.ts';
import { resolveScenario } from '../../src/scenario/resolve.ts';
import { openFeed, planMarket } from '../../src/scenario/wiring/market.ts';
import { defineStrategy, type StrategyDefinition } from '../../src/strategy/define.ts';
import { MINUTE, NEW_YEAR, putParquet, rowsOf, temporaryFolder } from '../catalog/support.ts';
import { instrument, setupOf } from '../support/market.ts';

const KEY = { venue: 'test', symbol: 'BTC/USDT' };

interface Shape {
  /** Minutes since New Year of the first and behind the last candle there could be. */
  readonly first: number;
  readonly count: number;
  /** Of hundred minutes, how many are there. */
  readonly share: number;
  readonly hole: readonly [number, number];
  /** Minutes; null: the scenario leaves it out. */
  readonly from: number | null;
  readonly to: number | null;
  readonly strategy: number;
  readonly warmup: number;
  readonly trades: boolean;
}

const shapes: fc.Arbitrary<Shape> = fc.record({
  first: fc.integer({ min: 0, max: 200 }),
  count: fc.integer({ min: 1, max: 400 }),
  share: fc.constantFrom(100, 100, 70, 15),
  hole: fc.tuple(fc.integer({ min: 0, max: 500 }), fc.integer({ min: 0, max: 500 })),
  from: fc.option(fc.integer({ min: 0, max: 500 })),
  to: fc.option(fc.integer({ min: 1, max: 700 })),
  strategy: fc.constantFrom(5, 15, 60),
  warmup: fc.constantFrom(0, 0, 1, 3),
  trades: fc.boolean(),
});

/** A catalog of minutes, or of trades (one a minute, some seconds into it). */
async function catalogOf({ first, count, share, hole, trades }: Shape): Promise<string> {
  const catalog = temporaryFolder();
  const minutes = `FROM range(${first}, ${first + count}) t(i)
    WHERE (i * 7919) % 100 < ${share} AND NOT (i BETWEEN ${hole[0]} AND ${hole[1]})`;
  const price = (add: string): string => `(${add})::DECIMAL(9,2)`;
  const time = (add: string): string => `make_timestamp(${NEW_YEAR} + i * ${MINUTE} + ${add}) AS "time"`;
  const volume = '((i * 104729) % 1000 / 10)::DECIMAL(9,1)';
  const query = trades
    ? `SELECT ${time('(i * 17) % 60 * 1000000')}, ${price('100 + (i * 31) % 17')} AS price, ${volume} AS size,
         'buy' AS side, i::VARCHAR AS id ${minutes}`
    : `SELECT ${time('0')}, ${price('100 + i % 7')} AS open, ${price('108 + (i * 7919) % 13')} AS high,
         ${price('90 - (i * 104729) % 11')} AS low, ${price('100 + (i * 31) % 7')} AS close, ${volume} AS volume ${minutes}`;
  const folder = trades ? 'trades/venue=test/symbol=BTC-USDT' : 'candles/venue=test/symbol=BTC-USDT/interval=1m';
  await putParquet(join(catalog, folder, trades ? 'trades.parquet' : 'candles.parquet'), query);
  return catalog;
}

/** What the strategy saw, row by row, how many of it were warm-up before the window, and on how many it could trade. */
async function seenIn(catalog: Catalog, shape: Shape): Promise<{ rows: number[][]; before: number; orders: number }> {
  const at = (name: string, minute: number | null): string =>
    minute === null ? '' : `, ${name}: "${formatTime(NEW_YEAR + minute * MINUTE)}"`;
  const loaded = resolveScenario(
    `strategy: { use: buy-and-hold, interval: ${shape.strategy}m }
market: { catalog: ".", venue: test, symbols: [BTC/USDT], interval: 1m, warmup: ${shape.warmup}${at('from', shape.from)}${at('to', shape.to)} }`,
    'x.yaml',
  );
  const plan = await planMarket(loaded, catalog);
  const instruments = [instrument()];
  const feed = await openFeed(plan, catalog, instruments, 7);
  const rows: number[][] = [];
  const definition = defineStrategy({
    name: 'mine',
    onCandle(ctx) {
      const { candle } = ctx;
      ctx.buy({ quantity: 0.001 });
      const { time, open, high, low, close, volume, filled } = candle;
      if (!filled) rows.push([time * 1000, open, high, low, close, volume]);
    },
  }) as StrategyDefinition;
  const session = new TradingSession({
    ...setupOf({ instruments }),
    series: plan.series,
    matching: plan.matching,
    interval: loaded.interval,
    window: { from: plan.from, to: plan.to },
    strategy: { definition, params: undefined, interval: loaded.strategyInterval, warmup: shape.warmup },
  });
  try {
    const { quality, orderCount } = await runAsync(session, feed);
    return { rows, before: quality[0]!.warmupBefore, orders: orderCount };
  } catch (error) {
    // A window in which no candle closes.
    if (error instanceof InputError && error.message.startsWith('the run never started'))
      return { rows, before: -1, orders: 0 };
    throw error;
  } finally {
    await feed.close();
  }
}

/** The resampled catalog: none where the data covers no whole candle. */
async function resampled(catalog: Catalog, { trades, strategy }: Shape): Promise<number[][]> {
  const interval = strategy * MINUTE;
  const request = { ...KEY, catalog: catalog.dir, fromInterval: trades ? 0 : MINUTE, toInterval: interval };
  try {
    await resampleCandles(request);
  } catch (error) {
    if (error instanceof InputError && error.message.includes('cover no whole')) return [];
    throw error;
  }
  const columns = await catalog.loadCandles({ ...KEY, interval, priceDecimals: 2 });
  return rowsOf(columns).map(([time, open, high, low, close, volume]) => [
    time!,
    ...[open!, high!, low!, close!].map((price) => price / 100),
    volume!,
  ]);
}

describe('candles of strategy.interval', () => {
  it('are those of data resample that close in the window, and as many before it as warm up', async () => {
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(shapes, async (shape) => {
        const opened = await openCatalog(await catalogOf(shape));
        try {
          const seen = await seenIn(opened, shape).catch((error: unknown) => {
            // Nothing in the window, or nothing at all.
            if (error instanceof InputError) return null;
            throw error;
          });
          if (seen === null) return;
          const all = await resampled(opened, shape);
          const interval = shape.strategy * MINUTE;
          const from = shape.from === null ? Number.NEGATIVE_INFINITY : NEW_YEAR + shape.from * MINUTE;
          const to = shape.to === null ? Number.POSITIVE_INFINITY : NEW_YEAR + shape.to * MINUTE;
          const closing = all.filter(([time]) => time! + interval > from && time! + interval <= to);
          const inside = seen.rows.filter(([time]) => time! + interval > from);
          expect(inside).toEqual(closing);
          const before = seen.rows.filter(([time]) => time! + interval <= from);
          const history = all.filter(([time]) => time! + interval <= from);
          if (!shape.trades) expect(before).toEqual(shape.warmup === 0 ? [] : history.slice(-shape.warmup));
          const opening = seen.rows.filter(([time]) => time! < from);
          if (seen.before >= 0 && !shape.trades) expect(seen.before).toBe(Math.min(shape.warmup, opening.length));
          compared += closing.length;
        } finally {
          opened.close();
        }
      }),
      { numRuns: 60 },
    );
    expect(compared).toBeGreaterThan(100);
  });

  it.each([
    [0, [60, 120, 180], 0],
    [1, [0, 60, 120, 180], 1],
  ])(
    'in which the window begins are whole and history: not traded on (%i to warm up)',
    async (warmup, opens, before) => {
      const trades = false;
      const shape = { first: 0, count: 240, share: 100, hole: [0, -1], from: 90, to: 240, strategy: 60 } as const;
      const opened = await openCatalog(await catalogOf({ ...shape, warmup, trades }));
      const seen = await seenIn(opened, { ...shape, warmup, trades });
      opened.close();
      expect(seen.rows.map(([time]) => (time! - NEW_YEAR) / MINUTE)).toEqual(opens);
      // The open of minute 60, though the window begins at minute 90.
      expect(seen.rows.find(([time]) => time === NEW_YEAR + 60 * MINUTE)![1]).toBe(100 + (60 % 7));
      expect([seen.before, seen.orders]).toEqual([before, 2]);
    },
  );
});
