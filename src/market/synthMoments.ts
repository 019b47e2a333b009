/** What a series of candles is like, in a handful of numbers that a synthesized one can be held against. */
import { log } from '../model/math.ts';
import { MICROS_PER_DAY } from '../model/time.ts';
import type { CandleColumns } from './columns.ts';
import { FAST, keptAfter, SLOW } from './synthMarket.ts';
import { YEAR } from './synthSymbol.ts';

export interface SynthMoments {
  readonly candles: number;
  /** Deviation of a year's log returns, close to close, of all neighbouring candles: 0.6 is 60 %. */
  readonly volatility: number;
  /** How strongly volatility clusters, as a multiple of the synthesizer's own: the options' `clustering`. */
  readonly clustering: number;
  /** Returns of more than five times the volatility of the candles before them, a day, and their deviation in percent. */
  readonly largeMovesPerDay: number;
  readonly largeMovePct: number;
  /** Base asset a day. */
  readonly dailyVolume: number;
  /** Rank correlation (Spearman) of volume and the candle's range, high over low, of some 30,000 candles among them all. */
  readonly volumeCorrelation: number;
}

/** Returns whose candles follow each other without a gap, in order. */
export function logReturns(candles: CandleColumns, interval: number): Float64Array {
  const { time, close, length } = candles;
  const returns = new Float64Array(Math.max(0, length - 1));
  let count = 0;
  for (let i = 1; i < length; i += 1) {
    if (time[i]! - time[i - 1]! !== interval) continue;
    returns[count] = log(close[i]! / close[i - 1]!);
    count += 1;
  }
  return returns.subarray(0, count);
}

/** @param interval length of a candle in microseconds */
export function momentsOf(candles: CandleColumns, interval: number): SynthMoments {
  const returns = logReturns(candles, interval);
  const days = (returns.length * interval) / MICROS_PER_DAY;
  let squares = 0;
  for (const value of returns) squares += value * value;
  const large = largeMoves(returns);
  let volume = 0;
  for (let i = 0; i < candles.length; i += 1) volume += candles.volume[i]!;
  return {
    candles: candles.length,
    volatility: Math.sqrt(((squares / Math.max(1, returns.length)) * YEAR) / interval),
    clustering: clusteringOf(returns, interval),
    largeMovesPerDay: large.count / days,
    largeMovePct: 100 * Math.sqrt(large.squares / Math.max(1, large.count)),
    dailyVolume: (volume * MICROS_PER_DAY) / (candles.length * interval),
    volumeCorrelation: volumeCorrelation(candles),
  };
}

/** Returns in the window that a return is judged by, and how many of its deviations make it large. */
const BEFORE = 120;
const LARGE = 5;

/**
 * Large returns, judged by the bipower variation of those before (Barndorff-Nielsen and Shephard 2004): pi/2 times the mean
 * product of neighbouring absolute returns, which a single jump does not move.
 */
function largeMoves(returns: Float64Array): { readonly count: number; readonly squares: number } {
  const products = returns.map((value, i) => (i === 0 ? 0 : Math.abs(value * returns[i - 1]!)));
  let sum = 0;
  let count = 0;
  let squares = 0;
  for (let i = 1; i < returns.length; i += 1) {
    const square = returns[i]! * returns[i]!;
    if (i > BEFORE && sum > 0 && square > (LARGE * LARGE * (Math.PI / 2) * sum) / BEFORE) {
      count += 1;
      squares += square;
    }
    sum += products[i]! - (i > BEFORE ? products[i - BEFORE]! : 0);
  }
  return { count, squares };
}

/** Returns of a block, and the distances of blocks that are compared: up to a day or so of minutes. */
const BLOCK = 16;
const LAGS = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64];

/**
 * The multiple of the synthesizer's clustering that fits the autocovariance of log volatility, block by block, in least
 * squares. A block's own noise does not correlate with that of another, so only volatility's own memory counts.
 */
function clusteringOf(returns: Float64Array, interval: number): number {
  const blocks = logVolatilities(returns);
  if (blocks.length < 2) return 0;
  const mean = blocks.reduce((sum, value) => sum + value, 0) / blocks.length;
  let product = 0;
  let square = 0;
  for (const lag of LAGS) {
    if (lag * 4 > blocks.length) break;
    let covariance = 0;
    for (let i = lag; i < blocks.length; i += 1) covariance += (blocks[i]! - mean) * (blocks[i - lag]! - mean);
    const expected = memoryOf(SLOW, lag, interval) + memoryOf(FAST, lag, interval);
    product += (covariance / (blocks.length - lag)) * expected;
    square += expected * expected;
  }
  return square === 0 ? 0 : Math.sqrt(Math.max(0, product / square));
}

/** Logarithm of the volatility of each block that moves at all. */
function logVolatilities(returns: Float64Array): number[] {
  const blocks: number[] = [];
  for (let from = 0; from + BLOCK <= returns.length; from += BLOCK) {
    let squares = 0;
    for (let i = from; i < from + BLOCK; i += 1) squares += returns[i]! * returns[i]!;
    if (squares > 0) blocks.push(log(squares / BLOCK) / 2);
  }
  return blocks;
}

/** Autocovariance of the means over two blocks of a first-order autoregression, `lag` blocks apart. */
function memoryOf(part: { deviation: number; halfLife: number }, lag: number, interval: number): number {
  let sum = 0;
  for (let apart = 1 - BLOCK; apart < BLOCK; apart += 1) {
    sum += (BLOCK - Math.abs(apart)) * keptAfter((lag * BLOCK + apart) * interval, part.halfLife);
  }
  return (part.deviation * part.deviation * sum) / (BLOCK * BLOCK);
}

const MOST_RANKED = 32_768;

function volumeCorrelation({ high, low, volume, length }: CandleColumns): number {
  const step = Math.ceil(length / MOST_RANKED);
  const count = Math.floor(length / step);
  const volumes = new Float64Array(count);
  const ranges = new Float64Array(count);
  for (let i = 0; i < count; i += 1) {
    volumes[i] = volume[i * step]!;
    ranges[i] = high[i * step]! / low[i * step]!;
  }
  return correlation(ranks(volumes), ranks(ranges));
}

/** Rank of each value, equal ones sharing the middle of theirs. */
function ranks(values: Float64Array): Float64Array {
  const sorted = values.toSorted();
  return values.map((value) => (placeOf(sorted, value, false) + placeOf(sorted, value, true) - 1) / 2);
}

/** How many sorted values lie below `value`, or up to it. */
function placeOf(sorted: Float64Array, value: number, upTo: boolean): number {
  let from = 0;
  let to = sorted.length;
  while (from < to) {
    const middle = Math.floor((from + to) / 2);
    const isBefore = upTo ? sorted[middle]! <= value : sorted[middle]! < value;
    if (isBefore) from = middle + 1;
    else to = middle;
  }
  return from;
}

function correlation(a: Float64Array, b: Float64Array): number {
  const mean = (list: Float64Array): number => list.reduce((sum, value) => sum + value, 0) / list.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  let [both, squareA, squareB] = [0, 0, 0];
  for (let i = 0; i < a.length; i += 1) {
    both += (a[i]! - meanA) * (b[i]! - meanB);
    squareA += (a[i]! - meanA) * (a[i]! - meanA);
    squareB += (b[i]! - meanB) * (b[i]! - meanB);
  }
  return squareA === 0 || squareB === 0 ? 0 : both / Math.sqrt(squareA * squareB);
}
