/** Prints and quotes on their way to the exchange, and into the candles of symbols that have no others. */
import type { SymbolMarket } from '../exchange/market.ts';
import { candleStart } from '../market/builder.ts';
import type { QuoteColumns, TradeColumns } from '../market/columns.ts';
import { isSessionBreak } from '../market/gaps.ts';
import { NONE } from '../model/record.ts';
import type { SymbolCounts } from './counts.ts';
import type { SessionSetup } from './setup.ts';
import type { Stream } from './stream.ts';
import type { Walk } from './walk.ts';

export class Ticks {
  private readonly windowStart: number;
  private readonly windowEnd: number;
  private readonly markets: readonly SymbolMarket[];
  private readonly walk: Walk;
  private readonly counts: readonly SymbolCounts[];

  constructor(
    window: SessionSetup['window'],
    markets: readonly SymbolMarket[],
    walk: Walk,
    counts: readonly SymbolCounts[],
  ) {
    this.windowStart = window.from;
    this.windowEnd = window.to ?? Number.POSITIVE_INFINITY;
    this.markets = markets;
    this.walk = walk;
    this.counts = counts;
  }

  /** The print or quote at the stream's row. */
  pass(stream: Stream, now: number): void {
    if (stream.trades !== null) this.passPrint(stream, stream.trades, now);
    else this.passQuote(stream, stream.quotes!, now);
  }

  private passPrint({ row, symbol, makes }: Stream, { price, size }: TradeColumns, now: number): void {
    this.print(symbol, price[row]!, size[row]!, now);
    if (makes !== null) this.make(makes, price[row]!, size[row]!, now);
  }

  private passQuote({ row, symbol, makes }: Stream, quotes: QuoteColumns, now: number): void {
    this.quote(symbol, quotes.bid[row]!, quotes.bidSize[row]!, quotes.ask[row]!, quotes.askSize[row]!, now);
    if (makes === null) return;
    const { bid, ask, price } = this.markets[symbol]!;
    if (bid !== NONE && ask !== NONE) this.make(makes, price, 0, now);
  }

  print(symbol: number, price: number, size: number, now: number): void {
    const counts = this.counts[symbol]!;
    counts.prints += 1;
    this.walk.print(symbol, price, size, now);
    if (now < this.windowStart) this.isHistory(symbol);
    else if (counts.firstPrice === NONE) counts.firstPrice = price;
  }

  quote(symbol: number, bid: number, bidSize: number, ask: number, askSize: number, now: number): void {
    this.counts[symbol]!.quotes += 1;
    this.walk.quote(symbol, bid, bidSize, ask, askSize, now);
    if (now < this.windowStart) this.isHistory(symbol);
  }

  /** A price before the window is a mark, and nothing an order of the window can meet. */
  private isHistory(symbol: number): void {
    this.markets[symbol]!.meetsUntil = NONE;
  }

  private make(made: Stream, price: number, size: number, now: number): void {
    const maker = made.maker!;
    if (maker.take(price, size, now)) made.make(maker.columns);
  }

  /**
   * A candle that was made has been seen: the next one begins, unless no price of the window is left, or none before another
   * date on `calendar: sessions`. False where none is left.
   */
  makeNext(made: Stream): boolean {
    const maker = made.maker!;
    const { interval, openTime } = made;
    const { calendar } = made.market!.instrument;
    // The row is written again.
    made.feed!.keep();
    made.countMade();
    const next = made.madeOf!.nextRowTime;
    const isLast = next >= this.windowEnd;
    if (isLast || isSessionBreak(openTime, candleStart(next, interval), interval, calendar)) {
      maker.rest();
      made.make(null);
    } else {
      maker.goOn();
      made.make(maker.columns);
    }
    return !isLast;
  }
}
