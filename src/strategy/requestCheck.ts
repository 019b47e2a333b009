/** Looks at the words of an order request: what is not understood is said, never ignored. */
import { InputError } from '../model/errors.ts';
import { didYouMean } from '../model/nearest.ts';
import type { AmendRequest, OrderOptions, OrderRequest, StopLossOptions, TakeProfitOptions } from './request.ts';

/** The keys of a type: a record of them all, so that one added to the type and not here does not compile. */
type Keys<T> = Readonly<Record<keyof T, true>>;

const OPTIONS: Keys<OrderOptions> = {
  symbol: true,
  quantity: true,
  spend: true,
  fraction: true,
  type: true,
  price: true,
  stopPrice: true,
  trailAmount: true,
  trailPct: true,
  activationPrice: true,
  timeInForce: true,
  expireAt: true,
  postOnly: true,
  reduceOnly: true,
  oco: true,
  parent: true,
  stopLoss: true,
  takeProfit: true,
  id: true,
  reason: true,
};
const STOP_LOSS: Keys<StopLossOptions> = { stopPrice: true, price: true, trailAmount: true, trailPct: true, id: true };
const TAKE_PROFIT: Keys<TakeProfitOptions> = { price: true, type: true, id: true };
const AMEND: Keys<AmendRequest> = {
  quantity: true,
  price: true,
  stopPrice: true,
  trailAmount: true,
  trailPct: true,
  expireAt: true,
};

/** Words of other programs for ours. */
const OTHER_WORDS: Readonly<Record<string, string>> = {
  limit: 'price',
  limitPrice: 'price',
  stop: 'stopPrice',
  trigger: 'stopPrice',
  triggerPrice: 'stopPrice',
  size: 'quantity',
  amount: 'quantity',
  qty: 'quantity',
  clientId: 'id',
  tif: 'timeInForce',
};

/** `buy`, `sell` and `close` say the side themselves. */
const OPTION_KEYS = Object.keys(OPTIONS);
const REQUEST_KEYS = ['side', 'close', ...OPTION_KEYS];
const STOP_LOSS_KEYS = Object.keys(STOP_LOSS);
const TAKE_PROFIT_KEYS = Object.keys(TAKE_PROFIT);
const AMEND_KEYS = Object.keys(AMEND);

/**
 * @param saysSide true for `ctx.order`, whose request names its side
 * @throws InputError where the request is no object, has a key that no order has, or a text that is none
 */
export function checkRequest(request: OrderRequest, saysSide: boolean): void {
  if (typeof request !== 'object' || request === null) {
    throw new InputError(`an order is an object, such as { quantity: 1 }, not ${String(request)}`);
  }
  checkKeys(request, saysSide ? REQUEST_KEYS : OPTION_KEYS, 'an order');
  for (const key of ['symbol', 'id', 'reason', 'oco'] as const) checkText(request[key], `an order's ${key}`);
  if (typeof request.parent !== 'number') checkText(request.parent, "an order's parent");
  checkChild(request.stopLoss, STOP_LOSS_KEYS, 'stopLoss');
  checkChild(request.takeProfit, TAKE_PROFIT_KEYS, 'takeProfit');
}

function checkChild(child: unknown, keys: readonly string[], name: string): void {
  if (typeof child !== 'object' || child === null) return;
  checkKeys(child, keys, name);
  checkText((child as { readonly id?: unknown }).id, `the id of ${name}`);
}

/** @throws InputError where a bracket has neither child, or what `checkRequest` finds */
export function checkBracket(request: OrderRequest): void {
  checkRequest(request, true);
  if (request.stopLoss === undefined && request.takeProfit === undefined) {
    throw new InputError('ctx.bracket takes stopLoss, takeProfit or both: without them write ctx.order');
  }
}

/** @throws InputError where a leg of `ctx.oco` names a group of its own, or what `checkRequest` finds */
export function checkLeg(request: OrderRequest): void {
  checkRequest(request, true);
  if (request.oco !== undefined) {
    throw new InputError(`ctx.oco makes the group itself: leave oco: ${request.oco} out, or write ctx.order`);
  }
}

/** @throws InputError where the amend is no object, or has a key that cannot be changed */
export function checkAmend(request: AmendRequest): void {
  if (typeof request !== 'object' || request === null) {
    throw new InputError(`an amend is an object, such as { price: 100 }, not ${String(request)}`);
  }
  checkKeys(request, AMEND_KEYS, 'an amend');
}

function checkKeys(value: object, known: readonly string[], what: string): void {
  for (const key of Object.keys(value)) {
    if (known.includes(key)) continue;
    const ours = Object.hasOwn(OTHER_WORDS, key) ? OTHER_WORDS[key] : undefined;
    const meant = ours !== undefined && known.includes(ours) ? ` (did you mean ${ours}?)` : didYouMean(key, known);
    throw new InputError(`${what} takes no ${key}${meant}: it takes ${known.join(', ')}`);
  }
}

function checkText(value: unknown, what: string): void {
  if (value === undefined || value === null || typeof value === 'string') return;
  throw new InputError(`${what} is text, not ${typeof value === 'object' ? 'an object' : String(value)}`);
}
