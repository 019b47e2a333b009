/** The stationary block bootstrap: how far a statistic of dependent days could have lain elsewhere. */
import { DrawKey } from '../clock/draws.ts';
import { cbrt, log10 } from '../model/math.ts';
import { percentile } from './distribution.ts';

export interface Interval {
  readonly low: number;
  readonly high: number;
}

const WORD = 4294967296;

/**
 * Draws rows of a series with replacement, in blocks that follow on each other in the series (round its end) and are
 * geometrically distributed with the given mean: what lies close together stays together, so that dependence between
 * neighbouring days, and between series that are read by the same rows, is kept.
 *
 * Source: D. N. Politis and J. P. Romano, "The Stationary Bootstrap", Journal of the American Statistical Association 89
 * (1994). Each resample is a pure function of key and round, so it is the same on every machine.
 */
export class StationaryBootstrap {
  private readonly key: DrawKey;
  private readonly length: number;
  /** Out of 2^32: how often a new block begins. */
  private readonly begins: number;

  /**
   * @param seed and purpose, which key the draws
   * @param length rows of the series, one at least
   * @param blockLength mean length of a block in rows, 1 at least
   */
  constructor(seed: number, purpose: string, length: number, blockLength: number) {
    this.key = new DrawKey(seed, purpose, '');
    this.length = length;
    this.begins = WORD / blockLength;
  }

  /** The rows of resample `round` (a whole number from 0), written to `rows`, which is as long as the series. */
  draw(round: number, rows: Int32Array): void {
    const length = this.length;
    const begins = this.begins;
    let row = 0;
    for (let i = 0; i < length; i += 2) {
      const words = this.key.words(round, i, 0);
      row = i === 0 || words[0]! >>> 0 < begins ? place(words[1]!, length) : next(row, length);
      rows[i] = row;
      if (i + 1 === length) return;
      row = words[2]! >>> 0 < begins ? place(words[3]!, length) : next(row, length);
      rows[i + 1] = row;
    }
  }
}

/** A word as a row: even to within length / 2^32. */
function place(word: number, length: number): number {
  return Math.floor(((word >>> 0) / WORD) * length);
}

function next(row: number, length: number): number {
  return row + 1 === length ? 0 : row + 1;
}

/**
 * Mean length of a block that lets the stationary bootstrap tell the variance of a mean best, in rows, 1 at least.
 *
 * Source: D. N. Politis and H. White, "Automatic Block-Length Selection for the Dependent Bootstrap", Econometric Reviews 23
 * (2004), with the correction of A. Patton, D. N. Politis and H. White, Econometric Reviews 28 (2009):
 * (2 G^2 / D)^(1/3) n^(1/3) with D = 2 g(0)^2, g(0) and G sums of the autocovariances under a flat-top window that ends
 * where they are no longer told from zero.
 *
 * @param values a series in its order; one that does not vary needs no blocks
 */
export function automaticBlockLength(values: Float64Array): number {
  const n = values.length;
  const covariances = autocovariances(values, mostLag(n));
  const variance = covariances[0] ?? 0;
  if (n < 2 || !(variance > 0)) return 1;
  const end = windowEnd(covariances, n);
  let spectrum = variance;
  let slope = 0;
  for (let lag = 1; lag <= end; lag += 1) {
    const share = lag / end;
    const weight = share <= 0.5 ? 1 : 2 * (1 - share);
    spectrum += 2 * weight * covariances[lag]!;
    slope += 2 * weight * lag * covariances[lag]!;
  }
  const ratio = Math.abs(slope / spectrum);
  // What varies too little for its squares has no dependence to be seen.
  if (Number.isNaN(ratio)) return 1;
  return Math.max(1, Math.min(longestBlock(n), cbrt(ratio) * cbrt(ratio) * cbrt(n)));
}

/** So many autocorrelations in a row that are none say that the rest is none. */
const quietLags = (n: number): number => Math.max(5, Math.ceil(Math.sqrt(log10(n))));
const mostLag = (n: number): number => Math.min(n - 1, Math.ceil(Math.sqrt(n)) + quietLags(n));
const longestBlock = (n: number): number => Math.max(1, Math.ceil(Math.min(3 * Math.sqrt(n), n / 3)));

/** Twice the last lag before the correlations are no longer told from zero. */
function windowEnd(covariances: Float64Array, n: number): number {
  const most = covariances.length - 1;
  const bound = 2 * Math.sqrt(log10(n) / n) * covariances[0]!;
  const quiet = quietLags(n);
  let last = 0;
  for (let lag = 1; lag <= most && lag - last <= quiet; lag += 1) {
    if (Math.abs(covariances[lag]!) >= bound) last = lag;
  }
  return Math.max(1, Math.min(most, 2 * Math.max(1, last)));
}

/** Of lags 0 to `most`, each divided by n. */
function autocovariances(values: Float64Array, most: number): Float64Array {
  const n = values.length;
  let mean = 0;
  for (let i = 0; i < n; i += 1) mean += values[i]!;
  mean /= n;
  return Float64Array.from({ length: Math.max(0, most + 1) }, (_, lag) => {
    let sum = 0;
    for (let i = lag; i < n; i += 1) sum += (values[i]! - mean) * (values[i - lag]! - mean);
    return sum / n;
  });
}

/** Standard normal quantile of 0.975: intervals are 95 %. */
const Z = 1.959963984540054;
export const LEVEL = 0.95;

/**
 * What a resample's distance from the estimate is multiplied with: percentiles of few rows are too narrow, as a normal
 * quantile is beside Student's, and so is the spread of a resample, by sqrt((k-1)/k).
 *
 * Source: T. Hesterberg, "What Teachers Should Know About the Bootstrap", The American Statistician 69 (2015), the expanded
 * percentile interval; for rows he says, we count blocks. Student's quantile after R. A. Fisher and E. A. Cornish (1960).
 *
 * @param blocks as many independent rows the series is worth: its length / the mean length of a block
 */
export function widening(blocks: number): number {
  const k = Math.max(2, blocks);
  const freedom = k - 1;
  const z2 = Z * Z;
  const student = 1 + (z2 + 1) / (4 * freedom) + (5 * z2 * z2 + 16 * z2 + 3) / (96 * freedom * freedom);
  return student * Math.sqrt(k / freedom);
}

/** The middle 95 % of what a statistic came to in the resamples, by its percentiles; null where there are none, or one has no value. */
export function percentileInterval(samples: Float64Array): Interval | null {
  const sorted = samples.slice().sort();
  // NaN is sorted to the end.
  if (sorted.length === 0 || Number.isNaN(sorted[sorted.length - 1]!)) return null;
  const tail = (1 - LEVEL) / 2;
  return { low: percentile(sorted, tail), high: percentile(sorted, 1 - tail) };
}
