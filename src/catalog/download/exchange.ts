/** An exchange through ccxt: found by its name, sent to another address where that is wanted, its errors judged. */
import type { Exchange } from 'ccxt';
import { InputError } from '../../model/errors.ts';
import { didYouMean } from '../../model/nearest.ts';
import { codeOf } from '../files.ts';
import { type DownloadEdge, type Failure, Patience } from './retry.ts';
import { checkUrl, firstLine } from './words.ts';

type Ccxt = typeof import('ccxt');
type ExchangeClass = new (options: Record<string, unknown>) => Exchange;

/** An exchange that answers, and the patience with which it is asked. */
export interface Connection {
  readonly exchange: Exchange;
  readonly patience: Patience;
  /** Asks, and turns what fails for good into the user's one line. */
  readonly ask: <T>(request: () => Promise<T>) => Promise<T>;
}

/** How long an answer may take. */
const TIMEOUT_MS = 20_000;

/** True of a name that `connect` knows. */
export async function isExchange(name: string): Promise<boolean> {
  const ccxt = await import('ccxt');
  return Object.hasOwn(ccxt.exchanges, name);
}

/**
 * Connects to an exchange; nothing is sent yet.
 *
 * @param name ccxt's, such as `kraken` or `coinbaseexchange`
 * @param url stands in the place of scheme and host of all its addresses
 * @throws InputError where the name or the URL is none, or the exchange has no candles
 */
export async function connect(name: string, url: string | undefined, edge: DownloadEdge): Promise<Connection> {
  const base = url === undefined ? null : checkUrl(url);
  // Half a second and 80 MB: only for those who download.
  const ccxt = await import('ccxt');
  const classes = ccxt.exchanges as unknown as Readonly<Record<string, ExchangeClass>>;
  if (!Object.hasOwn(classes, name)) {
    throw new InputError(`there is no exchange "${name}"${didYouMean(name, Object.keys(classes))}`);
  }
  const exchange = new classes[name]!({ enableRateLimit: true, timeout: TIMEOUT_MS, enableLastJsonResponse: true });
  if (exchange.has.fetchOHLCV !== true) throw new InputError(`${name} serves no candles: choose another exchange`);
  if (base !== null) {
    exchange.urls.api = redirected(exchange.urls.api, base) as typeof exchange.urls.api;
    if (base.startsWith('http:')) await exchange.loadHttpProxyAgent();
  }
  onlySpot(exchange);
  const patience = new Patience(name, edge, (error) => judge(ccxt, name, error));
  const ask = async <T>(request: () => Promise<T>): Promise<T> => {
    try {
      return await patience.ask(request);
    } catch (error) {
      if (error === edge.signal?.reason || error instanceof InputError) throw error;
      throw refusal(ccxt, name, url, error);
    }
  };
  return { exchange, patience, ask };
}

/** Addresses lie in objects in objects; each keeps its path. */
function redirected(urls: unknown, base: string): unknown {
  if (typeof urls === 'string') return urls.replace(/^[a-z]+:\/\/[^/]+/, base);
  if (typeof urls !== 'object' || urls === null) return urls;
  return Object.fromEntries(Object.entries(urls).map(([key, value]) => [key, redirected(value, base)]));
}

/** Some exchanges list contracts at addresses of their own: nobody waits for those here. */
function onlySpot(exchange: Exchange): void {
  const listing = exchange.options.fetchMarkets as unknown;
  if (typeof listing !== 'object' || listing === null || !('types' in listing)) return;
  const { types } = listing;
  if (Array.isArray(types) && types.includes('spot')) {
    exchange.options.fetchMarkets = { ...listing, types: ['spot'] };
  }
}

function judge(ccxt: Ccxt, name: string, error: unknown): Failure {
  const limited = error instanceof ccxt.RateLimitExceeded || error instanceof ccxt.DDoSProtection;
  return {
    mayPass: isOfNetwork(ccxt, error),
    answered: limited || error instanceof ccxt.OnMaintenance,
    message: `${name} ${limited ? 'asks for fewer requests' : 'does not answer'} (${firstLine(name, error)})`,
  };
}

/** A connection that breaks within an answer shows as the system's or the library's own error. */
function isOfNetwork(ccxt: Ccxt, error: unknown): boolean {
  if (error instanceof ccxt.NetworkError) return true;
  if (error instanceof ccxt.BaseError || !(error instanceof Error)) return false;
  return [codeOf(error), codeOf(error.cause)].some((code) => /^(?:UND_ERR_|E[A-Z]+$)/.test(code));
}

function refusal(ccxt: Ccxt, name: string, url: string | undefined, error: unknown): InputError {
  const said = firstLine(name, error);
  const address = url === undefined ? 'the network' : `--url ${url}`;
  if (error instanceof ccxt.RateLimitExceeded || error instanceof ccxt.DDoSProtection) {
    return new InputError(`${name} keeps asking for fewer requests (${said}): try again later`);
  }
  if (error instanceof ccxt.NetworkError)
    return new InputError(`${name} cannot be reached (${said}): check ${address}`);
  if (error instanceof ccxt.BaseError) return new InputError(`${name} refuses: ${said}`);
  return new InputError(`what answers is not ${name}, or not as ccxt knows it (${said}): check ${address}`);
}
