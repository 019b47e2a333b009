import type { Decimal } from 'decimal.js';
import { D, downTo, money, pct, toMicros, ZERO } from './amounts.ts';
import { equityOf, inQuote, worthIn } from './books.ts';
import { arrive, post } from './exchange.ts';
import { brokenLimit, notionalPrice } from './risk.ts';
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
import { type Desk, emit, find, type Group, type Order, opposite, type Side, type World } from './state.ts';
import type { TwinInstrument, TwinOrder, TwinType } from './types.ts';

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
    remeet: false,
    parent: null,
    children: [],
    group: null,
    holder: { members: [], held: new Map() },
    holdMark: null,
  };
  order.holder.members.push(order);
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
    const children = childrenOf(world, order, entry);
    size(world, order, entry);
    productRules(world, order);
    const limit = brokenLimit(world, order);
    if (limit !== null) throw new Refusal(limit);
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

const deskOf = (world: World, entry: TwinOrder): Desk =>
  world.desks.find((desk) => desk.instrument.symbol === entry.symbol) ?? world.desks[0]!;

function fill(world: World, order: Order, entry: TwinOrder): void {
  const { instrument } = order.desk;
  const sizes = [entry.quantity, entry.spend, entry.fraction, entry.close].filter((key) => key !== undefined).length;
  if (sizes > 1 || (sizes === 0 && entry.parent === undefined)) throw new Refusal('size');
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
    made.place = 'waiting';
    made.parent = order;
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
  bracketRule(order, stop, profit);
  if (out.length === 2) joinGroup(out[0]!, out[1]!);
  return out;
}

/** "bracket with its stop-loss not below its take-profit or either on the wrong side of a limit entry" (for a buy; a sell mirrored) */
function bracketRule(order: Order, stop: Decimal | null, profit: Decimal | null): void {
  const below = (a: Decimal, b: Decimal): boolean => (order.side === 'buy' ? a.lt(b) : a.gt(b));
  const entry = order.type === 'limit' ? order.price : null;
  if (stop !== null && entry !== null && !below(stop, entry)) throw new Refusal('stop_loss');
  if (profit !== null && entry !== null && !below(entry, profit)) throw new Refusal('take_profit');
  if (stop !== null && profit !== null && !below(stop, profit)) throw new Refusal('stop_loss');
}

function joinGroup(...orders: Order[]): void {
  const group: Group = { members: orders, held: new Map(), ended: false };
  for (const order of orders) {
    order.group = group;
    order.holder = group;
  }
}

function size(world: World, order: Order, entry: TwinOrder): void {
  const { instrument } = order.desk;
  // `parent: ID`: "is as large as that order has filled"
  if (entry.parent !== undefined || order.close) return;
  if (entry.quantity !== undefined) {
    order.quantity = quantityOf(entry.quantity, instrument);
    return;
  }
  const decimals = world.run.asset_decimals[instrument.quote]!;
  let budget: Decimal | null;
  if (entry.spend !== undefined) budget = spendOf(entry.spend, decimals);
  else {
    const fraction = fractionOf(entry.fraction!);
    const equity = equityOf(world);
    if (equity === null) throw new Refusal('no_price');
    const reporting = money(equity.mul(fraction), world.run.asset_decimals[world.run.reporting_asset]!);
    budget = inQuote(world, instrument.quote, reporting);
    if (budget === null) throw new Refusal('no_price');
  }
  if (order.price === null) {
    order.budget = budget;
    return;
  }
  // "a limit at its limit when approved"
  const fee = order.side === 'buy' ? D.max(pct(instrument.maker_pct), pct(instrument.taker_pct)) : ZERO;
  order.quantity = downTo(budget.div(order.price.mul(fee.plus(1))), instrument.lot_size);
}

function productRules(world: World, order: Order): void {
  const { quote } = order.desk.instrument;
  // The cost of a position is kept in the reporting asset: without a mark of the quote asset it could not be.
  if (worthIn(world, quote, new D(1)) === null) throw new Refusal('no_price');
  if (order.quantity === null) return;
  const broken = brokenRule(order.desk.instrument, order.quantity, notionalPrice(order));
  if (broken !== null) throw new Refusal(broken);
}

function enlist(world: World, order: Order, entry: TwinOrder, children: Order[]): void {
  if (entry.parent !== undefined) {
    const parent = world.orders.find((other) => other.id === entry.parent && other.status !== 'refused');
    if (parent === undefined) throw new Refusal('parent');
    order.parent = parent;
    parent.children.push(order);
  }
  if (entry.oco !== undefined) {
    const group: Group = world.groups.get(entry.oco) ?? { members: [], held: new Map(), ended: false };
    world.groups.set(entry.oco, group);
    group.members.push(order);
    order.group = group;
    order.holder = group;
  }
  order.children.push(...children);
  for (const member of [order, ...children]) {
    world.orders.push(member);
    if (!world.holders.includes(member.holder)) world.holders.push(member.holder);
    emit(world, member, 'submitted');
  }
  post(world, world.run.settings.fill_delay_ms, () => arrive(world, order));
}

/** The drawdown halt's close of a position, on the first symbol that trades it (in the reporting asset, if there is one). */
export function submitClose(world: World, asset: string): void {
  const desks = world.desks.filter((desk) => desk.instrument.base === asset);
  const desk = desks.find((one) => one.instrument.quote === world.run.reporting_asset) ?? desks[0];
  if (desk === undefined) return;
  decide(world, { at: 0, symbol: desk.instrument.symbol, close: true }, `halt.${asset}`);
}
