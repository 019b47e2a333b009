/** A live tape: candles made of trades by the exchange's time, interruptions, operators. */
import { describe, expect, it } from 'vitest';
import { DROPPED } from '../../src/market/tape.ts';
import type { StrategyContext } from '../../src/strategy/context.ts';
import { LiveScript, playLive } from '../support/liveTape.ts';
import { instrument, SECOND } from '../support/market.ts';

type Ctx = StrategyContext<undefined, undefined>;
const onceAt = (second: number, act: (ctx: Ctx) => void) => ({
  setup: (ctx: unknown) => (ctx as Ctx).timer(second * 1000, 'now'),
  onTimer: (ctx: unknown) => act(ctx as Ctx),
});

describe.each([1, 3, 1000])('a live tape in chunks of %i', (chunkRows) => {
  it('closes a candle at the first heartbeat that is the grace past its end', () => {
    const script = new LiveScript().trade(1, 100).trade(4, 103).trade(6, 99).beat(10.1).beat(10.49).beat(10.5).beat(11);
    expect(playLive(script, { chunkRows }).candles).toEqual(['10.5: 0-10 100 103 99 99 3']);
  });

  it('or at the first trade beyond it, before that trade moves the price', () => {
    const script = new LiveScript().trade(1, 100).trade(10.2, 105, 10).beat(10.4).beat(21);
    const { candles, fills } = playLive(script, {
      chunkRows,
      delay: 0,
      callbacks: { onCandle: (ctx) => void (ctx as unknown as Ctx).buy({ quantity: 1 }) },
    });
    expect(candles).toEqual(['10.2: 0-10 100 100 100 100 1', '21: 10-20 105 105 105 105 1']);
    expect(fills).toEqual(['10.2: buy taker 100', '21: buy taker 105']);
  });

  it('goes by the clock of the exchange, not by its own', () => {
    const script = new LiveScript().trade(1, 100).beat(30, 9.9).trade(31, 101, 9.95).beat(32, 10.5);
    expect(playLive(script, { chunkRows }).candles).toEqual(['32: 0-10 100 101 100 101 2']);
  });

  it('lets a later trade move the price and not the closed candle, and counts it', () => {
    const script = new LiveScript().trade(1, 100).beat(10.6).trade(10.7, 90, 9.9).beat(11).beat(20.6);
    const { candles, fills, summary } = playLive(script, {
      chunkRows,
      callbacks: onceAt(10.8, (ctx) => void ctx.buy({ quantity: 1 })),
    });
    expect(candles).toEqual(['10.6: 0-10 100 100 100 100 1', '20.6: 10-20 flat 100']);
    expect(fills).toEqual(['10.9: buy taker 90']);
    expect(summary.quality[0]!.live.lateTrades).toBe(1);
  });

  it('has a flat, flagged candle for an empty interval, also before a trade far beyond', () => {
    const script = new LiveScript().trade(1, 100).trade(35, 110).beat(50.5);
    const { candles, summary, keeper } = playLive(script, { chunkRows });
    expect(candles).toEqual([
      '35: 0-10 100 100 100 100 1',
      '35: 10-20 flat 100',
      '35: 20-30 flat 100',
      '50.5: 30-40 110 110 110 110 1',
      '50.5: 40-50 flat 110',
    ]);
    expect([summary.quality[0]!.candles, summary.quality[0]!.filledCandles]).toEqual([5, 3]);
    expect(keeper.equityRows.map(({ time }) => time / SECOND)).toEqual([35, 50.5]);
  });

  it('shows the candles of one moment by time, then in scenario order', () => {
    const other = { index: 1, symbol: 'ETH/USDT', base: 2, quote: 1, maker: '0', taker: '0' };
    const script = new LiveScript().trade(1, 100).trade(2, 50, 2, 1).trade(12, 60, 12, 1).beat(20.5);
    const { candles } = playLive(script, {
      chunkRows,
      setup: {
        instruments: [instrument({ maker: '0', taker: '0' }), instrument(other)],
        assets: ['BTC', 'USDT', 'ETH'].map((name) => ({ name, decimals: 8 })),
        initialBalance: [0, 10_000e8, 0],
      },
    });
    expect(candles).toEqual([
      '12: 0-10 50 50 50 50 1 ETH/USDT',
      '20.5: 0-10 100 100 100 100 1',
      '20.5: 10-20 flat 100',
      '20.5: 10-20 60 60 60 60 1 ETH/USDT',
    ]);
  });

  it('goes on from history, which is shown, not traded on and no equity', () => {
    const script = new LiveScript()
      .history(41, 0, 90, 'warmup')
      .history(41.1, 20, 95)
      .history(41.2, 30, 96)
      .trade(41.3, 97, 40.5)
      .beat(60.5)
      .beat(80.5);
    const { candles, keeper, fills, summary } = playLive(script, {
      chunkRows,
      from: 41,
      strategyInterval: 20,
      warmup: 2,
      callbacks: { onCandle: (ctx) => void (ctx as unknown as Ctx).buy({ quantity: 1 }) },
    });
    expect(candles).toEqual([
      '41: 0-20 90 90 90 90 1',
      '41.2: 20-40 95 96 95 96 2',
      '60.5: 40-60 97 97 97 97 1',
      '80.5: 60-80 flat 97',
    ]);
    expect(keeper.equityRows.map(({ time }) => time / SECOND)).toEqual([60.5, 80.5]);
    expect([fills, summary.warmupIntents]).toEqual([[], 3]);
    expect(summary.openOrders).toHaveLength(1);
  });

  it('makes candles of middles where it is matched on quotes alone', () => {
    const script = new LiveScript().quote(1, 99, 101).trade(2, 500).quote(5, 101, 103).beat(10.5);
    expect(playLive(script, { chunkRows, setup: { matching: ['quotes'] } }).candles).toEqual([
      '10.5: 0-10 100 102 100 102 0',
    ]);
  });

  it('counts what was dropped', () => {
    const script = new LiveScript()
      .trade(1, 100)
      .dropped(2, 'duplicate', 3)
      .dropped(3, 'zero', 1)
      .dropped(4, 'zero', 1);
    const { dropped } = playLive(script.beat(10.5), { chunkRows }).summary.quality[0]!.live;
    expect([dropped[DROPPED.duplicate], dropped[DROPPED.zero]]).toEqual([3, 2]);
  });
});

