/** Kraken's WebSocket v2, its frames shaped as they were recorded: status, acknowledgements, trades, tickers, heartbeats. */
import { formatTime } from '../../../src/model/time.ts';
import type { Protocol } from './socket.ts';

interface Request {
  readonly method?: string;
  readonly req_id?: number;
  readonly params?: { readonly channel?: string; readonly symbol?: readonly string[] };
}

/** `ws/kraken-v2`: the first frame of every recording, and how a subscription is acknowledged and refused. */
export function krakenSocket(known: readonly string[]): Protocol {
  const status =
    '{"channel":"status","type":"update","data":[{"version":"2.0.10","system":"online","api_version":"v2","connection_id":7204881492680171915}]}';
  return {
    greeting: [status],
    answer: (message) => {
      const { method, params, req_id } = message as Request;
      const times = '"time_in":"2026-08-01T02:53:53.184174Z","time_out":"2026-08-01T02:53:53.184216Z"';
      const id = req_id === undefined ? '' : `,"req_id":${req_id}`;
      if (method === 'ping') return { replies: [`{"method":"pong"${id},${times}}`], channels: [] };
      const symbols = params?.symbol ?? [];
      const replies = symbols.map((symbol) =>
        known.includes(symbol)
          ? `{"method":"subscribe","result":{"channel":"${params!.channel}","snapshot":false,"symbol":"${symbol}"},"success":true${id},${times}}`
          : `{"error":"Currency pair not supported ${symbol}","method":"subscribe","success":false,"symbol":"${symbol}"${id},${times}}`,
      );
      const channels = symbols
        .filter((symbol) => known.includes(symbol))
        .map((symbol) => `${params!.channel} ${symbol}`);
      return { replies, channels };
    },
  };
}

/** A row of the REST recording as the socket sends it: numbers without zeros at their ends. */
export function krakenTrade(symbol: string, row: readonly unknown[]): string {
  const [price, qty, seconds, side, type, , id] = row;
  const time = formatTime(Math.floor(Number(seconds) * 1e6));
  const number = (text: unknown): string => String(Number(text));
  return `{"channel":"trade","type":"update","data":[{"symbol":"${symbol}","side":"${side === 'b' ? 'buy' : 'sell'}","price":${number(price)},"qty":${number(qty)},"ord_type":"${type === 'l' ? 'limit' : 'market'}","trade_id":${id},"timestamp":"${time}"}]}`;
}

export function krakenTicker(symbol: string, bid: number, ask: number): string {
  return `{"channel":"ticker","type":"update","data":[{"symbol":"${symbol}","bid":${bid},"bid_qty":0.5,"ask":${ask},"ask_qty":0.5,"last":${bid},"volume":1.5,"vwap":${bid},"low":${bid},"high":${ask},"change":0,"change_pct":0}]}`;
}

export const KRAKEN_HEARTBEAT = '{"channel":"heartbeat"}';
