/** Names under which files commonly have our fields, and their usual order where a file has no header. */
import type { SeriesKind } from './layout.ts';

export const KNOWN_NAMES: Readonly<Record<string, readonly string[]>> = {
  time: ['time', 'ts', 'timestamp', 'date', 'datetime', 'open_time'],
  open: ['open', 'o'],
  high: ['high', 'h'],
  low: ['low', 'l'],
  close: ['close', 'c'],
  volume: ['volume', 'vol', 'v'],
  price: ['price', 'p'],
  size: ['size', 'qty', 'quantity', 'amount', 'volume', 'vol'],
  side: ['side', 'aggressor_side', 'aggressor'],
  id: ['id', 'trade_id', 'tradeid', 'agg_trade_id'],
  buyer_maker: ['buyer_maker', 'buyer_is_maker', 'is_buyer_maker', 'isbuyermaker'],
  bid: ['bid', 'bid_price', 'best_bid_price'],
  bid_size: ['bid_size', 'bid_qty', 'bid_amount', 'best_bid_qty'],
  ask: ['ask', 'ask_price', 'best_ask_price'],
  ask_size: ['ask_size', 'ask_qty', 'ask_amount', 'best_ask_qty'],
};

/** Fields that a file may lack. */
export const OPTIONAL: Readonly<Record<SeriesKind, readonly string[]>> = {
  candles: [],
  trades: ['side', 'id', 'buyer_maker'],
  quotes: ['bid_size', 'ask_size'],
};

/** The fields of a file without header in the order of its columns. */
export function positions(kind: SeriesKind, columns: number): readonly string[] {
  if (kind === 'candles') return ['time', 'open', 'high', 'low', 'close', 'volume'];
  if (kind === 'trades') return ['time', 'price', 'size'];
  if (columns === 3) return ['time', 'bid', 'ask'];
  return columns >= 5 ? ['time', 'bid', 'bid_size', 'ask', 'ask_size'] : ['time'];
}
