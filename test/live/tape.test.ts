/** Recorded tapes written by hand: what each kind of row does to a run. */
import { describe, expect, it } from 'vitest';
import { runSync } from '../../src/engine/run.ts';
import { TradingSession } from '../../src/engine/session.ts';
import type { PriceSource } from '../../src/engine/setup.ts';
import { recordedFeed, TapeRows } from '../../src/live/index.ts';
import { NO_SYMBOL, NOT_RECORDED, TAPE_KIND } from '../../src/market/columns.ts';
import type { CandleCopy } from '../../src/strategy/candle.ts';
import { defineStrategy, type StrategyDefinition } from '../../src/strategy/define.ts';
import type { FillInfo, GapInfo, OrderOptions } from '../../src/strategy/request.ts';
import { SECOND, setupOf } from '../support/market.ts';

const SERIES = [{ kind: 'tape', symbol: -1, interval: SECOND }] as const;

class Script {
  readonly rows = new TapeRows();
  /** Prices in quote; times in seconds of tape, the exchange's the same unless given. */
  trade(at: number, price: number): this {
    this.rows.push(at * SECOND, at * SECOND, TAPE_KIND.trade, 0, price * 100, 1, 1);
    return this;
  }
  quote(at: number, bid: number, ask: number): this {
    this.rows.push(at * SECOND, at * SECOND, TAPE_KIND.quote, 0, bid * 100, 1, ask * 100, NOT_RECORDED);
    return this;
  }
  candle(at: number, open: number, price: number): this {
    const units = price * 100;
    this.rows.push(at * SECOND, open * SECOND, TAPE_KIND.candle, 0, units, units, units, units, 1);
    return this;
  }
  beat(at: number): this {
    this.rows.push(at * SECOND, at * SECOND, TAPE_KIND.heartbeat, NO_SYMBOL);
    return this;
  }
  gap(at: number): this {
    this.rows.push(at * SECOND, at * SECOND, TAPE_KIND.gap, 0);
    return this;
  }
}

/** Buys once, at the first candle it may trade on; tells what it heard. */
function run(
  script: Script,
  order: OrderOptions,
  options: { chunkRows?: number; from?: number; delay?: number; source?: PriceSource } = {},
) {
  const heard = {
    fills: [] as FillInfo[],
    gaps: [] as GapInfo[],
    candles: [] as CandleCopy[],
    decided: [] as number[],
  };
  const definition = defineStrategy({
    name: 'once',
    state: () => ({ asked: false }),
    onCandle(ctx) {
      heard.candles.push(ctx.candle!.copy());
      heard.decided.push(ctx.now / 1000);
      if (!ctx.state.asked && ctx.buy(order) > 0) ctx.state.asked = true;
    },
    onFill: (_ctx, fill) => void heard.fills.push(fill),
    onGap: (_ctx, gap) => void heard.gaps.push(gap),
  }) as unknown as StrategyDefinition;
  const setup = setupOf({
    series: SERIES,
    matching: [options.source ?? 'trades'],
    exchange: { fillDelay: (options.delay ?? 0.1) * SECOND },
    strategy: { definition },
    window: { from: (options.from ?? 0) * SECOND },
  });
  const feed = recordedFeed(SERIES, script.rows.view(), options.chunkRows);
  return { ...heard, summary: runSync(new TradingSession(setup), feed) };
}

const MARKET = { quantity: 1 };
const start = () => new Script().trade(0.5, 100).candle(1.02, 0, 100);

describe.each([1, 2, 1000])('a tape in chunks of %i', (chunkRows) => {
  it('fills an order at the print that stands when it arrives, also where only a heartbeat moves time', () => {
    const { fills } = run(start().beat(1.5).trade(1.6, 120), MARKET, { chunkRows });
    expect(fills.map(({ price, time }) => [price, time])).toEqual([[100, 1120]]);
  });

  it('fills nothing after its last row', () => {
    const { fills, summary } = run(start().beat(1.11), MARKET, { chunkRows });
    expect([fills, summary.endTime]).toEqual([[], 1.11 * SECOND]);
    expect(summary.openOrders).toHaveLength(1);
  });

  it('lets an order without delay meet the print before its candle', () => {
    const { fills } = run(start().trade(1.6, 120), MARKET, { chunkRows, delay: 0 });
    expect(fills.map(({ price, time }) => [price, time])).toEqual([[100, 1020]]);
  });

  it('fills at its quotes where they are what orders are matched on', () => {
    const script = () =>
      new Script().trade(0.4, 100).quote(0.5, 99, 102).candle(1.02, 0, 100).trade(1.05, 101).beat(1.5);
    const price = (source: PriceSource) => run(script(), MARKET, { chunkRows, source }).fills[0]!.price;
    expect([price('trades'), price('quotes'), price('quotes and trades')]).toEqual([101, 102, 102]);
    const { fills } = run(
      new Script().quote(0.5, 99, 102).candle(1.02, 0, 100).gap(1.05).beat(2).quote(3, 98, 105),
      MARKET,
      {
        chunkRows,
        source: 'quotes',
      },
    );
    expect(fills.map(({ price, time }) => [price, time])).toEqual([[105, 3000]]);
  });

  it('never fills at a price from before a gap', () => {
    const { fills, gaps } = run(start().gap(1.05).beat(2).trade(3, 105), MARKET, { chunkRows });
    expect(fills.map(({ price, time }) => [price, time])).toEqual([[105, 3000]]);
    expect(gaps).toEqual([{ symbol: 'BTC/USDT', from: 500, to: 1050, isOver: true }]);
  });

  it('fills a resting order at its own price once a print lies through it', () => {
    const order = { quantity: 1, type: 'limit', price: 98 } as const;
    const script = start().trade(2, 99).trade(2.1, 98).trade(2.2, 97.5).trade(2.3, 90);
    const { fills } = run(script, order, { chunkRows });
    expect(fills.map(({ price, time, liquidity }) => [price, time, liquidity])).toEqual([[98, 2200, 'maker']]);
  });

  it('shows candles by the time of the exchange when they arrive, and trades on none that opened before the window', () => {
    const script = new Script().trade(1.3, 100).candle(2.2, 1, 100).trade(2.3, 101).candle(3.4, 2, 101).beat(4);
    const { candles, decided, fills } = run(script, MARKET, { chunkRows, from: 1.25 });
    expect(candles.map(({ time }) => time)).toEqual([1000, 2000]);
    expect(decided).toEqual([2200, 3400].map((ms) => ms / 1000));
    expect(fills.map(({ time }) => time)).toEqual([3500]);
  });
});

describe('a tape', () => {
  it('with an event this version does not know is refused', () => {
    const script = start();
    script.rows.push(2 * SECOND, 2 * SECOND, 77, NO_SYMBOL);
    expect(() => run(script, MARKET)).toThrow(/kind 77 \(symbol none\)/);
  });
});
