/** A session on Kraken's real REST and WebSocket v2 as recorded, through ccxt: prices, candles and rules arrive exactly. */

import { describe, expect, it } from 'vitest';
import { CONNECTION, TAPE_KIND } from '../../src/market/tape.ts';
import { type KrakenRecording, kraken, krakenRecording } from '../support/exchanges/kraken.ts';
import { KRAKEN_HEARTBEAT, krakenSocket, krakenTrade } from '../support/exchanges/krakenSocket.ts';
import type { SocketServer } from '../support/exchanges/socket.ts';
import { hasData } from '../support/shared-data.ts';
import { candlesOf, exchangeSession, idsOf, rowsOf, type Session } from './exchangeSession.ts';

/** Exchange, session and recording live so many times as fast as we do. */
const SPEED = 240;
const SYMBOL = 'BTC/USDT';

/** A recording that plays from a moment on: `pace` says what else is done with each trade before it is sent. */
function session(
  recording: KrakenRecording,
  options: {
    readonly minutes: number;
    readonly from: number;
    readonly warmup: number;
    readonly interval?: string;
    readonly pace?: (nth: number, server: SocketServer) => 'send' | 'keep';
  },
): Promise<Session> {
  const { minutes, from, warmup, interval = '1m', pace = () => 'send' } = options;
  let nth = recording.trades.findIndex((row) => Number(row[2]) > from);
  return exchangeSession({
    speed: SPEED,
    from,
    seconds: minutes * 60,
    rest: (now) => kraken(recording, { now }),
    protocol: krakenSocket([SYMBOL]),
    scenario: `{ exchange: kraken, symbol: ${SYMBOL}, interval: 1m, strategy: ${interval}, warmup: ${warmup} }`,
    play: (now, server) => {
      while (Number(recording.trades[nth]?.[2] ?? Number.POSITIVE_INFINITY) <= now) {
        if (pace(nth, server) === 'send') server.send(krakenTrade(SYMBOL, recording.trades[nth]!));
        nth += 1;
      }
      server.send(KRAKEN_HEARTBEAT);
    },
  });
}

/** The recording's own candles, from one minute to another. */
function recorded({ rows }: KrakenRecording, from: number, to: number): unknown[][] {
  return rows
    .filter(([time]) => time >= from && time < to)
    .map(([time, open, high, low, close, , volume]) => [
      time,
      ...[open, high, low, close, volume].map(Number),
      Number(volume) === 0,
    ]);
}

