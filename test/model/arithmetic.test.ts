import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mulDiv, mulDivBy, ROUND, type Rounding, roundTo, roundUnits } from '../../src/model/arithmetic.ts';
import { AmountOverflowError, InputError } from '../../src/model/errors.ts';

const Exact = Decimal.clone({ precision: 60, toExpNeg: -40, toExpPos: 40 });
const ORACLE_MODE = {
  down: Decimal.ROUND_DOWN,
  up: Decimal.ROUND_UP,
  half_even: Decimal.ROUND_HALF_EVEN,
  half_up: Decimal.ROUND_HALF_UP,
} as const;
const MODES = Object.keys(ROUND) as Rounding[];
const LARGEST = Number.MAX_SAFE_INTEGER;

/** What decimal.js says, or 'overflow'. */
function oracle(a: number, b: number, divisor: number, mode: Rounding): number | 'overflow' {
  // Whole quotient and remainder first: a quotient cut at 60 digits could hide how far it lies from a tie.
  const product = new Exact(a).times(b).abs();
  const whole = product.divToInt(divisor);
  const rest = product.minus(whole.times(divisor)).times(2);
  const tie = rest.cmp(divisor);
  const half = rest.isZero() ? whole : whole.plus(tie < 0 ? '0.25' : tie > 0 ? '0.75' : '0.5');
  const rounded = half.toDecimalPlaces(0, ORACLE_MODE[mode]);
  if (rounded.gt(LARGEST)) return 'overflow';
  return (a < 0 !== b < 0 ? 0 - rounded.toNumber() : rounded.toNumber()) + 0;
}

function measured(a: number, b: number, divisor: number, mode: Rounding): number | 'overflow' {
  try {
    return mulDiv(a, b, divisor, ROUND[mode]);
  } catch (error) {
    if (error instanceof AmountOverflowError) return 'overflow';
    throw error;
  }
}

/** Whole numbers of every magnitude up to 2^53, both signs, edges included. */
const amount = fc.oneof(
  fc.integer({ min: -1000, max: 1000 }),
  fc.maxSafeInteger(),
  fc.tuple(fc.maxSafeInteger(), fc.integer({ min: 0, max: 52 })).map(([n, bits]) => Math.trunc(n / 2 ** bits)),
  fc.constantFrom(0, 1, -1, LARGEST, -LARGEST, LARGEST - 1, 2 ** 52, 2 ** 52 + 1, 134217729, 94906265, 94906266),
);
const divisor = fc.oneof(
  fc.integer({ min: 0, max: 15 }).map((n) => Number(`1e${n}`)),
  amount.map((n) => Math.abs(n)).filter((n) => n > 0),
  fc.constantFrom(1, 2, 3, 5000, 2 ** 50, 2 ** 50 + 1, LARGEST),
);

function expectOracle(a: number, b: number, by: number, mode: Rounding): void {
  const got = measured(a, b, by, mode);
  const want = oracle(a, b, by, mode);
  if (!Object.is(got, want)) expect.fail(`${a} x ${b} / ${by} ${mode}: ${got}, decimal.js says ${want}`);
}