describe.each([1, 4, 1000])('an interruption on a live tape in chunks of %i', (chunkRows) => {
  const back = (script: LiveScript) =>
    script
      .trade(1, 100)
      .connection(5, 'down')
      .beat(12)
      .beat(25)
      .connection(26, 'up')
      .connection(26.1, 'backfill')
      .trade(26.2, 97, 6)
      .trade(26.3, 94, 14)
      .trade(26.4, 104, 24)
      .connection(26.5, 'whole')
      .beat(27)
      .trade(28, 103)
      .beat(30.6);

  it('closes no candle until the last trade that was missing is there', () => {
    const { candles, gaps, summary } = playLive(back(new LiveScript()), { chunkRows });
    expect(candles).toEqual([
      '26.5: 0-10 100 100 97 97 2',
      '26.5: 10-20 94 94 94 94 1',
      '30.6: 20-30 104 104 103 103 2',
    ]);
    expect(gaps).toEqual(['5: 1-5 open']);
    const { interruptions, backfilled } = summary.quality[0]!.live;
    expect([interruptions, backfilled, summary.quality[0]!.gaps]).toEqual([1, 3, 0]);
  });

  it('lets what was missing fill a limit that rested, at its own price', () => {
    const order = { quantity: 1, type: 'limit', price: 95 } as const;
    const { fills } = playLive(back(new LiveScript()), {
      chunkRows,
      callbacks: onceAt(2, (ctx) => void ctx.buy(order)),
    });
    expect(fills).toEqual(['26.3: buy maker 95']);
  });

  it('never a taker, nor a limit that arrived in between: they meet the first live price', () => {
    const market = playLive(back(new LiveScript()), {
      chunkRows,
      callbacks: onceAt(5.5, (ctx) => void ctx.buy({ quantity: 1 })),
    });
    const limit = playLive(back(new LiveScript()), {
      chunkRows,
      callbacks: onceAt(5.5, (ctx) => void ctx.buy({ quantity: 1, type: 'limit', price: 104 })),
    });
    expect([market.fills, limit.fills]).toEqual([['28: buy taker 103'], ['28: buy taker 103']]);
  });

  it('lets a stop that was passed meet the first live price', () => {
    const { fills, keeper } = playLive(back(new LiveScript()), {
      chunkRows,
      callbacks: onceAt(2, (ctx) => {
        ctx.buy({ quantity: 1 });
        ctx.sell({ quantity: 1, type: 'stop', stopPrice: 95 });
      }),
    });
    expect(fills).toEqual(['2.1: buy taker 100', '28: sell taker 103']);
    const [triggered] = keeper.orderRows.filter(({ event }) => event === 'triggered');
    expect([triggered!.time / SECOND, triggered!.triggerPrice]).toEqual([26.3, 9400]);
  });

  it('cancels what will not wait', () => {
    const { keeper } = playLive(back(new LiveScript()), {
      chunkRows,
      callbacks: onceAt(5.5, (ctx) => void ctx.buy({ quantity: 1, timeInForce: 'IOC' })),
    });
    expect(keeper.orderRows.at(-1)).toMatchObject({ event: 'canceled', reason: 'no_price' });
  });

  it('ends in a gap where trades cannot be had: cut candles close as they are, those inside it are none', () => {
    const script = new LiveScript()
      .trade(1, 100)
      .connection(5, 'stale')
      .beat(20)
      .gap(31, 5, 31)
      .trade(32, 90)
      .beat(40.6);
    const { candles, gaps, summary } = playLive(script, { chunkRows });
    expect(candles).toEqual(['31: 0-10 100 100 100 100 1', '40.6: 30-40 90 90 90 90 1']);
    expect(gaps).toEqual(['5: 1-5 open', '31: 5-31']);
    expect([summary.quality[0]!.gaps, summary.quality[0]!.missing]).toEqual([1, 26 * SECOND]);
    const filled = playLive(script, { chunkRows, setup: { gaps: 'fill' } });
    expect(filled.candles.slice(0, 3)).toEqual([
      '31: 0-10 100 100 100 100 1',
      '31: 10-20 flat 100',
      '31: 20-30 flat 100',
    ]);
  });

  it('a gap inside a candle does not end it', () => {
    const script = new LiveScript().trade(1, 100).gap(5, 2, 4).trade(6, 90).beat(10.6);
    expect(playLive(script, { chunkRows }).candles).toEqual(['10.6: 0-10 100 100 90 90 2']);
  });

  it('keeps what is quoted from before it away from whoever arrives', () => {
    const script = new LiveScript()
      .trade(0.9, 100)
      .quote(1, 99, 101)
      .connection(5, 'stale')
      .beat(6)
      .connection(7, 'whole')
      .trade(7.5, 100.5)
      .quote(8, 102, 104)
      .beat(9);
    const { fills } = playLive(script, {
      chunkRows,
      setup: { matching: ['quotes and trades'] },
      callbacks: onceAt(5.5, (ctx) => void ctx.buy({ quantity: 1 })),
    });
    expect(fills).toEqual(['8: buy taker 104']);
  });
});

