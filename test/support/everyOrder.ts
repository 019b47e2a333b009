/** Orders of every type, time in force and family at random, right and wrong ones: what a strategy could ask for. */
import type { StrategyContext } from '../../src/strategy/context.ts';
import type { AmendRequest, OrderRequest } from '../../src/strategy/request.ts';
import type { Chance } from './randomRun.ts';

const TYPES = [
  'market',
  'limit',
  'limit',
  'stop',
  'stop_limit',
  'take_profit',
  'take_profit_limit',
  'trailing_stop',
] as const;
const IN_FORCE = ['GTC', 'GTC', 'GTC', 'IOC', 'FOK', 'GTD', 'DAY'] as const;

/** Sends an order, a bracket, a group, or a change of one that works. */
export function askForAnything(
  ctx: StrategyContext<unknown, unknown>,
  chance: Chance,
  symbol: string,
  reason: string,
): void {
  const alive = ctx.orders;
  if (alive.length > 0 && chance.is(0.15)) {
    ctx.amend(chance.pick(alive).id, amendOf(chance, symbol));
    return;
  }
  if (chance.is(0.1)) {
    ctx.oco(...Array.from({ length: 2 + chance.below(2) }, () => requestOf(ctx, chance, symbol, reason)));
    return;
  }
  const request = requestOf(ctx, chance, symbol, reason);
  if (chance.is(0.2)) ctx.bracket({ ...request, ...childrenOf(chance, symbol, request.side === 'buy') });
  else if (alive.length > 0 && chance.is(0.15)) {
    const { quantity: _, spend: __, fraction: ___, ...rest } = request;
    ctx.order({ ...rest, parent: chance.pick(alive).id });
  } else ctx.order(request);
}

/** A price near the middle of the random markets, in quote per base. */
function priceOf(chance: Chance, symbol: string, offset = 0): number {
  const units = 10_000 + offset + (chance.below(41) - 20) * chance.pick([1, 10, 50]);
  return symbol.endsWith('/BTC') ? units / 1e6 : units / 100;
}

function requestOf(
  ctx: StrategyContext<unknown, unknown>,
  chance: Chance,
  symbol: string,
  reason: string,
): OrderRequest {
  const type = chance.pick(TYPES);
  const timeInForce = chance.pick(IN_FORCE);
  const hasLimit = type === 'limit' || type === 'stop_limit' || type === 'take_profit_limit';
  const isTriggered = type !== 'market' && type !== 'limit' && type !== 'trailing_stop';
  const size = chance.below(5);
  return {
    symbol,
    reason,
    side: chance.pick(['buy', 'sell'] as const),
    type,
    ...(size === 0
      ? { spend: 10 + chance.below(3000) }
      : size === 1
        ? { fraction: chance.pick([0.1, 0.5, 1]) }
        : { quantity: chance.pick([0.1, 0.25, 1, 1, 2.5, 0.33333333, 0.3, 12]) }),
    ...(hasLimit ? { price: priceOf(chance, symbol) } : {}),
    ...(isTriggered ? { stopPrice: priceOf(chance, symbol) } : {}),
    ...(type === 'trailing_stop' ? trailOf(chance, symbol) : {}),
    timeInForce,
    ...(timeInForce === 'GTD' ? { expireAt: ctx.now + chance.pick([0, 20_000, 60_000, 180_000]) } : {}),
    ...(hasLimit && chance.is(0.2) ? { postOnly: true } : {}),
    ...(chance.is(0.2) ? { reduceOnly: true } : {}),
  };
}

function trailOf(chance: Chance, symbol: string): Partial<OrderRequest> {
  const distance = chance.is(0.5)
    ? { trailPct: chance.pick([0.1, 0.5, 2]) }
    : { trailAmount: chance.pick([10, 50, 300]) / (symbol.endsWith('/BTC') ? 1e6 : 100) };
  return chance.is(0.3) ? { ...distance, activationPrice: priceOf(chance, symbol) } : distance;
}

function childrenOf(chance: Chance, symbol: string, buys: boolean): Partial<OrderRequest> {
  const away = chance.pick([20, 100, 400]);
  const stopPrice = priceOf(chance, symbol, buys ? -away : away);
  const price = priceOf(chance, symbol, buys ? away : -away);
  const stopLoss = chance.pick([stopPrice, { stopPrice, price: stopPrice }, { trailPct: 1 }] as const);
  const takeProfit = chance.pick([price, { price, type: 'market' }] as const);
  const which = chance.below(3);
  return { ...(which !== 1 ? { stopLoss } : {}), ...(which !== 2 ? { takeProfit } : {}) } as Partial<OrderRequest>;
}

function amendOf(chance: Chance, symbol: string): AmendRequest {
  const what = chance.below(4);
  if (what === 0) return { quantity: chance.pick([0.05, 0.2, 1.5, 4]) };
  if (what === 1) return { price: priceOf(chance, symbol) };
  if (what === 2) return { stopPrice: priceOf(chance, symbol) };
  return { quantity: chance.pick([0.1, 2]), price: priceOf(chance, symbol) };
}
