/** What ccxt says of trades and quotes, in the words of a venue. */
import { InputError } from '../../model/errors.ts';
import { parseTime } from '../../model/time.ts';
import type { VenueQuote, VenueTrade } from '../venue.ts';

/** A trade as ccxt gives it with its numbers left as text. */
export interface CcxtTrade {
  readonly symbol?: string;
  readonly id?: unknown;
  readonly price?: unknown;
  readonly amount?: unknown;
  readonly side?: unknown;
  readonly timestamp?: unknown;
  readonly info?: unknown;
}

export interface CcxtTicker {
  readonly symbol?: string;
  readonly bid?: unknown;
  readonly bidVolume?: unknown;
  readonly ask?: unknown;
  readonly askVolume?: unknown;
  readonly timestamp?: unknown;
  readonly info?: unknown;
}

const SIDES: Readonly<Record<string, number>> = { buy: 1, sell: -1 };
/** Exchanges that say the maker's side, which ccxt turns round in one place and not in the other. */
const MAKER_SIDES: readonly string[] = ['coinbaseexchange'];

/** @param exchange ccxt's name of it */
export function tradeOf({ id, price, amount, side, timestamp, info }: CcxtTrade, exchange: string): VenueTrade {
  const isOfMaker = MAKER_SIDES.includes(exchange);
  const said = isOfMaker ? (info as { readonly side?: unknown } | undefined)?.side : side;
  return {
    id: id === undefined || id === null ? null : String(id),
    price: textOf(price) ?? '',
    size: textOf(amount) ?? '',
    side: (SIDES[String(said)] ?? 0) * (isOfMaker ? -1 : 1) + 0,
    time: exactTime(info) ?? Number(timestamp) * 1000,
  };
}

export function quoteOf({ bid, bidVolume, ask, askVolume, timestamp, info }: CcxtTicker): VenueQuote {
  const milliseconds = timestamp === undefined || timestamp === null ? null : Number(timestamp) * 1000;
  return {
    bid: textOf(bid),
    bidSize: textOf(bidVolume),
    ask: textOf(ask),
    askSize: textOf(askVolume),
    time: exactTime(info) ?? milliseconds,
  };
}

function textOf(value: unknown): string | null {
  return value === undefined || value === null ? null : String(value).toLowerCase();
}

/** ccxt cuts times to milliseconds; what was sent says more. Microseconds; null where it does not. */
function exactTime(info: unknown): number | null {
  if (typeof info !== 'object' || info === null) return null;
  // Kraken's REST: price, volume, seconds, ...
  if (Array.isArray(info)) {
    const seconds: unknown = info[2];
    return typeof seconds === 'number' && seconds > 1e9 && seconds < 1e10 ? Math.floor(seconds * 1e6) : null;
  }
  const { timestamp, time } = info as { readonly timestamp?: unknown; readonly time?: unknown };
  for (const text of [timestamp, time]) {
    if (typeof text !== 'string' || !/^\d{4}-\d\d-\d\dT/.test(text)) continue;
    try {
      return parseTime(text.replace(/(\.\d{6})\d+/, '$1'));
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
    }
  }
  return null;
}

/** Why a frame says that a subscription is refused; null where it does not. An exchange goes on beating all the same. */
export function refusalOf(message: unknown): string | null {
  if (typeof message !== 'object' || message === null) return null;
  const { method, success, error, type, message: said, reason } = message as Readonly<Record<string, unknown>>;
  if (method === 'subscribe' && success === false) return `the subscription is refused: ${String(error)}`;
  if (type === 'error') return `the subscription is refused: ${[said, reason].filter(Boolean).join(', ')}`;
  return null;
}
