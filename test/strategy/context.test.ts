/** What a strategy sees and hears, and what becomes of its mistakes. */
import { describe, expect, it } from 'vitest';
import { InputError, StrategyError } from '../../src/model/errors.ts';
import type { CandleView } from '../../src/strategy/candle.ts';
import type { PositionView } from '../../src/strategy/context.ts';
import { defineStrategy, type StrategyDefinition } from '../../src/strategy/define.ts';
import { type CandleLine, candles, instrument, MINUTE, setupOf } from '../support/market.ts';
import { type Played, play } from '../support/play.ts';

const LINES: CandleLine[] = [
  [100, 104, 98, 103, 5],
  [103.5, 105, 103, 104, 6],
  [104, 104, 101, 102, 7],
];

type Callbacks = Omit<StrategyDefinition<undefined, undefined>, 'name' | 'onCandle'> &
  Partial<Pick<StrategyDefinition<undefined, undefined>, 'onCandle'>>;

function run(
  callbacks: Callbacks,
  options: Parameters<typeof setupOf>[0] = {},
  lines: readonly (CandleLine | null)[] = LINES,
): Played {
  const definition = defineStrategy({ name: 'mine', onCandle() {}, ...callbacks });
  const setup = setupOf({
    instruments: [instrument({ maker: '0', taker: '0' })],
    ...options,
    strategy: { definition: definition as never, ...options.strategy },
  });
  return play(setup, [{ symbol: 0, interval: MINUTE, columns: candles(lines) }]);
}

/** The error a run ends with. */
function failure(callbacks: Callbacks): Error {
  try {
    run(callbacks);
  } catch (error) {
    return error as Error;
  }
  throw new Error('it did not fail');
}

describe('the candle', () => {
  it('shows the candle that has closed, at its close, in quote per base', () => {
    const seen: unknown[] = [];
    run({
      onCandle: ({ now, symbol, candle }) =>
        void seen.push([
          now,
          symbol,
          candle.symbol,
          candle.time,
          candle.interval,
          candle.open,
          candle.high,
          candle.low,
          candle.close,
          candle.volume,
          candle.filled,
        ]),
    });
    expect(seen).toEqual([
      [60_000, 'BTC/USDT', 'BTC/USDT', 0, 60_000, 100, 104, 98, 103, 5, false],
      [120_000, 'BTC/USDT', 'BTC/USDT', 60_000, 60_000, 103.5, 105, 103, 104, 6, false],
      [180_000, 'BTC/USDT', 'BTC/USDT', 120_000, 60_000, 104, 104, 101, 102, 7, false],
    ]);
  });

  it('ends with its callback: reading an old view throws and says so', () => {
    const kept: CandleView[] = [];
    let message = '';
    run({
      setup: (ctx) => ctx.timer(70_000),
      onCandle: (ctx) => void kept.push(ctx.candle),
      onTimer: () => {
        // The next candle has not closed yet: the view is as old as its callback all the same.
        try {
          void kept[0]!.close;
        } catch (error) {
          message = (error as Error).message;
        }
      },
    });
    expect(message).toBe('this candle has ended with its callback: keep candle.copy(), or read ctx.history(n)');
    expect(() => kept[1]!.copy()).toThrow(InputError);
  });

  it('is checked in the first thousand candles, and read without a check behind them', () => {
    const kept: CandleView[] = [];
    const lines = Array.from({ length: 1002 }, (): CandleLine => [100, 100, 100, 100]);
    run({ onCandle: (ctx) => void kept.push(ctx.candle) }, {}, lines);
    for (const view of kept.slice(0, 1000)) expect(() => view.close).toThrow('this candle has ended');
    expect(kept[1001]!.close).toBe(100);
  });

  it('is kept by copy and by history, oldest first', () => {
    const copies: { close: number }[] = [];
    const histories: number[][] = [];
    run({
      onCandle(ctx) {
        copies.push(ctx.candle.copy());
        histories.push(ctx.history(2).map(({ close }) => close));
      },
    });
    expect(copies.map(({ close }) => close)).toEqual([103, 104, 102]);
    expect(histories).toEqual([[103], [103, 104], [104, 102]]);
    expect(failure({ onCandle: (ctx) => void ctx.history(0) }).message).toContain(
      'ctx.history takes a whole number from 1',
    );
  });

  it('keeps the last 1,024 candles', () => {
    const lines = Array.from({ length: 1100 }, (_, i): CandleLine => [i + 1, i + 1, i + 1, i + 1]);
    let last: number[] = [];
    const onCandle: Callbacks['onCandle'] = (ctx) => {
      last = ctx.history(1024).map(({ close }) => close);
    };
    run({ onCandle }, {}, lines);
    expect(last).toEqual(Array.from({ length: 1024 }, (_, i) => i + 77));
  });

  it('is there in onCandle only', () => {
    const error = failure({ setup: (ctx) => ctx.timer(70_000), onTimer: (ctx) => void ctx.candle });
    expect(error.message).toContain('onTimer at 1970-01-01T00:01:10Z: ctx.candle is there in onCandle only');
  });
});

