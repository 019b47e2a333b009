/** The end of the window is the end of the data, also for candles that are filled in or made. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Columns } from '../../src/market/columns.ts';
import { MINUTE, SECOND, slice } from '../support/market.ts';
import { playIfPriced, type Series } from '../support/play.ts';
import { randomRun } from '../support/randomRun.ts';

/** What begins before `end`. */
function cut(series: readonly Series[], end: number): Series[] {
  return series.map((one) => {
    const { time } = one.columns as Extract<Columns, { time: Float64Array }>;
    const rows = time.subarray(0, one.columns.length).findIndex((at) => at >= end);
    return { ...one, columns: slice(one.columns, 0, rows < 0 ? one.columns.length : rows) };
  });
}

/** Every fifth row: minutes without a print. */
function thinned(one: Series): Series {
  if (one.columns.kind !== 'trades') return one;
  const { time, price, size, side } = one.columns;
  const [first, ...rest] = [time, price, size].map((column) => column.filter((_, row) => row % 5 === 0));
  const columns = {
    kind: 'trades',
    length: first!.length,
    time: first!,
    price: rest[0]!,
    size: rest[1]!,
    side,
  } as const;
  return { ...one, columns };
}

it('what lies behind the window fills no gap and makes no candle', () => {
  const shapes = fc.record({
    seed: fc.integer({ min: 0, max: 2 ** 31 }),
    length: fc.integer({ min: 2, max: 14 }),
    place: fc.nat(),
  });
  fc.assert(
    fc.property(shapes, ({ seed, length, place }) => {
      // Every candle, of one or two minutes, has ended or not begun at a whole number of two minutes.
      const end = (1 + (place % Math.ceil(length / 2))) * 120 * SECOND;
      const { setup, series } = randomRun({ seed, length, gaps: true, trades: true });
      const own = series
        .filter(({ symbol, columns }) => setup.matching[symbol] === 'candles' || columns.kind === 'trades')
        .map(thinned);
      const given = { ...setup, gaps: 'fill' as const, interval: MINUTE, window: { from: 0, to: end } };
      const whole = playIfPriced(given, own);
      const part = playIfPriced(given, cut(own, end));
      expect(part?.summary.digests).toEqual(whole?.summary.digests);
      expect(part?.equityRows.length).toBe(whole?.equityRows.length);
      const counts = (played: typeof whole) => played?.summary.quality.map((one) => [one.filledCandles, one.gaps]);
      expect(counts(part)).toEqual(counts(whole));
    }),
    { numRuns: 200 },
  );
});
