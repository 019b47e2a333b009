/** sin, cos and tan: Taylor series on an eighth of a turn. */
import { DoubleDouble } from './exact.ts';
import { reduceAngle } from './reduction.ts';

/** sin(x + rest) for |x| <= 0.79: the series to x^17, what follows is below 2^-62. */
function sinSeries(x: number, rest: number): number {
  const z = x * x;
  const far = 1 / 362880 - z * (1 / 39916800 - z * (1 / 6227020800 - z * (1 / 1307674368000 - z / 355687428096000)));
  const inner = -1 / 6 + z * (1 / 120 - z * (1 / 5040 - z * far));
  return x + (x * z * inner + (rest - rest * z * 0.5));
}

/** cos(x + rest) for |x| <= 0.79: the series to x^18. */
function cosSeries(x: number, rest: number): number {
  const z = x * x;
  const far =
    1 / 3628800 - z * (1 / 479001600 - z * (1 / 87178291200 - z * (1 / 20922789888000 - z / 6402373705728000)));
  const inner = 1 / 24 - z * (1 / 720 - z * (1 / 40320 - z * far));
  const half = z * 0.5;
  const most = 1 - half;
  return most + (1 - most - half + (z * z * inner - x * rest));
}

const reduced = new DoubleDouble();

/** Sine of an angle in radians of any size. At most 0.9 ulp from the true value. */
export function sin(x: number): number {
  if (!Number.isFinite(x)) return Number.NaN;
  if (Math.abs(x) < 1e-8) return x;
  const quarter = reduceAngle(x, reduced);
  const size = (quarter & 1) === 0 ? sinSeries(reduced.high, reduced.low) : cosSeries(reduced.high, reduced.low);
  return quarter < 2 ? size : -size;
}

/** Cosine of an angle in radians of any size. At most 0.9 ulp from the true value. */
export function cos(x: number): number {
  if (!Number.isFinite(x)) return Number.NaN;
  const quarter = reduceAngle(x, reduced);
  const size = (quarter & 1) === 0 ? cosSeries(reduced.high, reduced.low) : sinSeries(reduced.high, reduced.low);
  return quarter === 0 || quarter === 3 ? size : -size;
}

/** Tangent of an angle in radians of any size. At most 2.5 ulp from the true value. */
export function tan(x: number): number {
  if (!Number.isFinite(x)) return Number.NaN;
  if (Math.abs(x) < 1e-8) return x;
  const quarter = reduceAngle(x, reduced);
  const sine = sinSeries(reduced.high, reduced.low);
  const cosine = cosSeries(reduced.high, reduced.low);
  return (quarter & 1) === 0 ? sine / cosine : -cosine / sine;
}
