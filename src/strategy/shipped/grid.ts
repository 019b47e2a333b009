/** Buys at evenly spaced levels below the first close, and sells what each level bought one level above it. */
import { z } from 'zod';
import type { StrategyContext } from '../context.ts';
import { defineStrategy } from '../define.ts';

const params = z.strictObject({
  levels: z.int().min(1).max(200).default(10).describe('levels below the first close'),
  spacing_pct: z.number().min(0.01).max(50).default(1).describe('distance of two levels, in percent'),
  fraction: z.number().positive().max(1).default(1).describe('share of equity, dealt equally to symbols and levels'),
});

/** A level: it buys at one price and sells at the other, over and over. */
interface Level {
  readonly buyAt: number;
  readonly sellAt: number;
  /** What it has bought and not sold yet. */
  bought: number;
  /** Its working order; 0 where none was taken, null where one was refused: the same would be refused again. */
  order: number | null;
}
type Context = StrategyContext<z.output<typeof params>, Map<string, Level[]>>;

function place(ctx: Context, level: Level): void {
  const { bought, buyAt, sellAt } = level;
  const fraction = ctx.params.fraction / ctx.params.levels / ctx.symbols.length;
  if (bought > 0) level.order = ctx.sell({ type: 'limit', price: sellAt, quantity: bought, reason: 'a level up' });
  else level.order = ctx.buy({ type: 'limit', price: buyAt, fraction, reason: 'a level down' });
}

export default defineStrategy({
  name: 'grid',
  params,
  state: ({ symbols }) => new Map(symbols.map((name): [string, Level[]] => [name, []])),
  onCandle(ctx) {
    const levels = ctx.state.get(ctx.symbol)!;
    if (levels.length > 0) return;
    const step = 1 + ctx.params.spacing_pct / 100;
    for (let sellAt = ctx.candle.close; levels.length < ctx.params.levels; sellAt /= step) {
      levels.push({ buyAt: sellAt / step, sellAt, bought: 0, order: 0 });
    }
    for (const level of levels) place(ctx, level);
    // During the warm-up no order is taken: the levels are laid anew at the next close.
    if (levels.every(({ order }) => order === 0)) levels.length = 0;
  },
  onOrder(ctx, { id, event, side, filled }) {
    const level = ctx.state.get(ctx.symbol)!.find(({ order }) => order === id);
    if (level === undefined) return;
    if (event === 'filled') {
      level.bought = side === 'buy' ? filled : 0;
      place(ctx, level);
    } else if (event === 'refused' || event === 'rejected' || event === 'canceled') level.order = null;
  },
});
