import type { Decimal } from 'decimal.js';
import { D, downTo, lotsFor, toMicros, ZERO } from './amounts.ts';
import { equityOf, inQuote, worthIn } from './books.ts';
import { arrive, post } from './exchange.ts';
import { delayOf, largerFee } from './frictions.ts';
import { decimalsOf, freeSeenBy, lotOf } from './holds.ts';
import { brokenLimit, want } from './risk.ts';
import {
  activationOf,
  brokenRule,
  fractionOf,
  limitOf,
  quantityOf,
  Refusal,
  spendOf,
  stopOf,
  trailAmountOf,
  trailPctOf,
} from './sizes.ts';
import {
  alive,
  type Desk,
  emit,
  find,
  type Group,
  judgedAt,
  type Order,
  opposite,
  type Side,
  type World,
} from './state.ts';
import type { TwinInstrument, TwinOrder, TwinType } from './types.ts';

/** "n-th order of that symbol then" */
function countOf(world: World, desk: Desk): number {
  const key = `${desk.instrument.symbol} ${world.now}`;
  const count = world.decided.get(key) ?? 0;
  world.decided.set(key, count + 1);
  return count;
}

function blank(world: World, id: string, desk: Desk, side: Side, type: TwinType): Order {
  const order: Order = {
    id,
    sent: 0,
    age: 0,
    desk,
    side,
    type,
    tif: 'GTC',
    expireAt: null,
    postOnly: false,
    reduceOnly: false,
    close: false,
    quantity: null,
    budget: null,
    filled: ZERO,
    price: null,
    stop: null,
    trailAmount: null,
    trailPct: null,
    activation: null,
    level: null,
    best: null,
    triggered: false,
    triggerPrice: null,
    status: 'pending',
    place: 'sent',
    parent: null,
    byParent: false,
    children: [],
    group: null,
    held: ZERO,
    underWay: ZERO,
    decisionMark: desk.mark,
    decidedAt: world.now,
    nth: countOf(world, desk),
    fills: 0,
    touches: 0,
    changes: 0,
  };
  world.sent += 1;
  order.sent = world.sent;
  return order;
}

/** A scripted entry at its time of decision: approved and sent, or refused. */
export function decide(world: World, entry: TwinOrder, id: string): void {
  const desk = deskOf(world, entry);
  const order = blank(world, id, desk, entry.side ?? 'buy', entry.type ?? 'market');
  const known = find(world, id) !== undefined;
  try {
    if (entry.symbol !== undefined && desk.instrument.symbol !== entry.symbol) throw new Refusal('symbol');
    if (known) throw new Refusal('id');
    fill(world, order, entry);
    if (entry.parent !== undefined) waitFor(world, order, entry.parent);
    const group = entry.oco === undefined ? null : groupOf(world, order, entry.oco);
    size(world, order, entry, group);
    // "What needs a mark to be ... converted and has none": the cost of what a fill moves is kept in the reporting asset.
    if (worthIn(world, order.desk.instrument.quote, ZERO) === null) throw new Refusal('no_price');
    keepLimits(world, order, group);
    const children = childrenOf(world, order, entry);
    for (const child of children) keepLimits(world, child, null);
    enlist(world, order, entry, children);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    order.place = 'ended';
    // "What needs a mark to be sized or converted and has none is rejected (`no_price`)"; all else our own rules refuse.
    order.status = error.rule === 'no_price' ? 'rejected' : 'refused';
    if (!known) world.orders.push(order);
    emit(world, order, order.status, error.rule);
  }
}

/** It waits for an order that has not ended, in the same symbol: it will be as large as that fills. */
function waitFor(world: World, order: Order, id: string): void {
  const parent = world.orders.find((other) => other.id === id && alive(other));
  if (parent === undefined || parent.desk !== order.desk) throw new Refusal('parent');
  order.parent = parent;
  order.byParent = true;
  order.quantity = ZERO;
}

/** The group of that name with orders that have not ended; those are of one symbol. Null: the order begins it. */
function groupOf(world: World, order: Order, name: string): Group | null {
  const group = world.groups.get(name);
  const other = group?.members.find(alive);
  if (other === undefined) return null;
  if (other.desk !== order.desk) throw new Refusal('oco');
  return group!;
}

