/** A symbol without candles gets them from its prints, else from the middles of its quotes. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PriceSource, SessionSetup } from '../../src/engine/setup.ts';
import { candleStart } from '../../src/market/builder.ts';
import type { Columns, QuoteColumns, TradeColumns } from '../../src/market/columns.ts';
import { MICROS_PER_DAY } from '../../src/model/time.ts';
import type { StrategyContext } from '../../src/strategy/context.ts';
import { defineStrategy, type StrategyDefinition } from '../../src/strategy/define.ts';
import { sql } from '../catalog/support.ts';
import { instrument, MINUTE, SECOND, setupOf, trades } from '../support/market.ts';
import { type Played, play, playIfPriced } from '../support/play.ts';
import { Chance, randomRun } from '../support/randomRun.ts';
import { requireData } from '../support/shared-data.ts';

type Ctx = StrategyContext<undefined, undefined>;

interface Options {
  readonly source?: PriceSource;
  readonly setup?: Parameters<typeof setupOf>[0];
  readonly strategy?: Partial<StrategyDefinition>;
  readonly interval?: number;
  readonly rows?: number;
}

/** What the strategy saw: `minute open high low close volume`, and `filled` where it was. */
function run(columns: readonly Columns[], options: Options = {}): Played & { readonly seen: string[] } {
  const { source = 'trades', interval, rows } = options;
  const seen: string[] = [];
  const definition = defineStrategy({
    name: 'mine',
    ...options.strategy,
    onCandle(ctx) {
      const { time, open, high, low, close, volume, filled } = ctx.candle;
      seen.push([time / 60_000, open, high, low, close, volume, ...(filled ? ['filled'] : [])].join(' '));
      expect(ctx.history(1)).toEqual([ctx.candle.copy()]);
      options.strategy?.onCandle?.(ctx as never);
    },
  }) as StrategyDefinition;
  const setup = setupOf({
    instruments: [instrument({ maker: '0', taker: '0' })],
    matching: [source],
    interval: MINUTE,
    ...options.setup,
    strategy: { definition, interval: interval ?? null, ...options.setup?.strategy },
  });
  const series = columns.map((one) => ({ symbol: 0, interval: 0, columns: one }));
  return Object.assign(play(setup, series, rows), { seen });
}

const prints = (...lines: (readonly [seconds: number, price: number, size?: number])[]): TradeColumns => ({
  ...trades(lines.map(([seconds, price]) => [Math.round(seconds * SECOND), price] as const)),
  size: Float64Array.from(lines, ([, , size = 1]) => size),
});

function quotes(...lines: (readonly [seconds: number, bid: number, ask: number, bidSize?: number])[]): QuoteColumns {
  const column = (pick: (line: (typeof lines)[number]) => number) => Float64Array.from(lines, pick);
  return {
    kind: 'quotes',
    length: lines.length,
    time: column(([seconds]) => seconds * SECOND),
    bid: column(([, bid]) => Math.round(bid * 100)),
    bidSize: column(([, , , size = 1]) => size),
    ask: column(([, , ask]) => Math.round(ask * 100)),
    askSize: column(() => 1),
  };
}

const equityTimes = ({ equityRows }: Played) => equityRows.map(({ time }) => time / SECOND);

