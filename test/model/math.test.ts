import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as portable from '../../src/model/math.ts';

const Exact = Decimal.clone({ precision: 45, toExpNeg: -400, toExpPos: 400, minE: -9e15, maxE: 9e15 });

/** Distance of neighbouring doubles at |x|. */
function ulpOf(x: number): number {
  const size = Math.abs(x);
  let unit = 2 ** -1074;
  if (size >= 2 ** -1022) {
    unit = 2 ** (Math.floor(Math.log2(size)) - 52);
    if (unit * 2 ** 53 <= size) unit *= 2;
    if (unit * 2 ** 52 > size) unit /= 2;
  }
  return unit;
}

/** The double's own value: decimal.js reads a number by its shortest text. */
function exactly(x: number): Decimal {
  let fraction = x;
  let exponent = 0;
  for (; Math.floor(fraction) !== fraction; exponent -= 1) fraction *= 2;
  for (; Math.abs(fraction) >= 2 ** 53; exponent += 1) fraction /= 2;
  return new Exact(fraction).times(new Exact(2).pow(exponent));
}

function ulpsApart(got: number, want: Decimal): number {
  const nearest = want.toNumber();
  if (!Number.isFinite(nearest)) return got === nearest ? 0 : Number.POSITIVE_INFINITY;
  return Math.abs(
    want
      .minus(exactly(got))
      .div(exactly(ulpOf(nearest)))
      .toNumber(),
  );
}

const within = (min: number, max: number) => fc.double({ min, max, noNaN: true });
/** Numbers of every magnitude from 10^-low to 10^high, both signs. */
const spread = (low: number, high: number) =>
  fc
    .tuple(within(1, 9.999), fc.integer({ min: -low, max: high }), fc.boolean())
    .map(([m, e, minus]) => (minus ? -m : m) * Number(`1e${e}`));
const positive = (low: number, high: number) => spread(low, high).map(Math.abs);

/** x + x²/2 (or less it) where 45 digits would not hold the difference from one. */
const nearZero = (x: Decimal, half: number) => (x.abs().lt(1e-15) ? x.plus(x.times(x).times(half)) : null);

type One = (x: number) => number;
const ours = portable.portableMath as unknown as Record<string, One>;
const engine = Math as unknown as Record<string, One>;
/** Function, most ulps it says it may be off, arguments, truth. */
const TABLE: [string, number, fc.Arbitrary<number>, (x: Decimal) => Decimal][] = [
  ['exp', 0.9, fc.oneof(within(-700, 709), within(-2, 2), spread(12, 0)), (x) => x.exp()],
  ['expm1', 1, fc.oneof(within(-50, 700), within(-1, 1), spread(12, 0)), (x) => nearZero(x, 1 / 2) ?? x.exp().minus(1)],
  ['log', 0.95, fc.oneof(positive(300, 300), within(0.5, 2), within(0.99, 1.01)), (x) => x.ln()],
  ['log2', 0.51, fc.oneof(positive(300, 300), within(0.5, 2)), (x) => x.log(2)],
  ['log10', 0.51, fc.oneof(positive(300, 300), within(0.5, 2)), (x) => x.log(10)],
  [
    'log1p',
    1.5,
    fc.oneof(within(-0.99, 3), spread(12, -1), positive(0, 300)),
    (x) => nearZero(x, -1 / 2) ?? x.plus(1).ln(),
  ],
  ['sin', 0.9, fc.oneof(within(-10, 10), within(-1e7, 1e7), spread(9, 12)), (x) => x.sin()],
  ['cos', 0.9, fc.oneof(within(-10, 10), within(-1e7, 1e7), spread(9, 12)), (x) => x.cos()],
  ['tan', 2.5, fc.oneof(within(-10, 10), within(-1e7, 1e7), spread(9, 12)), (x) => x.tan()],
  ['asin', 2.5, fc.oneof(within(-1, 1), spread(9, -1)), (x) => x.asin()],
  ['acos', 3, fc.oneof(within(-1, 1), within(0.99, 1)), (x) => x.acos()],
  ['atan', 1.5, fc.oneof(within(-3, 3), spread(9, 9)), (x) => x.atan()],
  ['sinh', 2.5, fc.oneof(within(-3, 3), within(-710, 710), spread(9, 0)), (x) => x.sinh()],
  ['cosh', 2, fc.oneof(within(-3, 3), within(-710, 710)), (x) => x.cosh()],
  ['tanh', 2.5, fc.oneof(within(-3, 3), within(-30, 30), spread(9, 0)), (x) => x.tanh()],
  ['asinh', 3, fc.oneof(within(-3, 3), spread(9, 20)), (x) => x.asinh()],
  ['acosh', 3, fc.oneof(within(1, 3), positive(0, 20)), (x) => x.acosh()],
  ['atanh', 3, fc.oneof(within(-0.999, 0.999), spread(9, -1)), (x) => x.atanh()],
  ['cbrt', 0.7, spread(290, 290), (x) => x.cbrt()],
];

