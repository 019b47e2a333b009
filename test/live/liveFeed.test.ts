/** What a live feed writes of a mock exchange: every trade once and in order, whatever happens to the connection. */
import { describe, expect, it } from 'vitest';
import { type Faults, TapeRecorder, tapeDigest } from '../../src/live/index.ts';
import { CONNECTION, DROPPED, NO_SYMBOL, TAPE_KIND, type TapeColumns } from '../../src/market/tape.ts';
import { SECOND } from '../support/market.ts';
import { live, type MockOptions, mock, replay } from './support.ts';

const CLOCK = () => ({ wallNow: () => 1_700_000_000_400, monotonicNow: () => 0 });

async function heard(options: MockOptions): Promise<TapeColumns> {
  const { feed } = mock(options);
  const recorder = new TapeRecorder(feed);
  while ((await recorder.next(0)) !== null);
  await recorder.close();
  return recorder.rows;
}

const rowsOf = (rows: TapeColumns, kind: number): number[] =>
  Array.from(rows.event.keys()).filter((row) => rows.event[row] === kind);
const every = (rows: TapeColumns, holds: (row: number) => boolean): boolean => rows.event.every((_, row) => holds(row));

/** Ids of the trades of a symbol on the tape, and of those that were dropped or lie in a gap. */
function ids(rows: TapeColumns, symbol: number): number[] {
  return rowsOf(rows, TAPE_KIND.trade)
    .filter((row) => rows.symbol[row] === symbol)
    .map((row) => Number(rows.text![row]));
}

/** Words of what became of the connection, in order. */
function states(rows: TapeColumns): string[] {
  const names = Object.entries(CONNECTION);
  return rowsOf(rows, TAPE_KIND.connection).map((row) => {
    const name = names.find(([, code]) => code === rows.a[row])![0];
    return rows.symbol[row] === NO_SYMBOL ? name : `${name} ${rows.symbol[row]}`;
  });
}

describe.each(['max', 30] as const)('the mock exchange at speed %s', (speed) => {
  it('stamps every row with a later time, and keeps the time of the exchange beside it', async () => {
    const rows = await heard({ speed, seconds: 20 });
    expect(every(rows, (row) => row === 0 || rows.time[row]! > rows.time[row - 1]!)).toBe(true);
    expect(every(rows, (row) => Number.isSafeInteger(rows.time[row]))).toBe(true);
    const late = rowsOf(rows, TAPE_KIND.trade).map((row) => rows.time[row]! - rows.exchangeTime[row]!);
    expect(late.every((micros) => micros > 0 && micros < 120 * SECOND)).toBe(true);
    expect(rowsOf(rows, TAPE_KIND.heartbeat).length).toBeGreaterThan(30);
    expect(states(rows).slice(0, 3)).toEqual(['up', 'backfill 0', 'backfill 1']);
  });
});

describe('the mock exchange', () => {
  it('is joined inside a candle, whose trades before are asked for', async () => {
    const rows = await heard({ clock: CLOCK(), seconds: 3 });
    const first = rowsOf(rows, TAPE_KIND.trade)[0]!;
    expect(rows.exchangeTime[first]).toBeGreaterThanOrEqual(1_700_000_000_000_000);
    expect(rows.exchangeTime[first]).toBeLessThan(1_700_000_000_400_000);
    expect(states(rows)).toEqual(['up', 'backfill 0', 'backfill 1', 'whole 0', 'whole 1']);
  });

  it('runs as much faster than the clock as it is told', async () => {
    const begun = performance.now();
    const rows = await heard({ speed: 20, seconds: 10 });
    const wall = performance.now() - begun;
    const tape = (rows.time.at(-1)! - rows.time[0]!) / 1000;
    expect(tape).toBeGreaterThan(8_000);
    expect(wall).toBeGreaterThan(tape / 20 - 20);
  });

  it('is at max a function of market, delays and start', async () => {
    const digest = async (delaySeed: string, seed = 42) =>
      tapeDigest(await heard({ clock: CLOCK(), delaySeed, seed, seconds: 10 }));
    expect(await digest('a')).toBe(await digest('a'));
    expect(await digest('a')).not.toBe(await digest('b'));
    expect(await digest('a')).not.toBe(await digest('a', 43));
  });

  it('ends for whoever waits when it is closed, as often as it is', async () => {
    const { feed } = mock({ speed: 0.001, heartbeat: 1e6, seconds: 2 });
    const waiting = feed.next(0);
    await feed.close();
    expect(await waiting).toBeNull();
    await feed.close();
    expect(await feed.next(0)).toBeNull();
  });

  it('closes with the row that ends the run', async () => {
    const rows = await heard({ seconds: 5 });
    expect([rows.event.at(-1), rows.a.at(-1)]).toEqual([TAPE_KIND.command, 8]);
  });
});

