/** A run is a pure function of its tape: what was heard live, given again, comes to the same orders, fills and equity. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tapeDigest } from '../../src/live/index.ts';
import { TAPE_KIND, type TapeColumns } from '../../src/market/columns.ts';
import { SECOND } from '../support/market.ts';
import { live, mock, replay, type Session } from './support.ts';

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

/** By symbol and id, each as text. */
function tradesById({ event, symbol, a, b, c, text }: TapeColumns): Map<string, string> {
  const rows = Array.from(event.keys()).filter((row) => event[row] === TAPE_KIND.trade);
  return new Map(rows.map((row) => [`${symbol[row]} ${text![row]}`, [a, b, c].map((column) => column[row]).join(' ')]));
}

describe('a live session', () => {
  it('replays from its tape to the last digit, whatever the chunks', async () => {
    const session = await live(mock({ speed: 40 }));
    expectTrading(session);
    expect(session.chunks.length).toBeGreaterThan(10);
    expectToReplay(session);
  });

  it('is not a function of its seed: two hear the same market at other times, and each replays to its own', async () => {
    const [one, other] = await Promise.all([
      live(mock({ speed: 40, delaySeed: 'one' })),
      live(mock({ speed: 40, delaySeed: 'other' })),
    ]);
    const [first, second] = [tradesById(one.rows), tradesById(other.rows)];
    const both = [...first.keys()].filter((id) => second.has(id));
    expect(both.length).toBeGreaterThan(700);
    expect(both.map((id) => first.get(id))).toEqual(both.map((id) => second.get(id)));
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
    const one = await live(mock({ speed: 60, seconds: 20 }));
    const other = await live(mock({ speed: 60, seconds: 20 }));
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
    const session = await live(mock({ speed: 40 }), { pause });
    expectTrading(session);
    expect(Math.max(...session.chunks)).toBeGreaterThan(5);
    expectToReplay(session);
  });

  it('replays where it decides on candles longer than those it hears', async () => {
    const interval = 2 * SECOND;
    const session = await live(mock({ seconds: 240 }), { interval });
    expectTrading(session);
    for (const chunkRows of [1, 1000]) expect(replay(session, chunkRows, interval)).toEqual(session.summary);
  });

  it('replays for any seed, delays and chunks', { timeout: 60_000 }, async () => {
    const luck = fc.record({ seed: fc.nat(), delaySeed: fc.string(), chunkRows: fc.integer({ min: 1, max: 500 }) });
    await fc.assert(
      fc.asyncProperty(luck, async ({ seed, delaySeed, chunkRows }) => {
        const session = await live(mock({ seed, delaySeed, seconds: 120 }));
        expect(session.makers + session.takers).toBeGreaterThan(0);
        expect(replay(session, chunkRows)).toEqual(session.summary);
      }),
      { numRuns: 25 },
    );
  });

  it('depends on what stands on the tape: prices a cent higher, or heartbeats a microsecond later, are another tape', async () => {
    const session = await live(mock({ seconds: 60 }));
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
    for (const [row, kind] of event.entries()) if (kind === TAPE_KIND.heartbeat) time[row]! += 1;
    expect(tapeDigest(session.rows)).not.toBe(digest);
    expect(replay(session).digests.equity).not.toBe(session.summary.digests.equity);
  });
});