describe('the account', () => {
  it('shows position, balances and equity as they are, holds and what is under way taken off', () => {
    const seen: unknown[] = [];
    const look = (what: string, ctx: Parameters<NonNullable<Callbacks['onCandle']>>[0]) =>
      seen.push([
        what,
        ctx.position.quantity,
        ctx.balance('USDT').total,
        ctx.balance('USDT').held,
        ctx.balance('USDT').free,
        ctx.equity,
      ]);
    run(
      {
        onCandle(ctx) {
          if (ctx.now !== 60_000) return;
          ctx.buy({ quantity: 2 });
          ctx.buy({ quantity: 1, type: 'limit', price: 90 });
          look('asked', ctx);
        },
        onFill: (ctx) => look('filled', ctx),
        setup: (ctx) => ctx.timer(61_000),
        onTimer: (ctx) => look('later', ctx),
      },
      { exchange: { fillDelay: 100_000, intrabar: 'open_high_low_close' } },
    );
    expect(seen).toEqual([
      ['asked', 0, 10_000, 0, 10_000 - 206 - 90, 10_000],
      ['filled', 2, 10_000 - 207, 0, 10_000 - 207 - 90, 10_000],
      ['later', 2, 10_000 - 207, 90, 10_000 - 207 - 90, 10_000],
    ]);
  });

  it('shows a position live: cost, average, what it would bring', () => {
    const seen: unknown[] = [];
    let position: PositionView | null = null;
    run({
      onCandle(ctx) {
        position ??= ctx.position;
        if (ctx.now === 60_000) ctx.buy({ quantity: 2 });
        if (ctx.now === 120_000) ctx.close();
        const { isFlat, isLong, isShort, quantity, cost, avgPrice, unrealizedPnl } = position;
        seen.push([isFlat, isLong, isShort, quantity, cost, avgPrice, unrealizedPnl]);
      },
    });
    expect(seen).toEqual([
      [true, false, false, 0, 0, null, 0],
      [false, true, false, 2, 206, 103, 2],
      [true, false, false, 0, 0, null, 0],
    ]);
  });

  it('shows a short out of the initial holding', () => {
    const seen: unknown[] = [];
    run(
      {
        onCandle(ctx) {
          if (ctx.now === 60_000) ctx.sell({ quantity: 2 });
          const { isShort, quantity, cost, avgPrice, unrealizedPnl } = ctx.positionOf('BTC/USDT');
          seen.push([isShort, quantity, cost, avgPrice, unrealizedPnl, ctx.balance('BTC').total]);
        },
      },
      { initialBalance: [5e8, 0] },
    );
    expect(seen).toEqual([
      [false, 0, 0, null, 0, 5],
      [true, -2, 206, 103, -2, 3],
      [true, -2, 206, 103, 2, 3],
    ]);
  });

  it('lists the orders that have not ended, oldest first, by value', () => {
    const seen: unknown[] = [];
    run({
      onCandle(ctx) {
        if (ctx.now === 60_000) {
          ctx.buy({ quantity: 1, type: 'limit', price: 90, id: 'low', reason: 'dip' });
          ctx.buy({ quantity: 1, type: 'limit', price: 103.2, id: 'near' });
          ctx.buy({ spend: 50, type: 'limit', price: 80 });
        }
        seen.push(
          ctx.orders.map(({ id, clientId, status, leaves, price, reason }) => [
            id,
            clientId,
            status,
            leaves,
            price,
            reason,
          ]),
        );
      },
    });
    expect(seen).toEqual([
      [
        [1, 'low', 'pending', 1, 90, 'dip'],
        [2, 'near', 'pending', 1, 103.2, null],
        [3, null, 'pending', 0.625, 80, null],
      ],
      [
        [1, 'low', 'open', 1, 90, 'dip'],
        [3, null, 'open', 0.625, 80, null],
      ],
      [
        [1, 'low', 'open', 1, 90, 'dip'],
        [3, null, 'open', 0.625, 80, null],
      ],
    ]);
  });

  it('brings its marks up to the moment it is looked at', () => {
    const seen: unknown[] = [];
    run(
      {
        setup(ctx) {
          ctx.buy({ quantity: 1 });
          for (const second of [10, 25, 45, 70]) ctx.timer(second * 1000);
        },
        onTimer: (ctx) => void seen.push([ctx.lastPrice, ctx.equity, ctx.position.unrealizedPnl]),
      },
      { exchange: { intrabar: 'open_high_low_close' } },
    );
    expect(seen).toEqual([
      [100, 10_000, 0],
      [104, 10_004, 4],
      [98, 9_998, -2],
      [103.5, 10_003.5, 3.5],
    ]);
  });

  it('knows its symbols and assets, and says which is near', () => {
    expect(failure({ onCandle: (ctx) => void ctx.balance('BTX') }).message).toContain('did you mean BTC?');
    expect(failure({ onCandle: (ctx) => void ctx.buy({ symbol: 'BTC/USD', quantity: 1 }) }).message).toContain(
      "BTC/USD is not among the scenario's symbols (BTC/USDT): did you mean BTC/USDT?",
    );
  });
});

