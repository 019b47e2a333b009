import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type MockFeed, TapeRecorder, TapeRows, tapeDigest } from '../../src/live/index.ts';
import { NO_SYMBOL, TAPE_KIND, type TapeColumns } from '../../src/market/columns.ts';
import { Synthesizer } from '../../src/market/synthesizer.ts';
import { SECOND } from '../support/market.ts';
import { mockFeed, synth } from './support.ts';

async function heard(feed: MockFeed): Promise<TapeColumns> {
  const recorder = new TapeRecorder(feed);
  while ((await recorder.next(0)) !== null);
  await recorder.close();
  return recorder.rows;
}

const every = (rows: TapeColumns, holds: (row: number) => boolean): boolean => rows.event.every((_, row) => holds(row));
const isMarket = (rows: TapeColumns, row: number): boolean => rows.event[row] !== TAPE_KIND.heartbeat;

describe.each(['max', 30] as const)('the mock feed at speed %s', (speed) => {
  it('stamps every row with a later time, and keeps the time of the exchange beside it', async () => {
    const feed = mockFeed({ speed, seconds: 30 });
    const rows = await heard(feed);
    expect(every(rows, (row) => rows.time[row]! > (row === 0 ? feed.start : rows.time[row - 1]!))).toBe(true);
    expect(every(rows, (row) => Number.isSafeInteger(rows.time[row]))).toBe(true);
    const length = (row: number) => (rows.event[row] === TAPE_KIND.candle ? SECOND : 0);
    const late = (row: number) => rows.time[row]! - rows.exchangeTime[row]! - length(row);
    expect(every(rows, (row) => !isMarket(rows, row) || (late(row) > 0 && late(row) < 600 * SECOND))).toBe(true);
  });

  it('lets time move in silence', async () => {
    const rows = await heard(mockFeed({ speed, seconds: 30, heartbeat: 50_000 }));
    const beats = rows.event.filter((event) => event === TAPE_KIND.heartbeat).length;
    expect(beats).toBeGreaterThan(10);
    expect(every(rows, (row) => isMarket(rows, row) === (rows.symbol[row] !== NO_SYMBOL))).toBe(true);
    if (speed !== 'max') return;
    const steps = rows.time.subarray(1).map((time, row) => time - rows.time[row]!);
    expect(steps.every((step) => step <= 50_000)).toBe(true);
  });

  it("tells the synthesizer's candles, each after the last of its trades", async () => {
    const rows = await heard(mockFeed({ speed, seconds: 30 }));
    const candles = new Synthesizer(synth(42)).next(30);
    let count = 0;
    const last = [0, 0];
    for (const [row, event] of rows.event.entries()) {
      const symbol = rows.symbol[row]!;
      if (event === TAPE_KIND.trade) last[symbol] = rows.exchangeTime[row]!;
      if (event !== TAPE_KIND.candle) continue;
      const { open, high, low, close, volume, time } = candles[symbol]!;
      const at = (rows.exchangeTime[row]! - rows.exchangeTime[rows.event.indexOf(TAPE_KIND.candle)]!) / SECOND;
      expect([rows.a[row], rows.b[row], rows.c[row], rows.d[row], rows.e[row]]).toEqual(
        [open, high, low, close, volume].map((column) => column[at]),
      );
      expect(time[at]! - time[0]!).toBe(at * SECOND);
      expect(last[symbol]!).toBeLessThan(rows.exchangeTime[row]! + SECOND);
      count += 1;
    }
    expect(count).toBe(60);
  });
});

