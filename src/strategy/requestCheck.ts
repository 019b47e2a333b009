/** Looks at the words of an order request: what is not understood is said, never ignored. */
import { InputError } from '../model/errors.ts';
import { didYouMean } from '../model/nearest.ts';
import type { OrderOptions, OrderRequest } from './request.ts';

/** A record of all keys, so that one added to the type and not here does not compile. */
const OPTIONS: Readonly<Record<keyof OrderOptions, true>> = {
  symbol: true,
  quantity: true,
  spend: true,
  fraction: true,
  type: true,
  price: true,
  timeInForce: true,
  id: true,
  reason: true,
};
/** `buy`, `sell` and `close` say the side themselves. */
const OPTION_KEYS = Object.keys(OPTIONS);
const REQUEST_KEYS = ['side', 'close', ...OPTION_KEYS];
const TEXTS = ['symbol', 'id', 'reason'] as const;

/**
 * @param saysSide true for `ctx.order`, whose request names its side
 * @throws InputError where the request is no object, has a key that no order has, or a text that is none
 */
export function checkRequest(request: OrderRequest, saysSide: boolean): void {
  if (typeof request !== 'object' || request === null) {
    throw new InputError(`an order is an object, such as { quantity: 1 }, not ${String(request)}`);
  }
  const keys = saysSide ? REQUEST_KEYS : OPTION_KEYS;
  for (const key of Object.keys(request)) {
    if (keys.includes(key)) continue;
    throw new InputError(`an order takes no ${key}${didYouMean(key, keys)}: it takes ${keys.join(', ')}`);
  }
  for (const key of TEXTS) {
    const value: unknown = request[key];
    if (value === undefined || value === null || typeof value === 'string') continue;
    throw new InputError(`an order's ${key} is text, not ${typeof value === 'object' ? 'an object' : String(value)}`);
  }
}
