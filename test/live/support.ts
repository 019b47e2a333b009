/** Sessions on a mock feed: two symbols, a strategy that makes and takes, and the same on a recorded tape. */

import { SystemClock, type SystemTime } from '../../src/clock/index.ts';
import { runAsync, runSync } from '../../src/engine/run.ts';
import { TradingSession } from '../../src/engine/session.ts';
import type { SessionSetup } from '../../src/engine/setup.ts';
import type { RunSummary } from '../../src/engine/summary.ts';
import {
  type Faults,
  FaultyVenue,
  LiveFeed,
  type LiveLog,
  type Loop,
  MockVenue,
  RealLoop,
  recordedFeed,
  TapeRecorder,
  VirtualLoop,
} from '../../src/live/index.ts';
import type { AsyncFeed, TapeColumns } from '../../src/market/columns.ts';
import type { SynthOptions } from '../../src/market/synthesizer.ts';
import { EVENT, MAKER } from '../../src/model/order.ts';
import { parsePct } from '../../src/model/rate.ts';
import {
  codeEvent,
  FILL_ROW,
  FILL_ROW_WIDTH,
  ORDER_ROW,
  ORDER_ROW_WIDTH,
  type RecordChunk,
} from '../../src/model/record.ts';
import { parseTime } from '../../src/model/time.ts';
import { defineStrategy, type StrategyDefinition } from '../../src/strategy/define.ts';
import { instrument, SECOND, setupOf } from '../support/market.ts';

export const SYMBOLS = ['BTC/USDT', 'XRP/USDT'];
export const CLOCK = { monotonicNow: () => performance.now() };
const FROM = parseTime('2024-01-01');

/** A nervous market in candles of a second, so that a minute of it is worth watching. */
export function synth(seed: number | string): SynthOptions {
  const rough = { volatility: 8, priceDecimals: 2, tickSize: 1, baseDecimals: 5 };
  return {
    seed,
    symbols: [
      { symbol: 'BTC/USDT', startPrice: 42_000, ...rough },
      { symbol: 'XRP/USDT', startPrice: 61.5, ...rough },
    ],
    from: FROM,
    interval: SECOND,
  };
}

export interface MockOptions {
  readonly seed?: number | string;
  readonly delaySeed?: number | string;
  /** Tape seconds that the session lasts. */
  readonly seconds?: number;
  readonly speed?: number | 'max';
  readonly tradesPerCandle?: number;
  readonly heartbeat?: number;
  readonly staleAfter?: number;
  readonly clock?: SystemTime;
  readonly faults?: Partial<Faults>;
  readonly history?: number;
  readonly log?: LiveLog;
}

export interface Mock {
  readonly feed: LiveFeed;
  readonly venue: MockVenue;
  readonly loop: Loop;
  /** Tape time at which it began. */
  readonly start: number;
}

const NO_FAULTS: Faults = { seed: 1, disconnect: 0, duplicate: 0, reorder: 0, delay: 0, corrupt: 0 };

/** A feed of the mock venue that has been started, and ends after so many seconds of tape. */
export function mock(options: MockOptions = {}): Mock {
  const { seed = 42, delaySeed = 'delays', seconds = 60, speed = 'max', clock = CLOCK, history = 0 } = options;
  const start = new SystemClock(clock).read();
  const loop = speed === 'max' ? new VirtualLoop(start) : new RealLoop(clock, speed);
  const venue = new MockVenue({
    synth: synth(seed),
    symbols: SYMBOLS,
    to: Number.POSITIVE_INFINITY,
    tradesPerCandle: options.tradesPerCandle ?? 8,
    loop,
    delaySeed,
    history,
    alignment: SECOND,
  });
  const { faults } = options;
  const faulty = faults === undefined ? venue : new FaultyVenue(venue, { ...NO_FAULTS, ...faults }, loop);
  const feed = new LiveFeed({
    venue: faulty,
    loop,
    priceDecimals: SYMBOLS.map(() => 2),
    interval: SECOND,
    staleAfter: options.staleAfter ?? 2 * SECOND,
    since: SYMBOLS.map(() => venue.opened),
    seed: 'reconnect',
    ...(options.heartbeat === undefined ? {} : { heartbeat: options.heartbeat }),
    ...(options.log === undefined ? {} : { log: options.log }),
  });
  const from = loop.read();
  loop.after(seconds * SECOND, () => feed.stop());
  feed.start();
  return { feed, venue, loop, start: from };
}

