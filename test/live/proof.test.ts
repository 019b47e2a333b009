/** A run is a pure function of its tape: what was heard live, given again, comes to the same orders, fills and equity. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tapeDigest } from '../../src/live/index.ts';
import { TAPE_KIND, type TapeColumns } from '../../src/market/columns.ts';
import { SECOND } from '../support/market.ts';
import { live, mockFeed, replay, type Session } from './support.ts';

const sleep = (ms: number): Promise<void> => new Promise((wake) => void setTimeout(wake, ms));

/** Busy and deaf for so many milliseconds: timers come late, too. */
function block(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

function expectTrading(session: Session): void {
  expect(session.makers).toBeGreaterThan(5);
  expect(session.takers).toBeGreaterThan(5);
  expect(session.canceled).toBeGreaterThan(5);
}

function expectToReplay(session: Session): void {
  for (const chunkRows of [1, 7, 1000, undefined]) {
    expect(replay(session, chunkRows)).toEqual(session.summary);
  }
}

/** Rows of one kind, each as text. */
function told(rows: TapeColumns, kind: number): string[] {
  const { event, symbol, a, b, c, d, e } = rows;
  return Array.from(event.keys())
    .filter((row) => event[row] === kind)
    .map((row) => [symbol, a, b, c, d, e].map((column) => column[row]).join(' '));
}

describe('a live session', () => {
  it('replays from its tape to the last digit, whatever the chunks', async () => {
    const session = await live(mockFeed({ speed: 40 }));
    expectTrading(session);
    expect(session.chunks.length).toBeGreaterThan(10);
    expectToReplay(session);
  });

  it('is not a function of its seed: two hear the same market at other times, and each replays to its own', async () => {
    const [one, other] = await Promise.all([
      live(mockFeed({ speed: 40, delaySeed: 'one' })),
      live(mockFeed({ speed: 40, delaySeed: 'other' })),
    ]);
    const lastTrades = (session: Session) => told(session.rows, TAPE_KIND.trade).slice(-200);
    expect(lastTrades(one)).toEqual(lastTrades(other));
    expect(tapeDigest(one.rows)).not.toBe(tapeDigest(other.rows));
    for (const name of ['orders', 'fills', 'equity'] as const) {
      expect(one.summary.digests[name]).not.toBe(other.summary.digests[name]);
    }
    for (const session of [one, other]) {
      expectTrading(session);
      expectToReplay(session);
    }
  });

  it('is not a function of its delays alone: the clock stands on the tape', async () => {
    const one = await live(mockFeed({ speed: 60, seconds: 20 }));
    const other = await live(mockFeed({ speed: 60, seconds: 20 }));
    expect(tapeDigest(one.rows)).not.toBe(tapeDigest(other.rows));
    expect(one.summary.digests).not.toEqual(other.summary.digests);
  });

  it('replays where it was slow to listen, too', async () => {
    let turn = 0;
    const pause = async () => {
      turn += 1;
      if (turn % 5 === 0) block(20);
      else await sleep(20);
    };
    const session = await live(mockFeed({ speed: 40 }), { pause });
    expectTrading(session);
    expect(Math.max(...session.chunks)).toBeGreaterThan(5);
    expectToReplay(session);
  });

  it('replays where it decides on candles longer than those it hears', async () => {
    const interval = 2 * SECOND;
    const session = await live(mockFeed({ seconds: 240 }), { interval });
    expectTrading(session);
    for (const chunkRows of [1, 1000]) expect(replay(session, chunkRows, interval)).toEqual(session.summary);
  });

  it('replays for any seed, delays and chunks', { timeout: 60_000 }, async () => {
    const luck = fc.record({ seed: fc.nat(), delaySeed: fc.string(), chunkRows: fc.integer({ min: 1, max: 500 }) });
    await fc.assert(
      fc.asyncProperty(luck, async ({ seed, delaySeed, chunkRows }) => {
        const session = await live(mockFeed({ seed, delaySeed, seconds: 120 }));
        expect(session.makers + session.takers).toBeGreaterThan(0);
        expect(replay(session, chunkRows)).toEqual(session.summary);
      }),
      { numRuns: 25 },
    );
  });

  it('depends on what stands on the tape: prices a cent higher, or one row a microsecond later, are another tape', async () => {
    const session = await live(mockFeed({ seconds: 60 }));
    const { a, event, time } = session.rows;
    const digest = tapeDigest(session.rows);
    const move = (by: number) => {
      for (const [row, kind] of event.entries()) if (kind === TAPE_KIND.trade) a[row]! += by;
    };
    move(1);
    expect(tapeDigest(session.rows)).not.toBe(digest);
    expect(replay(session).digests.fills).not.toBe(session.summary.digests.fills);
    move(-1);
    expect(tapeDigest(session.rows)).toBe(digest);
    time[event.lastIndexOf(TAPE_KIND.candle)]! += 1;
    expect(tapeDigest(session.rows)).not.toBe(digest);
    expect(replay(session).digests.equity).not.toBe(session.summary.digests.equity);
  });
});
