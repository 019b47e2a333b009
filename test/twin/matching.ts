import type { Decimal } from 'decimal.js';
import { costAndFee, D, downTo, lotsFor, money, takerPrice, toMillis, ZERO } from './amounts.ts';
import { bookPositions, positionOf } from './books.ts';
import { feedChildren, finish, shrinkGroup } from './groups.ts';
import { availableTo, hold, pay, settleHold, totalOf } from './holds.ts';
import { pessimism } from './pessimism.ts';
import { brokenRule } from './sizes.ts';
import {
  type Desk,
  emit,
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
  const touches = ofQuote || world.run.settings.limit_fill === 'touch';
  return beyond || (touches && price.eq(order.price!));
}

const quoted = (desk: Desk): boolean => desk.source === 'quotes' || desk.source === 'both';

/** "on prints and candles marketability uses the same test" */
export const marketable = (world: World, order: Order, price: Decimal): boolean =>
  limitReached(world, order, price, quoted(order.desk));

/** An order meets the price that stands: it arrived now, or waited for a price and meets this point "as an arrival". */
export function meet(world: World, order: Order): void {
  const price = priceFor(order.desk, order.side)!;
  if (order.close && !sizeClose(world, order)) {
    finish(world, order, 'rejected', 'no_position');
    return;
  }
  if (order.reduceOnly && !cutToPosition(world, order)) {
    finish(world, order, 'rejected', 'no_position');
    return;
  }
  if (order.type === 'market') {
    const broken = sizeAt(world, order, price);
    if (broken !== null) {
      finish(world, order, 'rejected', broken);
      return;
    }
  }
  if (order.type === 'limit' && order.postOnly && marketable(world, order, price)) {
    finish(world, order, 'rejected', 'post_only');
    return;
  }
  order.place = 'book';
  order.status = 'open';
  if (order.type === 'trailing_stop') startTrailing(order, price);
  settleHold(world, order.holder);
  emit(world, order, 'accepted');
  matchAsArrival(world, order, price);
}

/** Matched like an order that arrives at this price: for new orders, and for amended ones. */
export function matchAsArrival(world: World, order: Order, price: Decimal): void {
  order.remeet = false;
  if (order.type === 'trailing_stop' && order.best === null) startTrailing(order, price);
  if (!isTrigger(order) || order.triggered) {
    act(world, order, price, false);
    return;
  }
  // "already reached when it arrives, it triggers then, at the price met"
  if (reached(order, price)) trigger(world, order, price, false);
}

/** "triggers when price reaches it ..., then is a market order at once, without a second delay"; a stop-limit "a limit order at that price". */
export function trigger(world: World, order: Order, price: Decimal, onTheWay: boolean): void {
  order.triggered = true;
  order.triggerPrice = price;
  order.status = 'triggered';
  emit(world, order, 'triggered');
  const broken = sizeAt(world, order, price);
  if (broken !== null) {
    finish(world, order, 'rejected', broken);
    return;
  }
  // "with `post_only` it is canceled rather than take"
  if (isLimit(order) && order.postOnly && marketable(world, order, price)) {
    finish(world, order, 'canceled', 'post_only');
    return;
  }
  act(world, order, price, onTheWay);
}

/** A market order, or a limit order that may be marketable, at the price it meets. */
export function act(world: World, order: Order, price: Decimal, onTheWay: boolean): void {
  const limit = isLimit(order);
  // "marketable on arrival -> taker at the market price with slippage, never worse than its limit"
  if (!limit || marketable(world, order, price)) execute(world, order, price, 'taker', onTheWay);
  if (order.place === 'ended') return;
  if (order.tif === 'IOC' || order.tif === 'FOK') {
    finish(world, order, 'canceled', order.tif === 'IOC' ? 'ioc' : 'fok');
    return;
  }
  // "the rest of a market order takes the next point's at its price"
  order.place = limit ? 'book' : 'hungry';
}

/** Converts a budget to lots "at the price met", and tests the product rules of what gets its size there. The rule broken, or null. */
function sizeAt(world: World, order: Order, price: Decimal): string | null {
  const { instrument } = order.desk;
  if (order.quantity === null) {
    if (order.budget === null) return null;
    if (order.side === 'buy') {
      const taker = takerPrice(world.run.settings, instrument, 'buy', price, order.price);
      const decimals = world.run.asset_decimals[instrument.quote]!;
      order.quantity = lotsFor(order.budget, taker, instrument.taker_pct, new D(instrument.lot_size), decimals);
    } else {
      order.quantity = downTo(order.budget.div(price), instrument.lot_size);
      order.budget = null;
      if (order.reduceOnly) cutToPosition(world, order);
    }
    return brokenRule(instrument, order.quantity, price);
  }
  return order.close && order.filled.isZero() ? brokenRule(instrument, order.quantity, price) : null;
}

/** `close`: "then trades the whole position at market". */
function sizeClose(world: World, order: Order): boolean {
  const { instrument } = order.desk;
  const position = positionOf(world, instrument.base);
  if (position.isZero()) return false;
  order.side = position.isPositive() ? 'sell' : 'buy';
  order.quantity = downTo(position.abs(), instrument.lot_size);
  return hold(world, order.holder);
}

