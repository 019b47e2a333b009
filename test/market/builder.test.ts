/** Longer candles from shorter ones, beside a slow twin; volumes as decimals are added on paper. */
import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CandleBuilder, candleStart } from '../../src/market/builder.ts';
import { VolumeSum } from '../../src/market/volume.ts';
import { parseTime } from '../../src/model/time.ts';

const sumOf = (volumes: readonly number[]): number => {
  const sum = new VolumeSum();
  for (const volume of volumes) sum.add(volume);
  return sum.value;
};

describe('a sum of volumes', () => {
  it('is the double nearest to the decimal sum', () => {
    const decimals = fc.integer({ min: 0, max: 8 });
    const volume = fc
      .tuple(fc.integer({ min: 0, max: 10 ** 5 }), decimals)
      .map(([units, d]) => Number(`${units}e-${d}`));
    fc.assert(
      fc.property(fc.array(volume, { maxLength: 300 }), (volumes) => {
        const exact = volumes.reduce((sum, one) => sum.plus(one), new Decimal(0));
        expect(sumOf(volumes)).toBe(exact.toNumber());
      }),
      { numRuns: 500 },
    );
    expect(sumOf([0.1, 0.2, 0.3, 0.7])).toBe(1.3);
  });

  it('goes on in doubles where digits do not suffice, and begins anew without a trace', () => {
    expect(sumOf([1 / 3, 1 / 3])).toBe(2 / 3);
    expect(sumOf([1e15, 1e-12, 5])).toBe(1e15 + 5);
    const sum = new VolumeSum();
    sum.add(1 / 3);
    sum.clear();
    sum.add(0.1);
    sum.add(0.2);
    expect(sum.value).toBe(0.3);
  });
});

describe('a candle that is built', () => {
  const builder = new CandleBuilder(60);
  const columns = (rows: readonly (readonly number[])[]) => {
    const column = (at: number) => Float64Array.from(rows, (row) => row[at]!);
    return {
      time: column(0),
      open: column(1),
      high: column(2),
      low: column(3),
      close: column(4),
      volume: column(5),
      filled: Uint8Array.from(rows, (row) => row[6] ?? 0),
    };
  };
  const built = (rows: readonly (readonly number[])[]): number[] => {
    const source = columns(rows);
    rows.forEach((_, row) => void builder.add(source, row));
    builder.complete();
    const { time, open, high, low, close, volume, filled } = builder.row;
    return [time, open, high, low, close, volume, filled].map((column) => column[0]!);
  };

  it('has the values of what was traded in it, and none of candles that were filled in', () => {
    const [first, second, flat, other] = [
      [60, 10, 12, 9, 11, 0.1],
      [80, 11, 15, 11, 14, 0.2],
      [100, 99, 99, 99, 99, 0, 1],
      [70, 98, 98, 98, 98, 0, 1],
    ] as const;
    expect(built([first, second])).toEqual([60, 10, 15, 9, 14, 0.3, 0]);
    expect(built([first, flat])).toEqual([60, 10, 12, 9, 11, 0.1, 0]);
    expect(built([other, second, flat])).toEqual([60, 11, 15, 11, 14, 0.2, 0]);
    expect(built([other, flat])).toEqual([60, 98, 98, 98, 98, 0, 1]);
  });

  it('shows what it is so far', () => {
    expect(builder.present).toBeNull();
    builder.add(columns([[130, 5, 6, 4, 5, 0.1]]), 0);
    expect([builder.present!.volume[0], builder.end]).toEqual([0.1, 180]);
    builder.complete();
  });
});

it('weeks begin on Monday', () => {
  const week = 604_800_000_000;
  expect(candleStart(parseTime('2024-01-07T23:59:59Z'), week)).toBe(parseTime('2024-01-01'));
  expect(candleStart(parseTime('2024-01-08'), week)).toBe(parseTime('2024-01-08'));
});
