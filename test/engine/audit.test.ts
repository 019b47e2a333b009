/** An audited run: the same result, everything looked at, and what does not hold is named with its time. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runSync, TradingSession } from '../../src/engine/index.ts';
import type { SessionSetup } from '../../src/engine/setup.ts';
import { CheckError, InputError } from '../../src/model/errors.ts';
import type { CandleView } from '../../src/strategy/candle.ts';
import { defineStrategy } from '../../src/strategy/define.ts';
import { caseOf } from '../properties/orders/case.ts';
import { seriesFor, setupFor } from '../properties/orders/trial.ts';
import { candles, feedOf, setupOf } from '../support/market.ts';
import { playIfPriced, type Series } from '../support/play.ts';
import { randomRun } from '../support/randomRun.ts';

function audited(setup: SessionSetup, series: readonly Series[]) {
  const feed = feedOf(series);
  const session = new TradingSession({ ...setup, audit: true, series: feed.series });
  try {
    const { digests } = runSync(session, feed);
    return { digests, ...session.audited };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { digests: null, ...session.audited };
  }
}

describe('an audit', () => {
  it('finds nothing in random runs of every order, and changes no digest', () => {
    let [events, fills] = [0, 0];
    fc.assert(
      fc.property(
        fc.record({
          seed: fc.integer({ min: 0, max: 2 ** 31 }),
          length: fc.integer({ min: 1, max: 14 }),
          gaps: fc.boolean(),
          trades: fc.boolean(),
          everyOrder: fc.boolean(),
        }),
        (shape) => {
          const { setup, series } = randomRun(shape);
          const seen = audited(setup, series);
          events += seen.events;
          fills += seen.fills;
          expect(seen.digests ?? undefined).toEqual(playIfPriced(setup, series)?.summary.digests);
        },
      ),
      { numRuns: 120 },
    );
    expect(events).toBeGreaterThan(5000);
    expect(fills).toBeGreaterThan(200);
  });

  it('nor on prints and quotes, with risk limits and filled gaps', () => {
    let fills = 0;
    for (let seed = 1; seed <= 120; seed += 1) {
      const tried = caseOf(seed);
      const setup = setupFor(tried);
      const series = seriesFor(tried, setup);
      const seen = audited(setup, series);
      fills += seen.fills;
      expect(seen.digests ?? undefined).toEqual(playIfPriced(setup, series)?.summary.digests);
    }
    expect(fills).toBeGreaterThan(200);
  });

  it('throws at the event after which something does not hold, and names it', () => {
    const buys = defineStrategy({
      name: 'buys',
      onCandle(ctx) {
        if (ctx.position.isFlat) ctx.buy({ quantity: 1 });
      },
    });
    const line = [100, 101, 99, 100] as const;
    const columns = candles([line, line, line, line]);
    const setup = setupOf({ audit: true, strategy: { definition: buys as never } });
    const feed = feedOf([{ symbol: 0, interval: 60e6, columns }]);
    const session = new TradingSession({ ...setup, series: feed.series });
    const { books } = session as unknown as { books: { apply(fill: unknown): void; totals: Float64Array } };
    const { apply } = books;
    books.apply = (fill) => {
      apply.call(books, fill);
      books.totals[1]! += 1;
    };
    expect(() => runSync(session, feed)).toThrow(CheckError);
    expect(session.now).toBe(60e6);
  });

  it('lets no view be read after its callback, however late in the run', () => {
    const kept: { view: CandleView | null } = { view: null };
    const careless = defineStrategy({
      name: 'careless',
      onCandle(ctx) {
        if (ctx.now === 1500 * 60_000) ctx.log(String(kept.view!.close));
        kept.view = ctx.candle;
      },
    });
    const columns = candles(Array.from({ length: 1600 }, () => [100, 101, 99, 100] as const));
    const run = (audit: boolean) => () => {
      const feed = feedOf([{ symbol: 0, interval: 60e6, columns }]);
      const setup = setupOf({ audit, strategy: { definition: careless as never } });
      return runSync(new TradingSession({ ...setup, series: feed.series }), feed);
    };
    expect(run(false)).not.toThrow();
    expect(run(true)).toThrow('this candle has ended with its callback');
  });
});