describe('what a strategy hears', () => {
  it('onOrder hears refusals after the callback that asked, with rule, value and limit', () => {
    const heard: unknown[] = [];
    let inside = false;
    let id = 0;
    run(
      {
        onCandle(ctx) {
          if (ctx.now !== 60_000) return;
          inside = true;
          id = ctx.buy({ quantity: 0.1 });
          inside = false;
        },
        onOrder: (ctx, order) =>
          void heard.push([inside, ctx.now, order.id === id, order.event, order.status, order.rule, order.detail]),
      },
      { instruments: [instrument({ minSize: 50_000_000 })] },
    );
    expect(id).toBe(1);
    expect(heard).toEqual([
      [false, 60_000, true, 'refused', 'refused', 'min_size', 'quantity 0.1 BTC is below 0.5 BTC'],
    ]);
  });

  it('onOrder hears the life of an order, onFill its fill before', () => {
    const heard: string[] = [];
    run({
      onCandle(ctx) {
        if (ctx.now === 60_000) ctx.buy({ quantity: 1, id: 'one' });
      },
      onFill: (_, { clientId, side, liquidity, price, quantity, cost, fee, time }) =>
        void heard.push(`fill ${[clientId, side, liquidity, price, quantity, cost, fee, time].join(' ')}`),
      onOrder: (_, { event, status, filled, avgPrice }) => void heard.push([event, status, filled, avgPrice].join(' ')),
    });
    expect(heard).toEqual([
      'submitted pending 0 ',
      'accepted open 0 ',
      'fill one buy taker 103 1 103 0 60000',
      'filled filled 1 103',
    ]);
  });

  it('timers in the order of their time, then as they were set; those of the past at once', () => {
    const heard: string[] = [];
    run({
      setup(ctx) {
        ctx.timer(90_000, 'b');
        ctx.timer('1970-01-01T00:01:10Z', 'a');
        ctx.timer(90_000, 'c');
        ctx.timer(-5, 'early');
        ctx.timer(60_000, 'at the close');
      },
      onCandle: (ctx) => void heard.push(`candle ${ctx.now}`),
      onTimer(ctx, { name, time }) {
        heard.push(`${name} ${time} ${ctx.now}`);
        if (name === 'a') ctx.timer(1000, 'past');
      },
    });
    expect(heard).toEqual([
      'early 0 0',
      'at the close 60000 60000',
      'candle 60000',
      'a 70000 70000',
      'past 70000 70000',
      'b 90000 90000',
      'c 90000 90000',
      'candle 120000',
      'candle 180000',
    ]);
  });

  it('onGap what is missing, when price is back', () => {
    const heard: unknown[] = [];
    const { summary } = run({ onGap: (ctx, gap) => void heard.push([ctx.now, gap.symbol, gap.from, gap.to]) }, {}, [
      LINES[0]!,
      null,
      null,
      LINES[1]!,
      LINES[2]!,
    ]);
    expect(heard).toEqual([[180_000, 'BTC/USDT', 60_000, 180_000]]);
    expect([summary.quality[0]!.gaps, summary.quality[0]!.missing]).toEqual([1, 2 * MINUTE]);
  });

  it('the night between two sessions is no gap, a hole in a session is', () => {
    const heard: unknown[] = [];
    const hours = [9, 10, 12, 24 + 9];
    const lines = Array.from({ length: 34 }, (_, hour): CandleLine | null =>
      hours.includes(hour) ? [100, 100, 100, 100] : null,
    );
    const definition = defineStrategy({
      name: 'mine',
      onCandle() {},
      onGap: (_, gap) => void heard.push([gap.from / 3.6e6, gap.to / 3.6e6]),
    });
    play(
      setupOf({ instruments: [instrument({ calendar: 'sessions' })], strategy: { definition: definition as never } }),
      [{ symbol: 0, interval: 60 * MINUTE, columns: candles(lines, { interval: 60 * MINUTE }) }],
    );
    expect(heard).toEqual([[11, 12]]);
  });

  it('a warm-up: candles are shown, what is asked on them is not taken', () => {
    const ids: number[] = [];
    const { summary, fillRows } = run(
      { onCandle: (ctx) => void ids.push(ctx.buy({ quantity: 1 })) },
      { strategy: { warmup: 2 } },
    );
    expect(ids).toEqual([0, 0, 1]);
    expect([summary.warmupIntents, fillRows.length, summary.quality[0]!.warmupLeft]).toEqual([2, 1, 0]);
  });

  it('history before the window: shown, and never traded on', () => {
    const seen: unknown[] = [];
    const { equityRows } = run(
      { onCandle: (ctx) => void seen.push([ctx.now, ctx.buy({ quantity: 1 })]) },
      { window: { from: MINUTE }, strategy: { warmup: 1 } },
    );
    expect(seen).toEqual([
      [60_000, 0],
      [120_000, 1],
      [180_000, 2],
    ]);
    expect(equityRows.map(({ time }) => time / 1000)).toEqual([120_000, 180_000]);
  });
});

