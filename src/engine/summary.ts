/** What a finished run leaves beside its rows, in whole units. */
import type { SymbolMarket } from '../exchange/market.ts';
import { type Order, SIZE } from '../exchange/order.ts';
import type { Lacks } from '../market/columns.ts';
import type { Asset, Instrument } from '../model/instrument.ts';
import {
  hasEnded,
  ORDER_STATUSES,
  ORDER_TYPES,
  type OrderStatus,
  type OrderType,
  SIDES,
  type Side,
  TIMES_IN_FORCE,
  type TimeInForce,
} from '../model/order.ts';
import type { Rate } from '../model/rate.ts';
import { NONE } from '../model/record.ts';
import type { WideSum } from '../model/wide.ts';
import type { Books } from '../portfolio/books.ts';
import type { Position } from '../portfolio/position.ts';
import type { DetailCounts } from './detail.ts';
import type { FrictionCosts } from './frictions.ts';
import type { RecordDigests } from './recorder.ts';
import type { RefusalCount } from './refusals.ts';
import type { PriceSource, SessionSetup } from './setup.ts';
import { ROLE } from './stream.ts';
import type { Strings } from './strings.ts';
import type { Tape } from './tape.ts';

export interface PositionSummary {
  readonly asset: number;
  readonly quantity: number;
  readonly cost: number;
  /** Value less cost, reporting units. */
  readonly unrealized: number;
  readonly isDust: boolean;
  /** The round trip it is on rests on an unknown order of prices inside a candle. */
  readonly isAmbiguous: boolean;
  /** Mark of the first pair on the asset's way to the reporting asset, price units, and its age; NONE where unpriced. */
  readonly markSymbol: number;
  readonly mark: number;
  readonly markTime: number;
}

/** An order that has not ended, in whole units; NONE where it has no such amount, price or time. */
export interface OpenOrder {
  readonly id: number;
  readonly clientId: string | null;
  readonly symbol: number;
  /** Null of a `close` that has not met its price yet: the position then says it. */
  readonly side: Side | null;
  readonly type: OrderType;
  readonly status: OrderStatus;
  readonly quantity: number;
  /** Quote units to be spent, of an order by budget. */
  readonly budget: number;
  readonly filled: number;
  readonly price: number;
  readonly stopPrice: number;
  readonly triggerPrice: number;
  readonly activationPrice: number;
  readonly trailAmount: number;
  readonly trailRate: Rate | null;
  readonly timeInForce: TimeInForce;
  /** Microseconds. */
  readonly expireAt: number;
  readonly postOnly: boolean;
  readonly reduceOnly: boolean;
  /** The order whose fills it waits for, or has grown by. */
  readonly parentId: number;
  /** The group it shares its hold with. */
  readonly group: string | null;
  readonly reason: string | null;
}

export interface LiveQuality {
  /** Trades whose candle had closed: they moved the price and not the candle. */
  readonly lateTrades: number;
  /** Trades that were told later than they happened. */
  readonly backfilled: number;
  /** Times the connection was stale or lost. */
  readonly interruptions: number;
  /** What was sent and is no event, by reason (DROPPED). */
  readonly dropped: readonly number[];
}

export interface SymbolQuality {
  readonly symbol: number;
  readonly matching: PriceSource;
  readonly candles: number;
  readonly filledCandles: number;
  readonly prints: number;
  readonly quotes: number;
  readonly gaps: number;
  /** How its candles and the finer ones that settle them go together; null where there are no finer ones. */
  readonly detail: Readonly<DetailCounts> | null;
  /** Microseconds missing in all gaps. */
  readonly missing: number;
  /** What a live tape tells of itself; zeros on any other. */
  readonly live: LiveQuality;
  /** Of the gaps, those at the two ends of the window: no price on their other side. */
  readonly lacks: Lacks;
  /** Strategy candles that the warm-up still lacked at the end. */
  readonly warmupLeft: number;
  /** Of the warm-up's candles, those that opened before the window. */
  readonly warmupBefore: number;
  /** First price of the window and the last, price units; NONE where there is none. */
  readonly firstPrice: number;
  readonly lastPrice: number;
}

export interface RunSummary {
  readonly assets: readonly Asset[];
  readonly instruments: readonly Instrument[];
  readonly reporting: number;
  /** Microseconds: the window's start, and the run's last time. */
  readonly startTime: number;
  readonly endTime: number;
  readonly initialEquity: number;
  readonly finalEquity: number;
  readonly realizedPnl: number;
  readonly unrealizedPnl: number;
  readonly fees: WideSum;
  readonly slippage: WideSum;
  readonly turnover: WideSum;
  readonly frictions: FrictionCosts;
  readonly orderCount: number;
  readonly fillCount: number;
  readonly timeInPosition: number;
  readonly initialBalance: readonly number[];
  readonly totals: readonly number[];
  readonly held: readonly number[];
  readonly positions: readonly PositionSummary[];
  readonly openOrders: readonly OpenOrder[];
  readonly refusals: readonly RefusalCount[];
  readonly quality: readonly SymbolQuality[];
  /** Intents that the warm-up swallowed. */
  readonly warmupIntents: number;
  /** Market events: candles, prints and tape rows. */
  readonly events: number;
  readonly digests: RecordDigests;
}

