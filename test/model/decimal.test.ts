import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Rounding } from '../../src/model/arithmetic.ts';
import { decimalsOf, formatDecimal, parseDecimal, unitsOfNumber, unitsOfText } from '../../src/model/decimal.ts';
import { InputError } from '../../src/model/errors.ts';

const Exact = Decimal.clone({ precision: 400, toExpNeg: -500, toExpPos: 500 });
const LARGEST = Number.MAX_SAFE_INTEGER;

/** Digits in every way the grammar allows. */
const digits = (maxLength: number) =>
  fc.array(fc.integer({ min: 0, max: 9 }), { maxLength }).map((list) => list.join(''));
const numberText = fc
  .record({
    sign: fc.constantFrom('', '+', '-'),
    whole: digits(18),
    fraction: fc.option(digits(18), { nil: undefined }),
    exponent: fc.option(fc.constantFrom('e0', 'e5', 'e-8', 'e+3', 'e-12', 'e007'), { nil: undefined }),
  })
  .map(
    (part) =>
      `${part.sign}${part.whole}${part.fraction === undefined ? '' : `.${part.fraction}`}${part.exponent ?? ''}`,
  )
  .filter((text) => /[0-9]/.test(text.replace(/e.*/, '')));

describe('text to units', () => {
  test('is exact against decimal.js, or refused for the reason decimal.js gives', () => {
    fc.assert(
      fc.property(numberText, fc.integer({ min: 0, max: 12 }), (text, decimals) => {
        const units = new Exact(text.replace(/^\+/, '').replace(/\.(e|$)/, '$1')).times(`1e${decimals}`);
        if (units.isInteger() && units.abs().lte(LARGEST)) {
          expect(Object.is(parseDecimal(text, decimals), units.toNumber() + 0)).toBe(true);
          expect(unitsOfText(text, decimals)).toBe(units.toNumber() + 0);
        } else {
          expect(() => parseDecimal(text, decimals)).toThrow(units.isInteger() ? /too large/ : /finer than|too large/);
          expect(unitsOfText(text, decimals)).toBe(null);
        }
        expect(decimalsOf(text)).toBe(new Exact(text.replace(/^\+/, '').replace(/\.(e|$)/, '$1')).decimalPlaces());
      }),
      { numRuns: 20_000 },
    );
  });

  test.each([
    ['.5', 1, 5],
    ['5.', 0, 5],
    ['1e-8', 8, 1],
    ['00012.3400', 2, 1234],
    ['-0', 2, 0],
    ['+7', 0, 7],
    ['0e99999999999', 0, 0],
    ['90071992547409.91', 2, LARGEST],
    ['-90071992547409.91', 2, -LARGEST],
    ['9.007199254740991e15', 0, LARGEST],
    ['100000000000000000000e-20', 0, 1],
  ])('%s with %d decimals is %d', (text, decimals, units) => {
    expect(Object.is(parseDecimal(text, decimals), units)).toBe(true);
  });

  test.each([
    '',
    '.',
    '+',
    '-',
    'e5',
    '.e5',
    'NaN',
    'Infinity',
    '-inf',
    '0x10',
    '1_000',
    '1,000',
    ' 1',
    '1 ',
    '1\n',
    '1.2.3',
    '--1',
    '1e',
    '1e1.5',
    '1E5',
    '١',
    '1١',
    'null',
  ])('%j is not a number', (text) => {
    expect(() => parseDecimal(text, 8)).toThrow(InputError);
    expect(() => parseDecimal(text, 8)).toThrow(/is not a number/);
    expect(() => decimalsOf(text)).toThrow(/is not a number/);
    expect(unitsOfText(text, 8)).toBe(null);
  });

  test('says what was wrong in one line', () => {
    expect(() => parseDecimal('1.234', 2)).toThrow('1.234 is finer than 2 decimals');
    expect(() => parseDecimal('1e-999999999999', 2)).toThrow('finer than 2 decimals');
    expect(() => parseDecimal('90071992547409.92', 2)).toThrow('largest amount is 90071992547409.91');
    expect(() => parseDecimal('1e999999999999', 2)).toThrow('too large');
  });
});