describe('candles of prints', () => {
  const PRINTS = prints([65, 100, 0.1], [70, 103, 0.2], [119.999999, 99], [120, 101], [250, 105, 3], [299, 104]);

  it('close at their boundary, flat and flagged where nothing traded, with an equity row each', () => {
    const played = run([PRINTS]);
    expect(played.seen).toEqual([
      '1 100 103 99 99 1.3',
      '2 101 101 101 101 1',
      '3 101 101 101 101 0 filled',
      '4 105 105 104 104 4',
    ]);
    expect(equityTimes(played)).toEqual([120, 180, 240, 300]);
    const [quality] = played.summary.quality;
    expect(quality).toMatchObject({ matching: 'trades', candles: 4, filledCandles: 1, prints: 6, gaps: 0 });
    expect([quality!.firstPrice, quality!.lastPrice, played.summary.events]).toEqual([10_000, 10_400, 6]);
  });

  it('are shown, and never matched', () => {
    const { fillRows } = run([PRINTS], {
      setup: { exchange: { fillDelay: 100_000 } },
      strategy: { onCandle: (ctx) => void (ctx.now === 240_000 && ctx.buy({ quantity: 1 })) },
    });
    expect(fillRows.map(({ time, price }) => [time / SECOND, price / 100])).toEqual([[240.1, 101]]);
  });

  it('go on to the end of the data, or to the end of the run', () => {
    expect(equityTimes(run([PRINTS], { setup: { window: { to: 270 * SECOND } } }))).toEqual([120, 180, 240, 270]);
    expect(equityTimes(run([PRINTS], { setup: { window: { to: 600 * SECOND } } }))).toEqual([120, 180, 240, 300]);
  });

  it('are built up to what the strategy decides on', () => {
    // The first print comes inside the first two minutes: what they were before it nobody knows.
    expect(run([PRINTS], { interval: 2 * MINUTE }).seen).toEqual(['2 101 101 101 101 1']);
    const longer: number[] = [];
    run([PRINTS], { strategy: { onCandle: (ctx) => void longer.push(ctx.candles('2m').length) } });
    expect(longer).toEqual([0, 0, 1, 1]);
  });

  it('before the window are history: shown, not traded on, and no price to meet', () => {
    const orders: string[] = [];
    const played = run([PRINTS], {
      setup: { window: { from: 180 * SECOND }, exchange: { fillDelay: 100_000 }, strategy: { warmup: 2 } as never },
      strategy: {
        onCandle: (ctx) => void ctx.buy({ id: `at ${ctx.now / 1000}`, quantity: 1 }),
        onTimer: (ctx) => void (ctx as Ctx).buy({ id: 'timer', quantity: 1 }),
        setup: (ctx) => (ctx as Ctx).timer(185_000),
        onOrder: (ctx, order) => void orders.push(`${ctx.now / 1000} ${order.clientId} ${order.event}`),
      },
    });
    expect(played.seen).toHaveLength(4);
    expect(played.fillRows.map(({ time, clientId }) => [time / SECOND, clientId])).toEqual([
      [250, 'timer'],
      [250, 'at 240'],
    ]);
    expect(equityTimes(played)).toEqual([240, 300]);
    expect(played.summary.quality[0]!.firstPrice).toBe(10_500);
  });

  it('leave out the time between two dates of a calendar of sessions', () => {
    const day = MICROS_PER_DAY / SECOND;
    const two = prints([day - 180, 10], [day - 60, 11], [day + 40_000, 12], [day + 40_130, 13]);
    const { seen } = run([two], { setup: { instruments: [instrument({ calendar: 'sessions' })] } });
    const minute = day / 60;
    const second = Math.floor((day + 40_000) / 60);
    expect(seen).toEqual([
      `${minute - 3} 10 10 10 10 1`,
      `${minute - 2} 10 10 10 10 0 filled`,
      `${minute - 1} 11 11 11 11 1`,
      `${second} 12 12 12 12 1`,
      `${second + 1} 12 12 12 12 0 filled`,
      `${second + 2} 13 13 13 13 1`,
    ]);
  });

  it('are none where nothing was printed', () => {
    expect(() => run([prints()])).toThrow('the run never started');
  });

  it('are those of a slow twin, whatever the chunks', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 31 }), fc.constantFrom(1, 7, 1000), (seed, rows) => {
        const chance = new Chance(seed, 8);
        let time = chance.below(300);
        const lines = Array.from({ length: 1 + chance.below(40) }, () => {
          time += chance.pick([0, 0, 1, 20, 60, 200]);
          return [time, 100 + chance.below(10), chance.below(100) / 10] as const;
        });
        expect(run([prints(...lines)], { rows }).seen).toEqual(twin(lines));
      }),
      { numRuns: 100 },
    );
  });
});

/** Slowly and plainly: minute by minute from the first print to the last. */
function twin(lines: readonly (readonly [number, number, number])[]): string[] {
  const minuteOf = (seconds: number) => candleStart(seconds * SECOND, MINUTE) / MINUTE;
  const [first, last] = [minuteOf(lines[0]![0]), minuteOf(lines.at(-1)![0])];
  let close = 0;
  return Array.from({ length: last - first + 1 }, (_, i) => {
    const own = lines.filter(([seconds]) => minuteOf(seconds) === first + i);
    if (own.length === 0) return [first + i, close, close, close, close, 0, 'filled'].join(' ');
    const prices = own.map(([, price]) => price);
    const volume = Math.round(own.reduce((sum, [, , size]) => sum + size * 10, 0)) / 10;
    close = prices.at(-1)!;
    return [first + i, prices[0], Math.max(...prices), Math.min(...prices), close, volume].join(' ');
  });
}

describe('candles of quotes', () => {
  it('are those of their middles, without volume; a quote with one side has none', () => {
    const played = run([quotes([5, 99, 101], [10, 0, 110], [30, 100, 103], [40, 100, 200, 0], [130, 90, 91])], {
      source: 'quotes',
    });
    expect(played.seen).toEqual([
      '0 100 101.5 100 101.5 0',
      '1 101.5 101.5 101.5 101.5 0 filled',
      '2 90.5 90.5 90.5 90.5 0',
    ]);
    expect(played.summary.quality[0]).toMatchObject({ matching: 'quotes', quotes: 5, prints: 0, lastPrice: 9050 });
  });

  it('beside prints are made of the prints, and of one time quotes come before trades', () => {
    const both = [prints([5, 100], [61, 102]), quotes([5, 90, 110], [61, 103, 104])];
    const played = run(both, {
      source: 'quotes and trades',
      strategy: {
        setup: (ctx) => void (ctx as Ctx).sell({ id: 'high', quantity: 1, type: 'limit', price: 103 }),
      },
      setup: { initialBalance: [1e8, 10_000e8] },
    });
    expect(played.seen).toEqual(['0 100 100 100 100 1', '1 102 102 102 102 1']);
    expect(played.fillRows.map(({ time, price, liquidity }) => [time / SECOND, price, liquidity])).toEqual([
      [61, 10_300, 'maker'],
    ]);
    expect(run([...both].reverse(), { source: 'quotes and trades' }).seen).toEqual(played.seen);
  });
});