/**
 * "`reduce_only` looks at the position: none, or in its direction, is rejected (`no_position`); a larger one is cut to it on arrival and at
 * each fill." False: there is nothing it could reduce.
 */
export function cutToPosition(world: World, order: Order): boolean {
  const position = positionOf(world, order.desk.instrument.base);
  const reduces = order.side === 'sell' ? position.gt(0) : position.lt(0);
  if (!reduces) return false;
  const left = leaves(order);
  const room = downTo(position.abs(), order.desk.instrument.lot_size);
  if (left?.gt(room) === true) {
    order.quantity = order.filled.plus(room);
    settleHold(world, order.holder);
  }
  return true;
}

/** One chance to fill, at a reference price, with the lots there. What is left stays where it is. */
export function execute(
  world: World,
  order: Order,
  reference: Decimal,
  liquidity: 'maker' | 'taker',
  onTheWay: boolean,
  lots: Lots = lotsAt(order.desk, order.side),
): void {
  const { instrument } = order.desk;
  if (order.reduceOnly && !cutToPosition(world, order)) {
    finish(world, order, 'canceled', 'no_position');
    return;
  }
  const left = leaves(order)!;
  // "FOK must fit in it"
  if (order.tif === 'FOK' && lots.left !== null && lots.left.lt(left)) {
    finish(world, order, 'canceled', 'fok');
    return;
  }
  const price =
    liquidity === 'maker' ? reference : takerPrice(world.run.settings, instrument, order.side, reference, order.price);
  let quantity = lots.left === null ? left : D.min(left, lots.left);
  if (!quantity.gt(0)) return;
  const feePct = liquidity === 'maker' ? instrument.maker_pct : instrument.taker_pct;
  const decimals = world.run.asset_decimals[instrument.quote]!;
  let spent = false;
  if (order.budget !== null) {
    // A budget is what may leave the account: the rest that a dearer point no longer allows is canceled.
    const affordable = lotsFor(order.budget, price, feePct, new D(instrument.lot_size), decimals);
    spent = affordable.lt(quantity);
    quantity = D.min(quantity, affordable);
  }
  if (quantity.gt(0)) {
    const { cost, fee } = costAndFee(quantity, price, feePct, decimals);
    const [asset, amount] =
      order.side === 'buy' ? [instrument.quote, cost.plus(fee)] : ([instrument.base, quantity] as const);
    // "draws on free balance at the fill if short, else is rejected with the numbers"
    if (amount.gt(availableTo(world, order, asset))) {
      finish(world, order, 'rejected', 'insufficient_balance');
      return;
    }
    if (lots.left !== null) lots.left = lots.left.minus(quantity);
    applyFill(world, order, { reference, price, quantity, cost, fee, liquidity, onTheWay });
  }
  if (spent && order.place !== 'ended') finish(world, order, 'canceled', 'spent');
}

interface Executed {
  reference: Decimal;
  price: Decimal;
  quantity: Decimal;
  cost: Decimal;
  fee: Decimal;
  liquidity: 'maker' | 'taker';
  onTheWay: boolean;
}

function applyFill(world: World, order: Order, done: Executed): void {
  const { instrument } = order.desk;
  const { quantity, cost, fee } = done;
  if (order.side === 'buy') {
    pay(world, order, instrument.quote, cost.plus(fee));
    world.totals.set(instrument.base, totalOf(world, instrument.base).plus(quantity));
    if (order.budget !== null) order.budget = order.budget.minus(cost).minus(fee);
  } else {
    pay(world, order, instrument.base, quantity);
    world.totals.set(instrument.quote, totalOf(world, instrument.quote).plus(cost).minus(fee));
  }
  order.filled = order.filled.plus(quantity);
  const whole = leaves(order)!.isZero();
  order.status = whole ? 'filled' : 'partially_filled';
  if (whole) order.place = 'ended';
  const { side, desk } = order;
  bookPositions(world, { desk, side, quantity, price: done.price, cost, fee, onTheWay: done.onTheWay });
  emit(world, order, 'filled');
  const decimals = world.run.asset_decimals[instrument.quote]!;
  world.answer.fills.push({
    time: toMillis(world.now),
    client_id: order.id,
    symbol: instrument.symbol,
    side,
    liquidity: done.liquidity,
    price: done.price.toString(),
    reference_price: done.reference.toString(),
    quantity: quantity.toString(),
    cost: cost.toString(),
    fee: fee.toString(),
    fee_asset: instrument.quote,
    slippage: money(done.price.minus(done.reference).abs().mul(quantity), decimals).toString(),
  });
  shrinkGroup(world, order, quantity);
  settleHold(world, order.holder);
  feedChildren(world, order, quantity);
  if (done.onTheWay && enlargedBy(world, order)) pessimism(world, desk, side, done.reference);
}

/** Was the position opened or enlarged by a fill of this side? */
function enlargedBy(world: World, order: Order): boolean {
  const position = positionOf(world, order.desk.instrument.base);
  return order.side === 'buy' ? position.gt(ZERO) : position.lt(ZERO);
}