function keepLimits(world: World, order: Order, group: Group | null): void {
  const limit = brokenLimit(world, order, group, null);
  if (limit !== null) throw new Refusal(limit);
}

const deskOf = (world: World, entry: TwinOrder): Desk =>
  world.desks.find((desk) => desk.instrument.symbol === entry.symbol) ?? world.desks[0]!;

function fill(world: World, order: Order, entry: TwinOrder): void {
  const { instrument } = order.desk;
  const sizes = [entry.quantity, entry.spend, entry.fraction, entry.close].filter((key) => key !== undefined).length;
  // "is as large as that order has filled": it takes no size of its own.
  if (sizes !== (entry.parent === undefined ? 1 : 0)) throw new Refusal('size');
  if (entry.close === true) {
    order.close = true;
    order.type = 'market';
  } else if (entry.side === undefined || entry.type === undefined) throw new Refusal('side');
  words(order, entry, instrument);
  order.tif = entry.time_in_force ?? 'GTC';
  order.postOnly = entry.post_only ?? false;
  order.reduceOnly = entry.reduce_only ?? false;
  const canRest = order.type === 'limit' || order.type === 'stop_limit' || order.type === 'take_profit_limit';
  if (order.postOnly && (!canRest || order.tif === 'IOC' || order.tif === 'FOK')) throw new Refusal('post_only');
  if ((order.tif === 'GTD') !== (entry.expire_at !== undefined)) throw new Refusal('expire_at');
  if (entry.expire_at !== undefined) {
    order.expireAt = toMicros(entry.expire_at);
    // GTD in the past
    if (order.expireAt <= world.now) throw new Refusal('expire_at');
  }
}

/** The prices that a type has, and no others. */
function words(order: Order, entry: TwinOrder, instrument: TwinInstrument): void {
  const { side, type } = order;
  const limited = type === 'limit' || type === 'stop_limit' || type === 'take_profit_limit';
  const stopped = type === 'stop' || type === 'take_profit' || type === 'stop_limit' || type === 'take_profit_limit';
  if (limited !== (entry.price !== undefined)) throw new Refusal('price');
  if (stopped !== (entry.stop_price !== undefined)) throw new Refusal('stop_price');
  if (entry.price !== undefined) order.price = limitOf(entry.price, instrument, side);
  if (entry.stop_price !== undefined) order.stop = stopOf(entry.stop_price, instrument, side, type);
  const trails = [entry.trail_amount, entry.trail_pct].filter((key) => key !== undefined).length;
  if (trails !== (type === 'trailing_stop' ? 1 : 0)) throw new Refusal('trail_amount');
  if (entry.trail_amount !== undefined) order.trailAmount = trailAmountOf(entry.trail_amount, instrument);
  if (entry.trail_pct !== undefined) order.trailPct = trailPctOf(entry.trail_pct);
  if (entry.activation_price === undefined) return;
  if (type !== 'trailing_stop') throw new Refusal('activation_price');
  order.activation = activationOf(entry.activation_price, instrument, side);
}

/** `stop_loss` and `take_profit` of an entry: its children, the other way round. */
function childrenOf(world: World, order: Order, entry: TwinOrder): Order[] {
  const side = opposite(order.side);
  const { desk } = order;
  const out: Order[] = [];
  const child = (id: string, spec: TwinOrder): Order => {
    if (find(world, id) !== undefined || id === order.id) throw new Refusal('id');
    const made = blank(world, id, desk, side, spec.type!);
    words(made, spec, desk.instrument);
    made.parent = order;
    made.byParent = true;
    made.reduceOnly = true;
    made.quantity = ZERO;
    out.push(made);
    return made;
  };
  let stop: Decimal | null = null;
  let profit: Decimal | null = null;
  if (entry.stop_loss !== undefined) {
    const given = typeof entry.stop_loss === 'object' ? entry.stop_loss : { stop_price: entry.stop_loss };
    const { id, ...prices } = given;
    const trailing = prices.trail_amount !== undefined || prices.trail_pct !== undefined;
    const type = trailing ? 'trailing_stop' : prices.price !== undefined ? 'stop_limit' : 'stop';
    stop = child(id ?? `${order.id}.sl`, { at: 0, type, ...prices }).stop;
  }
  if (entry.take_profit !== undefined) {
    const given: { price: number | string; type?: 'limit' | 'market'; id?: string } =
      typeof entry.take_profit === 'object' ? entry.take_profit : { price: entry.take_profit };
    const spec: TwinOrder =
      given.type === 'market'
        ? { at: 0, type: 'take_profit', stop_price: given.price }
        : { at: 0, type: 'limit', price: given.price };
    const made = child(given.id ?? `${order.id}.tp`, spec);
    profit = made.price ?? made.stop;
  }
  bracketRule(order.side, order.price, stop, profit);
  if (out.length === 2) joinGroup(out[0]!, out[1]!);
  return out;
}

