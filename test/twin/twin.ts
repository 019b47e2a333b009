import { amendArrives } from './amend.ts';
import { D, toMicros, toMillis, ZERO } from './amounts.ts';
import { closeBooks, equityOf, equityRow, positionOf } from './books.ts';
import { cancelArrives, cancelDelay, post } from './exchange.ts';
import { finish } from './groups.ts';
import { jump, printBesideQuotes, serveWaiting, sweep } from './passing.ts';
import { candlesOf, dealt, firstExtreme, middle, opensSession, pointTimes, side, sizeOf, sourceOf } from './path.ts';
import { settleFrozen } from './pessimism.ts';
import { watchDrawdown } from './risk.ts';
import { alive, type Desk, find, type Order, specOf, type World } from './state.ts';
import { decide } from './submit.ts';
import { notePoint, tighten } from './triggers.ts';
import type { TwinAnswer, TwinInstrument, TwinMarket, TwinQuote, TwinRun, TwinTrade } from './types.ts';

interface Timer {
  time: number;
  ring: () => void;
}

/** Runs a description through the simulator: every instant at which anything happens, in time's order, kind after kind. */
export function runTwin(run: TwinRun): TwinAnswer {
  const world = open(run);
  const timers = timersOf(world);
  const times = marketTimes(world);
  // "The run ends after kind (4) of its last time, `to` or the last candle's end"
  const end = Math.max(toMicros(run.to), ...world.desks.flatMap((desk) => desk.candles.map((candle) => candle.end)));
  for (;;) {
    const next = nextTime(world, times, timers, end);
    world.now = next;
    instant(world, timers, next === end);
    if (next === end) break;
  }
  closeBooks(world);
  return world.answer;
}

function open(run: TwinRun): World {
  const answer: TwinAnswer = {
    events: [],
    fills: [],
    round_trips: [],
    balances: [],
    positions: [],
    dust: [],
    equity: [],
    halted_at: null,
  };
  const world: World = {
    run,
    now: toMicros(run.from) - 1,
    sent: 0,
    ages: 0,
    desks: run.instruments.map((instrument, place) => openDesk(run, instrument, place)),
    orders: [],
    groups: new Map(),
    totals: new Map(),
    positions: new Map(),
    dust: new Map(),
    holders: [],
    peak: null,
    halted: null,
    answer,
    mail: [],
  };
  for (const asset of Object.keys(run.asset_decimals)) world.totals.set(asset, ZERO);
  for (const [asset, amount] of Object.entries(run.initial_balance)) world.totals.set(asset, new D(amount));
  // The initial equity is the first peak, where it needs no price.
  world.peak = equityOf(world);
  return world;
}

function openDesk(run: TwinRun, instrument: TwinInstrument, place: number): Desk {
  const market: TwinMarket = run.market.find((one) => one.symbol === instrument.symbol)!;
  return {
    place,
    instrument,
    market,
    source: sourceOf(market),
    candles: candlesOf(run, market, instrument),
    candle: null,
    path: [],
    price: null,
    bid: null,
    ask: null,
    lots: { left: null },
    bidLots: { left: null },
    askLots: { left: null },
    since: Number.NEGATIVE_INFINITY,
    mark: null,
    frozen: new Map(),
  };
}

/** The scripted strategy decides by timers: an order, its amends and its cancel, entries in the order of the list. */
function timersOf(world: World): Timer[] {
  const timers: Timer[] = [];
  world.run.orders.forEach((entry, index) => {
    const id = specOf(entry, index);
    timers.push({ time: toMicros(entry.at), ring: () => decide(world, entry, id) });
    const later = (at: number, deliver: (order: Order) => void): void => {
      const ring = (): void => {
        const order = find(world, id);
        if (order !== undefined) post(world, cancelDelay(world), () => deliver(order));
      };
      timers.push({ time: toMicros(at), ring });
    };
    for (const amend of entry.amend ?? []) later(amend.at, (order) => amendArrives(world, order, amend));
    if (entry.cancel_at !== undefined) later(entry.cancel_at, (order) => cancelArrives(world, order, 'cancel'));
  });
  return timers;
}

const inWindow = (run: TwinRun, time: number): boolean => time >= run.from && time < run.to;
const tradesOf = (world: World, desk: Desk): TwinTrade[] =>
  (desk.market.trades ?? []).filter((trade) => inWindow(world.run, trade.time));
const quotesOf = (world: World, desk: Desk): TwinQuote[] =>
  (desk.market.quotes ?? []).filter((quote) => inWindow(world.run, quote.time));

function marketTimes(world: World): number[] {
  return world.desks.flatMap((desk) => [
    ...desk.candles.flatMap((candle) => pointTimes(candle)),
    ...tradesOf(world, desk).map((trade) => toMicros(trade.time)),
    ...quotesOf(world, desk).map((quote) => toMicros(quote.time)),
  ]);
}

function nextTime(world: World, times: number[], timers: Timer[], end: number): number {
  const expiries = world.orders.filter((order) => alive(order) && order.expireAt !== null);
  const all = [
    ...times,
    ...timers.map((timer) => timer.time),
    ...world.mail.map((letter) => letter.time),
    ...expiries.map((order) => order.expireAt!),
  ];
  return all.reduce((next, time) => (time > world.now && time < next ? time : next), end);
}

