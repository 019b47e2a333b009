/** The synthesizer's settings with which its candles come out like given ones. */
import { InputError } from '../model/errors.ts';
import { exp } from '../model/math.ts';
import { MICROS_PER_DAY } from '../model/time.ts';
import type { CandleColumns } from './columns.ts';
import { Synthesizer } from './synthesizer.ts';
import { FAST, SLOW, type SynthJumps } from './synthMarket.ts';
import { momentsOf, type SynthMoments } from './synthMoments.ts';
import { MOVING_VOLUME, STILL_VOLUME, type SynthSymbol, VOLUME_NOISE, YEAR } from './synthSymbol.ts';

export interface SynthFit {
  /** Quote per base: the first open. */
  readonly startPrice: number;
  /** As in `SynthSymbol` and `SynthOptions`, each with four significant digits. */
  readonly volatility: number;
  readonly clustering: number;
  readonly jumps: SynthJumps;
  readonly dailyVolume: number;
  readonly volumeNoise: number;
  /** Increments in units of 10^-priceDecimals, and decimals of volumes. */
  readonly tickSize: number;
  readonly baseDecimals: number;
  /** What was fitted to. */
  readonly moments: SynthMoments;
}

const FEWEST_CANDLES = 1000;
const TRIALS = 6;
const TRIAL_CANDLES = 131_072;
/** Mean of the absolute value of a standard normal deviate. */
const MEAN_MOVE = Math.sqrt(2 / Math.PI);
/** Least share of the variance that is not jumps. */
const LEAST_CALM = 0.2;

/**
 * Volatility, clustering and daily volume follow from the model; jumps and the noise of volume are found by trial: candles
 * are synthesized, held against the same moments, and the settings moved until they agree (indirect inference: Gouriéroux,
 * Monfort and Renault 1993). Nothing in it is left to luck: the same candles give the same settings.
 *
 * @param interval length of a candle in microseconds
 * @param priceDecimals unit of the candles' prices: 10^-priceDecimals
 * @throws InputError where there are fewer than 1,000 candles, or their price never moves
 */
export function fitSynth(candles: CandleColumns, interval: number, priceDecimals: number): SynthFit {
  if (candles.length < FEWEST_CANDLES) {
    throw new InputError(`${candles.length} candles are too few to fit to: it takes ${FEWEST_CANDLES} or more`);
  }
  const moments = momentsOf(candles, interval);
  if (!(moments.volatility > 0))
    throw new InputError('the price of these candles never moves: there is nothing to fit');
  const clustering = short(Math.min(2, moments.clustering));
  const tickSize = commonTick(candles);
  const startPrice = short(candles.open[0]! / Number(`1e${priceDecimals}`), 10);
  const guess: Trial = {
    jumps: { perDay: moments.largeMovesPerDay / 2, sizePct: moments.largeMovePct },
    volumeNoise: VOLUME_NOISE,
  };
  const settings = { startPrice, clustering, tickSize, priceDecimals, baseDecimals: 8 };
  const found = search(guess, moments, interval, settings);
  return {
    startPrice,
    volatility: short(calmVolatility(moments, found.jumps)),
    clustering,
    jumps: found.jumps,
    dailyVolume: short(moments.dailyVolume / volumeFactor(clustering)),
    volumeNoise: found.volumeNoise,
    tickSize,
    baseDecimals: decimalsOfVolumes(candles),
    moments,
  };
}

interface Trial {
  readonly jumps: SynthJumps;
  readonly volumeNoise: number;
}

type TrialSettings = Pick<SynthSymbol, 'startPrice' | 'tickSize' | 'priceDecimals' | 'baseDecimals'> & {
  readonly clustering: number;
};

/** Moves the settings until the trial's large moves and its volume are those of the candles. */
function search(guess: Trial, moments: SynthMoments, interval: number, settings: TrialSettings): Trial {
  let trial = rounded(guess);
  for (let n = 0; n < TRIALS; n += 1) {
    const made = tried(trial, moments, interval, settings);
    const { jumps, volumeNoise } = trial;
    const rate = bounded(moments.largeMovesPerDay / Math.max(made.largeMovesPerDay, 1e-9), 0.4, 2.5);
    const size = bounded(moments.largeMovePct / Math.max(made.largeMovePct, 1e-9), 0.6, 1.6);
    const noise = bounded(made.volumeCorrelation / Math.max(moments.volumeCorrelation, 0.01), 0.5, 2);
    trial = rounded({
      jumps: { perDay: jumps.perDay * rate, sizePct: jumps.sizePct * size },
      volumeNoise: bounded(volumeNoise * noise, 0.02, 3),
    });
  }
  return trial;
}

function tried(trial: Trial, moments: SynthMoments, interval: number, settings: TrialSettings): SynthMoments {
  const { clustering, ...symbol } = settings;
  const volatility = bounded(calmVolatility(moments, trial.jumps), 0, 10);
  const synthesizer = new Synthesizer({
    seed: 'fit',
    symbols: [{ ...symbol, symbol: 'A/B', volatility, volumeNoise: trial.volumeNoise }],
    from: 0,
    interval,
    clustering,
    jumps: trial.jumps,
  });
  return momentsOf(synthesizer.next(TRIAL_CANDLES)[0]!, interval);
}

/** The year's volatility less the part that jumps have in its square. */
function calmVolatility({ volatility }: SynthMoments, { perDay, sizePct }: SynthJumps): number {
  const jumps = (perDay * (sizePct / 100) * (sizePct / 100) * YEAR) / MICROS_PER_DAY;
  return Math.sqrt(Math.max(LEAST_CALM * volatility * volatility, volatility * volatility - jumps));
}

/** Mean volume as a multiple of the setting: E(v) is exp(-w/2) where E(v²) is 1 and w the variance of log v. */
function volumeFactor(clustering: number): number {
  const variance = clustering * clustering * (SLOW.deviation * SLOW.deviation + FAST.deviation * FAST.deviation);
  return exp(-variance / 2) * (STILL_VOLUME + MOVING_VOLUME * MEAN_MOVE);
}

const bounded = (value: number, least: number, most: number): number => Math.min(most, Math.max(least, value));
/** What a command line would say: settings printed are the settings used. */
const short = (value: number, digits = 4): number => Number(value.toPrecision(digits));

const rounded = ({ jumps, volumeNoise }: Trial): Trial => ({
  jumps: { perDay: short(jumps.perDay), sizePct: short(jumps.sizePct) },
  volumeNoise: short(volumeNoise),
});

/** The largest increment of which all prices are whole multiples. */
function commonTick({ open, high, low, close, length }: CandleColumns): number {
  let tick = 0;
  for (let i = 0; i < length && tick !== 1; i += 1) {
    for (const price of [open[i]!, high[i]!, low[i]!, close[i]!]) {
      let [a, b] = [price, tick];
      while (b !== 0) [a, b] = [b, a % b];
      tick = a;
    }
  }
  return tick;
}

/** The fewest decimals that hold every volume, at most 8. */
function decimalsOfVolumes({ volume, length }: CandleColumns): number {
  let decimals = 0;
  for (let i = 0; i < length && decimals < 8; i += 1) {
    while (decimals < 8 && Math.round(volume[i]! * Number(`1e${decimals}`)) / Number(`1e${decimals}`) !== volume[i]!) {
      decimals += 1;
    }
  }
  return decimals;
}
