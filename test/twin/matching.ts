import type { Decimal } from 'decimal.js';
import { costAndFee, D, downTo, lotsFor, money, toMillis, ZERO } from './amounts.ts';
import { bookPositions, positionOf, worthIn } from './books.ts';
import { feesNow, lotsOfBudget, noteTraded, sizesBefore, strikes, takerPrice } from './frictions.ts';
import { feedChildren, finish, shrinkGroup } from './groups.ts';
import { assetOf, availableTo, capOthers, decimalsOf, hold, holdRest, lotOf, settleHold, totalOf } from './holds.ts';
import { pessimism } from './pessimism.ts';
import { closeAgain } from './risk.ts';
import { brokenRule } from './sizes.ts';
import {
  type Desk,
  emit,
  grows,
  isLimit,
  isTrigger,
  type Lots,
  leaves,
  lotsAt,
  type Order,
  priceFor,
  type World,
} from './state.ts';
import { reached, startTrailing } from './triggers.ts';

/**
 * Does a price trade with a limit? "once price trades *through* it (`limit_fill: cross`, default), reaches it (`touch`)"; "A quote whose
 * other side stands at or through a limit trades with it in every `limit_fill` mode".
 */
export function limitReached(world: World, order: Order, price: Decimal, ofQuote: boolean): boolean {
  const beyond = order.side === 'buy' ? price.lt(order.price!) : price.gt(order.price!);
  const touches = ofQuote || world.run.settings.limit_fill !== 'cross';
  return beyond || (touches && price.eq(order.price!));
}

export const quoted = (desk: Desk): boolean => desk.source === 'quotes' || desk.source === 'both';

/** "on prints and candles marketability uses the same test" */
const marketable = (world: World, order: Order, price: Decimal): boolean =>
  limitReached(world, order, price, quoted(order.desk)) &&
  (quoted(order.desk) || !price.eq(order.price!) || strikes(world, order));

function accept(world: World, order: Order): void {
  if (order.status !== 'pending') return;
  order.status = 'open';
  emit(world, order, 'accepted');
}

/** An order meets the price that stands, or that a movement is at: it arrives, has waited, was called or amended. */
export function meetPrice(world: World, order: Order): void {
  const price = world.here ?? priceFor(order.desk, order.side)!;
  if (order.reduceOnly && !cutToPosition(world, order)) return;
  if (!isTrigger(order) || order.triggered) {
    act(world, order, price);
    return;
  }
  if (order.type === 'trailing_stop') startTrailing(order, price);
  // "already reached when it arrives, it triggers then, at the price met"
  if (reached(order, price)) {
    accept(world, order);
    trigger(world, order, price);
  } else rest(world, order);
}

/** It rests, with what it needs held. */
function rest(world: World, order: Order): void {
  if (!hold(world, order)) {
    finish(world, order, 'rejected', 'insufficient_balance');
    return;
  }
  accept(world, order);
  order.place = 'book';
}

/** "triggers when price reaches it ..., then is a market order at once, without a second delay"; a stop-limit "a limit order at that price". */
export function trigger(world: World, order: Order, price: Decimal): void {
  order.triggered = true;
  order.triggerPrice = price;
  if (order.filled.isZero()) order.status = 'triggered';
  emit(world, order, 'triggered');
  act(world, order, price);
}

/** A market order, or a limit order that may be marketable, at the price it meets. */
function act(world: World, order: Order, price: Decimal): void {
  if (!isLimit(order)) {
    take(world, order, price);
    return;
  }
  if (!marketable(world, order, price)) {
    if (order.tif === 'IOC') finish(world, order, 'canceled', 'ioc');
    else if (order.tif === 'FOK') finish(world, order, 'canceled', 'fok');
    else rest(world, order);
    return;
  }
  // "post-only never takes"; "with `post_only` it is canceled rather than take"
  if (order.postOnly) finish(world, order, 'canceled', 'post_only');
  else if (hold(world, order)) take(world, order, price);
  else finish(world, order, 'rejected', 'insufficient_balance');
}

