/** The way of price along a path of candles: point by point where somebody waits, from close to close where nobody does. */
import type { SymbolMarket } from '../exchange/market.ts';
import { PathRule, POINT } from '../exchange/path.ts';
import type { SimulatedExchange } from '../exchange/simulated.ts';
import type { CandleColumns } from '../market/columns.ts';
import { NONE } from '../model/record.ts';
import { dayOf, MICROS_PER_DAY } from '../model/time.ts';
import type { Books } from '../portfolio/books.ts';
import { KIND } from './order.ts';
import type { SessionSetup } from './setup.ts';
import { ROLE, type Stream } from './stream.ts';

export class Walk {
  /** When a price moved or a fill happened last. */
  lastMove: number = NONE;
  private readonly setup: SessionSetup;
  private readonly exchange: SimulatedExchange;
  private readonly books: Books;
  private readonly rule: PathRule;
  private readonly remembersCandles: boolean;

  constructor(setup: SessionSetup, exchange: SimulatedExchange, books: Books) {
    this.setup = setup;
    this.exchange = exchange;
    this.books = books;
    this.rule = new PathRule(setup.exchange.intrabar);
    this.remembersCandles = exchange.remembersCandles;
  }

  /** Price goes to the next point of a path on which somebody waits. */
  step(stream: Stream, now: number): void {
    if (stream.stage === POINT.first) this.chooseExtreme(stream);
    const point = stream.stage;
    const { openTime, pathRow, pointPrice } = stream;
    const path = stream.path!;
    const auction = point === POINT.open && this.opensSession(stream);
    stream.passPoint();
    this.lastMove = now;
    const market = stream.market!;
    this.describe(market, path, pathRow, point);
    this.exchange.point(market, point, pointPrice, now, openTime + stream.interval, path.time[pathRow]!, auction);
    this.observe(stream.symbol);
  }

  /** What the exchange may know of the candle price is in: its extremes and close, and what its volume deals to this point. */
  private describe(market: SymbolMarket, path: CandleColumns, row: number, point: number): void {
    market.low = path.low[row]!;
    market.high = path.high[row]!;
    market.close = path.close[row]!;
    if (this.exchange.countsVolume) this.exchange.deal(market, path.volume[row]!, point);
  }

  /** The end of a candle on which nobody waited: its inner points only leave their mark on open positions. */
  stride(stream: Stream, end: number): void {
    const { books } = this;
    const market = stream.market!;
    if (books.hasOpenPosition) this.glance(stream);
    const { settling } = stream;
    if (settling !== null) stream.pathRow = settling.last;
    const { pathRow } = stream;
    const path = stream.path!;
    market.stand(path.close[pathRow]!, end, end, path.time[pathRow]!);
    if (this.exchange.countsVolume) this.describe(market, path, pathRow, POINT.close);
    if (books.hasOpenPosition) books.observe(stream.symbol);
    this.lastMove = end;
  }

  /** The same for any candle. History is a mark, and nothing an order of the window can meet. */
  close(stream: Stream, end: number): void {
    if (stream.role !== ROLE.path || stream.isFilled) return;
    this.stride(stream, end);
    if (stream.openTime < this.setup.window.from) stream.market!.meetsUntil = NONE;
  }

  /** What slippage is reckoned with is what the candles before were like; filled ones are none. */
  remember(stream: Stream): void {
    if (!this.remembersCandles || stream.isFilled) return;
    const { symbol, candles, row } = stream;
    this.exchange.remember(symbol, candles!.close[row]!, candles!.volume[row]!);
  }

  /** The points that are still to come: a candle's close lies within its extremes, unless these have passed. */
  private glance(stream: Stream): void {
    const { settling } = stream;
    // What finer candles join to is the candle: where none has begun, it tells the extremes of all.
    if (settling === null || (stream.pathRow === settling.first && stream.stage <= POINT.first)) {
      this.glanceAt(stream, stream.candles!, stream.row);
      return;
    }
    this.glanceAt(stream, settling.columns, stream.pathRow);
    while (stream.pathRow < settling.last) {
      stream.pathRow += 1;
      stream.stage = POINT.open;
      this.glanceAt(stream, settling.columns, stream.pathRow);
    }
  }

  private glanceAt(stream: Stream, { time, high, low }: CandleColumns, row: number): void {
    const { books } = this;
    const { symbol } = stream;
    const market = stream.market!;
    if (stream.stage <= POINT.first) {
      market.glance(high[row]!, time[row]!);
      books.observe(symbol);
      market.glance(low[row]!, time[row]!);
      books.observe(symbol);
    } else {
      market.glance(stream.pointPrice, time[row]!);
      books.observe(symbol);
    }
  }

  /** Price prints. `size` in whole base assets. */
  print(symbol: number, price: number, size: number, now: number): void {
    this.lastMove = now;
    this.exchange.print(symbol, price, size, now);
    this.observe(symbol);
  }

  /** A print that is told later than it happened. */
  hearsay(symbol: number, price: number, size: number, now: number): void {
    this.lastMove = now;
    this.exchange.hearsay(symbol, price, size, now);
    this.observe(symbol);
  }

  /** Best bid and ask change. Sizes in whole base assets. */
  quote(symbol: number, bid: number, bidSize: number, ask: number, askSize: number, now: number): void {
    this.lastMove = now;
    this.exchange.quote(symbol, bid, bidSize, ask, askSize, now);
    this.observe(symbol);
  }

  /** Passes, on a path on which nobody waits, the points before `now` and `kind`; of the same time and kind, those of symbols before `symbol`. */
  settle(stream: Stream, now: number, kind: number, symbol: number): void {
    if (stream.role !== ROLE.path || stream.candles === null || stream.row === stream.length) return;
    if (stream.isClosing || stream.isFilled) return;
    const market = stream.market!;
    const { openTime } = stream;
    if (market.isActive || openTime < this.setup.window.from) return;
    while (!stream.isAtClose) {
      const time = stream.pointTime;
      const own = stream.stage === POINT.open ? KIND.open : KIND.point;
      const isPast = time < now || (time === now && (own < kind || (own === kind && stream.symbol < symbol)));
      if (!isPast) return;
      if (stream.stage === POINT.first) this.chooseExtreme(stream);
      const { pathRow } = stream;
      const path = stream.path!;
      market.stand(stream.pointPrice, time, openTime + stream.interval, path.time[pathRow]!);
      this.describe(market, path, pathRow, stream.stage);
      this.observe(stream.symbol);
      if (time > this.lastMove) this.lastMove = time;
      stream.passPoint();
    }
  }

  private chooseExtreme(stream: Stream): void {
    const { pathRow: row } = stream;
    const path = stream.path!;
    const position = this.books.position(stream.market!.instrument.base);
    stream.highFirst = this.rule.highFirst(position, path.open[row]!, path.high[row]!, path.low[row]!);
  }

  private observe(symbol: number): void {
    if (this.books.hasOpenPosition) this.books.observe(symbol);
  }

  /** On `calendar: sessions` a session opens with the first candle of a date, and with every candle of a day or longer. */
  opensSession(stream: Stream): boolean {
    if (stream.market!.instrument.calendar !== 'sessions') return false;
    const { settling, pathRow } = stream;
    if (settling !== null && pathRow > settling.first) {
      const { time } = settling.columns;
      return settling.interval >= MICROS_PER_DAY || dayOf(time[pathRow]!) !== dayOf(time[pathRow - 1]!);
    }
    if (stream.interval >= MICROS_PER_DAY || stream.lastEnd < 0) return true;
    return dayOf(stream.openTime) !== dayOf(stream.lastEnd - stream.interval);
  }
}
