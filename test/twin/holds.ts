import type { Decimal } from 'decimal.js';
import { costAndFee, D, lotsFor, money, pct, upTo, ZERO } from './amounts.ts';
import { feesNow, largerFee, slippageRate } from './frictions.ts';
import { alive, type Group, leaves, type Order, triggerLevel, type World } from './state.ts';

/** The asset an order pays with. */
export const assetOf = (order: Order): string =>
  order.side === 'buy' ? order.desk.instrument.quote : order.desk.instrument.base;

export const decimalsOf = (world: World, order: Order): number =>
  world.run.asset_decimals[order.desk.instrument.quote]!;

/** "A limit buy holds quantity x limit x (1 + the larger of maker and taker)": cost and fee, each half-even as the books will. */
export function holdOfLimit(world: World, order: Order, quantity: Decimal, price: Decimal): Decimal {
  const { cost, fee } = costAndFee(quantity, price, largerFee(world, order.desk.instrument), decimalsOf(world, order));
  return cost.plus(fee);
}

/** "a market or stop buy by quantity holds quantity x (mark or stop) x (1 + slippage + taker)", what is beside the cost rounded up */
export function holdOfMarket(world: World, order: Order, quantity: Decimal, price: Decimal): Decimal {
  const decimals = decimalsOf(world, order);
  const cost = money(quantity.mul(price), decimals);
  const rate = slippageRate(world, order.desk).plus(pct(feesNow(world, order.desk.instrument).taker));
  return cost.plus(upTo(cost.mul(rate), new D(10).pow(-decimals)));
}

/** What an order would hold alone with what it has left; without a mark "what it can be held for": nothing. */
function needOf(world: World, order: Order): Decimal {
  const left = leaves(order);
  const { mark } = order.desk;
  if (left === null) {
    if (order.budget === null || order.side === 'buy') return order.budget ?? ZERO;
    const at = triggerLevel(order) ?? mark;
    return at === null ? ZERO : lotsFor(order.budget, at, '0', lotOf(order), decimalsOf(world, order));
  }
  if (order.side === 'sell') return left;
  if (order.price !== null) return holdOfLimit(world, order, left, order.price);
  const at = order.triggered ? mark : (triggerLevel(order) ?? mark);
  return at === null ? ZERO : holdOfMarket(world, order, left, at);
}

export const lotOf = (order: Order): Decimal => new D(order.desk.instrument.lot_size);

const members = (group: Group): Order[] => group.members.filter(alive);

/** "The orders of one OCO group or bracket share one hold, the largest." */
function heldForGroup(group: Group, asset: string): Decimal {
  return members(group)
    .filter((order) => assetOf(order) === asset)
    .reduce((most, order) => D.max(most, order.held), ZERO);
}
export const heldFor = (order: Order, asset: string): Decimal =>
  order.group === null ? order.held : heldForGroup(order.group, asset);

const groupsOf = (world: World): Group[] => [...new Set(world.orders.flatMap(({ group }) => group ?? []))];

export function heldOf(world: World, asset: string): Decimal {
  const alone = world.orders.filter((order) => alive(order) && order.group === null && assetOf(order) === asset);
  const together = groupsOf(world).reduce((sum, group) => sum.plus(heldForGroup(group, asset)), ZERO);
  return alone.reduce((sum, order) => sum.plus(order.held), together);
}
export const totalOf = (world: World, asset: string): Decimal => world.totals.get(asset) ?? ZERO;
export const freeOf = (world: World, asset: string): Decimal => totalOf(world, asset).minus(heldOf(world, asset));

/** What this order's fills may draw on: its own hold (its group's), then "free balance at the fill if short". */
export const availableTo = (world: World, order: Order): Decimal =>
  freeOf(world, assetOf(order)).plus(heldFor(order, assetOf(order)));

/** "what is under way already lessens the `free` that the strategy and the risk rules see"; a group's is shared, too. */
export function freeSeen(world: World, asset: string): Decimal {
  const alone = world.orders.filter((order) => alive(order) && order.group === null && assetOf(order) === asset);
  const free = alone.reduce((left, order) => left.minus(order.underWay), freeOf(world, asset));
  return groupsOf(world).reduce(
    (left, group) => left.minus(D.max(ZERO, underWayOf(group, asset).minus(heldForGroup(group, asset)))),
    free,
  );
}

/** The same for an order that joins a group: what that has set aside is its, too. */
export function freeSeenBy(world: World, group: Group | null, asset: string): Decimal {
  const free = freeSeen(world, asset);
  return group === null ? free : free.plus(D.max(underWayOf(group, asset), heldForGroup(group, asset)));
}

const underWayOf = (group: Group, asset: string): Decimal =>
  members(group)
    .filter((order) => assetOf(order) === asset)
    .reduce((most, order) => D.max(most, order.underWay), ZERO);

/** "Holds are taken on arrival": false, and nothing changed, where the free balance does not allow it. */
export function hold(world: World, order: Order): boolean {
  const need = needOf(world, order);
  if (need.gt(availableTo(world, order))) return false;
  order.held = need;
  return true;
}

/** "held is what open orders need": after a change of what it has left. One that became smaller holds no more than before. */
export function settleHold(world: World, order: Order): void {
  order.held = D.min(order.held, needOf(world, order));
}

/** After a fill that moves an amount (or none): what it needs, as far as the balance it may draw on goes. */
export function holdRest(world: World, order: Order, moved: Decimal): void {
  const left = availableTo(world, order).minus(moved);
  order.held = D.max(ZERO, D.min(needOf(world, order), left));
}

/** The others of its group hold no more than what the fill leaves them all. */
export function capOthers(world: World, order: Order, moved: Decimal): void {
  const asset = assetOf(order);
  const left = D.max(ZERO, availableTo(world, order).minus(moved));
  for (const other of order.group!.members)
    if (other !== order && alive(other) && assetOf(other) === asset) other.held = D.min(other.held, left);
}
