import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ROUND } from '../../src/model/arithmetic.ts';
import { AmountOverflowError, InputError } from '../../src/model/errors.ts';
import { costScale, type Instrument, notional } from '../../src/model/instrument.ts';
import {
  addRates,
  applyRate,
  compareRates,
  maxRate,
  parsePct,
  rate,
  rateOfNumber,
  ZERO_RATE,
} from '../../src/model/rate.ts';
import { WideSum } from '../../src/model/wide.ts';

describe('rates', () => {
  test('a percentage is a reduced fraction', () => {
    expect(parsePct('0.26')).toStrictEqual({ numerator: 13, denominator: 5000 });
    expect(parsePct('-0.01')).toStrictEqual({ numerator: -1, denominator: 10000 });
    expect(parsePct('100')).toStrictEqual({ numerator: 1, denominator: 1 });
    expect(parsePct('0')).toStrictEqual(ZERO_RATE);
    expect(() => parsePct('0.26%')).toThrow(InputError);
    expect(() => parsePct('0.00000000000001')).toThrow(/finer/);
    expect(applyRate(1_000_000, parsePct('0.26'), ROUND.half_even)).toBe(2600);
  });

  test('a number is read at 15 digits', () => {
    expect(rateOfNumber(0.95)).toStrictEqual({ numerator: 19, denominator: 20 });
    expect(rateOfNumber(0.1 + 0.2)).toStrictEqual({ numerator: 3, denominator: 10 });
    expect(rateOfNumber(1 / 3)).toStrictEqual({ numerator: 333333333333333, denominator: 1e15 });
    expect(rateOfNumber(-0)).toStrictEqual(ZERO_RATE);
    expect(rateOfNumber(1e-40)).toStrictEqual(ZERO_RATE);
    expect(rateOfNumber(2e-16 / 3)).toStrictEqual(ZERO_RATE);
    expect(rateOfNumber(2e-15 / 3)).toStrictEqual({ numerator: 1, denominator: 1e15 });
    expect(rateOfNumber(123456789012)).toStrictEqual({ numerator: 123456789012, denominator: 1 });
    for (const x of [Number.NaN, Infinity, 1e20]) expect(() => rateOfNumber(x)).toThrow(InputError);
  });

  test('sums and comparisons are exact', () => {
    const any = fc
      .tuple(fc.integer({ min: -1_000_000, max: 1_000_000 }), fc.integer({ min: 1, max: 10_000_000 }))
      .map(([n, d]) => rate(n, d));
    fc.assert(
      fc.property(any, any, (a, b) => {
        const sum = addRates(a, b);
        const [n1, d1, n2, d2] = [a.numerator, a.denominator, b.numerator, b.denominator].map(BigInt) as [
          bigint,
          bigint,
          bigint,
          bigint,
        ];
        expect(BigInt(sum.numerator) * d1 * d2).toBe((n1 * d2 + n2 * d1) * BigInt(sum.denominator));
        const difference = n1 * d2 - n2 * d1;
        expect(Math.sign(compareRates(a, b))).toBe(difference < 0n ? -1 : difference > 0n ? 1 : 0);
        expect(compareRates(maxRate(a, b), a) >= 0 && compareRates(maxRate(a, b), b) >= 0).toBe(true);
      }),
      { numRuns: 2_000 },
    );
    const fine = rate(999_999_999_999_999, 1e15);
    expect(compareRates(fine, rate(999_999_999_999_998, 999_999_999_999_999))).toBe(1);
    expect(compareRates(fine, fine)).toBe(0);
    expect(() => rate(1, 0)).toThrow(InputError);
    expect(() => rate(0.5, 1)).toThrow(InputError);
    expect(addRates(parsePct('0.1'), parsePct('-0.1'))).toStrictEqual(ZERO_RATE);
  });
});

