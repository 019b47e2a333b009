import type { Decimal } from 'decimal.js';
import { D, money, pct, ZERO } from './amounts.ts';
import { equityOf, positionOf, worthIn } from './books.ts';
import { cancelArrives, cancelDelay, onlyReduces, post } from './exchange.ts';
import { freeSeen, needOf, stopForHold, totalOf } from './holds.ts';
import { alive, leaves, type Order, type World, working } from './state.ts';
import { submitClose } from './submit.ts';

/** What an order is worth, in the reporting asset: "at the rounded limit, else the stop, else the mark"; a budget is worth itself. */
export function worthOf(world: World, order: Order): Decimal | null {
  const { instrument } = order.desk;
  const decimals = world.run.asset_decimals[instrument.quote]!;
  if (order.budget !== null) return worthIn(world, instrument.quote, order.budget);
  const left = leaves(order);
  if (left === null) return ZERO;
  const price = notionalPrice(order);
  return price === null ? null : worthIn(world, instrument.quote, money(left.mul(price), decimals));
}

/** "notional at the rounded limit, else the stop, else the mark" */
export const notionalPrice = (order: Order): Decimal | null =>
  order.price ?? (order.type === 'trailing_stop' ? order.desk.mark : order.stop) ?? order.desk.mark;

/** The quantity an order will roughly have: its own, or its budget at the price its notional is reckoned with. */
function expectedQuantity(order: Order): Decimal | null {
  if (order.quantity !== null) return leaves(order);
  const price = stopForHold(order) ?? order.desk.mark;
  return order.budget === null || price === null ? null : order.budget.div(price);
}

/** The first risk limit an order breaks, or null. "an order that only reduces is never refused by them" */
export function brokenLimit(world: World, order: Order): string | null {
  const { risk } = world.run;
  if (onlyReduces(world, order, expectedQuantity(order))) return null;
  if (world.halted !== null) return 'max_drawdown_pct';
  // "`max_position_pct` of equity with what is already held, `max_exposure_pct` with working orders"
  const broken =
    shareBroken(world, order, risk.max_position_pct, heldWorth, 'max_position_pct') ??
    shareBroken(world, order, risk.max_exposure_pct, exposure, 'max_exposure_pct');
  if (broken !== null) return broken;
  if (risk.min_cash !== undefined && order.side === 'buy') {
    const cash = world.run.reporting_asset;
    const need = needOf(world, order);
    const free = freeSeen(world, cash).plus(order.holder.held.get(cash) ?? ZERO);
    if (need.asset === cash && free.minus(need.amount).lt(risk.min_cash)) return 'min_cash';
  }
  if (risk.max_open_orders !== undefined) {
    const open = world.orders.filter((other) => other !== order && (working(other) || other.place === 'sent'));
    if (open.length + 1 > risk.max_open_orders) return 'max_open_orders';
  }
  return null;
}

/** A limit as a share of equity: what is there already, with this order. */
function shareBroken(
  world: World,
  order: Order,
  limit: string | undefined,
  there: (world: World, order: Order) => Decimal | null,
  rule: string,
): string | null {
  if (limit === undefined) return null;
  const equity = equityOf(world);
  const worth = worthOf(world, order);
  const before = there(world, order);
  if (equity === null || worth === null || before === null) return 'no_price';
  return before.plus(worth).gt(equity.mul(pct(limit))) ? rule : null;
}

/** What a buy would add to: all of the asset that is held. What a sell out of the initial holding would add to: the short there is. */
function heldWorth(world: World, order: Order): Decimal | null {
  const { base } = order.desk.instrument;
  if (order.side === 'buy') return worthIn(world, base, totalOf(world, base));
  return worthIn(world, base, D.max(positionOf(world, base).neg(), ZERO));
}

/** "`max_exposure_pct` with working orders": every asset held but the reporting one, and every order that would add to one. */
function exposure(world: World, order: Order): Decimal | null {
  let sum = ZERO;
  for (const [asset, total] of world.totals) {
    if (asset === world.run.reporting_asset || total.isZero()) continue;
    const value = worthIn(world, asset, total);
    if (value === null) return null;
    sum = sum.plus(value);
  }
  for (const other of world.orders) {
    if (other === order || !(working(other) || other.place === 'sent')) continue;
    if (other.side !== 'buy' || onlyReduces(world, other, expectedQuantity(other))) continue;
    sum = sum.plus(worthOf(world, other) ?? ZERO);
  }
  return sum;
}

/** "`max_drawdown_pct` halts and flattens": looked at with every equity row. */
export function watchDrawdown(world: World): void {
  const limit = world.run.risk.max_drawdown_pct;
  const row = world.answer.equity.at(-1);
  if (row === undefined || row.time !== world.now / 1000) return;
  const equity = new D(row.equity);
  world.peak = world.peak === null ? equity : D.max(world.peak, equity);
  if (limit === undefined || world.halted !== null) return;
  if (world.peak.minus(equity).lte(world.peak.mul(pct(limit)))) return;
  world.halted = world.now;
  for (const order of world.orders)
    if (alive(order)) post(world, cancelDelay(world), () => alive(order) && cancelArrives(world, order, 'halt'));
  for (const [asset, position] of world.positions) if (!position.quantity.isZero()) submitClose(world, asset);
}