describe('within the stated distance of the true value', () => {
  test.each(TABLE)('%s: %d ulp', (name, limit, argument, truth) => {
    const f = ours[name]!;
    fc.assert(
      fc.property(argument, (x) => {
        const apart = ulpsApart(f(x), truth(exactly(x)));
        if (!(apart <= limit)) expect.fail(`${name}(${x}) is ${f(x)}, ${apart} ulp off`);
      }),
      { numRuns: 250 },
    );
  });

  test.each(TABLE)('%s agrees with the engine on many more', (name, limit, argument) => {
    const f = ours[name]!;
    const native = engine[name]!;
    fc.assert(
      fc.property(argument, (x) => {
        const want = native(x);
        // The engine's own are within two ulp of the truth, its weakest ones within three.
        if (!(Math.abs(f(x) - want) <= (limit + 3) * ulpOf(want) || f(x) === want))
          expect.fail(`${name}(${x}): ${f(x)}, engine ${want}`);
      }),
      { numRuns: 2_000 },
    );
  });

  test('pow: 0.53 ulp', () => {
    const pairs = fc.oneof(
      fc.tuple(positive(5, 5), within(-20, 20)),
      fc.tuple(within(0.9, 1.1), within(-3000, 3000)),
      fc.tuple(positive(290, 290), within(-1, 1)),
    );
    fc.assert(
      fc.property(pairs, ([x, y]) => {
        const apart = ulpsApart(portable.pow(x, y), exactly(x).pow(exactly(y)));
        if (!(apart <= 0.53)) expect.fail(`${x} to the ${y} is ${portable.pow(x, y)}, ${apart} ulp off`);
      }),
      { numRuns: 400 },
    );
  });

  test('atan2: 2 ulp, hypot: 1 ulp', () => {
    fc.assert(
      fc.property(spread(5, 5), spread(5, 5), (y, x) => {
        expect(ulpsApart(portable.atan2(y, x), Exact.atan2(exactly(y), exactly(x)))).toBeLessThanOrEqual(2);
        expect(ulpsApart(portable.hypot(y, x), Exact.hypot(exactly(y), exactly(x)))).toBeLessThanOrEqual(1);
      }),
      { numRuns: 250 },
    );
  });
});

// True values from a 2,400-bit computation; the third angle is the double nearest to a multiple of pi/2.
test.each([
  [1e22, -0.8522008497671888, 0.523214785395139],
  [1.7976931348623157e308, 0.004961954789184062, -0.9999876894265599],
  [5.319372648326541e255, 1.0, -4.687165924254628e-19],
  [1e300, -0.8178819121159085, -0.5753861119575491],
  [Math.PI, 1.2246467991473532e-16, -1.0],
  [11.0, -0.9999902065507035, 0.004425697988050785],
  [1000000.0, -0.34999350217129294, 0.9367521275331447],
  [5000000000000000.0, -0.901711760523585, -0.432337716297638],
])('sine and cosine of %d', (x, sine, cosine) => {
  expect(portable.sin(x)).toBeCloseTo(sine, 15);
  expect(Math.abs(portable.sin(x) - sine)).toBeLessThanOrEqual(ulpOf(sine));
  expect(Math.abs(portable.cos(x) - cosine)).toBeLessThanOrEqual(ulpOf(cosine));
  expect(Math.abs(portable.sin(-x) + sine)).toBeLessThanOrEqual(ulpOf(sine));
});