/**
 * Makes a market around the last price, gives up what did not fill, and every fifth candle takes: orders of both kinds,
 * holds, cancels that come too late, and rejections.
 */
export const RESTLESS = defineStrategy({
  name: 'restless',
  state: () => ({ candles: 0, resting: [] as number[] }),
  onCandle(ctx) {
    const { state } = ctx;
    state.candles += 1;
    for (const id of state.resting.splice(0)) ctx.cancel(id);
    const { close } = ctx.candle!;
    if (state.candles % 5 === 0) {
      if (ctx.position.isFlat) ctx.buy({ fraction: 0.2, reason: 'take' });
      else ctx.close({ reason: 'give' });
      return;
    }
    state.resting.push(ctx.buy({ spend: 400, type: 'limit', price: close * 0.9999, reason: 'make' }));
    if (ctx.position.isLong) {
      const quantity = ctx.position.quantity / 2;
      state.resting.push(ctx.sell({ quantity, type: 'limit', price: close * 1.0001, reason: 'make' }));
    }
  },
  onFill(ctx, fill) {
    ctx.plot({ fill: fill.price });
  },
}) as unknown as StrategyDefinition;

export interface Session {
  readonly summary: RunSummary;
  readonly series: AsyncFeed['series'];
  readonly rows: TapeColumns;
  /** Tape time at which it began. */
  readonly start: number;
  /** Rows of each chunk it was given. */
  readonly chunks: readonly number[];
  readonly makers: number;
  readonly takers: number;
  readonly canceled: number;
}

function setup(series: AsyncFeed['series'], from: number, sinks: SessionSetup['sinks'], interval: number | null) {
  const other = { index: 1, symbol: 'XRP/USDT', base: 2, quote: 1, baseDecimals: 5, lotSize: 1 };
  return setupOf({
    assets: [
      { name: 'BTC', decimals: 5 },
      { name: 'USDT', decimals: 8 },
      { name: 'XRP', decimals: 5 },
    ],
    instruments: [instrument({ baseDecimals: 5 }), instrument(other)],
    initialBalance: [0, 10_000e8, 0],
    series,
    matching: ['trades', 'quotes and trades'],
    candleGrace: 200_000,
    sinks,
    exchange: { slippage: { model: 'fixed', share: parsePct('0.01') }, fillDelay: 100_000, cancelDelay: 100_000 },
    strategy: { definition: RESTLESS, interval },
    window: { from },
  });
}

/** Runs a session on a live feed and keeps its tape. `pause` is how long the consumer dawdles before each chunk. */
export async function live({ feed, start }: Mock, options: { pause?: () => Promise<void>; interval?: number } = {}) {
  const recorder = new TapeRecorder(feed);
  const chunks: number[] = [];
  const consumer: AsyncFeed = {
    series: recorder.series,
    async next(series) {
      await options.pause?.();
      const chunk = await recorder.next(series);
      if (chunk !== null) chunks.push(chunk.length);
      return chunk;
    },
    close: () => recorder.close(),
  };
  const counts = { makers: 0, takers: 0, canceled: 0 };
  const sink = {
    fills({ rows, count }: RecordChunk) {
      for (let at = 0; at < count * FILL_ROW_WIDTH; at += FILL_ROW_WIDTH) {
        if (codeEvent(rows[at + FILL_ROW.code]!) === MAKER) counts.makers += 1;
        else counts.takers += 1;
      }
    },
    orders({ rows, count }: RecordChunk) {
      for (let at = 0; at < count * ORDER_ROW_WIDTH; at += ORDER_ROW_WIDTH) {
        if (codeEvent(rows[at + ORDER_ROW.code]!) === EVENT.canceled) counts.canceled += 1;
      }
    },
  };
  const session = new TradingSession(setup(feed.series, start, [sink], options.interval ?? null));
  const summary = await runAsync(session, consumer);
  await consumer.close();
  return { summary, series: feed.series, rows: recorder.rows, start, chunks, ...counts } satisfies Session;
}

/** The recorded tape again, through the runner of histories. */
export function replay(session: Session, chunkRows?: number, interval: number | null = null): RunSummary {
  const again = new TradingSession(setup(session.series, session.start, [], interval));
  return runSync(again, recordedFeed(session.series, session.rows, chunkRows));
}
