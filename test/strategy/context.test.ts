/** What a strategy sees: the candle, its account, its orders. */
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/model/errors.ts';
import type { CandleView } from '../../src/strategy/candle.ts';
import type { PositionView } from '../../src/strategy/context.ts';
import type { CandleLine } from '../support/market.ts';
import { type Callbacks, failure, run } from '../support/mine.ts';

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

  it('shows a position by its values only: printed, written as JSON, and nothing of the books behind it', () => {
    let position: PositionView | null = null;
    run({
      onCandle(ctx) {
        position ??= ctx.position;
        if (ctx.now === 60_000) ctx.buy({ quantity: 2 });
      },
    });
    const view = position as unknown as PositionView;
    const { isFlat, isLong, isShort, quantity, cost, avgPrice, unrealizedPnl } = view;
    const values = { isFlat, isLong, isShort, quantity, cost, avgPrice, unrealizedPnl };
    expect(values).toMatchObject({ isLong: true, quantity: 2, cost: 206 });
    expect(JSON.parse(JSON.stringify(view))).toEqual(values);
    expect(inspect(view)).toBe(inspect(values));
    expect(Reflect.ownKeys(view)).toEqual([]);
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
    expect(failure({ onCandle: (ctx) => void ctx.positionOf('BTC/USD') }).message).toContain(
      "BTC/USD is not among the scenario's symbols (BTC/USDT): did you mean BTC/USDT?",
    );
  });
});
