/** Whatever the market: a shipped strategy sees nothing of the future, and its state can be saved at any time. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Columns } from '../../src/market/columns.ts';
import type { StrategyDefinition } from '../../src/strategy/define.ts';
import { SHIPPED_STRATEGIES } from '../../src/strategy/index.ts';
import { load, type Saved, save } from '../../src/strategy/saved.ts';
import { SECOND, slice } from '../support/market.ts';
import { playIfPriced, type Series } from '../support/play.ts';
import { type RandomRun, randomRun } from '../support/randomRun.ts';

/** So short that there is much to decide in a dozen candles. */
const PARAMS: Readonly<Record<string, object>> = {
  'sma-cross': { fast: 1, slow: 2 },
  'buy-and-hold': {},
  'mean-reversion': { period: 2, deviations: 0.5 },
  breakout: { period: 2 },
  grid: { levels: 3, spacing_pct: 0.5 },
  dca: { every_hours: 1, spend: 10 },
  rebalance: { drift_pct: 0.1, min_order: 0 },
};
const shipped = [...SHIPPED_STRATEGIES].filter(([name]) => name !== 'scripted');

const shapes = fc.record({
  seed: fc.integer({ min: 0, max: 2 ** 31 }),
  length: fc.integer({ min: 4, max: 16 }),
  gaps: fc.boolean(),
});

/** The same market, traded by another strategy. */
function tradedBy({ setup, series }: RandomRun, name: string, change: Partial<StrategyDefinition> = {}): RandomRun {
  const definition = SHIPPED_STRATEGIES.get(name)!;
  const params = definition.params!.parse(PARAMS[name]);
  return {
    series,
    setup: { ...setup, strategy: { ...setup.strategy, definition: { ...definition, ...change }, params } },
  };
}

/** Candles closed by `end`. */
function cut(series: readonly Series[], end: number): Series[] {
  return series.map((one) => {
    const { time } = one.columns as Extract<Columns, { time: Float64Array }>;
    const rows = time.findLastIndex((open) => open + one.interval <= end) + 1;
    return { ...one, columns: slice(one.columns, 0, rows) };
  });
}

/** Of one quote asset, which `rebalance` asks for. */
const isFit = ({ setup }: RandomRun, name: string): boolean =>
  name !== 'rebalance' || new Set(setup.instruments.map(({ quote }) => quote)).size === 1;

describe.each(shipped)('%s', (name) => {
  it('decides, fills and is worth the same whatever comes later', () => {
    let orders = 0;
    fc.assert(
      fc.property(shapes, fc.nat(), (shape, place) => {
        const { setup, series } = tradedBy(randomRun(shape), name);
        fc.pre(isFit({ setup, series }, name));
        const end = (1 + (place % Math.ceil(shape.length / 2))) * 120 * SECOND;
        const whole = playIfPriced(setup, series);
        const part = playIfPriced(setup, cut(series, end));
        fc.pre(whole !== null && part !== null);
        expect(part!.orderRows).toEqual(whole!.orderRows.slice(0, part!.orderRows.length));
        expect(part!.fillRows).toEqual(whole!.fillRows.slice(0, part!.fillRows.length));
        const last = part!.equityRows.at(-1)!.time;
        const past = (rows: readonly { time: number }[]) => rows.filter(({ time }) => time < last);
        expect(past(part!.orderRows)).toEqual(past(whole!.orderRows));
        expect(past(part!.equityRows)).toEqual(past(whole!.equityRows));
        orders += whole!.orderRows.length;
      }),
      { numRuns: 60 },
    );
    // Purchases once an hour do not happen in a quarter of one.
    if (name !== 'dca') expect(orders).toBeGreaterThan(50);
  });

  it('keeps all it knows in its state: saved and loaded in the middle, it goes on as if nothing had been', () => {
    fc.assert(
      fc.property(shapes, fc.nat({ max: 30 }), (shape, pause) => {
        const market = randomRun(shape);
        fc.pre(isFit(market, name));
        const definition = SHIPPED_STRATEGIES.get(name)!;
        let candles = 0;
        const interrupted = tradedBy(market, name, {
          onCandle(ctx) {
            if (candles++ === pause) {
              // Whatever is not in what was saved is lost here.
              const loaded = load(JSON.parse(JSON.stringify(save(ctx.state))) as Saved);
              Object.defineProperty(ctx, 'state', { value: loaded });
            }
            definition.onCandle(ctx);
          },
        });
        const straight = tradedBy(market, name);
        const expected = playIfPriced(straight.setup, straight.series)?.summary.digests;
        expect(playIfPriced(interrupted.setup, interrupted.series)?.summary.digests).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });
});
