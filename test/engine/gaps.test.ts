/** Time that is missing between candles: left out, an error, or filled in. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SessionSetup } from '../../src/engine/setup.ts';
import { InputError } from '../../src/model/errors.ts';
import { MICROS_PER_DAY, MICROS_PER_HOUR } from '../../src/model/time.ts';
import type { StrategyContext } from '../../src/strategy/context.ts';
import { defineStrategy, type StrategyDefinition } from '../../src/strategy/define.ts';
import { type CandleLine, candles, instrument, MINUTE, SECOND, setupOf } from '../support/market.ts';
import { type Played, play, playIfPriced } from '../support/play.ts';
import { Chance, randomRun } from '../support/randomRun.ts';

type Ctx = StrategyContext<undefined, undefined>;
type Gaps = NonNullable<SessionSetup['gaps']>;

/** One-minute candles 0, 1 and 4: two are missing. */
const LINES: (CandleLine | null)[] = [[100, 104, 98, 103], [103, 105, 101, 102], null, null, [110, 112, 90, 111]];

function run(
  gaps: Gaps,
  callbacks: Partial<StrategyDefinition>,
  options: Partial<Parameters<typeof setupOf>[0]> & {
    lines?: (CandleLine | null)[];
    rows?: number;
    start?: number;
  } = {},
): Played {
  const { lines = LINES, rows, start = 0, ...rest } = options;
  const definition = defineStrategy({ name: 'mine', onCandle() {}, ...callbacks }) as StrategyDefinition;
  const setup = setupOf({
    instruments: [instrument({ maker: '0', taker: '0' })],
    exchange: { fillDelay: 100_000 },
    gaps,
    ...rest,
    strategy: { definition, ...rest?.strategy },
  });
  return play(setup, [{ symbol: 0, interval: MINUTE, columns: candles(lines, { start }) }], rows);
}

const fills = ({ fillRows }: Played) =>
  fillRows.map(({ time, clientId, price, liquidity }) => `${time / SECOND} ${clientId} ${price / 100} ${liquidity}`);
const equityTimes = ({ equityRows }: Played) => equityRows.map(({ time }) => time / SECOND);

