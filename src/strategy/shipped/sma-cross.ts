/** Long when the fast average crosses above the slow one, flat when it crosses below. */
import { z } from 'zod';
import { defineStrategy } from '../define.ts';
import { Sma } from '../sma.ts';

interface Crossing {
  readonly fast: Sma;
  readonly slow: Sma;
  /** Sign of fast - slow at the last close; null before both averages are there. */
  side: number | null;
}

export default defineStrategy({
  name: 'sma-cross',
  params: z
    .strictObject({
      fast: z.int().min(1).default(20).describe('closes in the fast average'),
      slow: z.int().min(2).default(50).describe('closes in the slow one'),
      fraction: z.number().positive().max(1).default(1).describe('share of equity to put in'),
    })
    .refine(({ fast, slow }) => fast < slow, { message: 'fast must be below slow' }),
  state: ({ params, symbols }) =>
    new Map(
      symbols.map((name): [string, Crossing] => [
        name,
        { fast: new Sma(params.fast), slow: new Sma(params.slow), side: null },
      ]),
    ),
  onCandle(ctx) {
    const crossing = ctx.state.get(ctx.symbol)!;
    crossing.fast.update(ctx.candle);
    if (crossing.slow.update(ctx.candle) === null) return;
    const before = crossing.side;
    // Averages are compared as exact sums: a tie is a tie.
    const now = Math.sign(crossing.fast.compare(crossing.slow));
    crossing.side = now;
    if (before === null) return;
    if (now > 0 && before <= 0 && ctx.position.isFlat) ctx.buy({ fraction: ctx.params.fraction, reason: 'cross up' });
    if (now < 0 && before >= 0 && !ctx.position.isFlat) ctx.close({ reason: 'cross down' });
  },
});
