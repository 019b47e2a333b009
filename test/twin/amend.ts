import type { Decimal } from 'decimal.js';
import { toMicros } from './amounts.ts';
import { post } from './exchange.ts';
import { delayOf } from './frictions.ts';
import { hold } from './holds.ts';
import { meetPrice } from './matching.ts';
import { brokenLimit } from './risk.ts';
import { brokenRule, limitOf, quantityOf, Refusal, stopOf, trailAmountOf, trailPctOf } from './sizes.ts';
import { alive, emit, grows, hasPrice, judgedAt, type Order, opposite, triggerLevel, type World } from './state.ts';
import { bracketRule } from './submit.ts';
import type { TwinAmend } from './types.ts';

/** What an amend changes, read: null stays as it is. */
interface Change {
  quantity: Decimal | null;
  price: Decimal | null;
  stop: Decimal | null;
  trailAmount: Decimal | null;
  trailPct: Decimal | null;
  expireAt: number | null;
}

/**
 * "Amend changes `quantity` (the total), `price`, `stop_price`, `trail_*`, `expire_at` of a working order". The rules of a new order hold
 * for it when it is decided; what may have changed on the way is looked at again when it arrives.
 */
export function decideAmend(world: World, order: Order, amend: TwinAmend): void {
  if (!alive(order)) return;
  try {
    const change = read(world, order, amend);
    keepRules(world, order, change);
    post(world, delayOf(world, order, 'cancel'), () => amendArrives(world, order, change));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    emit(world, order, 'refused', error.rule);
  }
}

/** A child is never larger than its parent has filled. */
const outgrows = (order: Order, quantity: Decimal): boolean => order.byParent && quantity.gt(order.quantity!);

function read(world: World, order: Order, amend: TwinAmend): Change {
  const { instrument } = order.desk;
  const { side, type } = order;
  const change: Change = { quantity: null, price: null, stop: null, trailAmount: null, trailPct: null, expireAt: null };
  if (amend.quantity !== undefined) {
    // A child is as large as its entry has filled, a budget buys what it pays for, a close has no size yet.
    if (grows(order) || order.budget !== null || order.quantity === null) throw new Refusal('quantity');
    change.quantity = quantityOf(amend.quantity, instrument);
    if (change.quantity.lte(order.filled) || outgrows(order, change.quantity)) throw new Refusal('quantity');
  }
  if (amend.price !== undefined) {
    if (type !== 'limit' && !type.endsWith('_limit')) throw new Refusal('price');
    change.price = limitOf(amend.price, instrument, side);
  }
  if (amend.stop_price !== undefined) {
    if ((!type.startsWith('stop') && !type.startsWith('take')) || order.triggered) throw new Refusal('stop_price');
    change.stop = stopOf(amend.stop_price, instrument, side, type);
  }
  if (amend.trail_amount !== undefined || amend.trail_pct !== undefined) readTrail(change, order, amend);
  if (amend.expire_at !== undefined) {
    change.expireAt = toMicros(amend.expire_at);
    if (order.tif !== 'GTD' || change.expireAt <= world.now) throw new Refusal('expire_at');
  }
  return change;
}

function readTrail(change: Change, order: Order, { trail_amount, trail_pct }: TwinAmend): void {
  if (order.type !== 'trailing_stop' || (trail_amount !== undefined && trail_pct !== undefined))
    throw new Refusal('trail_amount');
  if (trail_amount !== undefined) change.trailAmount = trailAmountOf(trail_amount, order.desk.instrument);
  if (trail_pct !== undefined) change.trailPct = trailPctOf(trail_pct);
}

