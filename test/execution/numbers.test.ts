/** The numbers a strategy gives, beside decimals. */
import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OFF_INCREMENT, readUnits, UNREADABLE } from '../../src/execution/numbers.ts';

describe('a number', () => {
  it('is read at 15 significant digits and rounded to the increment', () => {
    const modes = { down: Decimal.ROUND_DOWN, up: Decimal.ROUND_UP, half_even: Decimal.ROUND_HALF_EVEN } as const;
    fc.assert(
      fc.property(
        fc.oneof(
          fc.double({ min: 0, max: 1e6, noNaN: true }),
          // Sums of tenths, whose doubles lie beside them.
          fc
            .integer({ min: 1, max: 1000 })
            .map((count) => Array.from({ length: count }, () => 0.1).reduce((a, b) => a + b)),
          fc.integer({ min: 0, max: 1e9 }).map((units) => units / 1e4),
        ),
        fc.constantFrom(0, 2, 8),
        fc.constantFrom(1, 5, 1000),
        fc.constantFrom('down' as const, 'up' as const),
        (value, decimals, increment, mode) => {
          const exact = new Decimal(value.toPrecision(15)).mul(new Decimal(10).pow(decimals)).div(increment);
          const expected = exact.toDecimalPlaces(0, modes[mode]).mul(increment).toNumber();
          expect(readUnits(value, decimals, increment, mode)).toBe(expected);
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('that is none is unreadable', () => {
    for (const value of [Number.NaN, -1, -1e-9, Number.POSITIVE_INFINITY, 1e300, undefined, null, {}]) {
      expect(readUnits(value as never, 2, 1, 'half_even')).toBe(value === -1e-9 ? 0 : UNREADABLE);
    }
  });
});

describe('a text', () => {
  it('is taken as it is, or refused', () => {
    const read = (text: string) => readUnits(text, 2, 50, 'down');
    expect(['1.50', '1.5', '0150e-2', '.5', '2.'].map(read)).toEqual([150, 150, 150, 50, 200]);
    expect(['1.51', '1.505', '0.01'].map(read)).toEqual([OFF_INCREMENT, OFF_INCREMENT, OFF_INCREMENT]);
    expect(['', 'x', '1,5', '0x10', 'NaN', '-1', '1e300', ' 1'].map(read)).toEqual(Array(8).fill(UNREADABLE));
  });
});
