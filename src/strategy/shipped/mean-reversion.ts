/** Buys below the average of the last closes and sells at it, with limit orders that live for one candle. */
import { z } from 'zod';
import { defineStrategy } from '../define.ts';
import { BollingerBands } from '../indicators.ts';

export default defineStrategy({
  name: 'mean-reversion',
  params: z.strictObject({
    period: z.int().min(2).max(1000).default(20).describe('closes in the average'),
    deviations: z.number().min(0.1).max(10).default(2).describe('standard deviations below it at which to buy'),
    fraction: z.number().positive().max(1).default(1).describe('share of equity, dealt equally to the symbols'),
  }),
  // One set of bands a symbol: every symbol's candles come to the same onCandle.
  state: ({ params, symbols }) =>
    new Map(symbols.map((name) => [name, new BollingerBands(params.period, params.deviations)])),
  onCandle(ctx) {
    const bands = ctx.state.get(ctx.symbol)!.add(ctx.candle.close);
    if (bands === null) return;
    ctx.plot({ average: bands.middle, buy_below: bands.lower });
    // Good till the next close: there the order has ended, filled or not, and is asked anew at the level of then.
    const once = { type: 'limit', timeInForce: 'GTD', expireAt: ctx.now + ctx.candle.interval } as const;
    if (ctx.position.isFlat) {
      // Closes that are all the same have no bands; in a very wild market the lower one is no price.
      if (bands.lower === bands.middle || bands.lower <= 0) return;
      const fraction = ctx.params.fraction / ctx.symbols.length;
      ctx.buy({ ...once, fraction, price: bands.lower, reason: 'below the average' });
    } else {
      // What has been bought, in part or whole. Reduce-only: it never sells more than is there.
      const quantity = ctx.position.quantity;
      ctx.sell({ ...once, quantity, price: bands.middle, reduceOnly: true, reason: 'back at the average' });
    }
  },
});
