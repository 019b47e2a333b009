import type { Decimal } from 'decimal.js';
import type { DrawKey } from '../../src/clock/draws.ts';
import { text, toMillis } from './amounts.ts';
import type { PathPoint, TwinCandleUs } from './path.ts';
import type {
  TwinAnswer,
  TwinEventName,
  TwinInstrument,
  TwinMarket,
  TwinOrder,
  TwinQuote,
  TwinRun,
  TwinStatus,
  TwinTrade,
  TwinType,
} from './types.ts';

export type Side = 'buy' | 'sell';
/** How an order ends without being filled whole. */
export type TwinEnd = 'canceled' | 'expired' | 'rejected' | 'refused';

/** The orders of one OCO group, or the stop-loss and take-profit of one entry. Null: it has no name. */
export interface Group {
  name: string | null;
  members: Order[];
}

export interface Order {
  id: string;
  /** Its place among everything that was sent. */
  sent: number;
  /** "then oldest": its place among everything that arrived; an amend that does more than shrink renews it. */
  age: number;
  desk: Desk;
  side: Side;
  type: TwinType;
  tif: 'GTC' | 'IOC' | 'FOK' | 'GTD' | 'DAY';
  expireAt: number | null;
  postOnly: boolean;
  reduceOnly: boolean;
  close: boolean;
  /** Null while its size is unknown: a spend not yet converted, a child whose entry has not filled, a close under way. */
  quantity: Decimal | null;
  /** The budget in quote of a market order by spend or fraction; what is left of it. */
  budget: Decimal | null;
  filled: Decimal;
  price: Decimal | null;
  stop: Decimal | null;
  trailAmount: Decimal | null;
  trailPct: Decimal | null;
  activation: Decimal | null;
  /** A trailing stop's present level; null before its activation. */
  level: Decimal | null;
  /** The best point passed since it arrived, the price met included. */
  best: Decimal | null;
  triggered: boolean;
  triggerPrice: Decimal | null;
  status: TwinStatus;
  /**
   * sent: under way. waiting: for its parent to fill (more). priceless: it waits for a price. book: rests. hungry: the rest of a market
   * order, which takes the next point's lots. later: it had its chance at this point. frozen: it gains nothing before the close. ended.
   */
  place: 'sent' | 'waiting' | 'priceless' | 'book' | 'hungry' | 'later' | 'frozen' | 'ended';
  parent: Order | null;
  /** It is as large as its parent has filled. */
  byParent: boolean;
  children: Order[];
  group: Group | null;
  /** What is held for it (orders of a group share the largest of theirs). */
  held: Decimal;
  /** While it is under way: what it will want on arrival. */
  underWay: Decimal;
  /** The mark when it was decided. */
  decisionMark: Decimal | null;
  /** The keys of its draws: when it was decided (microseconds), the how-many-th of its symbol then, and what counts its chances. */
  decidedAt: number;
  nth: number;
  fills: number;
  touches: number;
  changes: number;
}

/** Lots one point, print or side of a quote still has; null: without end. */
export interface Lots {
  left: Decimal | null;
}

/** One symbol: its market as it stands now, for our orders. */
export interface Desk {
  place: number;
  instrument: TwinInstrument;
  market: TwinMarket;
  source: 'candles' | 'trades' | 'quotes' | 'both';
  candles: TwinCandleUs[];
  /** What begins, ends or is printed at a time. */
  opens: Map<number, number>;
  ends: Set<number>;
  trades: Map<number, TwinTrade[]>;
  quotes: Map<number, TwinQuote[]>;
  candle: TwinCandleUs | null;
  path: PathPoint[];
  /** Where price stands (candles, trades), and for quotes each side. */
  price: Decimal | null;
  bid: Decimal | null;
  ask: Decimal | null;
  lots: Lots;
  bidLots: Lots;
  askLots: Lots;
  /** When the last point, print or quote came. */
  since: number;
  mark: Decimal | null;
  /** What there is to take of the candle, print or quote, and what our takers have taken of it, by side. */
  volume: Record<Side, Decimal>;
  taken: Record<Side, Decimal>;
  /** Under `adverse` a stop was reached in this candle: what is frozen is not filled at its close, either. */
  stopped: boolean;
}

