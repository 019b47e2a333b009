/** Orders without delay: they arrive when the kind of event in progress is done, and so do the answers to them. */
import { describe, expect, it } from 'vitest';
import type { StrategyContext } from '../../src/strategy/context.ts';
import { defineStrategy, type StrategyDefinition } from '../../src/strategy/define.ts';
import type { FillInfo, GapInfo, OrderUpdate, TimerInfo } from '../../src/strategy/request.ts';
import { type CandleLine, candles, instrument, MINUTE, setupOf, trades } from '../support/market.ts';
import { type Played, play } from '../support/play.ts';

type Ctx = StrategyContext<undefined, undefined>;

interface Callbacks {
  setup?(ctx: Ctx): void;
  onCandle?(ctx: Ctx): void;
  onFill?(ctx: Ctx, fill: FillInfo): void;
  onOrder?(ctx: Ctx, order: OrderUpdate): void;
  onGap?(ctx: Ctx, gap: GapInfo): void;
  onTimer?(ctx: Ctx, timer: TimerInfo): void;
}

/** BTC/USDT and ETH/USDT, without delay, the low first; BTC on trades where `prints` are given. */
function run(
  btc: readonly (CandleLine | null)[],
  eth: readonly (CandleLine | null)[],
  callbacks: Callbacks,
  prints: readonly (readonly [number, number])[] = [],
): Played {
  const definition = defineStrategy({ name: 'mine', onCandle() {}, ...callbacks }) as unknown as StrategyDefinition;
  const assets = ['BTC', 'USDT', 'ETH'].map((name) => ({ name, decimals: 8 }));
  const free = { maker: '0', taker: '0' };
  const setup = setupOf({
    assets,
    instruments: [instrument(free), instrument({ index: 1, symbol: 'ETH/USDT', base: 2, ...free })],
    initialBalance: [10e8, 10_000e8, 10e8],
    exchange: { intrabar: 'open_low_high_close' },
    matching: [prints.length > 0 ? 'trades' : 'candles', 'candles'],
    strategy: { definition },
  });
  return play(setup, [
    { symbol: 0, interval: MINUTE, columns: candles(btc) },
    { symbol: 1, interval: MINUTE, columns: candles(eth) },
    ...(prints.length > 0 ? [{ symbol: 0, interval: 0, columns: trades(prints) }] : []),
  ]);
}

const flat = (price: number): CandleLine => [price, price, price, price];
const story = ({ fillRows }: Played) =>
  fillRows.map(
    ({ time, clientId, symbol, side, price }) => `${time / 1e6} ${clientId} ${side} ${symbol} ${price / 100}`,
  );
const buy = (ctx: Ctx, symbol: string, id: string, price?: number) =>
  ctx.buy({ symbol, id, quantity: 1, ...(price === undefined ? {} : { type: 'limit', price }) });