/** "bracket with its stop-loss not below its take-profit or either on the wrong side of a limit entry" (for a buy; a sell mirrored) */
export function bracketRule(side: Side, entry: Decimal | null, stop: Decimal | null, profit: Decimal | null): void {
  const below = (a: Decimal, b: Decimal): boolean => (side === 'buy' ? a.lt(b) : a.gt(b));
  if (stop !== null && entry !== null && !below(stop, entry)) throw new Refusal('stop_loss');
  if (profit !== null && entry !== null && !below(entry, profit)) throw new Refusal('take_profit');
  if (stop !== null && profit !== null && !below(stop, profit)) throw new Refusal('stop_loss');
}

function joinGroup(...orders: Order[]): void {
  const group: Group = { name: null, members: orders };
  for (const order of orders) order.group = group;
}

function size(world: World, order: Order, entry: TwinOrder, group: Group | null): void {
  const { instrument } = order.desk;
  if (order.byParent || order.close) return;
  if (entry.quantity !== undefined) {
    settle(world, order, quantityOf(entry.quantity, instrument));
    return;
  }
  const budget =
    entry.spend === undefined
      ? shareOfEquity(world, order, entry, group)
      : spendOf(entry.spend, world.run.asset_decimals[instrument.quote]!);
  if (order.price === null) {
    order.budget = budget;
    if (order.side === 'buy') order.underWay = budget;
    return;
  }
  // "a limit at its limit when approved"
  const fee = order.side === 'buy' ? largerFee(world, instrument) : '0';
  settle(world, order, lotsFor(budget, order.price, fee, lotOf(order), decimalsOf(world, order)));
}

/** "`fraction` of equity", rounded down; a purchase "capped at the free balance" that the strategy sees. */
function shareOfEquity(world: World, order: Order, entry: TwinOrder, group: Group | null): Decimal {
  const { quote } = order.desk.instrument;
  const fraction = fractionOf(entry.fraction!);
  const equity = equityOf(world);
  if (equity === null) throw new Refusal('no_price');
  const unit = new D(10).pow(-world.run.asset_decimals[world.run.reporting_asset]!);
  const worth = inQuote(world, quote, downTo(equity.mul(fraction), unit));
  if (worth === null) throw new Refusal('no_price');
  if (worth.isZero()) throw new Refusal('fraction');
  if (order.side === 'sell') return worth;
  const free = freeSeenBy(world, group, quote);
  if (!free.gt(0)) throw new Refusal('insufficient_balance');
  return D.min(worth, free);
}

/** Its quantity is known: the product rules, and what it will want. */
function settle(world: World, order: Order, quantity: Decimal): void {
  order.quantity = quantity;
  const broken = brokenRule(world, order.desk.instrument, quantity, judgedAt(order));
  if (broken !== null) throw new Refusal(broken);
  order.underWay = want(world, order, quantity);
}

function enlist(world: World, order: Order, entry: TwinOrder, children: Order[]): void {
  if (entry.oco !== undefined) {
    const known = world.groups.get(entry.oco);
    const group: Group = known?.members.some(alive) === true ? known : { name: entry.oco, members: [] };
    world.groups.set(entry.oco, group);
    group.members.push(order);
    order.group = group;
  }
  order.children.push(...children);
  for (const member of [order, ...children]) {
    world.orders.push(member);
    emit(world, member, 'submitted');
  }
  post(world, delayOf(world, order, 'fill'), () => arrive(world, order));
}

/** The drawdown halt's close of a position, on the symbol it is valued by. */
export function submitClose(world: World, desk: Desk): void {
  world.closes += 1;
  decide(world, { at: 0, symbol: desk.instrument.symbol, close: true }, `halt.${world.closes}`);
}
