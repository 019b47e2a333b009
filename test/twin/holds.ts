import type { Decimal } from 'decimal.js';
import { D, downTo, money, pct, slippageRate, ZERO } from './amounts.ts';
import { type Holder, leaves, type Order, type World, working } from './state.ts';

/** What an order needs held: an asset and an amount. */
export function needOf(world: World, order: Order): { asset: string; amount: Decimal } {
  const { instrument } = order.desk;
  const left = leaves(order);
  if (order.side === 'sell') return { asset: instrument.base, amount: left ?? baseOfBudget(order) };
  const decimals = world.run.asset_decimals[instrument.quote]!;
  const need = (amount: Decimal) => ({ asset: instrument.quote, amount: money(amount, decimals) });
  // A budget is "what may leave the account": what is left of it is held.
  if (order.budget !== null) return need(order.budget);
  if (left === null) return need(ZERO);
  // "A limit buy holds quantity x limit x (1 + the larger of maker and taker)"
  if (order.price !== null) {
    const fee = D.max(pct(instrument.maker_pct), pct(instrument.taker_pct));
    return need(left.mul(order.price).mul(fee.plus(1)));
  }
  // "a market or stop buy by quantity holds quantity x (mark or stop) x (1 + slippage + taker)"; without a mark "what it can be held for":
  // nothing.
  const at = stopForHold(order) ?? order.holdMark ?? order.desk.mark ?? ZERO;
  return need(left.mul(at).mul(slippageRate(world.run.settings).plus(pct(instrument.taker_pct)).plus(1)));
}

/** A stop's level; a trailing stop's level, else what its activation would make it. */
export function stopForHold(order: Order): Decimal | null {
  if (order.type !== 'trailing_stop') return order.stop;
  if (order.level !== null || order.activation === null) return order.level;
  const distance = order.trailAmount ?? order.activation.mul(pct(order.trailPct!));
  return order.side === 'sell' ? order.activation.minus(distance) : order.activation.plus(distance);
}

/** A sell by spend whose lots are found later holds what it would be at its stop or the mark. */
function baseOfBudget(order: Order): Decimal {
  const at = stopForHold(order) ?? order.holdMark ?? order.desk.mark;
  if (order.budget === null || at === null || at.isZero()) return ZERO;
  return downTo(order.budget.div(at), order.desk.instrument.lot_size);
}

export function heldOf(world: World, asset: string): Decimal {
  return world.holders.reduce((sum, holder) => sum.plus(holder.held.get(asset) ?? ZERO), ZERO);
}
export const totalOf = (world: World, asset: string): Decimal => world.totals.get(asset) ?? ZERO;
export const freeOf = (world: World, asset: string): Decimal => totalOf(world, asset).minus(heldOf(world, asset));

/** What this order's fills may draw on: its own hold (its group's), then "free balance at the fill if short". */
export const availableTo = (world: World, order: Order, asset: string): Decimal =>
  freeOf(world, asset).plus(order.holder.held.get(asset) ?? ZERO);

/** "what is under way already lessens the `free` that the strategy and the risk rules see" */
export function freeSeen(world: World, asset: string): Decimal {
  let free = freeOf(world, asset);
  for (const order of world.orders) {
    if (order.place !== 'sent') continue;
    const need = needOf(world, order);
    if (need.asset === asset) free = free.minus(need.amount);
  }
  return free;
}

/** "The orders of one OCO group or bracket share one hold, the largest." */
function wants(world: World, holder: Holder): Map<string, Decimal> {
  const out = new Map<string, Decimal>();
  for (const asset of holder.held.keys()) out.set(asset, ZERO);
  for (const order of holder.members) {
    if (!working(order)) continue;
    const need = needOf(world, order);
    out.set(need.asset, D.max(out.get(need.asset) ?? ZERO, need.amount));
  }
  return out;
}

/** Makes a holder hold what its orders need; false, and nothing changed, where the free balance does not allow it. */
export function hold(world: World, holder: Holder): boolean {
  const wanted = [...wants(world, holder)];
  const allowed = wanted.every(([asset, amount]) =>
    amount.minus(holder.held.get(asset) ?? ZERO).lte(D.max(freeOf(world, asset), ZERO)),
  );
  if (allowed) for (const [asset, amount] of wanted) holder.held.set(asset, amount);
  return allowed;
}

/** "held is what open orders need": after a fill or an end, as far as the free balance goes. */
export function settleHold(world: World, holder: Holder): void {
  for (const [asset, amount] of wants(world, holder)) {
    const before = holder.held.get(asset) ?? ZERO;
    holder.held.set(asset, D.min(amount, before.plus(D.max(freeOf(world, asset), ZERO))));
  }
}

/** Takes an amount out of an asset's balance: out of the order's hold first. */
export function pay(world: World, order: Order, asset: string, amount: Decimal): void {
  const after = availableTo(world, order, asset).minus(amount);
  world.totals.set(asset, totalOf(world, asset).minus(amount));
  const held = order.holder.held.get(asset) ?? ZERO;
  order.holder.held.set(asset, D.min(held, after));
}
