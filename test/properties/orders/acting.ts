/** A strategy that does what a case says: each act by a seed of its own, so that leaving one out changes no other's luck. */
import type { StrategyContext } from '../../../src/strategy/context.ts';
import { defineStrategy, type StrategyDefinition } from '../../../src/strategy/define.ts';
import { askForNonsense } from '../../support/absurd.ts';
import { askForAnything } from '../../support/everyOrder.ts';
import { Chance } from '../../support/randomRun.ts';
import type { Act, OrderCase } from './case.ts';

type Context = StrategyContext<unknown, unknown>;

/** Callbacks so far. */
interface Seen {
  candle: number;
  fill: number;
  order: number;
  gap: number;
}

/** @param isRough nonsense is among what it asks for */
export function acting({ acts, symbols, settings }: OrderCase, isRough = false): StrategyDefinition {
  const names = symbols.map(({ symbol }) => symbol);
  const timed = acts.filter(({ on }) => on === 'timer');
  const when = (on: keyof Seen, ctx: Context): void => {
    const nth = (ctx.state as Seen)[on]++;
    for (const one of acts) if (one.on === on && one.at === nth) act(ctx, names, one, isRough);
  };
  return defineStrategy({
    name: 'acting',
    state: (): Seen => ({ candle: 0, fill: 0, order: 0, gap: 0 }),
    setup(ctx) {
      timed.forEach(({ at }, i) => {
        ctx.timer((settings.start + at) * 1000, String(i));
      });
    },
    onTimer: (ctx, { name }) => {
      const one = timed[Number(name)];
      if (one !== undefined) act(ctx, names, one, isRough);
    },
    onCandle: (ctx) => when('candle', ctx),
    onFill: (ctx) => when('fill', ctx),
    onOrder: (ctx) => when('order', ctx),
    onGap: (ctx) => when('gap', ctx),
  }) as StrategyDefinition;
}

function act(ctx: Context, names: readonly string[], { seed }: Act, isRough: boolean): void {
  if (isRough) askForNonsense(ctx, new Chance(seed, 1));
  const chance = new Chance(seed);
  const symbol = chance.pick(names);
  const alive = ctx.orders;
  const what = chance.next();
  if (what < 0.12 && alive.length > 0) ctx.cancel(chance.pick(alive).id);
  else if (what < 0.17) ctx.close({ symbol, reason: 'close' });
  else if (what < 0.23 && alive.length > 0) amend(ctx, chance);
  else if (what < 0.4) enter(ctx, chance, symbol);
  else if (what < 0.5 && !ctx.positionOf(symbol).isFlat) reduce(ctx, chance, symbol);
  else askForAnything(ctx, chance, symbol, 'asked');
}

/** So that there is a position to reduce: an order that most often fills, a bracket now and then. */
function enter(ctx: Context, chance: Chance, symbol: string): void {
  const side = chance.pick(['buy', 'buy', 'sell'] as const);
  const quantity = chance.pick([0.1, 0.5, 1, 3]);
  const [below, above] = symbol.endsWith('/BTC') ? [0.0098, 0.0102] : [98, 102];
  const [stopLoss, takeProfit] = side === 'buy' ? [below, above] : [above, below];
  const bracket = chance.pick([{}, {}, { stopLoss, takeProfit }, { stopLoss: { trailPct: 2 }, takeProfit }]);
  ctx.order({ symbol, side, quantity, reason: 'enter', ...bracket });
}

function reduce(ctx: Context, chance: Chance, symbol: string): void {
  const side = ctx.positionOf(symbol).isLong ? 'sell' : 'buy';
  const price = Math.round((ctx.positionOf(symbol).avgPrice ?? 100) * 1e6) / 1e6;
  const how = chance.pick([
    {},
    { type: 'limit', price },
    { type: 'stop', stopPrice: price },
    { type: 'trailing_stop', trailPct: 0.1 },
    { type: 'trailing_stop', trailPct: 3 },
  ] as const);
  ctx.order({ symbol, side, quantity: chance.pick([0.3, 1, 12]), reduceOnly: true, reason: 'reduce', ...how });
}

/** The amends that `askForAnything` does not ask for. */
function amend(ctx: Context, chance: Chance): void {
  const { id } = chance.pick(ctx.orders);
  const what = chance.below(3);
  if (what === 0) ctx.amend(id, { expireAt: ctx.now + chance.pick([1, 20_000, 60_000]) });
  else if (what === 1) ctx.amend(id, { trailPct: chance.pick([0.1, 1]) });
  else ctx.amend(id, { trailAmount: chance.pick([0.001, 1, 3]) });
}