/** One instant, "by kind". */
function instant(world: World, timers: Timer[], last: boolean): void {
  for (const desk of world.desks) innerPoints(world, desk); // (1) points other than opens
  expire(world); // (2) expiries, then timers
  for (const timer of timers) if (timer.time === world.now) timer.ring();
  deliver(world); // (3) orders, amends and cancels that arrive, in the order sent
  if (closeCandles(world)) {
    // (4) marks, one equity row for the time
    equityRow(world);
    watchDrawdown(world);
    if (world.halted === world.now) world.answer.halted_at = toMillis(world.now);
    deliver(world); // zero-delay orders
  }
  // "its last equity row is taken again after the zero-delay fills"
  if (last && world.answer.equity.at(-1)?.time === toMillis(world.now)) equityRow(world);
  if (last) return;
  for (const desk of world.desks) openPoint(world, desk); // (5) opens
  for (const desk of world.desks) prints(world, desk); // (6) trades and quotes
}

function deliver(world: World): void {
  for (;;) {
    const due = world.mail.filter((letter) => letter.time === world.now).sort((a, b) => a.sent - b.sent)[0];
    if (due === undefined) return;
    world.mail.splice(world.mail.indexOf(due), 1);
    due.deliver();
  }
}

/** "An order lives until kind (2) of its expiry: a candle that ends then still fills it." */
function expire(world: World): void {
  const due = world.orders.filter(
    (order) => alive(order) && order.place !== 'sent' && order.expireAt !== null && order.expireAt <= world.now,
  );
  due.sort((a, b) => a.desk.place - b.desk.place || a.sent - b.sent);
  for (const order of due) finish(world, order, 'expired', 'expire_at');
}

/** The first extreme, the other, the close: those whose time this is. */
function innerPoints(world: World, desk: Desk): void {
  if (desk.source !== 'candles' || desk.candle === null) return;
  const candle = desk.candle;
  const [, first, second, close] = pointTimes(candle);
  if (world.now === first) {
    const up = firstExtreme(world.run, candle, positionOf(world, desk.instrument.base)) === 'high';
    desk.path[1]!.price = up ? candle.high : candle.low;
    desk.path[2]!.price = up ? candle.low : candle.high;
  }
  const index = [first, second, close].indexOf(world.now) + 1;
  if (index === 0) return;
  const point = desk.path[index]!;
  desk.lots = { left: point.lots };
  desk.since = world.now;
  sweep(world, desk, desk.path[index - 1]!.price, point.price);
  if (index === 3) settleFrozen(world, desk);
  serveWaiting(world, desk);
  notePoint(world, desk);
  if (index === 3) tighten(world, desk);
}

function openPoint(world: World, desk: Desk): void {
  if (desk.source !== 'candles') return;
  const index = desk.candles.findIndex((one) => one.time === world.now);
  const candle = desk.candles[index];
  // "filled candles are flagged and nothing fills on them"
  if (candle === undefined || candle.filled) return;
  const before = desk.candles.slice(0, index).findLast((one) => !one.filled) ?? null;
  const lots = dealt(world.run, desk.instrument, candle.volume);
  const times = pointTimes(candle);
  const prices = [candle.open, candle.open, candle.open, candle.close];
  const old = desk.price;
  desk.candle = candle;
  desk.path = prices.map((price, at) => ({ time: times[at]!, price, lots: lots[at] ?? null }));
  desk.price = candle.open;
  desk.lots = { left: lots[0] ?? null };
  desk.since = world.now;
  if (old !== null) jump(world, desk, () => old, opensSession(desk.instrument, candle, before));
  serveWaiting(world, desk);
  notePoint(world, desk);
}

/** "(4) marks": the close of every candle that ends now. True: one did. */
function closeCandles(world: World): boolean {
  let any = false;
  for (const desk of world.desks)
    for (const candle of desk.candles) {
      if (candle.end !== world.now) continue;
      any = true;
      if (desk.source === 'candles') desk.mark = candle.close;
    }
  return any;
}

function prints(world: World, desk: Desk): void {
  for (const quote of quotesOf(world, desk)) if (toMicros(quote.time) === world.now) quoteComes(world, desk, quote);
  for (const trade of tradesOf(world, desk)) if (toMicros(trade.time) === world.now) tradeComes(world, desk, trade);
}

function quoteComes(world: World, desk: Desk, quote: TwinQuote): void {
  const { bid, ask } = desk;
  desk.bid = side(quote.bid, quote.bid_size);
  desk.ask = side(quote.ask, quote.ask_size);
  desk.bidLots = { left: desk.bid === null ? ZERO : sizeOf(world.run, desk.instrument, quote.bid_size!, true) };
  desk.askLots = { left: desk.ask === null ? ZERO : sizeOf(world.run, desk.instrument, quote.ask_size!, true) };
  desk.since = world.now;
  // "The mark is the last print, on quotes alone the middle"
  if (desk.source === 'quotes') desk.mark = middle(desk.bid, desk.ask, desk.instrument) ?? desk.mark;
  jump(world, desk, (order) => (order.side === 'buy' ? ask : bid), false);
  serveWaiting(world, desk);
  notePoint(world, desk);
  tighten(world, desk);
}

function tradeComes(world: World, desk: Desk, trade: TwinTrade): void {
  const old = desk.price;
  const lots = { left: sizeOf(world.run, desk.instrument, trade.size, false) };
  desk.price = new D(trade.price);
  desk.mark = desk.price;
  if (desk.source === 'both') {
    printBesideQuotes(world, desk, desk.price, old, lots);
    return;
  }
  desk.lots = lots;
  desk.since = world.now;
  jump(world, desk, () => old, false);
  serveWaiting(world, desk);
  notePoint(world, desk);
  tighten(world, desk);
}
