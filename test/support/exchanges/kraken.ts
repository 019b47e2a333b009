/** Kraken's public REST over a recording: Time, AssetPairs, OHLC, Trades, and its errors. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { requireData } from '../shared-data.ts';
import type { Answer, Venue } from './server.ts';

/** A row as Kraken sends it: seconds, then open, high, low, close, vwap and volume as text, and the number of trades. */
export type KrakenRow = readonly [number, string, string, string, string, string, string, number];

export interface KrakenRecording {
  readonly rows: readonly KrakenRow[];
  /** Time of the last finished row. */
  readonly last: number;
  readonly trades: readonly (readonly unknown[])[];
  readonly pairs: Readonly<Record<string, unknown>>;
}

const PAIR = 'XBTUSDT';
/** Rows that Kraken sends at most, whatever is asked for; the unfinished one comes on top. */
const MOST_ROWS = 720;
const MOST_TRADES = 1000;

function readJson(path: string) {
  const bytes = readFileSync(requireData(path));
  return JSON.parse((path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8'));
}

/** 2025-11-10 12:17 to 2025-11-11 00:17, XBTUSDT. For use inside a test. */
export function krakenRecording(): KrakenRecording {
  const { result } = readJson('rest/kraken-ohlc-XBTUSDT-20251110.json.gz');
  return {
    rows: result[PAIR],
    last: result.last,
    trades: readJson('rest/kraken-trades-XBTUSDT-20251110.json.gz').result[PAIR],
    pairs: readJson('metadata/kraken-assetpairs-2025-XBTUSDT.json').result,
  };
}

const ok = (result: unknown): Answer => ({ body: JSON.stringify({ error: [], result }) });
const failed = (error: string): Answer => ({ body: JSON.stringify({ error: [error] }) });

/** Longer candles of the recorded ones. */
function joined(rows: readonly KrakenRow[], minutes: number): readonly KrakenRow[] {
  if (minutes === 1) return rows;
  const groups = new Map<number, KrakenRow[]>();
  for (const row of rows) {
    const start = Math.floor(row[0] / (60 * minutes)) * 60 * minutes;
    groups.set(start, [...(groups.get(start) ?? []), row]);
  }
  return [...groups].map(([start, group]): KrakenRow => {
    const numbers = (place: 2 | 3 | 6): number[] => group.map((row) => Number(row[place]));
    const [high, low] = [Math.max(...numbers(2)), Math.min(...numbers(3))];
    const volume = numbers(6).reduce((sum, one) => sum + one, 0);
    const count = group.reduce((sum, row) => sum + row[7], 0);
    return [start, group[0]![1], high.toFixed(1), low.toFixed(1), group.at(-1)![4], '0', volume.toFixed(8), count];
  });
}

export interface KrakenOptions {
  /** Its clock in seconds: rows that open later are not there yet, the newest one is not finished. */
  readonly now: () => number;
}

export function kraken(recording: KrakenRecording, { now }: KrakenOptions): Venue {
  const pairOf = (query: URLSearchParams): string | undefined =>
    Object.keys(recording.pairs).find((name) => name === query.get('pair'));
  const ohlc = (query: URLSearchParams): Answer => {
    const pair = pairOf(query);
    if (pair === undefined) return failed('EQuery:Unknown asset pair');
    const minutes = Number(query.get('interval') ?? '1');
    if (minutes !== 1 && minutes !== 5) return failed('EGeneral:Invalid arguments');
    const since = Number(query.get('since') ?? 0);
    const rows = joined(recording.rows, minutes).filter(([time]) => time <= now());
    const newest = rows.slice(-MOST_ROWS - 1).filter(([time]) => time > since);
    return ok({ [pair]: newest, last: rows.at(-2)?.[0] ?? 0 });
  };
  const trades = (query: URLSearchParams): Answer => {
    const pair = pairOf(query);
    if (pair === undefined) return failed('EQuery:Unknown asset pair');
    const since = Number(query.get('since') ?? 0) / 1e9;
    const found = recording.trades
      .filter((row) => Number(row[2]) > since && Number(row[2]) <= now())
      .slice(0, MOST_TRADES);
    const last = found.at(-1)?.[2] ?? since;
    return ok({ [pair]: found, last: String(Math.round(Number(last) * 1e9)) });
  };
  const routes: Readonly<Record<string, (query: URLSearchParams) => Answer>> = {
    '/0/public/Time': () => ok({ unixtime: Math.floor(now()), rfc1123: '' }),
    '/0/public/AssetPairs': () => ok(recording.pairs),
    '/0/public/OHLC': ohlc,
    '/0/public/Trades': trades,
  };
  return {
    answer: (path, query) => routes[path]?.(query) ?? failed('EGeneral:Unknown method'),
    rateLimited: failed('EAPI:Rate limit exceeded'),
    isCandles: (path) => path === '/0/public/OHLC',
  };
}
