/** What a mock exchange has to tell: the synthesizer's trades, in the order in which they happen. */
import type { CandleColumns } from '../market/columns.ts';
import { Synthesizer, type SynthOptions } from '../market/synthesizer.ts';
import { TradeSynthesizer } from '../market/synthTrades.ts';

export interface MockMarketOptions {
  readonly synth: SynthOptions;
  /** The run's symbols, in its order. Others of the synthesizer (the legs of a cross pair) are not told of. */
  readonly symbols: readonly string[];
  /** The market closes there: candles that open before it. Microseconds since the epoch. */
  readonly to: number;
  /** Prints in a candle, four or more. */
  readonly tradesPerCandle: number;
}

/** A print of one symbol; time and price are the exchange's, in its whole units. */
export interface MockTrade {
  readonly symbol: number;
  readonly time: number;
  readonly price: number;
  readonly size: number;
  readonly side: number;
}

/** A pure function of its options: two markets of one seed tell the same. Times are the exchange's. */
export class MockMarket {
  /** What is told of the present candle, in order. */
  readonly trades: MockTrade[] = [];
  readonly #options: MockMarketOptions;
  readonly #synthesizer: Synthesizer;
  readonly #makers: readonly TradeSynthesizer[];

  constructor(options: MockMarketOptions) {
    const { synth, tradesPerCandle: perCandle } = options;
    this.#options = options;
    this.#synthesizer = new Synthesizer(synth);
    this.#makers = synth.symbols.map(({ symbol, tickSize, baseDecimals }) => {
      const { seed, interval } = synth;
      return new TradeSynthesizer({ seed, symbol, interval, tickSize, baseDecimals, perCandle });
    });
  }

  /** The candles of the run's symbols up to a time, in its order: they are not told again as trades. */
  history(until: number): CandleColumns[] {
    const { synth, symbols } = this.#options;
    const count = Math.max(0, Math.round((until - this.#synthesizer.time) / synth.interval));
    const all = this.#synthesizer.next(count);
    return symbols.map((symbol) => all[synth.symbols.findIndex((one) => one.symbol === symbol)]!);
  }

  /** Goes on to the next candle of all symbols. False where the market has closed. */
  advance(): boolean {
    this.trades.length = 0;
    if (this.#synthesizer.time >= this.#options.to) return false;
    this.#synthesizer.next(1).forEach((candle, index) => {
      const symbol = this.#options.symbols.indexOf(this.#options.synth.symbols[index]!.symbol);
      if (symbol < 0) return;
      const { time, price, size, side, length } = this.#makers[index]!.trades(candle);
      for (let n = 0; n < length; n += 1) {
        this.trades.push({ symbol, time: time[n]!, price: price[n]!, size: size[n]!, side: side[n]! });
      }
    });
    // Of one time, in the order of the symbols: sorting keeps what is equal where it is.
    this.trades.sort((a, b) => a.time - b.time || a.symbol - b.symbol);
    return true;
  }
}
