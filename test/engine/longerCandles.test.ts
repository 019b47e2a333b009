/** `ctx.candles(interval)`, beside a slow twin that has all candles at hand, and beside `data resample`. */
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openCatalog } from '../../src/catalog/load.ts';
import { resampleCandles } from '../../src/catalog/resample.ts';
import { candleStart } from '../../src/market/builder.ts';
import type { CandleColumns } from '../../src/market/columns.ts';
import { formatInterval, parseInterval } from '../../src/model/time.ts';
import type { CandleCopy } from '../../src/strategy/candle.ts';
import { defineStrategy, type StrategyDefinition } from '../../src/strategy/define.ts';
import { NEW_YEAR, putParquet, temporaryFolder } from '../catalog/support.ts';
import { candles, instrument, MINUTE, setupOf } from '../support/market.ts';
import { play } from '../support/play.ts';
import { Chance } from '../support/randomRun.ts';

type Row = readonly number[];

const rowOf = ({ time, open, high, low, close, volume }: CandleCopy): Row => [
  time * 1000,
  open,
  high,
  low,
  close,
  volume,
];

function rowsOf({ length, time, open, high, low, close, volume }: CandleColumns, scale = 100): Row[] {
  return Array.from({ length }, (_, i) => [
    time[i]!,
    open[i]! / scale,
    high[i]! / scale,
    low[i]! / scale,
    close[i]! / scale,
    volume[i]!,
  ]);
}

/** Slowly and plainly: of the candles up to `now`, those whose whole span has been read. */
function resampled(rows: readonly Row[], interval: number, now: number): Row[] {
  const groups = new Map<number, Row[]>();
  for (const row of rows) {
    if (row[0]! + MINUTE > now) break;
    const start = candleStart(row[0]!, interval);
    groups.set(start, [...(groups.get(start) ?? []), row]);
  }
  const built: Row[] = [];
  for (const [start, parts] of groups) {
    const isClosed = start + interval < now || parts.at(-1)![0]! + MINUTE === start + interval;
    if (start < rows[0]![0]! || !isClosed) continue;
    const highs = parts.map((part) => part[2]!);
    const lows = parts.map((part) => part[3]!);
    const volume = Math.round(parts.reduce((sum, part) => sum + part[5]! * 10, 0)) / 10;
    built.push([start, parts[0]![1]!, Math.max(...highs), Math.min(...lows), parts.at(-1)![4]!, volume]);
  }
  return built;
}

function market(seed: number, count: number, gaps: number, start: number): CandleColumns {
  const chance = new Chance(seed, 77);
  const lines = Array.from({ length: count }, (_, i) => {
    if (i > 0 && chance.is(gaps)) return null;
    const [a, b, c] = [chance.below(50), chance.below(50), chance.below(50)].map((step) => 100 + step);
    return [a!, Math.max(a!, b!, c!), Math.min(a!, b!, c!), c!, chance.below(30) / 10] as const;
  });
  return candles(lines, { start });
}

function asking(callbacks: Partial<StrategyDefinition>): StrategyDefinition {
  return defineStrategy({ name: 'mine', onCandle() {}, ...callbacks }) as StrategyDefinition;
}

const shapes = fc.record({
  seed: fc.integer({ min: 0, max: 2 ** 31 }),
  count: fc.integer({ min: 1, max: 150 }),
  gaps: fc.constantFrom(0, 0.2, 0.8),
  offset: fc.integer({ min: 0, max: 40 }),
  /** Minutes. */
  strategy: fc.constantFrom(1, 1, 5, 15),
  longer: fc.constantFrom(5, 7, 15, 30, 60),
  /** How many callbacks go by before the first call. */
  patience: fc.constantFrom(0, 0, 3, 30),
  inSetup: fc.boolean(),
  rows: fc.constantFrom(1, 7, 1000),
});