const FAULTS: readonly (readonly [string, Partial<Faults>])[] = [
  ['disconnect', { disconnect: 0.01 }],
  ['duplicate', { duplicate: 0.3 }],
  ['reorder', { reorder: 0.2 }],
  ['delay', { delay: 0.02 }],
  ['all at once', { disconnect: 0.005, duplicate: 0.1, reorder: 0.1, delay: 0.01 }],
];

describe.each(FAULTS)('a connection with faults: %s', (_name, faults) => {
  it('loses no trade, repeats none, and tells each in order', async () => {
    const rows = await heard({ clock: CLOCK(), seconds: 60, faults: { seed: 3, ...faults } });
    const clean = await heard({ clock: CLOCK(), seconds: 60 });
    for (const symbol of [0, 1]) {
      const told = ids(rows, symbol);
      expect(told.length).toBeGreaterThan(300);
      expect(told).toEqual(told.map((_, at) => told[0]! + at));
      const price = (of: TapeColumns) =>
        new Map(
          rowsOf(of, TAPE_KIND.trade)
            .filter((row) => of.symbol[row] === symbol)
            .map((row) => [of.text![row], of.a[row]]),
        );
      const [own, wanted] = [price(rows), price(clean)];
      for (const [id, units] of own) if (wanted.has(id)) expect(units).toBe(wanted.get(id));
    }
    expect(rowsOf(rows, TAPE_KIND.gap)).toEqual([]);
  });

  it('replays from its tape to the last digit', async () => {
    const session = await live(mock({ seconds: 60, faults: { seed: 5, ...faults } }));
    expect(session.makers + session.takers).toBeGreaterThan(5);
    for (const chunkRows of [1, 100]) expect(replay(session, chunkRows)).toEqual(session.summary);
  });
});

describe('what an exchange garbles', () => {
  it('is kept away from the session and counted by reason', async () => {
    const rows = await heard({ clock: CLOCK(), seconds: 120, faults: { seed: 1, corrupt: 0.2 } });
    const clean = await heard({ clock: CLOCK(), seconds: 120 });
    const range = (of: TapeColumns) => {
      const prices = rowsOf(of, TAPE_KIND.trade)
        .filter((row) => of.symbol[row] === 0)
        .map((row) => of.a[row]!);
      return [Math.min(...prices), Math.max(...prices)] as const;
    };
    const [low, high] = range(clean);
    expect(range(rows)[0]).toBeGreaterThanOrEqual(low);
    expect(range(rows)[1]).toBeLessThanOrEqual(high);
    const reasons = new Set(rowsOf(rows, TAPE_KIND.dropped).map((row) => rows.a[row]));
    for (const reason of ['zero', 'negative', 'absurd', 'off_grid', 'unreadable', 'crossed'] as const) {
      expect(reasons.has(DROPPED[reason]), reason).toBe(true);
    }
    expect(rowsOf(rows, TAPE_KIND.quote).every((row) => rows.a[row]! <= rows.c[row]!)).toBe(true);
  });
});
