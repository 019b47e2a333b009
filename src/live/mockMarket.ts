/** What a mock exchange has to tell: the synthesizer's trades and closed candles, in the order in which they happen. */
import type { CandleColumns } from '../market/columns.ts';
import { TAPE_KIND } from '../market/columns.ts';
import { Synthesizer, type SynthOptions } from '../market/synthesizer.ts';
import { TradeSynthesizer } from '../market/synthTrades.ts';
import { TapeRows } from '../market/tapeRows.ts';

export interface MockMarketOptions {
  readonly synth: SynthOptions;
  /** The run's symbols, in its order. Others of the synthesizer (the legs of a cross pair) are not told of. */
  readonly symbols: readonly string[];
  /** The market closes there: candles that open before it. Microseconds since the epoch. */
  readonly to: number;
  /** Prints in a candle, four or more. */
  readonly tradesPerCandle: number;
}

/** One thing to tell: a row of `rows`, and when it happens at the exchange. */
interface Message {
  readonly time: number;
  readonly row: number;
}

/** A pure function of its options: two markets of one seed tell the same. Times are the exchange's. */
export class MockMarket {
  /** What is told of the present candle, in order; `time` is when it happens at the exchange. */
  readonly rows = new TapeRows();
  readonly #options: MockMarketOptions;
  readonly #synthesizer: Synthesizer;
  readonly #trades: readonly TradeSynthesizer[];

  constructor(options: MockMarketOptions) {
    const { synth, tradesPerCandle: perCandle } = options;
    this.#options = options;
    this.#synthesizer = new Synthesizer(synth);
    this.#trades = synth.symbols.map(({ symbol, tickSize, baseDecimals }) => {
      const { seed, interval } = synth;
      return new TradeSynthesizer({ seed, symbol, interval, tickSize, baseDecimals, perCandle });
    });
  }

  /** Goes on to the next candle of all symbols. False where the market has closed. */
  advance(): boolean {
    this.rows.clear();
    if (this.#synthesizer.time >= this.#options.to) return false;
    const unsorted = new TapeRows();
    this.#synthesizer.next(1).forEach((candle, index) => {
      const symbol = this.#options.symbols.indexOf(this.#options.synth.symbols[index]!.symbol);
      if (symbol >= 0) this.#tell(symbol, candle, this.#trades[index]!, unsorted);
    });
    const rows = unsorted.view();
    const order: Message[] = Array.from(rows.time, (time, row) => ({ time, row }));
    order.sort((a, b) => a.time - b.time || rows.symbol[a.row]! - rows.symbol[b.row]! || a.row - b.row);
    for (const { row } of order) this.rows.append(unsorted.view(row, row + 1));
    return true;
  }

  #tell(symbol: number, candle: CandleColumns, synthesizer: TradeSynthesizer, rows: TapeRows): void {
    const trades = synthesizer.trades(candle);
    for (let n = 0; n < trades.length; n += 1) {
      const time = trades.time[n]!;
      rows.push(time, time, TAPE_KIND.trade, symbol, trades.price[n]!, trades.size[n]!, trades.side[n]!);
    }
    const open = candle.time[0]!;
    const { interval } = this.#options.synth;
    const [a, b, c, d, e] = [candle.open, candle.high, candle.low, candle.close, candle.volume].map((x) => x[0]!);
    rows.push(open + interval, open, TAPE_KIND.candle, symbol, a, b, c, d, e);
  }
}
