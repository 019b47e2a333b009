/** Buys when price breaks out above its range, with a stop order; its bracket takes the loss or the gain. */
import { z } from 'zod';
import { defineStrategy } from '../define.ts';
import { Highest, Lowest } from '../indicators.ts';

export default defineStrategy({
  name: 'breakout',
  params: z.strictObject({
    period: z.int().min(2).max(1000).default(20).describe('candles in the range'),
    stop: z.number().min(0.05).max(1).default(0.5).describe('distance of the stop-loss, in widths of the range'),
    reward: z.number().min(0.1).max(20).default(2).describe('distance of the take-profit, in distances of the stop'),
    fraction: z.number().positive().max(1).default(1).describe('share of equity, dealt equally to the symbols'),
  }),
  state: ({ params: { period }, symbols }) =>
    new Map(symbols.map((name) => [name, { top: new Highest(period), bottom: new Lowest(period) }])),
  onCandle(ctx) {
    const range = ctx.state.get(ctx.symbol)!;
    const top = range.top.update(ctx.candle);
    const bottom = range.bottom.update(ctx.candle);
    if (top === null || bottom === null) return;
    ctx.plot({ top, bottom });
    // A position is looked after by its stop-loss and its take-profit: one that fills ends the other.
    if (!ctx.position.isFlat) return;
    const risk = (top - bottom) * ctx.params.stop;
    if (risk === 0) return;
    ctx.bracket({
      side: 'buy',
      // Not a limit: it waits above the market and buys at market once price is there, at the slippage of the scenario.
      type: 'stop',
      stopPrice: top,
      fraction: ctx.params.fraction / ctx.symbols.length,
      // For one candle only: at the next close the range is another. The children live on.
      timeInForce: 'GTD',
      expireAt: ctx.now + ctx.candle.interval,
      stopLoss: top - risk,
      takeProfit: top + risk * ctx.params.reward,
      reason: 'breakout',
    });
  },
});