test('what a double holds exactly comes out exactly', () => {
  for (let n = 0; n <= 22; n += 1) {
    expect(portable.pow(10, n)).toBe(Number(`1e${n}`));
    expect(portable.log10(Number(`1e${n}`))).toBe(n);
  }
  for (let n = -1074; n < 1024; n += 1) expect(portable.log2(2 ** n)).toBe(n);
  for (let n = -1022; n < 1024; n += 1) expect(portable.pow(2, n)).toBe(2 ** n);
  for (let n = 1; n <= 2000; n += 1) {
    expect(portable.pow(n, 2)).toBe(n * n);
    expect(portable.pow(n, 3)).toBe(n * n * n);
    expect(portable.pow(n * n, 0.5)).toBe(n);
    expect(portable.cbrt(n * n * n)).toBe(n);
    expect(portable.cbrt(-n * n * n)).toBe(-n);
    expect(portable.hypot(3 * n, 4 * n)).toBe(5 * n);
  }
  expect(portable.pow(1.5, 10)).toBe(57.6650390625);
});

test('special values are those of the engine', () => {
  const odd = [0, -0, 1, -1, 2, -2, 3, -3, 0.5, -0.5, 1e308, -1e308, 5e-324, -5e-324, 1e-310, Infinity, -Infinity, NaN];
  for (const [name] of TABLE) {
    const f = ours[name]!;
    const native = engine[name]!;
    for (const x of odd) {
      const want = native(x);
      const same = Object.is(f(x), want) || (want !== 0 && Math.abs(f(x) - want) <= 4 * ulpOf(want));
      if (!same) expect.fail(`${name}(${x}) is ${f(x)}, the engine says ${want}`);
    }
  }
  for (const x of odd) {
    for (const y of [...odd, 9007199254740991, -9007199254740991, 1e300]) {
      for (const name of ['pow', 'atan2', 'hypot'] as const) {
        const [got, want] = [portable.portableMath[name](x, y), Math[name](x, y)];
        const same = Object.is(got, want) || (want !== 0 && Math.abs(got - want) <= 4 * ulpOf(want));
        if (!same) expect.fail(`${name}(${x}, ${y}) is ${got}, the engine says ${want}`);
      }
    }
  }
  expect(portable.hypot()).toBe(0);
  expect(portable.hypot(-3)).toBe(3);
  expect(portable.hypot(1e300, 1e300, 1e300) / 1e300).toBeCloseTo(Math.sqrt(3), 14);
});

test('portableMath has every property that the engine gives Math', () => {
  for (const name of Object.getOwnPropertyNames(Math)) {
    // Newer than ECMAScript 2023.
    if (name === 'f16round' || name === 'sumPrecise') continue;
    expect(name in portable.portableMath, name).toBe(true);
    expect(typeof portable.portableMath[name as keyof Math]).toBe(typeof Math[name as keyof Math]);
  }
  expect(String(portable.portableMath)).toBe('[object Math]');
  expect(() => portable.portableMath.random()).toThrow(/random/);
  expect(Object.isFrozen(portable.portableMath)).toBe(true);
});

test('the bits are pinned: every engine has to give these', () => {
  const bytes = new DataView(new ArrayBuffer(8));
  let hash = 0;
  for (let n = 1; n <= 3000; n += 1) {
    const x = (n * 0.61803398875) % 7;
    const results = [portable.pow(x, n % 40), portable.atan2(x, n), portable.hypot(x, n)];
    for (const [name] of TABLE)
      results.push(ours[name]!(name === 'asin' || name === 'acos' || name === 'atanh' ? x / 7.1 : x));
    for (const result of results) {
      bytes.setFloat64(0, result);
      hash = (Math.imul(hash, 31) + bytes.getInt32(0)) | 0;
      hash = (Math.imul(hash, 31) + bytes.getInt32(4)) | 0;
    }
  }
  expect(hash >>> 0).toMatchInlineSnapshot(`1632890945`);
});