describe.skipIf(!hasData('rest/kraken-trades-XBTUSDT-20251110.json.gz'))('a session on Kraken, as recorded', () => {
  /** Thirty seconds into a minute of the recording. */
  const start = (recording: KrakenRecording, minute: number): number => recording.rows[minute]![0] + 30;

  it('sees its trades, candles and rules to the last digit, trades and reports', { timeout: 60_000 }, async () => {
    const recording = krakenRecording();
    const one = await session(recording, { minutes: 12, from: start(recording, 320), warmup: 5 });
    const first = recording.rows[320]![0];
    const seen = candlesOf(one);
    expect(seen.length).toBeGreaterThan(14);
    // History says of a minute without trades that it is one; only candles of our own are flagged.
    const unflagged = (candles: unknown[][]): unknown[][] => candles.map((candle) => candle.slice(0, 6));
    const last = Number(seen.at(-1)![0]);
    expect(unflagged(seen)).toEqual(unflagged(recorded(recording, first - 5 * 60, last + 60)));
    const own = seen.filter(([time]) => Number(time) >= first);
    expect(own).toEqual(recorded(recording, first, last + 60));

    const ids = idsOf(one);
    const wanted = recording.trades.filter((row) => Number(row[2]) >= first).map((row) => Number(row[6]));
    expect(ids.length).toBeGreaterThan(20);
    expect(ids).toEqual(wanted.slice(0, ids.length));
    const prices = rowsOf(one, TAPE_KIND.trade).map((row) => [one.rows.a[row]! / 10, one.rows.b[row]]);
    const byId = new Map(recording.trades.map((row) => [Number(row[6]), [Number(row[0]), Number(row[1])]]));
    expect(prices).toEqual(ids.map((id) => byId.get(id)));

    const [rules] = rowsOf(one, TAPE_KIND.instrument).map((row) => JSON.parse(one.rows.text![row]!));
    expect(rules).toMatchObject({ tick_size: '0.1', min_size: '0.00005', min_notional: '0.5', price_decimals: 1 });
    const { report } = one.outcome;
    expect(report.metrics.fill_count).toBeGreaterThan(3);
    expect(report.run).toMatchObject({ price_source: 'live_feed', trading_mode: 'paper' });
    expect(report.data_quality.symbols[0]!.live).toMatchObject({ dropped: {}, interruptions: 0, late_trades: 0 });
  });

  it('builds warm-up of longer candles from their own history', { timeout: 60_000 }, async () => {
    const recording = krakenRecording();
    const one = await session(recording, {
      minutes: 6,
      from: start(recording, 383),
      warmup: 3,
      interval: '5m',
    });
    expect(one.events.map(({ message }) => message)).toContainEqual(expect.stringContaining('candle'));
    const times = candlesOf(one).map(([time]) => Number(time));
    expect(times.every((time, at) => at === 0 || time - times[at - 1]! === 300)).toBe(true);
  });

  it('comes back after a lost connection and fetches what it missed', { timeout: 60_000 }, async () => {
    const recording = krakenRecording();
    let dropped = false;
    const one = await session(recording, {
      minutes: 12,
      from: start(recording, 320),
      warmup: 2,
      pace: (nth, server) => {
        if (!dropped && nth % 10 === 0) {
          dropped = true;
          server.drop();
        }
        return 'send';
      },
    });
    const states = rowsOf(one, TAPE_KIND.connection).map((row) => one.rows.a[row]);
    expect(states.filter((state) => state === CONNECTION.down)).toHaveLength(1);
    expect(one.server.connections()).toBe(2);
    const ids = idsOf(one);
    expect(ids).toEqual(ids.map((_, at) => ids[0]! + at));
    const first = recording.rows[320]![0];
    const own = candlesOf(one).filter(([time]) => Number(time) >= first);
    expect(own).toEqual(recorded(recording, first, Number(own.at(-1)![0]) + 60));
    expect(rowsOf(one, TAPE_KIND.gap)).toEqual([]);
    expect(one.outcome.report.data_quality.symbols[0]!.live!.interruptions).toBe(1);
  });

  it('asks for trades that the socket never sent', { timeout: 60_000 }, async () => {
    const recording = krakenRecording();
    const one = await session(recording, {
      minutes: 10,
      from: start(recording, 320),
      warmup: 2,
      pace: (nth) => (nth % 5 === 0 ? 'keep' : 'send'),
    });
    const ids = idsOf(one);
    expect(ids.length).toBeGreaterThan(15);
    expect(ids).toEqual(ids.map((_, at) => ids[0]! + at));
    expect(one.server.connections()).toBe(1);
  });

  it('lets frames that are nothing pass: no JSON, no UTF-8, an odd shape', { timeout: 60_000 }, async () => {
    const recording = krakenRecording();
    const bad = ['{"channel":"trade","type":"update","data":[{"symbol":1}]}', '{"channel":', 'nonsense'];
    let sent = 0;
    const one = await session(recording, {
      minutes: 6,
      from: start(recording, 320),
      warmup: 2,
      pace: (_nth, server) => {
        const frame = bad[sent];
        if (frame !== undefined) server.send(frame);
        if (sent === bad.length) server.send(Uint8Array.of(0xff, 0xfe, 0x7b), false);
        sent += 1;
        return 'send';
      },
    });
    const ids = idsOf(one);
    expect(ids).toEqual(ids.map((_, at) => ids[0]! + at));
    const whys = rowsOf(one, TAPE_KIND.dropped).map((row) => one.rows.text![row]);
    expect(whys).toEqual(
      expect.arrayContaining([expect.stringContaining('no JSON'), expect.stringContaining('no UTF-8')]),
    );
  });
});
