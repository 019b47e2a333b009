/** Holds an equal share of equity in each symbol, and trades back to it when one has drifted too far. */
import { z } from 'zod';
import { InputError } from '../../model/errors.ts';
import { defineStrategy } from '../define.ts';

export default defineStrategy({
  name: 'rebalance',
  params: z.strictObject({
    fraction: z.number().positive().max(1).default(0.99).describe('share of equity to hold, dealt equally'),
    drift_pct: z.number().min(0).max(100).default(10).describe('percent of its share that a symbol may be off'),
    min_order: z.number().min(0).default(10).describe('quote asset below which no order is worth its while'),
  }),
  state: ({ symbols }) => {
    const quotes = new Set(symbols.map((symbol) => symbol.split('/')[1]!));
    if (quotes.size > 1) throw new InputError(`rebalance takes symbols of one quote asset, not of ${[...quotes]}`);
    return { quote: [...quotes][0]!, closes: new Map<string, number>(), isBuying: true };
  },
  onCandle(ctx) {
    const { state, params, symbols } = ctx;
    state.closes.set(ctx.symbol, ctx.candle.close);
    // Candles of one time come in the order of the scenario's symbols: with the last of them all have been heard.
    if (ctx.symbol !== symbols.at(-1) || state.closes.size < symbols.length) return;
    const share = (ctx.equity * params.fraction) / symbols.length;
    const held = symbols.map((symbol) => {
      const price = state.closes.get(symbol)!;
      return { symbol, price, excess: ctx.positionOf(symbol).quantity * price - share };
    });
    if (state.isBuying) {
      // A purchase in flight lessens the free balance at once, so that the next one spends no more than is left.
      for (const { symbol, excess } of held) {
        const spend = Math.min(-excess, ctx.balance(state.quote).free);
        if (spend > params.min_order) ctx.buy({ symbol, spend, reason: 'below its share' });
      }
      state.isBuying = false;
    } else if (held.some(({ excess }) => Math.abs(excess) > (share * params.drift_pct) / 100)) {
      // Sales now, purchases at the next close: by then the sales have brought in what the purchases need.
      for (const { symbol, price, excess } of held) {
        if (excess > params.min_order) ctx.sell({ symbol, quantity: excess / price, reason: 'above its share' });
      }
      state.isBuying = true;
    }
  },
});
