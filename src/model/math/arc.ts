/** Inverse trigonometric functions: arctangents of eighths, and the series of what lies between them. */

const HALF_PI = 1.5707963267948966;
const HALF_PI_REST = 6.123233995736766e-17;

/** arctan(k/8), k = 0..8, and what the double leaves out. */
const ARCTAN_OF_EIGHTHS: readonly number[] = [
  0, 0.12435499454676144, 0.24497866312686414, 0.35877067027057225, 0.4636476090008061, 0.5585993153435624,
  0.6435011087932844, 0.7188299996216245, 0.7853981633974483,
];
const ARCTAN_RESTS: readonly number[] = [
  0, -3.1253241424539383e-18, 1.0698755618734451e-17, -2.4623815582638635e-17, 2.2698777452961687e-17,
  -5.4556305485916264e-18, 1.5834785051444286e-17, -2.1478388444456983e-17, 3.061616997868383e-17,
];

/** arctan(t) - t for |t| <= 0.07: the series to t^15. */
function arctanTail(t: number): number {
  const z = t * t;
  const far = 1 / 9 - z * (1 / 11 - z * (1 / 13 - z / 15));
  return t * z * (-1 / 3 + z * (1 / 5 - z * (1 / 7 - z * far)));
}

/** arctan of 0 <= x <= 1 by arctan x = arctan c + arctan((x - c) / (1 + x c)), c the nearest eighth. */
function arctanToOne(x: number): number {
  const eighth = Math.floor(x * 8 + 0.5);
  if (eighth === 0) return x + arctanTail(x);
  const c = eighth / 8;
  const t = (x - c) / (1 + x * c);
  return ARCTAN_OF_EIGHTHS[eighth]! + (t + (arctanTail(t) + ARCTAN_RESTS[eighth]!));
}

/** arctan of x >= 0. */
function arctanOfSize(x: number): number {
  if (x <= 1) return arctanToOne(x);
  return HALF_PI - (arctanToOne(1 / x) - HALF_PI_REST);
}

/** Arctangent in radians. At most 1.5 ulp from the true value. */
export function atan(x: number): number {
  if (x === 0 || Number.isNaN(x)) return x;
  const size = arctanOfSize(Math.abs(x));
  return x < 0 ? -size : size;
}

/** Angle of the point (x, y) in radians, with the special cases of ECMAScript's `Math.atan2`. At most 2 ulp from the true value. */
export function atan2(y: number, x: number): number {
  if (Number.isNaN(x) || Number.isNaN(y)) return Number.NaN;
  const below = y < 0 || Object.is(y, -0);
  const left = x < 0 || Object.is(x, -0);
  const height = Math.abs(y);
  const width = Math.abs(x);
  let angle: number;
  if (height === 0) angle = 0;
  else if (height === width) angle = HALF_PI / 2;
  else if (height < width) angle = arctanToOne(height / width);
  else angle = HALF_PI - (arctanToOne(width / height) - HALF_PI_REST);
  if (left) angle = 2 * HALF_PI - (angle - 2 * HALF_PI_REST);
  return below ? -angle : angle;
}

/** Arcsine in radians; NaN outside [-1, 1]. At most 2.5 ulp from the true value. */
export function asin(x: number): number {
  if (!(x >= -1 && x <= 1)) return Number.NaN;
  if (Math.abs(x) < 1e-8) return x;
  return atan2(x, Math.sqrt((1 - x) * (1 + x)));
}

/** Arccosine in radians; NaN outside [-1, 1]. At most 3 ulp from the true value. */
export function acos(x: number): number {
  if (!(x >= -1 && x <= 1)) return Number.NaN;
  return 2 * atan2(Math.sqrt(1 - x), Math.sqrt(1 + x));
}
