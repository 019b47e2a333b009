// Long while a fast average of closes is above a slow one, with a stop-loss below the entry. Yours to change: the editor
// completes `ctx.`, and `papertape replay scenario.yaml --watch` runs it again each time you save.
import { defineStrategy } from 'papertape';
import { Sma } from 'papertape/indicators';
import { z } from 'zod';

export default defineStrategy({
  name: 'my-strategy',

  // What scenario.yaml says under strategy.params, checked and completed with these defaults.
  params: z.strictObject({
    fast: z.int().min(1).default(20),
    slow: z.int().min(2).default(50),
    stop_loss_pct: z.number().positive().max(50).default(5),
  }),

  // What it remembers from candle to candle: made anew for every run.
  state: ({ params }) => ({ fast: new Sma(params.fast), slow: new Sma(params.slow), wasAbove: true }),

  // Called at the close of every candle of strategy.interval.
  onCandle(ctx) {
    const { candle, params, position, state } = ctx;
    const fast = state.fast.update(candle);
    const slow = state.slow.update(candle);
    if (fast === null || slow === null) return; // not enough candles yet

    ctx.plot({ fast, slow });
    const isAbove = fast > slow;
    const hasCrossed = isAbove !== state.wasAbove;
    state.wasAbove = isAbove;
    if (!hasCrossed) return;

    if (isAbove && position.isFlat) {
      // All of the equity at market; the stop waits at the exchange as soon as the entry has filled.
      const stopLoss = candle.close * (1 - params.stop_loss_pct / 100);
      ctx.buy({ fraction: 1, stopLoss, reason: 'cross up' });
    }
    if (!isAbove && !position.isFlat) ctx.close({ reason: 'cross down' });
  },

  // Called when an order changes. One that broke a rule says which, and the report counts it.
  onOrder(ctx, order) {
    if (order.rule !== null) ctx.log(`order ${order.id} ${order.event}: ${order.rule} ${order.detail ?? ''}`);
  },
});
