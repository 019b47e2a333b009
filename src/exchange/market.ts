/** One symbol as the exchange sees it: the price that stands, and the orders that wait for another. */
import type { Instrument } from '../model/instrument.ts';
import { NONE } from '../model/record.ts';
import type { Order } from './order.ts';
import { DOWNWARD, RestingOrders, UPWARD } from './resting.ts';

export class SymbolMarket {
  readonly instrument: Instrument;
  /** When that price was set, for its age. */
  priceTime: number = NONE;
  /** Until when an arriving order may still meet it: a candle's end, or Infinity on prints; -1 after a gap. */
  meetsUntil: number = NONE;
  /** Open time of the candle price is in; NONE on prints. */
  candleTime: number = NONE;
  /** Reached when price falls: buy limits. */
  readonly below = new RestingOrders(DOWNWARD);
  /** Reached when price rises: sell limits. */
  readonly above = new RestingOrders(UPWARD);
  /** Orders that arrived and met no price, in the order they arrived. */
  readonly waiting: Order[] = [];
  /** Above zero: each point is passed as if somebody waited for it. */
  watched = 0;
  private readonly marks: Float64Array;

  /** @param marks the last price of each symbol, by its place in the scenario: the exchange writes it, the books read it */
  constructor(instrument: Instrument, marks: Float64Array) {
    this.instrument = instrument;
    this.marks = marks;
  }

  /** The last price; NONE before the first. It is the mark, however old. */
  get price(): number {
    return this.marks[this.instrument.index]!;
  }

  /** Price stands at `price` from `time` on, for arrivals until `meetsUntil`. */
  stand(price: number, time: number, meetsUntil: number, candleTime: number): void {
    this.marks[this.instrument.index] = price;
    this.priceTime = time;
    this.meetsUntil = meetsUntil;
    this.candleTime = candleTime;
  }

  /** Price passes `price` inside a candle, with nobody waiting: a mark to look at, not one to meet. */
  glance(price: number, candleTime: number): void {
    this.marks[this.instrument.index] = price;
    this.candleTime = candleTime;
  }

  /** True where a point inside a candle could matter to somebody. */
  get isActive(): boolean {
    return this.watched > 0 || this.below.size > 0 || this.above.size > 0 || this.waiting.length > 0;
  }

  /** True where an order that arrives at `time` meets the price that stands. */
  meets(time: number): boolean {
    return this.price !== NONE && time <= this.meetsUntil;
  }
}
