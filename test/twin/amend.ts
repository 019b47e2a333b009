import { toMicros } from './amounts.ts';
import { hold, settleHold } from './holds.ts';
import { marketable, matchAsArrival } from './matching.ts';
import { brokenLimit, notionalPrice } from './risk.ts';
import { brokenRule, limitOf, quantityOf, Refusal, stopOf, trailAmountOf, trailPctOf } from './sizes.ts';
import { alive, emit, hasPrice, isLimit, isTrigger, type Order, priceFor, type World } from './state.ts';
import type { TwinAmend } from './types.ts';

const KEPT = ['quantity', 'price', 'stop', 'trailAmount', 'trailPct', 'expireAt', 'level', 'best'] as const;

/**
 * "Amend changes `quantity` (the total), `price`, `stop_price`, `trail_*`, `expire_at` of a working order, arrives like an order and is
 * matched like one; it keeps its age only if it shrinks. One that breaks a rule is rejected and the order stands."
 */
export function amendArrives(world: World, order: Order, amend: TwinAmend): void {
  if (!alive(order)) {
    emit(world, order, 'rejected', 'ended');
    return;
  }
  if (order.place === 'sent') {
    emit(world, order, 'rejected', 'not_working');
    return;
  }
  const before = Object.fromEntries(KEPT.map((key) => [key, order[key]]));
  const shrinks = onlyShrinks(order, amend);
  try {
    change(world, order, amend);
    check(world, order, amend);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    Object.assign(order, before);
    settleHold(world, order.holder);
    emit(world, order, 'rejected', error.rule);
    return;
  }
  if (!shrinks) {
    world.ages += 1;
    order.age = world.ages;
  }
  order.desk.frozen.delete(order);
  emit(world, order, 'amended');
  if (order.place !== 'book') return;
  if (hasPrice(order.desk, order.side, world.now)) matchAsArrival(world, order, priceFor(order.desk, order.side)!);
  else order.remeet = true;
}

function onlyShrinks(order: Order, amend: TwinAmend): boolean {
  const keys = Object.keys(amend).filter((key) => key !== 'at');
  if (keys.length !== 1 || amend.quantity === undefined || order.quantity === null) return false;
  try {
    return quantityOf(amend.quantity, order.desk.instrument).lt(order.quantity);
  } catch {
    return false;
  }
}

/** Each key must belong to the order as it stands. */
function change(world: World, order: Order, amend: TwinAmend): void {
  const { instrument } = order.desk;
  const limited = order.type === 'limit' || order.type === 'stop_limit' || order.type === 'take_profit_limit';
  const waits = isTrigger(order) && !order.triggered;
  if (amend.quantity !== undefined) {
    // A child is as large as its entry has filled, a close as the position, a budget buys what it can.
    if (order.parent !== null || order.close || order.budget !== null || order.quantity === null)
      throw new Refusal('quantity');
    order.quantity = quantityOf(amend.quantity, instrument);
    if (order.quantity.lte(order.filled)) throw new Refusal('quantity');
  }
  if (amend.price !== undefined) {
    if (!limited) throw new Refusal('price');
    order.price = limitOf(amend.price, instrument, order.side);
  }
  if (amend.stop_price !== undefined) {
    if (!waits || order.type === 'trailing_stop') throw new Refusal('stop_price');
    order.stop = stopOf(amend.stop_price, instrument, order.side, order.type);
  }
  if (amend.trail_amount !== undefined || amend.trail_pct !== undefined) changeTrail(order, amend);
  if (amend.expire_at !== undefined) {
    if (order.tif !== 'GTD') throw new Refusal('expire_at');
    order.expireAt = toMicros(amend.expire_at);
    if (order.expireAt <= world.now) throw new Refusal('expire_at');
  }
}

function changeTrail(order: Order, amend: TwinAmend): void {
  const { instrument } = order.desk;
  if (order.triggered || order.type !== 'trailing_stop') throw new Refusal('trail_amount');
  if (amend.trail_amount !== undefined && amend.trail_pct !== undefined) throw new Refusal('trail_amount');
  order.trailAmount = amend.trail_amount === undefined ? null : trailAmountOf(amend.trail_amount, instrument);
  order.trailPct = amend.trail_pct === undefined ? null : trailPctOf(amend.trail_pct);
  // It arrives like an order: its level starts anew at the price met.
  order.level = null;
  order.best = null;
}

function check(world: World, order: Order, amend: TwinAmend): void {
  if (order.quantity !== null && order.parent === null) {
    const broken = brokenRule(order.desk.instrument, order.quantity, notionalPrice(order));
    if (broken !== null) throw new Refusal(broken);
  }
  if (amend.quantity !== undefined || amend.price !== undefined || amend.stop_price !== undefined) {
    const limit = brokenLimit(world, order);
    if (limit !== null) throw new Refusal(limit);
  }
  const price = hasPrice(order.desk, order.side, world.now) ? priceFor(order.desk, order.side) : null;
  if (order.postOnly && isLimit(order) && price !== null && marketable(world, order, price))
    throw new Refusal('post_only');
  if (!hold(world, order.holder)) throw new Refusal('insufficient_balance');
}