describe('mulDiv against decimal.js', () => {
  test('any product, divisor and rounding', () => {
    fc.assert(
      fc.property(amount, amount, divisor, fc.constantFrom(...MODES), (a, b, by, mode) => expectOracle(a, b, by, mode)),
      { numRuns: 60_000 },
    );
  });

  test('products past 2^53 at and beside half ways', () => {
    const half = fc.integer({ min: 1, max: 2 ** 51 });
    const scale = fc.integer({ min: 1, max: 2 ** 51 });
    fc.assert(
      fc.property(half, scale, fc.integer({ min: -1, max: 1 }), fc.constantFrom(...MODES), (q, k, offset, mode) => {
        // (2q + 1) k / 2k lies half way between two whole numbers; one more or less of k lies beside it.
        expectOracle(2 * q + 1, k, 2 * k, mode);
        expectOracle(-2 * q - 1, k, 2 * k, mode);
        expectOracle(2 * q + 1, k + offset, 2 * k, mode);
        expectOracle(q, 2 * k + offset, 2 * k, mode);
      }),
      { numRuns: 5_000 },
    );
  });

  test.each([
    ['21,000,000 BTC at 10,000,000.00, quote in cents', 21_000_000 * 1e8, 10_000_000 * 100, 1e8],
    ['one satoshi at 10,000,000.00', 1, 10_000_000 * 100, 1e8],
    ['1e-8 lots of XRP at 0.5234', 1, 5234, 1e4],
    ['a quadrillion SHIB at 0.00000899', 1_000_000_000_000_000, 899, 1e8],
    ['589 trillion SHIB at 0.000008993', 589_000_000_000_000, 8993, 1e9],
    ['XRP at 0.00000512 BTC', 123_456_789_012, 512_345, 1e11],
    ['0.26 % of the largest amount', LARGEST - 3, 13, 5000],
  ])('%s', (_, a, b, by) => {
    for (const mode of MODES) {
      for (let n = -3; n <= 3; n += 1) {
        if (!Number.isSafeInteger(a + n)) continue;
        expectOracle(a + n, b, by, mode);
        expectOracle(-a - n, b, by, mode);
        expectOracle(a + n, -b, by, mode);
      }
    }
  });

  test('market-like quantities, prices and scales', () => {
    const quantity = fc.tuple(fc.integer({ min: 1, max: 999_999_999 }), fc.integer({ min: 0, max: 6 }));
    const price = fc.integer({ min: 1, max: 1_000_000_000_000 });
    fc.assert(
      fc.property(
        quantity,
        price,
        fc.integer({ min: 0, max: 12 }),
        fc.constantFrom(...MODES),
        ([q, zeros], p, scale, mode) => expectOracle(q * Number(`1e${zeros}`), p, Number(`1e${scale}`), mode),
      ),
      { numRuns: 30_000 },
    );
  });
});

test('roundings of both signs', () => {
  const table: [Rounding, number[]][] = [
    // of -25 -15 -5 5 15 25, tenths
    ['down', [-2, -1, 0, 0, 1, 2]],
    ['up', [-3, -2, -1, 1, 2, 3]],
    ['half_even', [-2, -2, 0, 0, 2, 2]],
    ['half_up', [-3, -2, -1, 1, 2, 3]],
  ];
  for (const [mode, want] of table) {
    expect([-25, -15, -5, 5, 15, 25].map((n) => mulDiv(n, 1, 10, ROUND[mode]))).toStrictEqual(want);
  }
});

test('zero is never negative', () => {
  expect(mulDiv(-0, 5, 3, 0)).toBe(0);
  expect(mulDiv(0, -5, 3, 1)).toBe(0);
  expect(mulDiv(-1, 1, 3, 0)).toBe(0);
  expect(roundUnits(-1, 3, 0)).toBe(0);
});

test('a result past 2^53 - 1 is an error that says so', () => {
  expect(() => mulDiv(LARGEST, 2, 1, 0)).toThrow(AmountOverflowError);
  expect(() => mulDiv(LARGEST, LARGEST, 1, 0)).toThrow(/2\^53/);
  expect(mulDiv(LARGEST, LARGEST, LARGEST, 0)).toBe(LARGEST);
  expect(() => mulDiv(LARGEST, 3, 3, 1)).not.toThrow();
  expect(() => roundTo(LARGEST, 1000, 'up')).toThrow(AmountOverflowError);
});

test('roundTo takes whole multiples', () => {
  fc.assert(
    fc.property(amount, divisor, fc.constantFrom(...MODES), (value, increment, mode) => {
      let got: number;
      try {
        got = roundTo(value, increment, mode);
      } catch {
        const up = oracle(value, 1, increment, mode);
        expect(up === 'overflow' || BigInt(Math.abs(up)) * BigInt(increment) > BigInt(LARGEST)).toBe(true);
        return;
      }
      expect(got % increment === 0).toBe(true);
      expect(Math.abs(got - value) < increment).toBe(true);
      if (mode === 'down') expect(Math.abs(got) <= Math.abs(value)).toBe(true);
      if (mode === 'up') expect(Math.abs(got) >= Math.abs(value)).toBe(true);
    }),
    { numRuns: 3_000 },
  );
});

test('the public functions refuse what is no whole number, no divisor and no mode', () => {
  expect(mulDivBy(-7, 1, 2, 'half_even')).toBe(-4);
  expect(() => mulDivBy(1.5, 1, 1, 'down')).toThrow(InputError);
  expect(() => mulDivBy(1, 1, 0, 'down')).toThrow(/above zero/);
  expect(() => mulDivBy(1, 1, 1, 'nearest' as Rounding)).toThrow(/down, up, half_even, half_up/);
  expect(() => roundTo(Number.NaN, 1, 'down')).toThrow(InputError);
  expect(() => roundTo(1, -1, 'down')).toThrow(InputError);
});