describe('the mock feed', () => {
  it('starts in the present, inside a candle, and hears nothing of the trades before', async () => {
    const wall = 1_700_000_000_400;
    let monotonic = 5;
    const clock = { wallNow: () => wall, monotonicNow: () => (monotonic += 0.001) };
    const feed = mockFeed({ clock, seconds: 5 });
    expect(Math.abs(feed.start - wall * 1000)).toBeLessThan(10);
    const rows = await heard(feed);
    const first = rows.event.indexOf(TAPE_KIND.trade);
    expect(rows.exchangeTime[first]).toBeGreaterThanOrEqual(feed.start);
    expect(rows.exchangeTime[first]! - feed.start).toBeLessThan(SECOND / 2);
    expect(rows.exchangeTime[rows.event.indexOf(TAPE_KIND.candle)]).toBe(1_700_000_000_000_000);
  });

  it('runs as much faster than the clock as it is told', async () => {
    const begun = performance.now();
    const rows = await heard(mockFeed({ speed: 20, seconds: 10 }));
    const wall = performance.now() - begun;
    const tape = (rows.time.at(-1)! - rows.time[0]!) / 1000;
    expect(tape).toBeGreaterThan(8_000);
    expect(wall).toBeGreaterThan(tape / 20 - 20);
  });

  it('is at max a function of market, delays and start', async () => {
    const clock = () => ({ wallNow: () => 1_700_000_000_000, monotonicNow: () => 0 });
    const digest = async (delaySeed: string, seed = 42) =>
      tapeDigest(await heard(mockFeed({ clock: clock(), delaySeed, seed, seconds: 10 })));
    expect(await digest('a')).toBe(await digest('a'));
    expect(await digest('a')).not.toBe(await digest('b'));
    expect(await digest('a')).not.toBe(await digest('a', 43));
  });

  it('lets the market wait for one who does not listen, and loses nothing', async () => {
    const feed = mockFeed({ speed: 100_000_000, seconds: 3_000, tradesPerCandle: 40 });
    const first = await feed.next(0);
    expect(first!.length).toBeLessThanOrEqual(65_536);
    let candles = 0;
    let largest = 0;
    for (let chunk = first; chunk !== null; chunk = await feed.next(0)) {
      const { event, length } = chunk as TapeColumns;
      largest = Math.max(largest, length);
      candles += event.filter((one) => one === TAPE_KIND.candle).length;
    }
    expect(candles).toBe(6_000);
    expect(largest).toBe(65_536);
  });

  it('ends for whoever waits when it is closed, as often as it is', async () => {
    const feed = mockFeed({ speed: 0.001, heartbeat: 1e9 });
    const waiting = feed.next(0);
    await feed.close();
    expect(await waiting).toBeNull();
    await feed.close();
    expect(await feed.next(0)).toBeNull();
  });

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('has no speed of %s', (speed) => {
    expect(() => mockFeed({ speed })).toThrow(/market.mock.speed is .*: write a number above zero, or max/);
  });
});

describe('the digest of a tape', () => {
  it('is the SHA-256 of those of nine little-endian doubles a row, and of the texts', () => {
    const rows = new TapeRows();
    rows.push(1_000_001, 1_000_000, TAPE_KIND.trade, 0, 4_200_000, 0.25, -1);
    rows.push(1_000_500, 1_000_500, TAPE_KIND.heartbeat, NO_SYMBOL);
    rows.push(1_000_501, 1_000_400, TAPE_KIND.trade, 1, 10, 1, 1);
    rows.say('é7');
    const numbers = [1_000_001, 1_000_000, 1, 0, 4_200_000, 0.25, -1, 0, 0].concat(
      [1_000_500, 1_000_500, 0, 65_535, 0, 0, 0, 0, 0],
      [1_000_501, 1_000_400, 1, 1, 10, 1, 1, 0, 0],
    );
    const doubles = (values: number[]) => {
      const bytes = Buffer.alloc(values.length * 8);
      values.forEach((value, at) => void bytes.writeDoubleLE(value, at * 8));
      return bytes;
    };
    const hash = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest('hex');
    const texts = Buffer.concat([doubles([2, 2]), Buffer.from('é7', 'utf16le')]);
    expect(tapeDigest(rows.view())).toBe(hash(hash(doubles(numbers)) + hash(texts)));
  });

  it('does not depend on how the rows came, nor on the sign of nothing', () => {
    const [at_once, by_row] = [new TapeRows(), new TapeRows()];
    for (let n = 1; n <= 10_000; n += 1) {
      at_once.push(n, n, TAPE_KIND.trade, n % 3, n * 2, 0, 0);
      if (n % 7 === 0) at_once.say(`t${n}`);
    }
    for (let n = 0; n < 10_000; n += 1) by_row.append(at_once.view(n, n + 1));
    expect(tapeDigest(by_row.view())).toBe(tapeDigest(at_once.view()));
    by_row.view().b[77] = -0;
    expect(tapeDigest(by_row.view())).toBe(tapeDigest(at_once.view()));
  });
});
