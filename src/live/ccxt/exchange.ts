/** A live exchange of ccxt: found by its name, sent to another address where that is wanted, its numbers left as they were sent. */
import type { Exchange } from 'ccxt';
import { InputError } from '../../model/errors.ts';
import { didYouMean } from '../../model/nearest.ts';

export interface LiveAddress {
  /** Each stands in the place of scheme and host of the exchange's own; null: that itself. */
  readonly rest: string | null;
  readonly ws: string | null;
}

type ExchangeClass = new (options: Record<string, unknown>) => Exchange;

const TIMEOUT_MS = 20_000;
/** A frame beyond it ends the connection: nothing that a market says in one breath is as long. */
export const LARGEST_FRAME = 4_000_000;

/**
 * An instance that nothing was asked of yet; `markets` are those another one has loaded.
 *
 * @throws InputError where ccxt has no exchange of that name, or no live prices of it
 */
export async function liveExchange(
  name: string,
  address: LiveAddress,
  markets?: Exchange['markets'],
): Promise<Exchange> {
  // Half a second and 80 MB: only for those who go live.
  const ccxt = await import('ccxt');
  const classes = ccxt.pro as unknown as Readonly<Record<string, ExchangeClass>>;
  if (!Object.hasOwn(classes, name)) {
    const known = Object.hasOwn(ccxt.exchanges as object, name);
    const why = known ? `${name} has no live prices in ccxt` : `there is no exchange "${name}"`;
    throw new InputError(`market.live.exchange: ${why}${didYouMean(name, Object.keys(classes))}`);
  }
  const exchange = new classes[name]!({ enableRateLimit: true, timeout: TIMEOUT_MS });
  exchange.options.ws = { ...(exchange.options.ws as object | undefined), options: { maxPayload: LARGEST_FRAME } };
  exchange.urls.api = redirected(exchange.urls.api, address) as typeof exchange.urls.api;
  if (/^(?:http|ws):/.test(address.rest ?? '') || /^ws:/.test(address.ws ?? '')) await exchange.loadHttpProxyAgent();
  if (markets !== undefined) exchange.setMarkets(Object.values(markets));
  return exchange;
}

/** From here on every number of an answer stays the text it was sent as; a JSON number is the shortest text of its double. */
export function keepNumbersAsText(exchange: Exchange): void {
  exchange.parseNumber = (value: unknown, otherwise: unknown) =>
    (value === undefined ? otherwise : String(value)) as never;
}

/** Addresses lie in objects in objects; each keeps its path. */
function redirected(urls: unknown, address: LiveAddress): unknown {
  if (typeof urls === 'string') {
    const base = urls.startsWith('ws') ? address.ws : address.rest;
    return base === null ? urls : urls.replace(/^[a-z]+:\/\/[^/]+/, base.replace(/\/+$/, ''));
  }
  if (typeof urls !== 'object' || urls === null) return urls;
  return Object.fromEntries(Object.entries(urls).map(([key, value]) => [key, redirected(value, address)]));
}