it('a run on prints or quotes alone is one run, whatever the chunks, and whether inner points are walked or skipped', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 31 }), fc.integer({ min: 1, max: 14 }), (seed, length) => {
      const { setup, series } = randomRun({ seed, length, gaps: true, trades: true });
      const onTrades = (symbol: number) => setup.matching[symbol] === 'trades';
      const asQuotes = ({ time, price, length: rows }: TradeColumns): QuoteColumns => {
        const sizes = new Float64Array(rows).fill(1);
        const bid = price.map((units, i) => (i % 5 === 0 ? 0 : units - (i % 7)));
        return {
          kind: 'quotes',
          length: rows,
          time,
          bid,
          bidSize: sizes,
          ask: price.map((units) => units + 3),
          askSize: sizes,
        };
      };
      for (const source of ['trades', 'quotes', 'quotes and trades'] as const) {
        const own = series
          .filter(({ symbol, columns }) => !onTrades(symbol) || columns.kind === 'trades')
          .flatMap((one) => {
            if (one.columns.kind !== 'trades') return [one];
            const quoted = { ...one, columns: asQuotes(one.columns) };
            return source === 'trades' ? [one] : source === 'quotes' ? [quoted] : [one, quoted];
          });
        const matching = setup.matching.map((before) => (before === 'trades' ? source : before));
        const given: SessionSetup = { ...setup, matching, interval: MINUTE };
        const digests = (one: SessionSetup, rows?: number) => playIfPriced(one, own, rows)?.summary.digests;
        const whole = digests(given);
        for (const rows of [1, 7, 1000]) expect(digests(given, rows)).toEqual(whole);
        expect(digests({ ...given, quick: false })).toEqual(whole);
      }
    }),
    { numRuns: 50 },
  );
});

describe('candles of recorded trades', () => {
  const UNITS = 1e8;

  async function tradesOf(name: string, time: string, size: string): Promise<TradeColumns> {
    const file = requireData(`ticks/binance-spot-${name}.parquet`).replaceAll("'", "''");
    const rows = await sql(
      `SELECT (${time} * 1000)::DOUBLE AS t, round(price::DOUBLE * 1e8) AS p, ${size}::DOUBLE AS s
       FROM read_parquet('${file}', file_row_number = true) ORDER BY file_row_number`,
    );
    const column = (key: string) => Float64Array.from(rows, (row) => Number(row[key]));
    return {
      kind: 'trades',
      length: rows.length,
      time: column('t'),
      price: column('p'),
      size: column('s'),
      side: new Int8Array(rows.length),
    };
  }

  /** `time open high low close volume` in the units of the columns, of the candles with trades. */
  function made(columns: TradeColumns, interval: number): number[][] {
    const shown: number[][] = [];
    const definition = defineStrategy({
      name: 'mine',
      onCandle({ candle: { time, open, high, low, close, volume, filled } }) {
        const prices = [open, high, low, close].map((price) => Math.round(price * UNITS));
        if (!filled) shown.push([time * 1000, ...prices, volume]);
      },
    }) as StrategyDefinition;
    const setup = setupOf({
      instruments: [instrument({ priceDecimals: 8 })],
      matching: ['trades'],
      interval,
      strategy: { definition },
    });
    play(setup, [{ symbol: 0, interval: 0, columns }], 4096);
    return shown;
  }

  async function recorded(name: string, from: number, to: number): Promise<number[][]> {
    const file = requireData(`candles/binance-spot-${name}.parquet`).replaceAll("'", "''");
    const units = ['open', 'high', 'low', 'close'].map((column) => `round(${column} * 1e8)`).join(', ');
    const rows = await sql(
      `SELECT ts * 1000, ${units}, volume FROM read_parquet('${file}')
       WHERE ts * 1000 >= ${from} AND ts * 1000 <= ${to} ORDER BY 1`,
    );
    return rows.map((row) => Object.values(row).map(Number));
  }

  it.each([
    ['1m', MINUTE, 2469],
    ['5m', 5 * MINUTE, 706],
  ])('of XRP/ETH are its recorded %s candles', async (name, interval, bars) => {
    const mine = made(await tradesOf('XRPETH-trades-20191011', 'timestamp', 'amount'), interval);
    expect(mine).toHaveLength(bars);
    expect(mine).toEqual(await recorded(`XRPETH-${name}-20191011`, mine[0]![0]!, mine.at(-1)![0]!));
  });

  it.each(['BTCUSDT', 'ETHUSDT'])('of %s are the ten whole minutes that another recorder saw', async (name) => {
    const mine = made(await tradesOf(`${name}-trades-20240808T2354`, 'trade_ms', 'qty'), MINUTE).slice(1, -1);
    expect(mine).toHaveLength(10);
    expect(mine).toEqual(await recorded(`${name}-1m-202407-202408`, mine[0]![0]!, mine.at(-1)![0]!));
  });
});
