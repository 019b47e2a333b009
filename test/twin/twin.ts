import { decideAmend } from './amend.ts';
import { D, toMicros, toMillis, ZERO } from './amounts.ts';
import { closeBooks, equityRow, initialEquity, positionOf } from './books.ts';
import { cancelArrives, post } from './exchange.ts';
import { comesAnew, delayOf } from './frictions.ts';
import { finish } from './groups.ts';
import { putBack } from './matching.ts';
import { type Movement, move, type Prices, serveWaiting } from './passing.ts';
import {
  candlesOf,
  dealt,
  firstExtreme,
  middle,
  opensSession,
  type PathPoint,
  pointTimes,
  side,
  sizeOf,
  sourceOf,
} from './path.ts';
import { thaw } from './pessimism.ts';
import { watchDrawdown } from './risk.ts';
import { alive, type Desk, type Order, specOf, type World } from './state.ts';
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
    here: null,
    closing: false,
    passing: false,
    moved: Number.NEGATIVE_INFINITY,
    peak: null,
    started: false,
    halted: null,
    closes: 0,
    traded: [],
    luck: new Map(),
    decided: new Map(),
    answer,
    mail: [],
  };
  for (const asset of Object.keys(run.asset_decimals)) world.totals.set(asset, ZERO);
  for (const [asset, amount] of Object.entries(run.initial_balance)) world.totals.set(asset, new D(amount));
  start(world);
  return world;
}

/** "The run starts when every held asset has a price": what it is worth then is the first peak. */
function start(world: World): void {
  if (world.started) return;
  world.peak = initialEquity(world);
  world.started = world.peak !== null;
}

/** A price has come. */
function moved(world: World): void {
  world.moved = world.now;
  start(world);
}

function openDesk(run: TwinRun, instrument: TwinInstrument, place: number): Desk {
  const market: TwinMarket = run.market.find((one) => one.symbol === instrument.symbol)!;
  const candles = candlesOf(run, market, instrument);
  return {
    place,
    instrument,
    market,
    source: sourceOf(market),
    candles,
    opens: new Map(candles.map(({ time }, index) => [time, index])),
    ends: new Set(candles.map(({ end }) => end)),
    trades: byTime(run, market.trades ?? []),
    quotes: byTime(run, market.quotes ?? []),
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
    volume: { buy: ZERO, sell: ZERO },
    taken: { buy: ZERO, sell: ZERO },
    stopped: false,
  };
}

/** The scripted strategy decides by timers: of one time first the orders, then the amends, then the cancels, each in the list's order. */
function timersOf(world: World): Timer[] {
  const orders: Timer[] = [];
  const amends: Timer[] = [];
  const cancels: Timer[] = [];
  world.run.orders.forEach((entry, index) => {
    const id = specOf(entry, index);
    const placed = (then: (order: Order) => void): void => {
      const order = world.orders.find((one) => one.id === id);
      if (order !== undefined && alive(order)) then(order);
    };
    orders.push({ time: toMicros(entry.at), ring: () => decide(world, entry, id) });
    for (const amend of entry.amend ?? [])
      amends.push({ time: toMicros(amend.at), ring: () => placed((order) => decideAmend(world, order, amend)) });
    if (entry.cancel_at === undefined) return;
    const cancel = (order: Order): void =>
      post(world, delayOf(world, order, 'cancel'), () => cancelArrives(world, order, 'cancel'));
    cancels.push({ time: toMicros(entry.cancel_at), ring: () => placed(cancel) });
  });
  return [...orders, ...amends, ...cancels];
}

/** Prints or quotes of the window, by their time. */
function byTime<T extends { time: number }>({ from, to }: TwinRun, rows: T[]): Map<number, T[]> {
  const out = new Map<number, T[]>();
  for (const row of rows) {
    if (row.time < from || row.time >= to) continue;
    const time = toMicros(row.time);
    out.set(time, [...(out.get(time) ?? []), row]);
  }
  return out;
}

/** Every time at which the market does something, in order. */
function marketTimes(world: World): number[] {
  const times = world.desks.flatMap((desk) => [
    ...desk.candles.flatMap((candle) => pointTimes(candle)),
    ...desk.trades.keys(),
    ...desk.quotes.keys(),
  ]);
  return [...new Set(times)].sort((a, b) => a - b);
}

/** The earliest time after now; `times` loses those that are past. */
function nextTime(world: World, times: number[], timers: Timer[], end: number): number {
  while (times.length > 0 && times[0]! <= world.now) times.shift();
  let next = Math.min(times[0] ?? end, end);
  const see = (time: number | null): void => {
    if (time !== null && time > world.now && time < next) next = time;
  };
  for (const { time } of timers) see(time);
  for (const { time } of world.mail) see(time);
  for (const order of world.orders) if (alive(order)) see(order.expireAt);
  return next;
}