/** Joins what the books, the tape and the session know at the end of a run. */
export function summarize(parts: {
  readonly setup: SessionSetup;
  readonly books: Books;
  readonly tape: Tape;
  readonly markets: readonly SymbolMarket[];
  readonly endTime: number;
  readonly initialEquity: number;
  readonly orderCount: number;
  readonly fillCount: number;
  readonly openOrders: readonly Order[];
  readonly strings: Strings;
  readonly refusals: readonly RefusalCount[];
  readonly warmupIntents: number;
  readonly frictions: FrictionCosts;
  readonly digests: RecordDigests;
}): RunSummary {
  const { setup, books, tape, markets } = parts;
  const { assets, instruments, reporting } = setup;
  const positions = books.positions
    .filter(({ quantity }) => quantity !== 0)
    .map((position) => positionSummary(position, books, markets));
  let realizedPnl = 0;
  for (const position of books.positions) realizedPnl += position.realized;
  return {
    assets,
    instruments,
    reporting,
    startTime: setup.window.from,
    endTime: parts.endTime,
    initialEquity: parts.initialEquity,
    finalEquity: books.equity(),
    realizedPnl,
    unrealizedPnl: positions.reduce((sum, { unrealized }) => sum + unrealized, 0),
    fees: books.fees,
    slippage: books.slippage,
    turnover: books.turnover,
    frictions: parts.frictions,
    orderCount: parts.orderCount,
    fillCount: parts.fillCount,
    timeInPosition: books.timeInPosition(parts.endTime),
    initialBalance: [...books.initial],
    totals: [...books.totals],
    held: [...books.held],
    positions,
    openOrders: parts.openOrders
      .filter(({ status }) => !hasEnded(status))
      .sort((a, b) => a.id - b.id)
      .map((order) => openOrder(order, parts.strings)),
    refusals: parts.refusals,
    quality: instruments.map((_, symbol) => qualityOf(symbol, setup, tape, markets[symbol]!)),
    warmupIntents: parts.warmupIntents,
    events: tape.events,
    digests: parts.digests,
  };
}

function openOrder(order: Order, strings: Strings): OpenOrder {
  const { parent, group } = order;
  return {
    id: order.id,
    clientId: strings.at(order.clientId),
    symbol: order.symbol,
    side: order.sizing === SIZE.close && order.quantity === NONE ? null : SIDES[order.side]!,
    type: ORDER_TYPES[order.type]!,
    status: ORDER_STATUSES[order.status]!,
    quantity: order.quantity,
    budget: order.budget,
    filled: order.filled,
    price: order.price,
    stopPrice: order.stopPrice,
    triggerPrice: order.triggerPrice,
    activationPrice: order.activationPrice,
    trailAmount: order.trailAmount,
    trailRate: order.trailRate,
    timeInForce: TIMES_IN_FORCE[order.timeInForce]!,
    expireAt: order.expireAt,
    postOnly: order.postOnly,
    reduceOnly: order.reduceOnly,
    parentId: parent === null ? NONE : parent.id,
    group: group === null ? null : group.name,
    reason: strings.at(order.reason),
  };
}

function positionSummary(position: Position, books: Books, markets: readonly SymbolMarket[]): PositionSummary {
  const value = books.valuation.value(position.asset, Math.abs(position.quantity));
  const markSymbol = books.valuation.symbolsOf(position.asset)[0] ?? NONE;
  const market = markets[markSymbol];
  return {
    asset: position.asset,
    quantity: position.quantity,
    cost: position.cost,
    unrealized: position.unrealized(value),
    isDust: position.isDust,
    isAmbiguous: !position.isFlat && position.trip.ambiguous,
    markSymbol,
    mark: market?.price ?? NONE,
    markTime: market?.priceTime ?? NONE,
  };
}

function qualityOf(symbol: number, setup: SessionSetup, tape: Tape, market: SymbolMarket): SymbolQuality {
  const counts = tape.counts[symbol]!;
  return {
    symbol,
    matching: setup.matching[symbol]!,
    candles: tape.candlesOf(symbol),
    filledCandles: counts.filledCandles,
    prints: counts.prints,
    quotes: counts.quotes,
    gaps: counts.gaps,
    detail: tape.streams.find((stream) => stream.symbol === symbol && stream.detail !== null)?.detail?.counts ?? null,
    missing: counts.missing,
    live: {
      lateTrades: tape.lateTrades(symbol),
      backfilled: counts.backfilled,
      interruptions: counts.interruptions,
      dropped: counts.dropped,
    },
    lacks: lacksOf(symbol, tape),
    warmupLeft: tape.feeds[symbol]?.warmupLeft ?? 0,
    warmupBefore: tape.feeds[symbol]?.warmupBefore ?? 0,
    firstPrice: counts.firstPrice,
    lastPrice: market.price,
  };
}

/** Of the candles, or what they are made of. */
function lacksOf(symbol: number, { streams }: Tape): Lacks {
  const own = streams.filter((stream) => stream.symbol === symbol);
  const source =
    own.find(({ role }) => role === ROLE.path || role === ROLE.shown) ?? own.find(({ makes }) => makes !== null);
  return source?.lacks ?? { before: null, after: null };
}
