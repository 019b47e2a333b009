/** The strategies that the benches run beside the shipped ones. */
import { defineStrategy } from '../../strategy/define.ts';

export const idle = defineStrategy({ name: 'idle', onCandle() {} });

/** Buys and sells in turn, a market order at every close. */
export const everyCandle = defineStrategy({
  name: 'every-candle',
  state: () => ({ isLong: false }),
  onCandle(ctx) {
    const { state } = ctx;
    if (state.isLong) ctx.sell({ quantity: 0.0001 });
    else ctx.buy({ quantity: 0.0001 });
    state.isLong = !state.isLong;
  },
});

/** The same with limit orders far enough inside the market to rest, near enough to fill soon; one at a time. */
export const everyCandleLimit = defineStrategy({
  name: 'every-candle-limit',
  state: () => ({ isLong: false }),
  onCandle(ctx) {
    const { state } = ctx;
    const { close } = ctx.candle;
    if (state.isLong) ctx.sell({ quantity: 0.0001, type: 'limit', price: close });
    else ctx.buy({ quantity: 0.0001, type: 'limit', price: close });
    state.isLong = !state.isLong;
  },
});
