/** What a strategy hears, and what becomes of its mistakes. */
import { describe, expect, it } from 'vitest';
import { StrategyError } from '../../src/model/errors.ts';
import { defineStrategy } from '../../src/strategy/define.ts';
import { type CandleLine, candles, instrument, MINUTE, setupOf } from '../support/market.ts';
import { type Callbacks, failure, LINES, run } from '../support/mine.ts';
import { play } from '../support/play.ts';

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

  it('a key that no order has is an error, and so is a text that is none', () => {
    const asked = (act: (ctx: Parameters<NonNullable<Callbacks['onCandle']>>[0]) => void) =>
      failure({ onCandle: act }).message;
    expect(asked((ctx) => ctx.buy({ quantitty: 1 } as never))).toContain(
      'onCandle at 1970-01-01T00:01:00Z: an order takes no quantitty (did you mean quantity?): it takes symbol, ',
    );
    expect(asked((ctx) => ctx.sell({ quantity: 1, type: 'limit', price: 1, post_only: true } as never))).toContain(
      'an order takes no post_only (did you mean postOnly?)',
    );
    expect(asked((ctx) => ctx.buy({ quantity: 1, stopLoss: { price: 1, stop: 2 } } as never))).toContain(
      'stopLoss takes no stop (did you mean stopPrice?): it takes stopPrice, price, trailAmount, trailPct, id',
    );
    expect(asked((ctx) => ctx.buy({ quantity: 1, takeProfit: { prise: 1 } } as never))).toContain(
      'takeProfit takes no prise (did you mean price?)',
    );
    expect(asked((ctx) => ctx.buy({ quantity: 1, stopLoss: { stopPrice: 1, id: 5 } } as never))).toContain(
      'the id of stopLoss is text, not 5',
    );
    expect(asked((ctx) => ctx.amend(1, { limit: 5 } as never))).toContain(
      'an amend takes no limit (did you mean price?): it takes quantity',
    );
    expect(asked((ctx) => ctx.amend(1, null as never))).toContain('an amend is an object');
    expect(asked((ctx) => ctx.bracket({ side: 'buy', quantity: 1 }))).toContain('ctx.bracket takes stopLoss');
    expect(asked((ctx) => ctx.oco({ side: 'buy', quantity: 1, oco: 'own' }))).toContain('ctx.oco makes the group');
    expect(asked((ctx) => ctx.buy({ quantity: 1, side: 'sell' } as never))).toContain('an order takes no side');
    expect(asked((ctx) => ctx.close({ reason: 5 } as never))).toContain("an order's reason is text, not 5");
    expect(asked((ctx) => ctx.order(undefined as never))).toContain('an order is an object');
  });

  it('a price or a time in force that a market order cannot keep is refused, never left out', () => {
    const heard: unknown[] = [];
    const { fillRows } = run({
      onCandle(ctx) {
        if (ctx.now !== 60_000) return;
        ctx.buy({ quantity: 1, price: 90 });
        ctx.close({ price: 90 } as never);
        ctx.buy({ quantity: 1, timeInForce: 'now' as never });
      },
      onOrder: (_, { event, rule, detail }) => void heard.push([event, rule, detail]),
    });
    expect(fillRows).toHaveLength(0);
    expect(heard).toEqual([
      ['refused', 'price', 'a market order takes no price (90): write type: limit'],
      ['refused', 'price', 'a market order takes no price (90): close trades at market'],
      ['refused', 'time_in_force', 'time_in_force is GTC, IOC, FOK, GTD or DAY, not now'],
    ]);
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
