/** Benches of resting orders, brackets and fills in parts, on one symbol's minutes. */
import type { Done } from '../src/cli/bench/cases.ts';
import { feedOf, minutes } from '../src/cli/bench/market.ts';
import { digestOf, setupOf } from '../src/cli/bench/setup.ts';
import { type RunSummary, runSync, type SessionSetup, TradingSession } from '../src/engine/index.ts';
import { parsePct } from '../src/model/rate.ts';
import type { StrategyContext } from '../src/strategy/context.ts';
import { defineStrategy, type StrategyDefinition } from '../src/strategy/define.ts';

const QUANTITY = 0.0001;

/** An entry with a stop-loss and a take-profit every fourth candle; of every fifth the stop-loss trails. */
const brackets = defineStrategy({
  name: 'brackets',
  state: () => ({ candles: 0 }),
  onCandle(ctx) {
    const { state } = ctx;
    const { close } = ctx.candle;
    state.candles += 1;
    if (state.candles % 4 !== 0) return;
    const stopLoss = state.candles % 20 === 0 ? { trailPct: 0.2 } : close * 0.998;
    ctx.bracket({ side: 'buy', quantity: QUANTITY, stopLoss, takeProfit: close * 1.002 });
  },
});

/** The distance of a ladder's nearest rung from the market, and of one rung from the next: shares of the price. */
const NEAREST = 0.02;
const RUNG = 0.0005;

/** So many orders rest at all times, half of them limits below the market, half stops above it; one that fills is placed again. */
function ladder(orders: number): StrategyDefinition {
  const place = (ctx: StrategyContext<unknown, unknown>, price: number, rung: number): void => {
    const away = NEAREST + RUNG * (rung >> 1);
    const base = { side: 'buy', quantity: QUANTITY } as const;
    if (rung % 2 === 0) ctx.order({ ...base, type: 'limit', price: price * (1 - away), id: `rung ${rung}` });
    else ctx.order({ ...base, type: 'stop', stopPrice: price * (1 + away), id: `rung ${rung}` });
  };
  return defineStrategy({
    name: 'ladder',
    state: () => ({ isUp: false }),
    onCandle(ctx) {
      const state = ctx.state as { isUp: boolean };
      if (state.isUp) return;
      state.isUp = true;
      for (let rung = 0; rung < orders; rung++) place(ctx, ctx.candle.close, rung);
    },
    onFill(ctx, { clientId, price }) {
      // What was bought is not sold again: there is cash for some thousands.
      place(ctx, price, Number(clientId!.slice('rung '.length)));
    },
  }) as StrategyDefinition;
}

/** Buys and sells in turn, as much as several points of a candle have for it. */
const large = defineStrategy({
  name: 'large',
  state: () => ({ isLong: false }),
  onCandle(ctx) {
    const { state } = ctx;
    if (ctx.orders.length > 0) return;
    if (state.isLong) ctx.close();
    else ctx.buy({ quantity: 0.01 });
    state.isLong = !state.isLong;
  },
});

export function run(strategy: unknown, candles: number, exchange: Partial<SessionSetup['exchange']> = {}): RunSummary {
  const setup = setupOf(strategy as StrategyDefinition, undefined);
  const session = new TradingSession({ ...setup, exchange: { ...setup.exchange, ...exchange } });
  return runSync(session, feedOf(minutes(candles)));
}

export function bracketsOf(candles: number): Done {
  const summary = run(brackets, candles);
  return { count: summary.fillCount, digest: digestOf(summary) };
}

export function ladderOf(orders: number, candles: number): Done {
  const summary = run(ladder(orders), candles);
  return { count: summary.events, digest: digestOf(summary) };
}

/** @param pct share of a candle's volume that is there for us, in percent */
export function volumeOf(candles: number, pct: string): Done {
  const summary = run(large, candles, { partialFills: { model: 'volume', share: parsePct(pct) } });
  return { count: summary.fillCount, digest: digestOf(summary) };
}
