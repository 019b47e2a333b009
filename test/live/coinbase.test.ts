/** A session on Coinbase Exchange's real REST and WebSocket as recorded, through ccxt. */
import { describe, expect, it } from 'vitest';
import { TAPE_KIND } from '../../src/market/tape.ts';
import {
  type CoinbaseRecording,
  coinbaseRecording,
  coinbaseRest,
  coinbaseSocket,
} from '../support/exchanges/coinbaseSocket.ts';
import { hasData } from '../support/shared-data.ts';
import { candlesOf, exchangeSession, idsOf, rowsOf, type Session } from './exchangeSession.ts';

const PRODUCT = 'SKL-USD';

function session(recording: CoinbaseRecording, dropAt = Number.NaN): Promise<Session> {
  let at = 0;
  const from = recording.frames[0]!.at - 0.5;
  let hasDropped = false;
  return exchangeSession({
    speed: 8,
    from,
    seconds: 31,
    rest: (now) => coinbaseRest(PRODUCT, recording, now),
    protocol: coinbaseSocket,
    scenario: '{ exchange: coinbaseexchange, symbol: SKL/USD, interval: 5s, strategy: 5s, warmup: 0 }',
    data: 'auto',
    play: (now, server) => {
      if (!hasDropped && now - from > dropAt) {
        hasDropped = true;
        server.drop();
      }
      while ((recording.frames[at]?.at ?? Number.POSITIVE_INFINITY) <= now) server.send(recording.frames[at++]!.text);
    },
  });
}

/** Open, high, low, close and volume by exchange time, of what was recorded: a slow way. */
function candlesFrom({ matches }: CoinbaseRecording): Map<number, number[]> {
  const all = new Map<number, number[]>();
  for (const { time, price, size } of matches) {
    const open = Math.floor(Date.parse(time) / 5000) * 5;
    const [p, v] = [Number(price), Number(size)];
    const before = all.get(open);
    if (before === undefined) all.set(open, [p, p, p, p, v]);
    else all.set(open, [before[0]!, Math.max(before[1]!, p), Math.min(before[2]!, p), p, before[4]! + v]);
  }
  return all;
}

describe.skipIf(!hasData('ws/coinbase-exchange/COINBASE.ws.28.txt.gz'))('a session on Coinbase, as recorded', () => {
  it.each([
    ['over one connection', Number.NaN],
    ['over two', 9],
  ])('sees its trades, quotes, candles and rules to the last digit, %s', { timeout: 60_000 }, async (_name, dropAt) => {
    const recording = coinbaseRecording(PRODUCT);
    const one = await session(recording, dropAt);
    const ids = idsOf(one);
    expect(ids.length).toBeGreaterThan(45);
    expect(ids).toEqual(ids.map((_, at) => ids[0]! + at));
    const [rules] = rowsOf(one, TAPE_KIND.instrument).map((row) => JSON.parse(one.rows.text![row]!));
    const price = (units: number): number => Number((units / 10 ** rules.price_decimals).toPrecision(12));
    const byId = new Map(recording.matches.map((match) => [match.trade_id, [Number(match.price), Number(match.size)]]));
    const told = rowsOf(one, TAPE_KIND.trade);
    expect(told.map((row) => [price(one.rows.a[row]!), one.rows.b[row]])).toEqual(ids.map((id) => byId.get(id)));
    // The taker's side is the other one of the maker's, which is what is sent.
    const sides = new Map(recording.matches.map((match) => [match.trade_id, match.side === 'sell' ? 1 : -1]));
    expect(told.map((row) => one.rows.c[row])).toEqual(ids.map((id) => sides.get(id)));

    const wanted = candlesFrom(recording);
    const seen = candlesOf(one).filter((candle) => candle[6] === false);
    expect(seen.length).toBeGreaterThan(4);
    for (const [time, ...numbers] of seen) {
      const [open, high, low, close, volume] = wanted.get(Number(time))!;
      expect(numbers.slice(0, 4)).toEqual([open, high, low, close]);
      expect(numbers[4]).toBeCloseTo(volume!, 9);
    }
    const quotes = rowsOf(one, TAPE_KIND.quote);
    expect(quotes.length).toBeGreaterThan(30);
    const asRecorded = new Set(
      recording.frames
        .filter(({ type }) => type === 'ticker')
        .map(({ text }) => JSON.parse(text) as { readonly best_bid: string; readonly best_ask: string })
        .map(({ best_bid, best_ask }) => `${Number(best_bid)} ${Number(best_ask)}`),
    );
    for (const row of quotes) expect(asRecorded).toContain(`${price(one.rows.a[row]!)} ${price(one.rows.c[row]!)}`);
    expect(rules).toMatchObject({ tick_size: '0.0001', lot_size: '0.1', min_size: '5', min_notional: '5' });
    expect(one.outcome.report.metrics.fill_count).toBeGreaterThan(1);
    expect(one.server.connections()).toBe(Number.isNaN(dropAt) ? 1 : 2);
  });
});
