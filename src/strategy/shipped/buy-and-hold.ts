/** Puts an equal share of equity into each symbol at its first close, and holds it. */
import { z } from 'zod';
import { defineStrategy } from '../define.ts';

export default defineStrategy({
  name: 'buy-and-hold',
  params: z.strictObject({
    fraction: z.number().positive().max(1).default(1).describe('share of equity, dealt equally to the symbols'),
  }),
  state: () => ({ asked: new Set<string>() }),
  onCandle(ctx) {
    const { asked } = ctx.state;
    if (asked.has(ctx.symbol)) return;
    // During the warm-up an intent is not taken: it gets no id.
    if (ctx.buy({ fraction: ctx.params.fraction / ctx.symbols.length, reason: 'hold' }) !== 0) asked.add(ctx.symbol);
  },
});
