/** One synthesized symbol: its price walk and the candle each step leaves. */
import { DrawKey } from '../clock/index.ts';
import { exp, log } from '../model/math.ts';
import { MICROS_PER_DAY } from '../model/time.ts';
import type { SynthMarket } from './synthMarket.ts';
import { normalOf, uniformOf } from './synthNormal.ts';

/** What a symbol is to look like. */
export interface SynthSymbol {
  readonly symbol: string;
  /** Quote per base at the start; of a cross pair it follows from its two legs and is not read. */
  readonly startPrice: number;
  /** Deviation of a year's log returns, jumps and crash apart: 0.6 is 60 %. Of a cross pair it is not read. */
  readonly volatility: number;
  readonly priceDecimals: number;
  /** In price units. */
  readonly tickSize: number;
  /** Volumes are whole units of 10^-baseDecimals. */
  readonly baseDecimals: number;
  /** Base asset traded on a usual day. Default: 10^8 quote's worth at the start price; of a cross pair, a twentieth of its base leg's. */
  readonly dailyVolume?: number;
  /** Deviation of log volume that volatility and the move do not explain, 0..3. Default 0.5. */
  readonly volumeNoise?: number;
  /** For a cross pair such as XRP/BTC: the symbols its price is the quotient of, XRP/USDT and BTC/USDT. */
  readonly cross?: { readonly base: string; readonly quote: string };
}

export const YEAR = 365.25 * MICROS_PER_DAY;
/** Deviation of a cross pair's distance from the quotient of its legs, and what of it is left after a candle. */
const CROSS_NOISE = 0.0002;
const CROSS_MEMORY = 0.8;
const CROSS_FRESH = CROSS_NOISE * Math.sqrt(1 - CROSS_MEMORY * CROSS_MEMORY);
const CROSS_VOLUME = 0.05;
export const VOLUME_NOISE = 0.5;
/** Volume of a candle without a move, as a share of the usual, and what a move of one deviation adds. */
export const STILL_VOLUME = 0.5;
export const MOVING_VOLUME = 0.62;

export class SymbolWalk {
  open = 0;
  high = 0;
  low = 0;
  close = 0;
  volume = 0;
  /** Natural logarithm of the price, quote per base, before it meets the tick. */
  logPrice: number;

  readonly #draws: DrawKey;
  readonly #deviation: number;
  readonly #ownShare: number;
  readonly #marketShare: number;
  readonly #ticksPerPrice: number;
  readonly #tick: number;
  readonly #volume: number;
  readonly #volumeUnit: number;
  readonly #volumeNoise: number;
  readonly #legs: readonly [SymbolWalk, SymbolWalk] | null;
  #noise = 0;
  #lastTicks: number;

  constructor(
    setting: SynthSymbol,
    seed: number | string,
    interval: number,
    correlation: number,
    legs: readonly [SymbolWalk, SymbolWalk] | null,
  ) {
    this.#draws = new DrawKey(seed, 'synth_candle', setting.symbol);
    this.#legs = legs;
    this.logPrice = legs === null ? log(setting.startPrice) : legs[0].logPrice - legs[1].logPrice;
    this.#marketShare = Math.sqrt(correlation);
    this.#ownShare = Math.sqrt(1 - correlation);
    this.#deviation =
      legs === null
        ? setting.volatility * Math.sqrt(interval / YEAR)
        : crossDeviation(legs[0].#deviation, legs[1].#deviation, correlation);
    this.#tick = setting.tickSize;
    this.#ticksPerPrice = Number(`1e${setting.priceDecimals}`) / setting.tickSize;
    const usual = ((setting.dailyVolume ?? 1e8 / setting.startPrice) * interval) / MICROS_PER_DAY;
    this.#volume = legs !== null && setting.dailyVolume === undefined ? legs[0].#volume * CROSS_VOLUME : usual;
    this.#volumeUnit = Number(`1e${setting.baseDecimals}`);
    this.#volumeNoise = setting.volumeNoise ?? VOLUME_NOISE;
    this.#lastTicks = this.#ticks(this.logPrice);
  }

  /** Makes the candle that opens at `time`. A cross pair's legs have to be there already. */
  advance(time: number, market: SynthMarket): void {
    const words = this.#draws.words(time, 0, 0);
    const own = normalOf(words[0]!);
    const volumeNoise = normalOf(words[1]!);
    const forHigh = uniformOf(words[2]!);
    const forLow = uniformOf(words[3]!);
    const nudge = words[3]! & 7;
    const deviation = this.#deviation * market.volatility;
    const before = this.logPrice;
    if (this.#legs === null) {
      const shock = this.#marketShare * market.shock + this.#ownShare * own;
      this.logPrice += deviation * (shock - deviation / 2) + market.fall;
      if (market.jumps) this.logPrice += this.#jump(time, market);
    } else {
      this.#noise = CROSS_MEMORY * this.#noise + CROSS_FRESH * own;
      this.logPrice = this.#legs[0].logPrice - this.#legs[1].logPrice + this.#noise;
    }
    this.#setPrices(before, deviation, forHigh, forLow, nudge);
    this.#setVolume(this.logPrice - before, deviation, market.volatility, volumeNoise);
  }

  #jump(time: number, market: SynthMarket): number {
    const own = normalOf(this.#draws.words(time, 1, 0)[0]!);
    return this.#marketShare * market.jump + this.#ownShare * market.jumpSize * own;
  }

  /**
   * The extremes of a Brownian path with known ends: with u even in (0, 1) its maximum above the start is
   * (r + sqrt(r² - 2 s² ln u)) / 2, and its minimum likewise.
   */
  #setPrices(before: number, deviation: number, forHigh: number, forLow: number, nudge: number): void {
    const move = this.logPrice - before;
    const variance = 2 * deviation * deviation;
    const up = (move + Math.sqrt(move * move - variance * log(forHigh))) / 2;
    const down = (move - Math.sqrt(move * move - variance * log(forLow))) / 2;
    // The first print of a candle lies a tick beside the last one before it in a quarter of all candles.
    const open = Math.max(1, this.#lastTicks + (nudge === 0 ? -1 : nudge === 1 ? 1 : 0));
    const close = this.#ticks(this.logPrice);
    this.open = open * this.#tick;
    this.close = close * this.#tick;
    this.high = Math.max(open, close, this.#ticks(before + up)) * this.#tick;
    this.low = Math.min(open, close, this.#ticks(before + down)) * this.#tick;
    this.#lastTicks = close;
  }

  #setVolume(move: number, deviation: number, volatility: number, noise: number): void {
    const surprise = deviation === 0 ? 0.8 : Math.min(10, Math.abs(move) / deviation);
    const activity = volatility * (STILL_VOLUME + MOVING_VOLUME * surprise);
    const units =
      this.#volume *
      activity *
      exp(this.#volumeNoise * noise - (this.#volumeNoise * this.#volumeNoise) / 2) *
      this.#volumeUnit;
    this.volume = Math.max(4, Math.round(units)) / this.#volumeUnit;
  }

  #ticks(logPrice: number): number {
    return Math.max(1, Math.round(exp(logPrice) * this.#ticksPerPrice));
  }
}

/** Deviation of the difference of two walks that share the market's shock. */
function crossDeviation(a: number, b: number, correlation: number): number {
  return Math.sqrt(Math.max(0, a * a + b * b - 2 * correlation * a * b));
}