/** "marketable on arrival -> taker at the market price with slippage, never worse than its limit" */
export function take(world: World, order: Order, reference: Decimal): void {
  const isSized = order.quantity !== null;
  if (!isSized) {
    const broken = sizeAt(world, order, reference);
    if (broken !== null) {
      finish(world, order, 'rejected', broken);
      return;
    }
  }
  if (order.reduceOnly && !cutToPosition(world, order)) return;
  const left = leaves(order)!;
  const lots = lotsAt(order.desk, order.side);
  const quantity = lots.left === null ? left : D.min(left, lots.left);
  if (quantity.lt(left)) {
    // "FOK must fit in it"
    if (order.tif === 'FOK') {
      finish(world, order, 'canceled', 'fok');
      return;
    }
    // A sale needs all it sells, also where a part could be filled.
    if (order.side === 'sell' && order.held.isZero() && !hold(world, order)) {
      finish(world, order, 'rejected', 'insufficient_balance');
      return;
    }
  }
  const affordable = isSized ? stillAffordable(world, order, reference) : null;
  const chance = affordable === null ? quantity : D.min(quantity, affordable);
  if (chance.gt(0)) {
    if (!fillTaker(world, order, reference, chance, lots)) return;
    if (chance.eq(left)) return;
  }
  // A budget is what may leave the account: the rest that a dearer point no longer allows is canceled.
  if (chance.lt(quantity)) {
    finish(world, order, 'canceled', 'spent');
    return;
  }
  if (chance.isZero()) {
    accept(world, order);
    holdRest(world, order, ZERO);
  }
  if (order.tif === 'IOC') finish(world, order, 'canceled', 'ioc');
  else leave(world, order);
}

/** Of a budget that got its lots at an earlier price: those that it pays for now. Null: no question. */
function stillAffordable(world: World, order: Order, reference: Decimal): Decimal | null {
  if (order.budget === null || order.side === 'sell') return null;
  return lotsOfBudget(world, order, reference, lotOf(order), decimalsOf(world, order));
}

/** What is left waits for the next point; of a market order it "takes the next point's at its price". */
function leave(world: World, order: Order): void {
  if (world.passing) order.place = 'later';
  else order.place = order.price === null ? 'hungry' : 'book';
}

/** Those that had their chance at this point wait again. */
export function putBack(world: World, desk: Desk): void {
  for (const order of world.orders) if (order.desk === desk && order.place === 'later') leave(world, order);
}

/** Converts a budget to lots "at the price met", and tests the product rules of what gets its size there. The rule broken, or null. */
function sizeAt(world: World, order: Order, price: Decimal): string | null {
  const { instrument } = order.desk;
  const lots = (at: Decimal): Decimal => lotsFor(order.budget!, at, '0', lotOf(order), decimalsOf(world, order));
  let quantity: Decimal;
  if (order.side === 'buy') quantity = lotsOfBudget(world, order, price, lotOf(order), decimalsOf(world, order));
  else {
    quantity = lots(sizesBefore(world) ? price : takerPrice(world, order, price, ZERO));
    // "never rejected because the price moved": what was within the balance when it was decided is cut to it.
    const free = availableTo(world, order);
    const at = order.stop ?? order.level ?? order.decisionMark;
    const decided = at === null ? quantity : lots(at);
    if (quantity.gt(free) && decided.lte(free)) quantity = downTo(free, lotOf(order));
  }
  const broken = brokenRule(world, instrument, quantity, price);
  if (broken === null) order.quantity = quantity;
  return broken;
}

/**
 * "`reduce_only` looks at the position: none, or in its direction, is rejected (`no_position`); a larger one is cut to it on arrival and at
 * each fill." False: there is nothing it could reduce.
 */
export function cutToPosition(world: World, order: Order): boolean {
  const position = positionOf(world, order.desk.instrument.base);
  const room = downTo(order.side === 'sell' ? position : position.neg(), lotOf(order));
  if (!room.gt(0)) {
    const status = order.status === 'pending' && !order.byParent ? 'rejected' : 'canceled';
    finish(world, order, status, 'no_position');
    return false;
  }
  if (leaves(order)?.gt(room) === true) {
    order.quantity = order.filled.plus(room);
    if (order.held.gt(0)) settleHold(world, order);
  }
  return true;
}

