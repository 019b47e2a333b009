/** Seeded candles of a market that never was, and behaves like one. */
import { InputError } from '../model/errors.ts';
import type { CandleColumns } from './columns.ts';
import { type SynthCrash, type SynthJumps, SynthMarket } from './synthMarket.ts';
import { SymbolWalk, type SynthSymbol } from './synthSymbol.ts';

export type { SynthCrash, SynthJumps } from './synthMarket.ts';
export type { SynthSymbol } from './synthSymbol.ts';

export interface SynthOptions {
  readonly seed: number | string;
  /** A cross pair stands after its two legs. */
  readonly symbols: readonly SynthSymbol[];
  /** Open time of the first candle, microseconds since the epoch. */
  readonly from: number;
  /** Length of a candle in microseconds. */
  readonly interval: number;
  /** Of the returns of any two symbols that are no cross pairs, 0..1. Default 0.6. */
  readonly correlation?: number;
  /** How strongly volatility clusters: 0 not at all, 1 (default) like a crypto market. */
  readonly clustering?: number;
  /** Default: one a day, deviation 0.6 %. */
  readonly jumps?: SynthJumps;
  /** Any number of them. */
  readonly crashes?: readonly SynthCrash[];
}

/**
 * A pure function of its options: candle n of a symbol is the same whatever the chunks are and whatever other symbols
 * there are. All draws are keyed by seed, symbol and open time, all mathematics is the portable one.
 *
 * The model. Log returns of symbol i in a candle are s_i v (sqrt(c) m + sqrt(1 - c) e_i): s_i its volatility for the length of a
 * candle, m and e_i normal deviates of the market and of its own, c the correlation. The market's volatility v is
 * stochastic: its logarithm is the sum of two first-order autoregressions, one with a half-life of two days (deviation 0.45) and
 * one of half an hour (0.4), scaled so that the mean of v² is 1. That makes large moves follow large moves, and returns far more
 * peaked than normal ones. Jumps arrive with a fixed chance a candle and hit all symbols, with a share of their own. A crash
 * adds a steady fall, then a rebound, and triples volatility. The price has no drift. High and low are those of a Brownian
 * path between open and close, given its ends. Volume grows with v and with the size of the move, with log-normal noise. A cross pair
 * is the quotient of its legs with 2 basis points of fading noise. Prices are rounded to the tick; a candle opens at the
 * close before it or, one time in four, a tick beside it.
 */
export class Synthesizer {
  readonly #options: SynthOptions;
  readonly #market: SynthMarket;
  readonly #walks: readonly SymbolWalk[];
  #time: number;

  /** @throws InputError where a setting makes no sense */
  constructor(options: SynthOptions) {
    checkOptions(options);
    const { seed, from, interval, correlation = 0.6, clustering = 1, jumps = { perDay: 1, sizePct: 0.6 } } = options;
    this.#options = options;
    this.#time = from;
    this.#market = new SynthMarket(seed, from, interval, clustering, jumps, options.crashes ?? []);
    const walks: SymbolWalk[] = [];
    const walkOf = (symbol: string): SymbolWalk => walks[options.symbols.findIndex((one) => one.symbol === symbol)]!;
    for (const setting of options.symbols) {
      const legs =
        setting.cross === undefined ? null : ([walkOf(setting.cross.base), walkOf(setting.cross.quote)] as const);
      walks.push(new SymbolWalk(setting, seed, interval, correlation, legs));
    }
    this.#walks = walks;
  }

  /** Open time of the next candle, microseconds since the epoch. */
  get time(): number {
    return this.#time;
  }

  /** The next `count` candles of every symbol, in the order of the symbols, in columns of their own. */
  next(count: number): readonly CandleColumns[] {
    const chunks = this.#walks.map(() => emptyCandles(count));
    const { interval } = this.#options;
    for (let row = 0; row < count; row += 1) {
      const time = this.#time;
      this.#market.advance(time);
      for (let symbol = 0; symbol < chunks.length; symbol += 1) {
        const walk = this.#walks[symbol]!;
        walk.advance(time, this.#market);
        const chunk = chunks[symbol]!;
        chunk.time[row] = time;
        chunk.open[row] = walk.open;
        chunk.high[row] = walk.high;
        chunk.low[row] = walk.low;
        chunk.close[row] = walk.close;
        chunk.volume[row] = walk.volume;
      }
      this.#time = time + interval;
    }
    return chunks;
  }
}

function emptyCandles(length: number): CandleColumns {
  return {
    kind: 'candles',
    length,
    time: new Float64Array(length),
    open: new Float64Array(length),
    high: new Float64Array(length),
    low: new Float64Array(length),
    close: new Float64Array(length),
    volume: new Float64Array(length),
    filled: null,
  };
}

function checkOptions(options: SynthOptions): void {
  const { symbols, from, interval, correlation = 0.6, clustering = 1, jumps, crashes = [] } = options;
  ensure(
    Number.isSafeInteger(from) && Number.isSafeInteger(interval) && interval > 0,
    'from and interval are whole microseconds',
  );
  ensure(correlation >= 0 && correlation <= 1, `correlation lies between 0 and 1, not at ${correlation}`);
  ensure(clustering >= 0 && clustering <= 2, `clustering lies between 0 and 2, not at ${clustering}`);
  ensure(
    jumps === undefined || (jumps.perDay >= 0 && jumps.sizePct >= 0),
    'jumps have a rate and a size of zero or more',
  );
  ensure(
    crashes.every((one) => one.duration > 0 && one.depthPct >= 0 && one.depthPct < 100 && one.reboundPct >= 0),
    'a crash has a duration above zero, a depth below 100 % and a rebound of zero or more',
  );
  symbols.forEach((one, index) => {
    const { symbol, cross } = one;
    ensure(symbols.findIndex((other) => other.symbol === symbol) === index, `${symbol} is there twice`);
    ensure(
      Number.isSafeInteger(one.tickSize) && one.tickSize >= 1,
      `${symbol}: the tick is a whole number of price units`,
    );
    ensure((one.volumeNoise ?? 0) >= 0 && (one.volumeNoise ?? 0) <= 3, `${symbol}: volume noise lies between 0 and 3`);
    ensure((one.dailyVolume ?? 1) > 0, `${symbol}: the daily volume is above zero`);
    if (cross === undefined) {
      ensure(
        one.startPrice > 0 && one.startPrice < Number.POSITIVE_INFINITY,
        `${symbol}: the start price is above zero`,
      );
      ensure(one.volatility >= 0 && one.volatility <= 10, `${symbol}: the volatility lies between 0 and 10`);
      return;
    }
    const before = symbols.slice(0, index).filter((other) => other.cross === undefined);
    for (const leg of [cross.base, cross.quote]) {
      ensure(
        before.some((other) => other.symbol === leg),
        `${symbol}: its leg ${leg} has to stand before it`,
      );
    }
  });
}

function ensure(holds: boolean, message: string): void {
  if (!holds) throw new InputError(`synthesizer: ${message}`);
}
