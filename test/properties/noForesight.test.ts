/** What comes later, and what is never traded, changes nothing. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Columns } from '../../src/market/columns.ts';
import { SECOND, slice } from '../support/market.ts';
import { type Played, playIfPriced, type Series } from '../support/play.ts';
import { randomRun, type Shape } from '../support/randomRun.ts';
import { runs } from '../support/runs.ts';

const shapes: fc.Arbitrary<Shape> = fc.record({
  seed: fc.integer({ min: 0, max: 2 ** 31 }),
  length: fc.integer({ min: 2, max: 14 }),
  gaps: fc.boolean(),
  trades: fc.boolean(),
});

/** What has happened wholly before `end`: candles closed by then, prints before it. */
function cut(series: readonly Series[], end: number): Series[] {
  return series.map((one) => {
    const { columns, interval } = one;
    const time = (columns as Extract<Columns, { time: Float64Array }>).time;
    let rows = 0;
    while (rows < columns.length && (interval > 0 ? time[rows]! + interval <= end : time[rows]! < end)) rows++;
    return { ...one, columns: slice(columns, 0, rows) };
  });
}

const rowsUntil = <T extends { time: number }>(rows: readonly T[], end: number): T[] =>
  rows.filter(({ time }) => time < end);

/** Rows of a run without the places of symbols in its list. */
function named(played: Played | null, names: readonly string[]) {
  const name = <T extends { symbol: number }>(row: T) => ({ ...row, symbol: names[row.symbol] });
  return { orders: played?.orderRows.map(name), fills: played?.fillRows.map(name) };
}

describe('the future', () => {
  it('changes no order event, fill and equity row before it', () => {
    fc.assert(
      fc.property(shapes, fc.nat(), (shape, place) => {
        // Every candle, of one or two minutes, has ended or not begun at a whole number of two minutes.
        const end = (1 + (place % Math.ceil(shape.length / 2))) * 120 * SECOND;
        const { setup, series } = randomRun(shape);
        const whole = playIfPriced(setup, series);
        const part = playIfPriced(setup, cut(series, end));
        fc.pre(whole !== null && part !== null);
        expect(part!.orderRows).toEqual(whole!.orderRows.slice(0, part!.orderRows.length));
        expect(part!.fillRows).toEqual(whole!.fillRows.slice(0, part!.fillRows.length));
        const last = part!.equityRows.at(-1)!.time;
        expect(rowsUntil(part!.equityRows, last)).toEqual(rowsUntil(whole!.equityRows, last));
        expect(rowsUntil(part!.orderRows, last)).toEqual(rowsUntil(whole!.orderRows, last));
      }),
      { numRuns: runs(300) },
    );
  });

  it('is cut off by the end of the window as by the end of the data', () => {
    fc.assert(
      fc.property(shapes, fc.nat(), (shape, place) => {
        const end = (1 + (place % Math.ceil(shape.length / 2))) * 120 * SECOND;
        const { setup, series } = randomRun(shape);
        const window = { from: 0, to: end };
        const whole = playIfPriced({ ...setup, window }, series);
        const part = playIfPriced({ ...setup, window }, cut(series, end));
        expect(part?.summary.digests).toEqual(whole?.summary.digests);
        expect(part?.summary.openOrders).toEqual(whole?.summary.openOrders);
      }),
      { numRuns: runs(150) },
    );
  });
});

describe('a symbol that is never traded', () => {
  it('leaves orders, fills and equity at common times as they are', () => {
    fc.assert(
      fc.property(shapes, fc.constantFrom('first' as const, 'last' as const), (shape, bystander) => {
        const window = { from: 0, to: shape.length * 60 * SECOND };
        const alone = randomRun(shape);
        const beside = randomRun({ ...shape, bystander });
        const a = playIfPriced({ ...alone.setup, window }, alone.series);
        const b = playIfPriced({ ...beside.setup, window }, beside.series);
        fc.pre(a !== null);
        const names = (run: typeof alone) => run.setup.instruments.map(({ symbol }) => symbol);
        expect(named(b, names(beside))).toEqual(named(a, names(alone)));
        // The last row alone is taken again after the last fills.
        const last = a!.equityRows.at(-1)!;
        const times = new Set(a!.equityRows.map(({ time }) => time));
        const common = b!.equityRows.filter(({ time }) => times.has(time));
        expect(rowsUntil(common, last.time)).toEqual(rowsUntil(a!.equityRows, last.time));
        expect(b!.summary.finalEquity).toBe(a!.summary.finalEquity);
      }),
      { numRuns: runs(200) },
    );
  });
});
