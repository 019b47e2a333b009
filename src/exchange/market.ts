/** One symbol as the exchange sees it: the price that stands, and the orders that wait for another. */
import { POWERS_OF_TEN } from '../model/decimal.ts';
import type { Instrument } from '../model/instrument.ts';
import { BUY, TYPE } from '../model/order.ts';
import { NONE } from '../model/record.ts';
import type { Activity } from './activity.ts';
import type { Order } from './order.ts';
import { DOWNWARD, Load, OrderList, RestingOrders, UPWARD } from './resting.ts';

export class SymbolMarket {
  readonly instrument: Instrument;
  /** When that price was set, for its age. */
  priceTime: number = NONE;
  /** Until when an arriving order may still meet it: a candle's end, or Infinity on prints; -1 after a gap. */
  meetsUntil: number = NONE;
  /** Open time of the candle price is in; NONE on prints. */
  candleTime: number = NONE;
  /** The extremes and the close of that candle; NONE on prints. */
  low: number = NONE;
  high: number = NONE;
  close: number = NONE;
  /** Quotes are what orders of this symbol meet: a buy the ask, a sell the bid. Prints only fill what rests. */
  isQuoted = false;
  /** A print has come beside its quotes: from then on prints are its mark. */
  isPrinted = false;
  /** NONE where that side is missing. */
  bid: number = NONE;
  ask: number = NONE;

  /** Orders that a price triggers or will trigger, and those that must wait for the candle's end. */
  private readonly triggers = new Load();
  private readonly limits = new Load();
  /** Orders for which a point comes, whatever its price. */
  private readonly guests = new Load();
  /** Reached when price falls. */
  readonly buyLimits = new RestingOrders(DOWNWARD, this.limits);
  readonly sellStops = new RestingOrders(DOWNWARD, this.triggers);
  readonly buyTakes = new RestingOrders(DOWNWARD, this.triggers);
  /** Reached when price rises. */
  readonly sellLimits = new RestingOrders(UPWARD, this.limits);
  readonly buyStops = new RestingOrders(UPWARD, this.triggers);
  readonly sellTakes = new RestingOrders(UPWARD, this.triggers);
  /** Arrived and met no price. */
  readonly waiting = new OrderList(this.guests);
  /** What is left of market orders that found too little: it meets the next point. */
  readonly rests = new OrderList(this.guests);
  /** Had their chance at this point. */
  readonly later = new OrderList(this.guests);
  /** Trailing stops that have not been activated: no level yet. */
  readonly asleep = new OrderList(this.triggers);
  /** Must gain nothing from this candle before its close. */
  readonly suspended = new OrderList(this.triggers);
  /** The suspended gain nothing at its close either: a stop was reached. */
  isStopped = false;
  /** Trailing stops that have met a price, asleep or not. */
  readonly trailing: Order[] = [];
  /** Above zero: each point is passed as if somebody waited for it. */
  watched = 0;

  /** Base units that this point, or print, has left for us; of a quote, per side. Infinity where volume sets no limit. */
  lots = Number.POSITIVE_INFINITY;
  bidLots = Number.POSITIVE_INFINITY;
  askLots = Number.POSITIVE_INFINITY;
  /** Base units traded in the candle price is in, or in the print; of a quote, displayed per side (Infinity: not known). */
  volume = 0;
  bidVolume = 0;
  askVolume = 0;
  /** What our takers have traded of it, by side; of the candle that opened at `takenIn`. */
  private readonly taken = new Float64Array(2);
  private takenIn: number = NONE;
  /** What its last candles were like; null where nobody asks. */
  activity: Activity | null = null;
  /** Base units in a whole base asset. */
  readonly scale: number;
  private readonly marks: Float64Array;

  /** @param marks the last price of each symbol, by its place in the scenario: the exchange writes it, the books read it */
  constructor(instrument: Instrument, marks: Float64Array) {
    this.instrument = instrument;
    this.scale = POWERS_OF_TEN[instrument.baseDecimals]!;
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

  /** What an order of that side meets; NONE where there is nothing to meet. */
  priceFor(side: number): number {
    if (!this.isQuoted) return this.price;
    return side === BUY ? this.ask : this.bid;
  }

  /** What there was to take for a taker of that side, in base units; Infinity where nobody recorded it. */
  volumeFor(side: number): number {
    if (!this.isQuoted) return this.volume;
    return side === BUY ? this.askVolume : this.bidVolume;
  }

  /** What takers of that side have taken of it so far. */
  takenBy(side: number): number {
    return this.takenIn === this.candleTime ? this.taken[side]! : 0;
  }

  /** A taker has traded: the next one of its side comes after it. */
  take(side: number, quantity: number): void {
    if (this.takenIn !== this.candleTime) this.forgetTaken();
    this.taken[side]! += quantity;
  }

  /** Another candle, print or quote: nothing of it has been taken. */
  forgetTaken(): void {
    this.takenIn = this.candleTime;
    this.taken.fill(0);
  }

  /** True where an order that arrives at `time` meets the price that stands. */
  meets(time: number, side: number): boolean {
    return time <= this.meetsUntil && this.priceFor(side) !== NONE;
  }

  /** True where a point inside a candle could matter to somebody. */
  get isActive(): boolean {
    return this.limits.count > 0 || this.triggers.count > 0 || this.guests.count > 0 || this.watched > 0;
  }

  /** Something here has a level that triggers, or will have one; or must wait for the candle's end. */
  get hasTriggers(): boolean {
    return this.triggers.count > 0;
  }

  /** Somebody meets the next point, whatever its price. */
  get hasGuests(): boolean {
    return this.guests.count > 0;
  }

  /** Where an order that has a trigger and has not been triggered rests. */
  triggerShelf(order: Order): RestingOrders {
    const buys = order.side === BUY;
    const takes = order.type === TYPE.take_profit || order.type === TYPE.take_profit_limit;
    if (takes) return buys ? this.buyTakes : this.sellTakes;
    return buys ? this.buyStops : this.sellStops;
  }

  limitShelf(order: Order): RestingOrders {
    return order.side === BUY ? this.buyLimits : this.sellLimits;
  }

  /** Its level follows price from now on. */
  trail(order: Order): void {
    if (!this.trailing.includes(order)) this.trailing.push(order);
  }

  /** Safe for an order that does not trail here. */
  trailNoMore(order: Order): void {
    const at = this.trailing.indexOf(order);
    if (at >= 0) this.trailing.splice(at, 1);
  }

  /** Every order that works here, of each shelf in the order in which it would be met. */
  working(): Order[] {
    const sorted = [this.buyLimits, this.sellLimits, this.sellStops, this.buyStops, this.buyTakes, this.sellTakes];
    return [
      ...sorted.flatMap(({ orders }) => orders.slice().reverse()),
      ...this.later.orders,
      ...this.rests.orders,
      ...this.asleep.orders,
      ...this.suspended.orders,
      ...this.waiting.orders,
    ];
  }
}
