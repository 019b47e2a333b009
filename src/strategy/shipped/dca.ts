/** Spends the same amount on each symbol at even distances in time, whatever the price (dollar-cost averaging). */
import { z } from 'zod';
import { defineStrategy } from '../define.ts';

const MS_PER_HOUR = 3_600_000;

export default defineStrategy({
  name: 'dca',
  params: z.strictObject({
    every_hours: z.int().min(1).max(8784).default(24).describe('hours between two purchases'),
    spend: z.number().positive().default(100).describe('quote asset for each symbol each time, fees included'),
  }),
  state: () => ({ isBroke: false }),
  setup(ctx) {
    // A timer sounds at its time, whether a candle closes then or not. It sounds once: each one sets the next.
    ctx.timer(ctx.now + ctx.params.every_hours * MS_PER_HOUR, 'buy');
  },
  onCandle() {},
  onTimer(ctx) {
    const { every_hours, spend } = ctx.params;
    ctx.timer(ctx.now + every_hours * MS_PER_HOUR, 'buy');
    for (const symbol of ctx.symbols) {
      const quote = symbol.split('/')[1]!;
      if (ctx.balance(quote).free >= spend) ctx.buy({ symbol, spend, reason: 'every so often' });
      else if (!ctx.state.isBroke) {
        ctx.state.isBroke = true;
        ctx.log(`no ${spend} ${quote} are left to spend: nothing is bought from here on`);
      }
    }
  },
});