describe('a zero-delay order', () => {
  it('of onCandle: all decide first, in scenario order, then orders arrive in the order sent and match at the close', () => {
    const heard: string[] = [];
    const played = run([[100, 100, 100, 101], flat(105)], [[10, 10, 10, 11], flat(12)], {
      onCandle(ctx) {
        if (ctx.now !== 60_000) return;
        heard.push(`decide ${ctx.symbol}`);
        buy(ctx, 'ETH/USDT', `${ctx.symbol} eth`);
        buy(ctx, 'BTC/USDT', `${ctx.symbol} btc`);
      },
      onFill: (_, fill) => void heard.push(`fill ${fill.clientId}`),
    });
    expect(heard).toEqual([
      'decide BTC/USDT',
      'decide ETH/USDT',
      'fill BTC/USDT eth',
      'fill BTC/USDT btc',
      'fill ETH/USDT eth',
      'fill ETH/USDT btc',
    ]);
    expect(story(played)).toEqual([
      '60 BTC/USDT eth buy 1 11',
      '60 BTC/USDT btc buy 0 101',
      '60 ETH/USDT eth buy 1 11',
      '60 ETH/USDT btc buy 0 101',
    ]);
  });

  it('of onFill at a point: the other symbols reach their points of that kind first', () => {
    const played = run([[100, 102, 98, 100]], [[10, 12, 8, 10]], {
      setup(ctx) {
        buy(ctx, 'BTC/USDT', 'first', 99);
      },
      onFill(ctx, fill) {
        if (fill.clientId === 'first') buy(ctx, 'ETH/USDT', 'answer');
      },
    });
    // ETH has gone to its low, too, before the answer arrives: both points are of one kind and time.
    expect(story(played)).toEqual(['20 first buy 0 99', '20 answer buy 1 8']);
  });

  it('of onFill at an open comes after all opens', () => {
    const played = run([flat(100), flat(90)], [flat(10), flat(9)], {
      setup(ctx) {
        buy(ctx, 'BTC/USDT', 'first', 95);
      },
      onFill(ctx, fill) {
        if (fill.clientId === 'first') buy(ctx, 'ETH/USDT', 'answer');
      },
    });
    expect(story(played)).toEqual(['60 first buy 0 95', '60 answer buy 1 9']);
  });

  it('of a timer comes after all timers of the time', () => {
    const heard: string[] = [];
    run([flat(100)], [flat(10)], {
      setup(ctx) {
        ctx.timer(10_000, 'a');
        ctx.timer(10_000, 'b');
      },
      onTimer(ctx, { name }) {
        heard.push(name);
        buy(ctx, 'BTC/USDT', name);
      },
      onFill: (_, fill) => void heard.push(`fill ${fill.clientId}`),
    });
    expect(heard).toEqual(['a', 'b', 'fill a', 'fill b']);
  });

  it('of onGap meets the open behind the gap', () => {
    const played = run([flat(100), null, flat(120)], [flat(10), flat(10), flat(10)], {
      onGap: (ctx) => void buy(ctx, 'BTC/USDT', 'back'),
    });
    expect(story(played)).toEqual(['120 back buy 0 120']);
  });

  it('of onFill on a print comes after all prints of the time', () => {
    const played = run(
      [flat(100)],
      [flat(10)],
      {
        setup(ctx) {
          buy(ctx, 'BTC/USDT', 'first', 99);
        },
        onFill(ctx, fill) {
          if (fill.clientId === 'first') buy(ctx, 'BTC/USDT', 'answer');
        },
      },
      [
        [5e6, 100],
        [10e6, 98],
        [10e6, 97],
        [12e6, 96],
      ],
    );
    expect(story(played)).toEqual(['10 first buy 0 99', '10 answer buy 0 97']);
  });

  it('answers of one round arrive together in the next', () => {
    const heard: string[] = [];
    run([flat(100)], [flat(10)], {
      onCandle(ctx) {
        if (ctx.symbol !== 'BTC/USDT') return;
        buy(ctx, 'BTC/USDT', 'a');
        buy(ctx, 'BTC/USDT', 'b');
      },
      onFill(ctx, { clientId }) {
        heard.push(clientId!);
        if (clientId!.length < 3) buy(ctx, 'BTC/USDT', `${clientId}+`);
      },
    });
    expect(heard).toEqual(['a', 'b', 'a+', 'b+', 'a++', 'b++']);
  });

  it('and a zero-delay cancel arrive in the order sent', () => {
    const events: string[] = [];
    run([flat(100)], [flat(10)], {
      onCandle(ctx) {
        if (ctx.symbol !== 'BTC/USDT') return;
        const id = buy(ctx, 'BTC/USDT', 'limit', 90);
        ctx.cancel(id);
        ctx.cancel(id);
      },
      onOrder: (_, order) => void events.push(`${order.event}${order.rule === null ? '' : ` ${order.rule}`}`),
    });
    expect(events).toEqual(['submitted', 'accepted', 'canceled', 'rejected order_has_ended']);
  });
});

describe('one time', () => {
  it('points, timers, arrivals, closes, opens and prints follow one another', () => {
    const heard: string[] = [];
    run(
      [flat(100), flat(100)],
      [
        [10, 10, 10, 9],
        [8, 8, 8, 8],
      ],
      {
        setup(ctx) {
          buy(ctx, 'ETH/USDT', 'at the close', 9.5);
          buy(ctx, 'ETH/USDT', 'at the open', 8.5);
          buy(ctx, 'BTC/USDT', 'at the print', 99.5);
          ctx.timer(60_000, 'timer');
        },
        onTimer(ctx, { name }) {
          heard.push(name);
          buy(ctx, 'BTC/USDT', 'arrived');
        },
        onCandle(ctx) {
          if (ctx.now === 60_000) heard.push(`candle ${ctx.symbol}`);
        },
        onFill: (_, { clientId }) => void heard.push(clientId!),
      },
      [
        [5e6, 100],
        [60e6, 99],
      ],
    );
    expect(heard).toEqual([
      'at the close',
      'timer',
      'arrived',
      'candle BTC/USDT',
      'candle ETH/USDT',
      'at the open',
      'at the print',
    ]);
  });

  it('a cancel of what has ended is counted as rejected, and changes nothing', () => {
    const { summary, orderRows } = run([flat(100), flat(100)], [flat(10), flat(10)], {
      onCandle(ctx) {
        if (ctx.symbol !== 'BTC/USDT') return;
        if (ctx.now === 60_000) buy(ctx, 'BTC/USDT', 'one');
        else ctx.cancel(1);
      },
    });
    expect(orderRows.map(({ event }) => event)).toEqual(['submitted', 'accepted', 'filled']);
    expect(summary.refusals.map(({ by, rule, count, places }) => [by, rule, count, places[0]!.orderId])).toEqual([
      ['rejected', 'order_has_ended', 1, 1],
    ]);
  });
});