describe('ctx.candles', () => {
  it('gives what a slow twin gives, whenever it is asked first', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const columns = market(shape.seed, shape.count, shape.gaps, shape.offset * MINUTE);
        const all = rowsOf(columns);
        const interval = `${shape.longer}m`;
        let calls = 0;
        let compared = 0;
        const definition = asking({
          setup: (ctx) => {
            if (shape.inSetup) expect(ctx.candles(interval)).toEqual([]);
          },
          onCandle(ctx) {
            if (calls++ < shape.patience) return;
            compared += 1;
            const now = ctx.now * 1000;
            // A strategy candle whose last market candle is missing ends by the clock, and so does all that ends with it.
            const seen = resampled(all, shape.longer * MINUTE, now);
            const given = ctx.candles(interval);
            const extra = given.slice(seen.length).map(rowOf);
            expect(given.slice(0, seen.length).map(rowOf)).toEqual(seen);
            expect(extra).toEqual(resampled(all, shape.longer * MINUTE, now + 1).slice(seen.length));
            if (extra.length > 0) expect(shape.strategy).toBeGreaterThan(1);
            expect(ctx.candles(interval, 2).map(rowOf)).toEqual(given.slice(-2).map(rowOf));
          },
        });
        const strategy = { definition, interval: shape.strategy * MINUTE };
        const { summary } = play(setupOf({ strategy }), [{ symbol: 0, interval: MINUTE, columns }], shape.rows);
        expect(summary.events).toBe(columns.length);
        expect(compared).toBe(Math.max(0, calls - shape.patience));
      }),
      { numRuns: 250 },
    );
  });

  it('of the market’s own interval are its own candles', () => {
    const columns = market(1, 40, 0, 0);
    const seen: unknown[] = [];
    const definition = asking({
      onCandle: (ctx) => void seen.push([ctx.candles('60s', 3), ctx.candles('5m', 1), ctx.history(1)]),
    });
    const setup = setupOf({ strategy: { definition, interval: 5 * MINUTE } });
    play(setup, [{ symbol: 0, interval: MINUTE, columns }]);
    const [finest, five, own] = seen.at(-1) as CandleCopy[][];
    expect(finest!.map(rowOf)).toEqual(rowsOf(columns).slice(-3));
    expect(five).toEqual(own);
  });

  it('asked too late for what is no longer kept is an error that says what to do; asked in setup it is not', () => {
    const columns = market(2, 1200, 0, 0);
    const run = (setup: boolean, count: number) => {
      let given = 0;
      const definition = asking({
        setup: (ctx) => void (setup && ctx.candles('1h')),
        onCandle(ctx) {
          if (ctx.now === 1200 * 60_000) given = ctx.candles('1h', count).length;
        },
      });
      play(setupOf({ strategy: { definition } }), [{ symbol: 0, interval: MINUTE, columns }], 100);
      return given;
    };
    expect(run(true, 20)).toBe(20);
    expect(run(false, 17)).toBe(17);
    expect(() => run(false, 18)).toThrow(
      "strategy mine: onCandle at 1970-01-01T20:00:00Z: ctx.candles('1h') was first called at 1970-01-01T20:00:00Z, when only the last 1024 shorter candles of BTC/USDT were kept: of 18 it can give 17; call it in setup once, then it has them all",
    );
  });

  it('is of the symbol of the callback, and asked for one it is built for all', () => {
    const one = market(3, 1100, 0, 0);
    const two = market(4, 1100, 0, 0);
    const instruments = [instrument(), instrument({ index: 1, symbol: 'ETH/USDT', base: 2 })];
    const assets = ['BTC', 'USDT', 'ETH'].map((name) => ({ name, decimals: 8 }));
    const seen = new Map<string, CandleCopy[]>();
    const definition = asking({
      setup: (ctx) => void ctx.candles('1h'),
      onCandle(ctx) {
        if (ctx.now === 1100 * 60_000) seen.set(ctx.symbol, ctx.candles('1h'));
      },
    });
    const setup = setupOf({ instruments, assets, initialBalance: [0, 10_000e8, 0], strategy: { definition } });
    play(setup, [
      { symbol: 0, interval: MINUTE, columns: one },
      { symbol: 1, interval: MINUTE, columns: two },
    ]);
    expect(seen.get('BTC/USDT')!.map(rowOf)).toEqual(
      resampled(rowsOf(one), 60 * MINUTE, Number.POSITIVE_INFINITY).slice(0, 18),
    );
    expect(seen.get('ETH/USDT')!.map(rowOf)).toEqual(
      resampled(rowsOf(two), 60 * MINUTE, Number.POSITIVE_INFINITY).slice(0, 18),
    );
    expect(seen.get('ETH/USDT')![0]).toMatchObject({ symbol: 'ETH/USDT', interval: 3_600_000, filled: false });
  });

  it.each([
    ['90s', "ctx.candles('90s') cannot be built of the 1m candles of BTC/USDT: ask for a whole multiple of 1m"],
    ['1y', '"1y" is not an interval: write a whole number and one of s m h d w, such as 1m or 4h'],
    ['', '"" is not an interval'],
  ])('of %s is an error', (interval, message) => {
    const definition = asking({ onCandle: (ctx) => void ctx.candles(interval) });
    const run = () =>
      play(setupOf({ strategy: { definition } }), [{ symbol: 0, interval: MINUTE, columns: market(1, 3, 0, 0) }]);
    expect(run).toThrow(message);
  });

  it('takes a whole number of candles', () => {
    const definition = asking({ setup: (ctx) => void ctx.candles('1h', 1025) });
    expect(() => play(setupOf({ strategy: { definition } }), [])).toThrow(
      'ctx.candles takes a whole number from 1 to 1024, not 1025',
    );
  });

  it('gives what `data resample` writes: gaps, weeks, a start and an end inside a candle', async () => {
    const catalog = temporaryFolder();
    const from = NEW_YEAR + 37 * MINUTE;
    const count = 24 * 24 * 60;
    await putParquet(
      join(catalog, 'candles/venue=test/symbol=BTC-USDT/interval=1m/candles.parquet'),
      `SELECT make_timestamp(${from} + i * ${MINUTE}) AS "time", (100 + i % 7)::DECIMAL(9,2) AS open,
         (108 + (i * 7919) % 13)::DECIMAL(9,2) AS high, (90 - (i * 104729) % 11)::DECIMAL(9,2) AS low,
         (100 + (i * 31) % 7)::DECIMAL(9,2) AS close, ((i * 7919) % 1000003 / 100000)::DECIMAL(18,5) AS volume
       FROM range(${count}) t(i) WHERE i % 97 > 2 AND NOT (i BETWEEN 5000 AND 8000)`,
    );
    const key = { venue: 'test', symbol: 'BTC/USDT' };
    const intervals = ['5m', '30m', '1h', '4h', '1d', '1w'];
    for (const to of intervals) {
      await resampleCandles({ ...key, catalog, fromInterval: MINUTE, toInterval: parseInterval(to) });
    }
    const opened = await openCatalog(catalog);
    const columns = await opened.loadCandles({ ...key, interval: MINUTE, priceDecimals: 2 });
    for (const strategy of [MINUTE, 60 * MINUTE]) {
      let given: CandleCopy[][] = [];
      const definition = asking({
        onCandle(ctx) {
          const isNearEnd = ctx.now * 1000 >= from + (count - 61) * MINUTE;
          if (isNearEnd || given.length === 0) given = intervals.map((one) => ctx.candles(one));
        },
      });
      const setup = setupOf({ strategy: { definition, interval: strategy } });
      play(setup, [{ symbol: 0, interval: MINUTE, columns }], 4096);
      const end = strategy === MINUTE ? from + count * MINUTE : candleStart(from + count * MINUTE, strategy);
      for (const [index, interval] of intervals.entries()) {
        const length = parseInterval(interval);
        const written = rowsOf(await opened.loadCandles({ ...key, interval: length, priceDecimals: 2 }));
        const expected = written.filter(([time]) => time! + length <= end).slice(-1024);
        expect(given[index]!.map(rowOf), formatInterval(length)).toEqual(expected);
      }
    }
    opened.close();
  });
});