describe('market.gaps: fill', () => {
  it('shows flat, flagged candles, each with its equity row, and tells the gap once, when it ends', () => {
    const seen: string[] = [];
    const told: unknown[] = [];
    const played = run('fill', {
      onCandle(ctx) {
        const { candle } = ctx;
        seen.push(
          [candle.time, candle.open, candle.high, candle.low, candle.close, candle.volume, candle.filled].join(' '),
        );
        expect(candle.copy()).toEqual(ctx.history(1)[0]);
        expect(candle.copy().filled).toBe(candle.filled);
      },
      onGap: (ctx, gap) => void told.push([ctx.now, gap]),
    });
    expect(seen).toEqual([
      '0 100 104 98 103 1 false',
      '60000 103 105 101 102 1 false',
      '120000 102 102 102 102 0 true',
      '180000 102 102 102 102 0 true',
      '240000 110 112 90 111 1 false',
    ]);
    expect(told).toEqual([[240_000, { symbol: 'BTC/USDT', from: 120_000, to: 240_000, isOver: true }]]);
    expect(equityTimes(played)).toEqual([60, 120, 180, 240, 300]);
    const [quality] = played.summary.quality;
    expect(quality).toMatchObject({ candles: 5, filledCandles: 2, gaps: 1, missing: 2 * MINUTE });
  });

  it('fills no order on them: what arrives waits for the price behind the gap, what rests stays', () => {
    const statuses: string[] = [];
    const played = run('fill', {
      setup(ctx) {
        for (const second of [70, 130, 200]) (ctx as Ctx).timer(second * 1000, `o${second}`);
      },
      onTimer(ctx, { name }) {
        const type = name === 'o70' ? ({ type: 'limit', price: 95 } as const) : {};
        (ctx as Ctx).buy({ id: name, quantity: 1, ...type });
      },
      onCandle(ctx) {
        statuses.push(ctx.orders.map(({ clientId, status }) => `${clientId} ${status}`).join(', '));
      },
    });
    expect(statuses).toEqual(['', 'o70 open', 'o70 open, o130 pending', 'o70 open, o130 pending, o200 pending', '']);
    expect(fills(played)).toEqual(['240 o130 110 taker', '240 o200 110 taker', '260 o70 95 maker']);
  });

  it('flags built candles that are made of nothing else, and leaves the others as they would be without', () => {
    const lines: (CandleLine | null)[] = [
      [10, 12, 9, 11],
      null,
      null,
      null,
      null,
      [20, 21, 19, 20],
      [22, 23, 22, 22],
      null,
    ];
    const seen = (gaps: Gaps) => {
      const shown: string[] = [];
      run(
        gaps,
        {
          onCandle(ctx) {
            for (const one of [ctx.candle, ...ctx.candles('2m', 1)]) {
              shown.push([one.time / 60_000, one.open, one.high, one.low, one.close, one.volume, one.filled].join(' '));
            }
          },
        },
        { lines, strategy: { interval: 2 * MINUTE } as never },
      );
      return shown;
    };
    const twice = (rows: string[]) => rows.flatMap((row) => [row, row]);
    expect(seen('skip')).toEqual(twice(['0 10 12 9 11 1 false', '4 20 21 19 20 1 false']));
    expect(seen('fill')).toEqual(twice(['0 10 12 9 11 1 false', '2 11 11 11 11 0 true', '4 20 21 19 20 1 false']));
  });

  it('fills nothing before the first candle nor behind the last', () => {
    const played = run(
      'fill',
      {},
      { lines: LINES.slice(0, 2), start: 3 * MINUTE, window: { from: 0, to: 20 * MINUTE } },
    );
    expect(equityTimes(played)).toEqual([240, 300]);
  });

  it('leaves the nights of a calendar of sessions alone', () => {
    const day = (from: number) => candles([[10, 12, 9, 11], null, [11, 11, 11, 11]], { start: from }).time;
    const time = Float64Array.from([...day(20 * MICROS_PER_HOUR), ...day(MICROS_PER_DAY + 9 * MICROS_PER_HOUR)]);
    const column = new Float64Array(4).fill(1000);
    const columns = {
      ...candles([]),
      length: 4,
      time,
      open: column,
      high: column,
      low: column,
      close: column,
      volume: column,
    };
    const setup = setupOf({ instruments: [instrument({ calendar: 'sessions' })], gaps: 'fill' });
    const { summary } = play(setup, [{ symbol: 0, interval: MINUTE, columns }]);
    expect(summary.quality[0]).toMatchObject({ candles: 6, filledCandles: 2, gaps: 2 });
  });

  it('comes to the same fills as leaving gaps out, where a strategy goes by the clock', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 31 }), (seed) => {
        const chance = new Chance(seed, 5);
        const lines = Array.from({ length: 12 }, (_, i): CandleLine | null => {
          const [a, b, c, d] = [0, 0, 0, 0].map(() => 90 + chance.below(20));
          return i > 0 && chance.is(0.5) ? null : [a!, Math.max(a!, b!, c!, d!), Math.min(a!, b!, c!, d!), d!];
        });
        const orders = Array.from({ length: 6 }, (_, i) => ({
          at: chance.below(36) * 20_000,
          side: chance.pick(['buy', 'sell'] as const),
          request: {
            id: `o${i}`,
            quantity: 1,
            ...(chance.is(0.5) ? { type: 'limit' as const, price: 90 + chance.below(20) } : {}),
          },
        }));
        const result = (gaps: Gaps, rows?: number) => {
          const played = run(
            gaps,
            {
              setup: (ctx) => orders.forEach(({ at }, i) => void ctx.timer(at, String(i))),
              onTimer(ctx, { name }) {
                const { side, request } = orders[Number(name)]!;
                ctx[side](request);
              },
            },
            { lines, initialBalance: [10e8, 10_000e8], ...(rows === undefined ? {} : { rows }) },
          );
          return { fills: fills(played), final: played.summary.finalEquity, gaps: played.summary.quality[0]!.gaps };
        };
        const left = result('skip');
        for (const rows of [1, 3, 1000]) expect(result('fill', rows)).toEqual(left);
      }),
      { numRuns: 100 },
    );
  });

  it('ends in one result whatever the chunks, and whether inner points are walked or skipped', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 31 }), fc.integer({ min: 1, max: 14 }), (seed, length) => {
        const { setup, series } = randomRun({ seed, length, gaps: true, trades: true });
        const filling = { ...setup, gaps: 'fill' as const };
        const digests = (one: SessionSetup, rows?: number) => playIfPriced(one, series, rows)?.summary.digests;
        const whole = digests(filling);
        for (const rows of [1, 7, 1000]) expect(digests(filling, rows)).toEqual(whole);
        expect(digests({ ...filling, quick: false })).toEqual(whole);
      }),
      { numRuns: 100 },
    );
  });
});

describe('market.gaps: error', () => {
  it('ends the run with symbol, times and remedy', () => {
    expect(() => run('error', {})).toThrow(
      new InputError(
        'BTC/USDT has a gap in its data from 1970-01-01T00:02:00Z to 1970-01-01T00:04:00Z, and market.gaps is error: add what is missing, choose another window, or set market.gaps to skip or fill',
      ),
    );
  });

  it('is none where nothing is missing', () => {
    expect(equityTimes(run('error', {}, { lines: LINES.slice(0, 2) }))).toEqual([60, 120]);
  });
});

it('market.gaps: skip leaves them out, and tells them', () => {
  const told: unknown[] = [];
  const played = run('skip', { onGap: (ctx, gap) => void told.push([ctx.now, gap.from, gap.to]) });
  expect(equityTimes(played)).toEqual([60, 120, 300]);
  expect(told).toEqual([[240_000, 120_000, 240_000]]);
});