/** The order as it would be: product rules, its bracket, and, where it grows or a purchase becomes dearer, the limits on risk. */
function keepRules(world: World, order: Order, change: Change): void {
  const after: Order = { ...order, decisionMark: order.desk.mark };
  after.quantity = change.quantity ?? order.quantity;
  after.price = change.price ?? order.price;
  after.stop = change.stop ?? order.stop;
  const repriced = change.price !== null || change.stop !== null;
  if (!repriced && change.quantity === null) return;
  if (after.quantity?.gt(0) === true) {
    const broken = brokenRule(world, order.desk.instrument, after.quantity, judgedAt(after));
    if (broken !== null) throw new Refusal(broken);
  }
  if (repriced) keepBracket(order, after, change);
  const grown = after.quantity !== null && (order.quantity === null || after.quantity.gt(order.quantity));
  const [dear, was] = [judgedAt(after), judgedAt(order)];
  const dearer = repriced && order.side === 'buy' && dear !== null && (was === null || dear.gt(was));
  if (!grown && !dearer) return;
  const limit = brokenLimit(world, after, order.group, order);
  if (limit !== null) throw new Refusal(limit);
}

/** A stop-loss stays below the take-profit beside it, an entry's limit between its children. */
function keepBracket(order: Order, after: Order, change: Change): void {
  let loss: Decimal | null = null;
  let gain: Decimal | null = null;
  const take = (child: Order): void => {
    const gains = child.type === 'limit' || child.type.startsWith('take');
    const level = child.type === 'limit' ? child.price : child.stop;
    if (gains) gain = level;
    else loss = level;
  };
  if (order.group !== null && order.group.name === null) {
    for (const other of order.group.members) if (alive(other)) take(other === order ? after : other);
    bracketRule(opposite(order.side), null, loss, gain);
  } else if (change.price !== null) {
    for (const child of order.children) if (alive(child) && child.side !== order.side) take(child);
    bracketRule(order.side, after.price, loss, gain);
  }
}

/** "arrives like an order and is matched like one; it keeps its age only if it shrinks. One that breaks a rule is rejected and the order stands." */
function amendArrives(world: World, order: Order, change: Change): void {
  if (!alive(order)) {
    emit(world, order, 'rejected', 'ended');
    return;
  }
  const broken = brokenOnArrival(world, order, change);
  if (broken !== null) {
    emit(world, order, 'rejected', broken);
    return;
  }
  const before = { ...order };
  apply(order, change);
  if (order.held.gt(0)) {
    const held = order.held;
    if (!hold(world, order)) {
      Object.assign(order, before, { held });
      emit(world, order, 'rejected', 'insufficient_balance');
      return;
    }
  }
  emit(world, order, 'amended');
  const { expireAt, price, stop, trailAmount, trailPct } = change;
  const others = [expireAt, price, stop, trailAmount, trailPct].some((one) => one !== null);
  const onlyShrinks = change.quantity?.lt(before.quantity!) === true && !others;
  if (order.place === 'waiting' || onlyShrinks) return;
  world.ages += 1;
  order.age = world.ages;
  if (order.place === 'priceless') return;
  if (hasPrice(order.desk, order.side, world.now)) {
    order.place = 'waiting';
    meetPrice(world, order);
  } else order.place = 'priceless';
}

function brokenOnArrival(world: World, order: Order, change: Change): string | null {
  if (order.place === 'sent') return 'not_working';
  if (
    change.quantity !== null &&
    (change.quantity.lte(order.filled) || grows(order) || outgrows(order, change.quantity))
  )
    return 'quantity';
  const moves = change.stop !== null || change.trailAmount !== null || change.trailPct !== null;
  if (moves && order.triggered) return 'stop_price';
  if (change.expireAt !== null && change.expireAt <= world.now) return 'expire_at';
  if (change.quantity === null && change.price === null && change.stop === null) return null;
  const quantity = change.quantity ?? order.quantity;
  if (quantity === null || quantity.isZero()) return null;
  const price = change.price ?? order.price ?? change.stop ?? triggerLevel(order) ?? order.desk.mark;
  return brokenRule(world, order.desk.instrument, quantity, price);
}

function apply(order: Order, change: Change): void {
  order.quantity = change.quantity ?? order.quantity;
  order.price = change.price ?? order.price;
  order.stop = change.stop ?? order.stop;
  order.expireAt = change.expireAt ?? order.expireAt;
  if (change.trailAmount === null && change.trailPct === null) return;
  order.trailAmount = change.trailAmount;
  order.trailPct = change.trailPct;
  // It begins anew with the price it meets; what woke it is past.
  if (order.level !== null) order.activation = null;
  order.level = null;
  order.best = null;
}
