/** Coinbase Exchange's public REST: time, products, candles as JSON numbers, newest first, minutes without a trade left out. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { requireData } from '../shared-data.ts';
import type { KrakenRow } from './kraken.ts';
import type { Answer, Venue } from './server.ts';

/** Candles of a page, and of the longest stretch that may be asked for. */
export const COINBASE_PAGE = 300;

/** The same minutes as Kraken's, of those with trades: `[time, low, high, open, close, volume]`. */
function candlesOf(rows: readonly KrakenRow[]): number[][] {
  return rows
    .filter((row) => row[7] > 0)
    .map(([time, open, high, low, close, , volume]) => [time, low, high, open, close, volume].map(Number));
}

/** @param now its clock in seconds */
export function coinbase(rows: readonly KrakenRow[], now: () => number): Venue {
  const products = gunzipSync(readFileSync(requireData('metadata/coinbase-exchange-products-2021-04-17.json.gz')));
  const candles = (query: URLSearchParams): Answer => {
    if (query.get('granularity') !== '60') return { status: 400, body: '{"message":"Unsupported granularity"}' };
    const [start, end] = [Date.parse(query.get('start')!) / 1000, Date.parse(query.get('end')!) / 1000];
    if ((end - start) / 60 > COINBASE_PAGE) {
      return { status: 400, body: '{"message":"granularity too small for the requested time range."}' };
    }
    const found = candlesOf(rows).filter(([time]) => time! >= start && time! <= end && time! <= now());
    return { body: JSON.stringify(found.reverse()) };
  };
  const isCandles = (path: string): boolean => path === '/products/BTC-USD/candles';
  return {
    answer: (path, query) => {
      if (path === '/time')
        return { body: JSON.stringify({ iso: new Date(now() * 1000).toISOString(), epoch: now() }) };
      if (path === '/products') return { body: products.toString('utf8') };
      return isCandles(path) ? candles(query) : null;
    },
    rateLimited: { status: 429, body: '{"message":"Public rate limit exceeded"}' },
    isCandles,
  };
}
