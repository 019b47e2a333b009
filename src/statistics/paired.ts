/** Settings that were run over the same days, against the first of them: what differs, and how sure that is. */
import { log1p } from '../model/math.ts';
import { automaticBlockLength, type Interval, percentileInterval, StationaryBootstrap, widening } from './bootstrap.ts';
import type { Conventions } from './conventions.ts';

/** Fewer days than this say nothing of what other days would have brought. */
export const FEWEST_DAYS = 20;
export const RESAMPLES = 5000;

export interface PairedInput {
  /** By setting, then by seed: daily returns as fractions, all of the same days in the same order. */
  readonly settings: readonly (readonly Float64Array[])[];
  readonly conventions: Pick<Conventions, 'periodsPerYear' | 'riskFreePerPeriod'>;
  /** Keys the draws of the resamples. */
  readonly seed: number;
  readonly resamples?: number;
}

/** A difference to the first setting; the interval is null where there are too few days, or a resample has no value. */
export interface Difference {
  readonly value: number;
  readonly interval: Interval | null;
}

export interface PairedDifference {
  /** Of the mean daily return, a fraction. */
  readonly mean: Difference;
  /** The same where the days of the two are drawn apart, as if they had been run on different markets. */
  readonly apart: Interval | null;
  /** Of the annualized Sharpe ratio; null where one of the two has none. */
  readonly sharpe: Difference | null;
}

export interface PairedResult {
  readonly days: number;
  /** Mean length of a block in days. */
  readonly blockDays: number;
  /** By setting; null for the first. */
  readonly differences: readonly (PairedDifference | null)[];
  /** By setting: mean logarithm of a day's growth, as it was and in each resample (none below `FEWEST_DAYS`). */
  readonly growth: readonly { readonly value: number; readonly samples: Float64Array }[];
}

/**
 * Both settings' days are drawn together: a resample takes the same days of each. What moved both alike then leaves their
 * difference alone, and what is left is what the setting does. With several seeds a setting's statistics are their means.
 */
export function pairedDifferences(input: PairedInput): PairedResult {
  const { conventions, resamples = RESAMPLES } = input;
  const all = input.settings.map((seeds) => new SettingReturns(seeds, conventions));
  const reference = all[0]!;
  const { days } = reference;
  // Long enough for the market itself and for each difference: one draw serves them all.
  const series = [
    reference.mean,
    ...all.slice(1).map(({ mean }) => mean.map((value, i) => value - reference.mean[i]!)),
  ];
  const blockDays = Math.max(...series.map(automaticBlockLength));
  const rounds = days < FEWEST_DAYS ? 0 : resamples;
  const drawn = all.map(() => new Samples(rounds));
  const together = new StationaryBootstrap(input.seed, 'comparison', days, blockDays);
  const aside = new StationaryBootstrap(input.seed, 'comparison apart', days, blockDays);
  const rows = new Int32Array(days);
  const others = new Int32Array(days);
  for (let round = 0; round < rounds; round += 1) {
    together.draw(round, rows);
    aside.draw(round, others);
    const base = reference.meanOf(rows);
    const baseSharpe = reference.sharpeOf(rows);
    for (let i = 0; i < all.length; i += 1) {
      const { mean, apart, sharpe, growth } = drawn[i]!;
      growth[round] = all[i]!.growthOf(rows);
      if (i === 0) continue;
      mean[round] = all[i]!.meanOf(rows) - base;
      apart[round] = all[i]!.meanOf(others) - base;
      sharpe[round] = all[i]!.sharpeOf(rows) - baseSharpe;
    }
  }
  const estimated = all.map((own) => own.whole);
  const wider = widening(days / blockDays);
  return {
    days,
    blockDays,
    differences: all.map((_, i) => (i === 0 ? null : differenceOf(estimated[i]!, estimated[0]!, drawn[i]!, wider))),
    growth: estimated.map(({ growth }, i) => ({ value: growth, samples: widened(drawn[i]!.growth, growth, wider) })),
  };
}