export interface World {
  run: TwinRun;
  now: number;
  sent: number;
  ages: number;
  desks: Desk[];
  orders: Order[];
  groups: Map<string, Group>;
  totals: Map<string, Decimal>;
  positions: Map<string, Position>;
  /** Price is on its way between two points of a candle: at this level. Null: it stands. */
  here: Decimal | null;
  /** That way ends at the close. */
  closing: boolean;
  /** Those that have had their chance at this point wait for the next. */
  passing: boolean;
  /** The last time at which a price came or a fill happened. */
  moved: number;
  peak: Decimal | null;
  started: boolean;
  halted: number | null;
  closes: number;
  /** What fills came to, by UTC day, in the reporting asset. */
  traded: { day: number; value: Decimal }[];
  /** Draws, by purpose and symbol; and how many orders of a symbol have been decided at this time. */
  luck: Map<string, DrawKey>;
  decided: Map<string, number>;
  answer: TwinAnswer;
  /** What is under way to the exchange. */
  mail: Mail[];
}

export interface Mail {
  time: number;
  sent: number;
  /** Without delay: it arrives when the kind in progress is done. */
  now: boolean;
  deliver: () => void;
}

export interface Position {
  quantity: Decimal;
  cost: Decimal;
  /** A rest too small to trade when its fill was made. */
  isDust: boolean;
  trip: Trip | null;
}
export interface Trip {
  side: 'long' | 'short';
  entryTime: number;
  quantity: Decimal;
  entryValue: Decimal;
  exitValue: Decimal;
  fees: Decimal;
  /** Net of fees. */
  pnl: Decimal;
  /** For each candle with fills of this trip: did one open, did one close, was one of them on the way. */
  candles: Map<string, { opened: boolean; closed: boolean; onTheWay: boolean }>;
}

export const leaves = (order: Order): Decimal | null =>
  order.quantity === null ? null : order.quantity.minus(order.filled);
export const alive = (order: Order): boolean => order.place !== 'ended';
/** Arrived, with a size or a price to get one, and not ended: at the exchange. */
export const working = (order: Order): boolean =>
  order.place !== 'sent' && order.place !== 'waiting' && order.place !== 'ended';
/** A child that its entry may still enlarge. */
export const grows = (order: Order): boolean => order.byParent && order.parent !== null && alive(order.parent);
export const isTrigger = (order: Order): boolean => order.type !== 'market' && order.type !== 'limit';
/** A limit order as it stands: a limit, or one that a trigger has made so. */
export const isLimit = (order: Order): boolean =>
  order.type === 'limit' || (order.triggered && (order.type === 'stop_limit' || order.type === 'take_profit_limit'));
/** Its trigger level: the stop, or a trailing stop's level. */
export const triggerLevel = (order: Order): Decimal | null =>
  order.type === 'trailing_stop' ? order.level : order.stop;
export const opposite = (side: Side): Side => (side === 'buy' ? 'sell' : 'buy');

export function emit(world: World, order: Order, event: TwinEventName, reason: string | null = null): void {
  world.answer.events.push({
    time: toMillis(world.now),
    client_id: order.id,
    symbol: order.desk.instrument.symbol,
    event,
    status: order.status,
    quantity: text(order.quantity),
    filled: order.filled.toString(),
    leaves: order.place === 'ended' ? '0' : text(leaves(order)),
    price: text(order.price),
    stop_price: text(triggerLevel(order)),
    trigger_price: text(order.triggerPrice),
    reason,
  });
}

/** The price an order of this side looks at: "With quotes a buy looks at the ask and a sell at the bid". */
export function priceFor(desk: Desk, side: Side): Decimal | null {
  if (desk.source === 'candles' || desk.source === 'trades') return desk.price;
  return side === 'buy' ? desk.ask : desk.bid;
}

export function lotsAt(desk: Desk, side: Side): Lots {
  if (desk.source === 'candles' || desk.source === 'trades') return desk.lots;
  return side === 'buy' ? desk.askLots : desk.bidLots;
}

/**
 * Does an order that arrives now meet a price? "An arriving order meets the symbol's last point if that point's candle contains the
 * arrival or ends at it"; "On trades and quotes ... an order that arrives meets it, however old, unless a gap lies between".
 */
export function hasPrice(desk: Desk, side: Side, now: number): boolean {
  if (priceFor(desk, side) === null) return false;
  if (desk.source === 'candles') return desk.candle !== null && now <= desk.candle.end;
  return !(desk.market.gaps ?? []).some((gap) => gap.from * 1000 < now && gap.to * 1000 > desk.since);
}

export function find(world: World, id: string): Order | undefined {
  return world.orders.find((order) => order.id === id);
}

/** The price an order is judged by before it has met one: its limit, else its trigger, else the mark at the decision. */
export const judgedAt = (order: Order): Decimal | null => order.price ?? triggerLevel(order) ?? order.decisionMark;

export const specOf = (entry: TwinOrder, index: number): string => entry.id ?? `o${index + 1}`;