/** One instant, "by kind". What is sent without delay arrives "when the kind in progress is done". */
function instant(world: World, timers: Timer[], last: boolean): void {
  for (const desk of world.desks) innerPoints(world, desk); // (1) points other than opens
  deliver(world, true);
  expire(world); // (2) expiries, then timers
  for (const timer of timers) if (timer.time === world.now) timer.ring();
  deliver(world, true);
  deliver(world, false); // (3) orders, amends and cancels that arrive, in the order sent
  deliver(world, true);
  if (candlesClose(world)) {
    // (4) marks, one equity row for the time
    equityRow(world);
    watchDrawdown(world);
    if (world.halted === world.now) world.answer.halted_at = toMillis(world.now);
    deliver(world, true);
  }
  if (last) lastRow(world);
  if (last) return;
  for (const desk of world.desks) openPoint(world, desk); // (5) opens
  deliver(world, true);
  for (const desk of world.desks) prints(world, desk); // (6) trades and quotes
  deliver(world, true);
}

/** "its last equity row is taken again after the zero-delay fills"; where price moved or a fill happened after it, one more. */
function lastRow(world: World): void {
  const time = world.answer.equity.at(-1)?.time;
  if (time !== undefined) equityRow(world, world.moved > toMicros(time) ? world.now : toMicros(time));
}

function deliver(world: World, now: boolean): void {
  for (;;) {
    const due = world.mail
      .filter((letter) => letter.time === world.now && letter.now === now)
      .sort((a, b) => a.sent - b.sent)[0];
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
  const from = desk.path[index - 1]!.price;
  passTo(world, desk, point);
  world.closing = index === 3;
  if (index === 3) thaw(world, desk);
  comeTo(world, desk, { buy: from, sell: from }, { way: true });
  world.closing = false;
  if (index === 3) tighten(world, desk);
}

/** The market has a new price: orders on the way or reached, then those that wait, meet it; trailing stops note it. */
function comeTo(world: World, desk: Desk, old: Prices, how: Movement): void {
  if (world.orders.some((order) => order.desk === desk && order.place !== 'sent' && order.place !== 'ended')) {
    move(world, desk, old, how);
    serveWaiting(world, desk);
    notePoint(world, desk);
  }
  moved(world);
}

/** Price stands at the point from now on; it is the mark, too. */
function passTo(world: World, desk: Desk, { price, lots }: PathPoint): void {
  desk.lots = { left: lots };
  desk.since = world.now;
  desk.price = price;
  desk.mark = price;
}

function openPoint(world: World, desk: Desk): void {
  if (desk.source !== 'candles') return;
  const index = desk.opens.get(world.now) ?? -1;
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
  passTo(world, desk, desk.path[0]!);
  desk.stopped = false;
  comesAnew(desk, { buy: candle.volume, sell: candle.volume });
  thaw(world, desk);
  comeTo(world, desk, { buy: old, sell: old }, { auction: opensSession(desk.instrument, candle, before) });
}

/** True where a candle ends now. */
const candlesClose = (world: World): boolean => world.desks.some(({ ends }) => ends.has(world.now));

function prints(world: World, desk: Desk): void {
  for (const quote of desk.quotes.get(world.now) ?? []) quoteComes(world, desk, quote);
  for (const trade of desk.trades.get(world.now) ?? []) tradeComes(world, desk, trade);
}

function quoteComes(world: World, desk: Desk, quote: TwinQuote): void {
  const { bid, ask } = desk;
  desk.bid = side(quote.bid, quote.bid_size);
  desk.ask = side(quote.ask, quote.ask_size);
  desk.bidLots = { left: desk.bid === null ? ZERO : sizeOf(world.run, desk.instrument, quote.bid_size!, true) };
  desk.askLots = { left: desk.ask === null ? ZERO : sizeOf(world.run, desk.instrument, quote.ask_size!, true) };
  comesAnew(desk, { buy: new D(quote.ask_size ?? 0), sell: new D(quote.bid_size ?? 0) });
  desk.since = world.now;
  // "The mark is the last print, on quotes alone the middle": before the first print, too
  if (desk.price === null) desk.mark = middle(desk.bid, desk.ask, desk.instrument) ?? desk.mark;
  comeTo(world, desk, { buy: ask, sell: bid }, {});
  tighten(world, desk);
}

function tradeComes(world: World, desk: Desk, trade: TwinTrade): void {
  const old = desk.price;
  const lots = { left: sizeOf(world.run, desk.instrument, trade.size, false) };
  desk.price = new D(trade.price);
  desk.mark = desk.price;
  if (desk.source === 'both') {
    move(world, desk, { buy: desk.price, sell: desk.price }, { limitsAt: desk.price, lots });
    putBack(world, desk);
    moved(world);
    return;
  }
  comesAnew(desk, { buy: new D(trade.size), sell: new D(trade.size) });
  desk.lots = lots;
  desk.since = world.now;
  comeTo(world, desk, { buy: old, sell: old }, {});
  tighten(world, desk);
}