describe('what goes wrong', () => {
  it('an error is a StrategyError with the time of the event and the cause', () => {
    const cause = new TypeError('boom');
    const raise = () => {
      throw cause;
    };
    const error = failure({ onCandle: raise });
    expect(error).toBeInstanceOf(StrategyError);
    expect(error.message).toBe('strategy mine: onCandle at 1970-01-01T00:01:00Z: boom');
    expect(error.cause).toBe(cause);
    expect(failure({ setup: raise }).message).toBe('strategy mine: setup at 1970-01-01T00:00:00Z: boom');
    expect(failure({ state: raise }).message).toContain('state at');
    const asks = (ctx: Parameters<NonNullable<Callbacks['onCandle']>>[0]) => void ctx.buy({ quantity: 1 });
    expect(failure({ onCandle: asks, onFill: raise }).message).toContain('onFill at 1970-01-01T00:01:00Z');
    expect(failure({ onCandle: asks, onOrder: raise }).message).toContain('onOrder at 1970-01-01T00:01:00Z');
  });

  it('a promise is an error that says what to do', () => {
    const error = failure({ onCandle: (async () => {}) as never });
    expect(error).toBeInstanceOf(StrategyError);
    expect(error.message).toContain('onCandle returned a promise at 1970-01-01T00:01:00Z: a strategy is synchronous');
  });

  it('a loop of its own orders ends after 1,000 rounds, and names the strategy', () => {
    const error = failure({
      onCandle: (ctx) => void ctx.buy({ quantity: 0.001 }),
      onFill: (ctx, { side }) => void (side === 'buy' ? ctx.sell({ quantity: 0.001 }) : ctx.buy({ quantity: 0.001 })),
    });
    expect(error).toBeInstanceOf(StrategyError);
    expect(error.message).toContain('strategy mine: answered 1000 rounds of its own orders at 1970-01-01T00:01:00Z');
  });

  it('999 answers are none', () => {
    let answers = 0;
    const { fillRows } = run({
      onCandle: (ctx) => {
        if (ctx.now === 60_000) ctx.buy({ quantity: 0.001 });
      },
      onFill: (ctx) => {
        if (++answers < 1000) ctx.buy({ quantity: 0.001 });
      },
    });
    expect(fillRows).toHaveLength(1000);
  });
});
