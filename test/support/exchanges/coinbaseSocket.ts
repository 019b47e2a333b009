/** Coinbase Exchange's WebSocket and REST trades of one product over a recording: its frames as they were sent. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { requireData } from '../shared-data.ts';
import type { Venue } from './server.ts';
import type { Protocol } from './socket.ts';

export interface CoinbaseMatch {
  readonly trade_id: number;
  readonly side: string;
  readonly size: string;
  readonly price: string;
  readonly time: string;
}

export interface CoinbaseRecording {
  /** Frames of the product and when they came, in seconds. */
  readonly frames: readonly { readonly at: number; readonly text: string; readonly type: string }[];
  readonly matches: readonly CoinbaseMatch[];
}

/** For use inside a test. */
export function coinbaseRecording(product: string): CoinbaseRecording {
  const text = gunzipSync(readFileSync(requireData('ws/coinbase-exchange/COINBASE.ws.28.txt.gz'))).toString('utf8');
  const frames = text.split('\n').flatMap((line) => {
    const found = /^([0-9.]+): (\{"type":"(match|last_match|ticker)".*)$/.exec(line);
    if (found === null || !found[2]!.includes(`"product_id":"${product}"`)) return [];
    return [{ at: Number(found[1]), text: found[2]!, type: found[3]! }];
  });
  const matches = frames.filter(({ type }) => type === 'match').map((frame) => JSON.parse(frame.text) as CoinbaseMatch);
  return { frames, matches };
}

/** @param now its clock in seconds */
export function coinbaseRest(product: string, { matches }: CoinbaseRecording, now: () => number): Venue {
  const products = gunzipSync(readFileSync(requireData('metadata/coinbase-exchange-products-2021-04-17.json.gz')));
  const trades = (query: URLSearchParams): string => {
    const after = Number(query.get('after') ?? Number.POSITIVE_INFINITY);
    const known = matches.filter(({ time, trade_id }) => Date.parse(time) / 1000 <= now() && trade_id < after);
    return JSON.stringify(known.slice(-100).reverse());
  };
  return {
    answer: (path, query) => {
      if (path === '/time')
        return { body: JSON.stringify({ iso: new Date(now() * 1000).toISOString(), epoch: now() }) };
      if (path === '/products') return { body: products.toString('utf8') };
      if (path === `/products/${product}/trades`) return { body: trades(query) };
      return path === `/products/${product}/candles` ? { body: '[]' } : null;
    },
    rateLimited: { status: 429, body: '{"message":"Public rate limit exceeded"}' },
    isCandles: (path) => path.endsWith('/candles'),
  };
}

export const coinbaseSocket: Protocol = {
  greeting: [],
  answer: (message) => {
    const {
      type,
      product_ids: ids = [],
      channels = [],
    } = message as {
      readonly type?: string;
      readonly product_ids?: readonly string[];
      readonly channels?: readonly string[];
    };
    if (type !== 'subscribe') return { replies: [], channels: [] };
    const listed = channels.map((name) => ({ name, product_ids: ids }));
    const replies = [JSON.stringify({ type: 'subscriptions', channels: listed })];
    return { replies, channels: channels.flatMap((name) => ids.map((id) => `${name} ${id}`)) };
  },
};