function differenceOf(own: Estimates, reference: Estimates, drawn: Samples, wider: number): PairedDifference {
  const mean = own.mean - reference.mean;
  const sharpe = own.sharpe - reference.sharpe;
  const interval = (samples: Float64Array, value: number) => percentileInterval(widened(samples, value, wider));
  return {
    mean: { value: mean, interval: interval(drawn.mean, mean) },
    apart: interval(drawn.apart, mean),
    sharpe: Number.isNaN(sharpe) ? null : { value: sharpe, interval: interval(drawn.sharpe, sharpe) },
  };
}

function widened(samples: Float64Array, value: number, wider: number): Float64Array {
  return samples.map((sample) => value + wider * (sample - value));
}

/** Of all days, each once. */
interface Estimates {
  readonly mean: number;
  readonly growth: number;
  readonly sharpe: number;
}

/** What each resample came to. */
class Samples {
  readonly mean: Float64Array;
  readonly apart: Float64Array;
  readonly sharpe: Float64Array;
  readonly growth: Float64Array;

  constructor(rounds: number) {
    this.mean = new Float64Array(rounds);
    this.apart = new Float64Array(rounds);
    this.sharpe = new Float64Array(rounds);
    this.growth = new Float64Array(rounds);
  }
}

/** (10^-15)^2: a return of one is told to within some 10^-16. */
const ROUNDING = 1e-30;

/** One setting's days, and its statistics over any draw of them. */
class SettingReturns {
  readonly days: number;
  /** Over the seeds. */
  readonly mean: Float64Array;
  private readonly growth: Float64Array;
  /** By seed: returns less their own mean, so that squares do not cancel, and that mean. */
  private readonly centered: readonly Float64Array[];
  private readonly centers: readonly number[];
  private readonly riskFree: number;
  private readonly scale: number;

  constructor(seeds: readonly Float64Array[], { periodsPerYear, riskFreePerPeriod }: PairedInput['conventions']) {
    this.days = seeds[0]!.length;
    this.mean = meanOver(seeds, (value) => value);
    this.growth = meanOver(seeds, (value) => (value > -1 ? log1p(value) : Number.NaN));
    this.centers = seeds.map(meanOfAll);
    this.centered = seeds.map((values, seed) => values.map((value) => value - this.centers[seed]!));
    this.riskFree = riskFreePerPeriod;
    this.scale = Math.sqrt(periodsPerYear);
  }

  get whole(): Estimates {
    const rows = Int32Array.from({ length: this.days }, (_, i) => i);
    return { mean: this.meanOf(rows), growth: this.growthOf(rows), sharpe: this.sharpeOf(rows) };
  }

  meanOf(rows: Int32Array): number {
    return sumOf(this.mean, rows) / rows.length;
  }

  growthOf(rows: Int32Array): number {
    return sumOf(this.growth, rows) / rows.length;
  }

  /** Mean over the seeds of their Sharpe ratios; NaN where one has none. */
  sharpeOf(rows: Int32Array): number {
    const n = rows.length;
    let sum = 0;
    for (let seed = 0; seed < this.centered.length; seed += 1) {
      const values = this.centered[seed]!;
      let first = 0;
      let second = 0;
      for (let i = 0; i < n; i += 1) {
        const value = values[rows[i]!]!;
        first += value;
        second += value * value;
      }
      const variance = (second - (first * first) / n) / (n - 1);
      // What varies by no more than the rounding of returns does not vary.
      if (!(variance > ROUNDING)) return Number.NaN;
      sum += (first / n + this.centers[seed]! - this.riskFree) / Math.sqrt(variance);
    }
    return (sum / this.centered.length) * this.scale;
  }
}

function sumOf(values: Float64Array, rows: Int32Array): number {
  let sum = 0;
  for (let i = 0; i < rows.length; i += 1) sum += values[rows[i]!]!;
  return sum;
}

function meanOfAll(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function meanOver(seeds: readonly Float64Array[], read: (value: number) => number): Float64Array {
  return seeds[0]!.map((_, day) => seeds.reduce((sum, values) => sum + read(values[day]!), 0) / seeds.length);
}
