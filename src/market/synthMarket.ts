/** What all synthesized symbols share in a candle: the mood of the market, its news, and its crash. */
import { DrawKey } from '../clock/index.ts';
import { exp, log } from '../model/math.ts';
import { MICROS_PER_DAY, MICROS_PER_HOUR } from '../model/time.ts';
import { normalOf, uniformOf } from './synthNormal.ts';

/** Sudden moves that arrive at random times, of the whole market at once. */
export interface SynthJumps {
  /** How many a day on average. */
  readonly perDay: number;
  /** Deviation of their size in percent. */
  readonly sizePct: number;
}

/** One fall: prices lose `depthPct` percent over `duration` and win back `reboundPct` percent of it over six times that. */
export interface SynthCrash {
  /** Microseconds since the epoch. */
  readonly at: number;
  readonly duration: number;
  readonly depthPct: number;
  readonly reboundPct: number;
}

/** Deviation and half-life of the two parts of log volatility. */
export const SLOW = { deviation: 0.45, halfLife: 2 * MICROS_PER_DAY };
export const FAST = { deviation: 0.4, halfLife: MICROS_PER_HOUR / 2 };
/** How much rougher a market is while it crashes. */
const CRASH_ROUGHNESS = 3;
const REBOUND_LENGTH = 6;

export class SynthMarket {
  /** Volatility of this candle as a multiple of the usual; the mean of its square is 1. */
  volatility = 1;
  /** The market's own normal deviate of this candle. */
  shock = 0;
  /** The market's share of a jump, as a deviate times its size; 0 without one. */
  jump = 0;
  /** Whether news arrived in this candle. */
  jumps = false;
  /** What a crash or its rebound adds to the log return of this candle. */
  fall = 0;

  readonly #draws: DrawKey;
  readonly #jumpDraws: DrawKey;
  readonly #interval: number;
  readonly #clustering: number;
  readonly #jumpChance: number;
  readonly #jumpSize: number;
  readonly #crashes: readonly SynthCrash[];
  readonly #keepSlow: number;
  readonly #keepFast: number;
  #slow: number;
  #fast: number;

  constructor(
    seed: number | string,
    from: number,
    interval: number,
    clustering: number,
    jumps: SynthJumps,
    crashes: readonly SynthCrash[],
  ) {
    this.#draws = new DrawKey(seed, 'synth_market', '');
    this.#jumpDraws = new DrawKey(seed, 'synth_jump', '');
    this.#interval = interval;
    this.#clustering = clustering;
    const expected = (jumps.perDay * interval) / MICROS_PER_DAY;
    this.#jumpChance = Math.min(1, expected);
    // Where several are due in one candle they are drawn as one of their joint size.
    this.#jumpSize = (jumps.sizePct / 100) * Math.sqrt(Math.max(1, expected));
    this.#crashes = crashes;
    this.#keepSlow = keptAfter(interval, SLOW.halfLife);
    this.#keepFast = keptAfter(interval, FAST.halfLife);
    const start = this.#draws.words(from, 1, 0);
    this.#slow = normalOf(start[0]!);
    this.#fast = normalOf(start[1]!);
  }

  /** Moves on to the candle that opens at `time`. */
  advance(time: number): void {
    const words = this.#draws.words(time, 0, 0);
    const slow = normalOf(words[1]!);
    const fast = normalOf(words[2]!);
    this.shock = normalOf(words[0]!);
    this.jumps = uniformOf(words[3]!) < this.#jumpChance;
    this.jump = this.jumps ? this.#jumpSize * normalOf(this.#jumpDraws.words(time, 0, 0)[0]!) : 0;
    this.#slow = this.#keepSlow * this.#slow + Math.sqrt(1 - this.#keepSlow * this.#keepSlow) * slow;
    this.#fast = this.#keepFast * this.#fast + Math.sqrt(1 - this.#keepFast * this.#keepFast) * fast;
    const slowDeviation = SLOW.deviation * this.#clustering;
    const fastDeviation = FAST.deviation * this.#clustering;
    const mean = slowDeviation * slowDeviation + fastDeviation * fastDeviation;
    this.volatility = exp(slowDeviation * this.#slow + fastDeviation * this.#fast - mean);
    this.fall = 0;
    for (const crash of this.#crashes) this.#crashOn(time, crash);
  }

  /** Size of a jump that is a symbol's own, before its deviate. */
  get jumpSize(): number {
    return this.#jumpSize;
  }

  #crashOn(time: number, crash: SynthCrash): void {
    const rebound = crash.duration * REBOUND_LENGTH;
    const low = crash.at + crash.duration;
    const end = low + rebound;
    const inFall = overlap(time, time + this.#interval, crash.at, low) / crash.duration;
    const inRebound = overlap(time, time + this.#interval, low, end) / rebound;
    const depth = log(1 - crash.depthPct / 100);
    this.fall += depth * (inFall - inRebound * (crash.reboundPct / 100));
    if (inFall > 0) this.volatility *= CRASH_ROUGHNESS;
    else if (inRebound > 0) this.volatility *= 1 + ((CRASH_ROUGHNESS - 1) * (end - time)) / rebound;
  }
}

/** What is left of a part of log volatility after a time. */
export function keptAfter(time: number, halfLife: number): number {
  return exp((-Math.LN2 * time) / halfLife);
}

/** Length that two spans of time have in common. */
function overlap(start: number, end: number, from: number, to: number): number {
  return Math.max(0, Math.min(end, to) - Math.max(start, from));
}
