import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { AsyncFeed, CandleColumns, Columns } from '../../src/market/columns.ts';
import { interruptible } from '../../src/scenario/wiring/interruptible.ts';

function candles(first: number, length: number): CandleColumns {
  const column = () => Float64Array.from({ length }, (_, index) => first + index);
  return {
    kind: 'candles',
    length,
    time: column(),
    open: column(),
    high: column(),
    low: column(),
    close: column(),
    volume: column(),
    filled: first % 2 === 0 ? null : new Uint8Array(length).fill(1),
  };
}

function feedOf(chunks: readonly number[]): AsyncFeed {
  let first = 0;
  let at = 0;
  const next = async (): Promise<Columns | null> => {
    const length = chunks[at];
    if (length === undefined) return null;
    at += 1;
    first += length;
    return candles(first - length, length);
  };
  return { series: [{ kind: 'candles', symbol: 0, interval: 1 }], next, close: async () => undefined };
}

it('hands on every row once and in order, however long each takes', async () => {
  const chunks = fc.array(fc.integer({ min: 1, max: 3000 }), { maxLength: 5 });
  const pauses = fc.infiniteStream(fc.constantFrom(0, 1, 20, 41, 500));
  await fc.assert(
    fc.asyncProperty(chunks, pauses, async (lengths, durations) => {
      let time = 0;
      let turns = 0;
      const feed = interruptible(
        feedOf(lengths),
        () => time,
        async () => {
          turns += 1;
        },
      );
      const times: number[] = [];
      let busy = 0;
      for (let chunk = await feed.next(0); chunk !== null; chunk = await feed.next(0)) {
        if (chunk.kind !== 'candles') throw new Error(chunk.kind);
        expect(chunk.volume).toEqual(chunk.time);
        expect([chunk.time.length, chunk.filled?.length ?? chunk.length]).toEqual([chunk.length, chunk.length]);
        times.push(...chunk.time);
        const duration = durations.next().value;
        if (duration >= 40) busy += 1;
        time += duration;
      }
      const total = lengths.reduce((sum, length) => sum + length, 0);
      expect(times).toEqual(Array.from({ length: total }, (_, index) => index));
      expect(turns).toBeGreaterThanOrEqual(busy);
    }),
    { numRuns: 50 },
  );
});