function fillTaker(world: World, order: Order, reference: Decimal, quantity: Decimal, lots: Lots): boolean {
  const { instrument } = order.desk;
  const slipped = takerPrice(world, order, reference, quantity);
  const limit = order.price ?? slipped;
  const price = order.side === 'buy' ? D.min(slipped, limit) : D.max(slipped, limit);
  const { cost, fee } = costAndFee(quantity, price, feesNow(world, instrument).taker, decimalsOf(world, order));
  // "draws on free balance at the fill if short, else is rejected with the numbers"
  if ((order.side === 'buy' ? cost.plus(fee) : quantity).gt(availableTo(world, order))) {
    finish(world, order, 'rejected', 'insufficient_balance');
    return false;
  }
  accept(world, order);
  order.desk.taken[order.side] = order.desk.taken[order.side].plus(quantity);
  applyFill(world, order, { reference, price, quantity, cost, fee, liquidity: 'taker', lots });
  return true;
}

/** "Resting -> maker, exactly at its limit", or at an auction's price, with the lots there. What is left goes on to rest. */
export function make(world: World, order: Order, price: Decimal, lots: Lots = lotsAt(order.desk, order.side)): void {
  if (order.reduceOnly && !cutToPosition(world, order)) return;
  const { instrument } = order.desk;
  const left = leaves(order)!;
  const quantity = lots.left === null ? left : D.min(left, lots.left);
  if (quantity.gt(0)) {
    const { cost, fee } = costAndFee(quantity, price, feesNow(world, instrument).maker, decimalsOf(world, order));
    if ((order.side === 'buy' ? cost.plus(fee) : quantity).gt(availableTo(world, order))) {
      finish(world, order, 'rejected', 'insufficient_balance');
      return;
    }
    applyFill(world, order, { reference: price, price, quantity, cost, fee, liquidity: 'maker', lots });
  }
  if (quantity.lt(left)) leave(world, order);
}

interface Executed {
  reference: Decimal;
  price: Decimal;
  quantity: Decimal;
  cost: Decimal;
  fee: Decimal;
  liquidity: 'maker' | 'taker';
  lots: Lots;
}

function applyFill(world: World, order: Order, done: Executed): void {
  const { instrument } = order.desk;
  const { quantity, cost, fee, lots } = done;
  const onTheWay = world.here !== null;
  const before = positionOf(world, instrument.base);
  const moved = order.side === 'buy' ? cost.plus(fee) : quantity;
  if (lots.left !== null) lots.left = lots.left.minus(quantity);
  order.filled = order.filled.plus(quantity);
  order.fills += 1;
  if (order.budget !== null && order.side === 'buy') order.budget = order.budget.minus(moved);
  // "children are as large as the entry has filled": while that works, they may grow, and are not known to be whole.
  const whole = leaves(order)!.isZero();
  const isDone = whole && !grows(order);
  const tellOthers = shrinkGroup(world, order, quantity, cost, isDone);
  if (order.group !== null) capOthers(world, order, moved);
  if (isDone) {
    order.status = 'filled';
    order.place = 'ended';
    order.held = ZERO;
  } else {
    if (whole) order.place = 'waiting';
    order.status = 'partially_filled';
    holdRest(world, order, moved);
  }
  const asset = assetOf(order);
  const earned = order.side === 'buy' ? instrument.base : instrument.quote;
  world.totals.set(asset, totalOf(world, asset).minus(moved));
  world.totals.set(earned, totalOf(world, earned).plus(order.side === 'buy' ? quantity : cost.minus(fee)));
  world.moved = world.now;
  noteTraded(world, worthIn(world, instrument.quote, cost)!);
  bookPositions(world, { desk: order.desk, side: order.side, quantity, price: done.price, cost, fee, onTheWay });
  record(world, order, done);
  if (world.halted !== null) closeAgain(world, order.desk);
  tellOthers();
  feedChildren(world, order, quantity);
  const after = positionOf(world, instrument.base);
  const enlarged = order.side === 'buy' ? after.gt(0) && after.gt(before) : after.lt(0) && after.lt(before);
  if (onTheWay && enlarged) pessimism(world, order.desk, order.side);
}

function record(world: World, order: Order, { reference, price, quantity, cost, fee, liquidity }: Executed): void {
  const decimals = decimalsOf(world, order);
  emit(world, order, 'filled');
  world.answer.fills.push({
    time: toMillis(world.now),
    client_id: order.id,
    symbol: order.desk.instrument.symbol,
    side: order.side,
    liquidity,
    price: price.toString(),
    reference_price: reference.toString(),
    quantity: quantity.toString(),
    cost: cost.toString(),
    fee: fee.toString(),
    fee_asset: order.desk.instrument.quote,
    slippage: cost
      .minus(money(quantity.mul(reference), decimals))
      .abs()
      .toString(),
  });
}