describe('units to text', () => {
  test('and back is the same, and equals decimal.js', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.integer({ min: 0, max: 20 }), (units, decimals) => {
        const text = formatDecimal(units, decimals);
        expect(text).toBe(new Exact(units).div(`1e${decimals}`).toFixed(decimals));
        expect(parseDecimal(text, decimals)).toBe(units + 0);
        const trimmed = formatDecimal(units, decimals, { trim: true });
        expect(trimmed).toBe(new Exact(units).div(`1e${decimals}`).toFixed());
        expect(parseDecimal(trimmed, decimals)).toBe(units + 0);
      }),
      { numRuns: 5_000 },
    );
  });

  test('of a small, a whole and a negative amount', () => {
    expect(formatDecimal(-5, 2)).toBe('-0.05');
    expect(formatDecimal(0, 0)).toBe('0');
    expect(formatDecimal(-0, 2)).toBe('0.00');
    expect(formatDecimal(1200, 2, { trim: true })).toBe('12');
    expect(formatDecimal(0, 8, { trim: true })).toBe('0');
    expect(() => formatDecimal(1.5, 2)).toThrow(InputError);
  });
});

describe('numbers that a strategy gives', () => {
  const ORACLE_MODE = { down: 1, up: 0, half_even: 6, half_up: 4 } as const;
  const oracle = (x: number, decimals: number, mode: Rounding) =>
    new Exact(x.toPrecision(15)).times(`1e${decimals}`).toDecimalPlaces(0, ORACLE_MODE[mode]);
  const check = (x: number, decimals: number, mode: Rounding) => {
    const want = oracle(x, decimals, mode);
    const got = unitsOfNumber(x, decimals, mode);
    const expected = want.abs().gt(LARGEST) ? (x < 0 ? -Infinity : Infinity) : want.toNumber() + 0;
    if (!Object.is(got, expected)) expect.fail(`${x} at ${decimals} decimals, ${mode}: ${got}, decimal.js ${expected}`);
  };
  const mode = fc.constantFrom<Rounding>('down', 'up', 'half_even', 'half_up');
  const decimals = fc.integer({ min: 0, max: 12 });

  test('are read at 15 digits, then rounded: any double', () => {
    fc.assert(fc.property(fc.double({ min: -1e17, max: 1e17, noNaN: true }), decimals, mode, check), {
      numRuns: 10_000,
    });
  });

  test('at, and within a few ulp of, whole units and half units', () => {
    const nearby = fc
      .tuple(
        fc.integer({ min: -1e12, max: 1e12 }),
        fc.constantFrom(0, 0.5),
        decimals,
        fc.integer({ min: -40, max: 40 }),
      )
      .map(([n, half, d, ulps]) => [((n + half) / Number(`1e${d}`)) * (1 + ulps * 2 ** -52), d] as const);
    fc.assert(
      fc.property(nearby, mode, ([x, d], by) => check(x, d, by)),
      { numRuns: 30_000 },
    );
  });

  test('products and sums as strategies make them', () => {
    const price = fc.integer({ min: 1, max: 10_000_000 }).map((n) => n / 100);
    const factor = fc.constantFrom(0.99, 1.01, 0.995, 1 / 3, 0.1, 1.0005);
    fc.assert(
      fc.property(price, factor, decimals, mode, (p, f, d, by) => {
        check(p * f, d, by);
        check(p + f, d, by);
        check(p / f, d, by);
      }),
      { numRuns: 10_000 },
    );
    expect(unitsOfNumber(0.1 + 0.2, 8, 'down')).toBe(30_000_000);
    expect(unitsOfNumber(0.1 + 0.2, 8, 'up')).toBe(30_000_000);
    expect(unitsOfNumber(1.1 * 3, 1, 'down')).toBe(33);
  });

  test('NaN and the infinities are nobody’s amount', () => {
    for (const x of [Number.NaN, Infinity, -Infinity]) expect(unitsOfNumber(x, 2, 'down')).toBeNaN();
    expect(unitsOfNumber(1e300, 2, 'down')).toBe(Infinity);
    expect(unitsOfNumber(-1e300, 2, 'down')).toBe(-Infinity);
    expect(unitsOfNumber(1e-300, 2, 'up')).toBe(1);
    expect(unitsOfNumber(-1e-300, 2, 'up')).toBe(-1);
    expect(Object.is(unitsOfNumber(-1e-300, 2, 'down'), 0)).toBe(true);
    expect(Object.is(unitsOfNumber(-0, 2, 'down'), 0)).toBe(true);
  });
});