describe('a wide sum', () => {
  test('is a BigInt’s, whatever is added', () => {
    const large = fc.oneof(fc.maxSafeInteger(), fc.constantFrom(Number.MAX_SAFE_INTEGER, -Number.MAX_SAFE_INTEGER));
    fc.assert(
      fc.property(fc.array(large, { maxLength: 60 }), fc.nat(8), (list, decimals) => {
        const sum = new WideSum();
        const half = new WideSum();
        list.forEach((units, i) => {
          sum.add(units);
          if (i % 2 === 0) half.add(units);
        });
        const want = list.reduce((total, units) => total + BigInt(units), 0n);
        expect(sum.toBigInt()).toBe(want);
        expect(sum.toNumber()).toBe(Number(want));
        const size = String(want < 0n ? -want : want).padStart(decimals + 1, '0');
        const text = decimals === 0 ? size : `${size.slice(0, -decimals)}.${size.slice(-decimals)}`;
        expect(sum.toText(decimals)).toBe(want < 0n ? `-${text}` : text);
        const [high, low] = sum.limbs;
        expect(low >= 0 && low < 2 ** 53).toBe(true);
        expect(WideSum.fromLimbs([high, low]).toBigInt()).toBe(want);
        const odd = new WideSum();
        list.forEach((units, i) => {
          if (i % 2 === 1) odd.add(units);
        });
        odd.addSum(half);
        expect(odd.limbs).toStrictEqual(sum.limbs);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('quantity x price', () => {
  const instrument = (base: number, price: number, quote: number, symbol = 'BTC/USDT') =>
    ({ symbol, ...costScale(base, price, quote) }) as Instrument;

  test('is exact for every scale', () => {
    const scales = fc.tuple(
      fc.integer({ min: 0, max: 8 }),
      fc.integer({ min: 0, max: 7 }),
      fc.integer({ min: 0, max: 8 }),
    );
    fc.assert(
      fc.property(
        scales,
        fc.integer({ min: -1e12, max: 1e12 }),
        fc.integer({ min: 0, max: 1e12 }),
        ([b, p, q], quantity, price) => {
          const shift = q - b - p;
          const size = BigInt(Math.abs(quantity)) * BigInt(price);
          const want = shift >= 0 ? size * 10n ** BigInt(shift) : size / 10n ** BigInt(-shift);
          const measure = () => notional(instrument(b, p, q), quantity, price, ROUND.down);
          if (want > BigInt(Number.MAX_SAFE_INTEGER)) expect(measure).toThrow(AmountOverflowError);
          else expect(Object.is(measure(), quantity < 0 ? 0 - Number(want) : Number(want))).toBe(true);
        },
      ),
      { numRuns: 5_000 },
    );
  });

  test('names the quote asset and what to change where it does not fit', () => {
    const tooLarge = () => notional(instrument(8, 2, 8), 21_000_000 * 1e8, 10_000_000_00, ROUND.half_even);
    expect(tooLarge).toThrow(AmountOverflowError);
    expect(tooLarge).toThrow(/USDT.*portfolio\.decimals/);
    expect(notional(instrument(8, 2, 0), 21_000_000 * 1e8, 10_000_000_00, ROUND.half_even)).toBe(210_000_000_000_000);
    expect(() => notional(instrument(0, 0, 15), 1, 1e3, ROUND.down)).toThrow(/USDT/);
    expect(() => costScale(8, 12, 0)).toThrow(InputError);
  });

  test('of SHIB in USDT and of XRP in BTC', () => {
    // 123,456,789 SHIB at 0.00000899 USDT: 1109.87653311 USDT.
    expect(notional(instrument(0, 8, 8, 'SHIB/USDT'), 123_456_789, 899, ROUND.half_even)).toBe(110_987_653_311);
    // 1,000.5 XRP at 0.000005123 BTC: 512556.15 satoshi.
    expect(notional(instrument(1, 9, 8, 'XRP/BTC'), 10_005, 5123, ROUND.half_even)).toBe(512_556);
  });
});