describe('an operator', () => {
  const prices = () => new LiveScript().trade(1, 100).trade(2, 101);

  it('pauses: what only reduces goes on, the rest is refused; and resumes', () => {
    const asks = { 3: 'buy', 5: 'buy', 6: 'close', 8: 'buy' } as const;
    const { keeper, fills } = playLive(
      prices().command(4, 'pause').trade(6.5, 102).command(7, 'resume').beat(8).trade(9, 103),
      {
        callbacks: {
          setup: (ctx) => {
            for (const second of Object.keys(asks)) (ctx as unknown as Ctx).timer(Number(second) * 1000, second);
          },
          onTimer: (ctx, { name }) => {
            if (asks[Number(name) as 3] === 'buy') (ctx as unknown as Ctx).buy({ quantity: 1 });
            else (ctx as unknown as Ctx).close();
          },
        },
      },
    );
    expect(fills).toEqual(['3.1: buy taker 101', '6.1: sell taker 101', '8.1: buy taker 102']);
    const [refused] = keeper.orderRows.filter(({ event }) => event === 'refused');
    expect([refused!.time / SECOND, refused!.reason]).toEqual([5, 'paused: an operator has paused the run']);
  });

  it('places, cancels, closes and flattens by hand', () => {
    const order = (words: object) => JSON.stringify(words);
    const script = prices()
      .command(3, 'order', 0, 0, order({ side: 'buy', quantity: 2 }))
      .command(3.5, 'order', 0, 0, order({ side: 'buy', quantity: 1, type: 'limit', price: 50, id: 'low' }))
      .command(4, 'cancel', 2)
      .command(5, 'close')
      .command(6, 'order', 0, 0, order({ side: 'buy', quantity: 1 }))
      .command(7, 'flatten')
      .beat(9);
    const { fills, keeper } = playLive(script);
    expect(fills.map((line) => line.split(': ')[1])).toEqual([
      'buy taker 101',
      'sell taker 101',
      'buy taker 101',
      'sell taker 101',
    ]);
    expect(keeper.orderRows.filter(({ event }) => event === 'canceled').map(({ clientId }) => clientId)).toEqual([
      'low',
    ]);
    expect(keeper.orderRows[0]!.reason).toBe('operator');
  });

  it('flattens what a close brings, too: coins bought with coins', () => {
    const BTC = 0;
    const XRP = 1;
    const order = (words: object) => JSON.stringify(words);
    const prices = (at: number, script: LiveScript): LiveScript =>
      script.trade(at, 100, at, BTC, 1000).trade(at + 0.1, 0.02, at + 0.1, XRP, 100_000);
    const script = prices(1, new LiveScript())
      .command(2, 'order', 0, 0, order({ side: 'buy', quantity: 2 }))
      .command(3, 'order', 0, 0, order({ side: 'buy', quantity: 100 }), XRP);
    prices(4, script).command(5, 'flatten').beat(6).beat(9);
    const assets = ['BTC', 'USDT', 'XRP'].map((name) => ({ name, decimals: 8 }));
    const instruments = [
      instrument({ maker: '0', taker: '0' }),
      instrument({ index: 1, symbol: 'XRP/BTC', base: 2, quote: 0, maker: '0', taker: '0' }),
    ];
    const { summary, keeper } = playLive(script, {
      setup: { assets, instruments, initialBalance: [0, 10_000e8, 0] },
    });
    expect(keeper.fillRows.map(({ symbol, side }) => `${side} ${symbol}`)).toEqual([
      'buy 0',
      'buy 1',
      'sell 1',
      'sell 0',
    ]);
    expect(summary.positions).toEqual([]);
  });

  it('asks the strategy every so often, and ends the run after so many times', () => {
    const script = prices()
      .command(2.5, 'every', 3 * SECOND, 2)
      .beat(4)
      .beat(6)
      .beat(30)
      .trade(31, 7);
    const { timers, summary } = playLive(script, { callbacks: { onTimer() {} } });
    expect(timers).toEqual(['5.5: interval', '8.5: interval']);
    expect([summary.endTime / SECOND, summary.quality[0]!.lastPrice]).toEqual([8.5, 10_100]);
  });

  it('ends the run', () => {
    const { summary } = playLive(prices().beat(10.5).command(11, 'stop').trade(12, 7));
    expect([summary.endTime / SECOND, summary.quality[0]!.lastPrice]).toEqual([11, 10_100]);
  });

  it.each([
    [prices().command(3, 'order', 0, 0, '{'), /no JSON/],
    [prices().command(3, 'order', 0, 0, '{"sid":"buy"}'), /sid/],
    [prices().command(3, 'every', 0), /every 0 microseconds/],
  ])('is not obeyed where it makes no sense', (script, message) => {
    expect(() => playLive(script)).toThrow(message);
  });
});
