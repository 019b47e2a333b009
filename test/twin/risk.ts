import type { Decimal } from 'decimal.js';
import { D, downTo, lotsFor, money, pct, ZERO } from './amounts.ts';
import { equityOf, positionOf, wayOf, worthIn } from './books.ts';
import { cancelArrives, post } from './exchange.ts';
import { delayOf, feesNow } from './frictions.ts';
import { decimalsOf, freeSeen, freeSeenBy, holdOfLimit, holdOfMarket, lotOf } from './holds.ts';
import { alive, type Desk, type Group, grows, judgedAt, type Order, type World } from './state.ts';
import { submitClose } from './submit.ts';

/** What an order would do to one position, at its own price. Quantities have a sign, values have none. */
interface Moved {
  before: Decimal;
  after: Decimal;
  valueBefore: Decimal;
  valueAfter: Decimal;
}
interface Prospect {
  quantity: Decimal | null;
  isPriced: boolean;
  onlyReduces: boolean;
  /** The base's position, and the quote's where that is not the reporting asset. */
  moved: Moved[];
}

/** The quantity an order is good for in all: of one that waits for its parent, all that this may fill. */
function totalOf(world: World, order: Order, price: Decimal | null): Decimal | null {
  const { instrument } = order.desk;
  if (order.close) return positionOf(world, instrument.base).abs();
  if (grows(order)) return totalOf(world, order.parent!, price);
  if (order.quantity !== null) return order.quantity;
  if (price === null || order.budget === null) return null;
  const fee = order.side === 'buy' ? feesNow(world, instrument).taker : '0';
  return lotsFor(order.budget, price, fee, lotOf(order), decimalsOf(world, order));
}

const leavesOf = (world: World, order: Order, price: Decimal | null): Decimal | null =>
  totalOf(world, order, price)?.minus(order.filled) ?? null;

/** What the orders it waits for will have moved by then. */
function aheadOf(world: World, order: Order, price: Decimal | null): Decimal {
  const { parent } = order;
  if (parent === null || !alive(parent)) return ZERO;
  const buys = parent.close ? positionOf(world, parent.desk.instrument.base).lt(0) : parent.side === 'buy';
  const left = D.max(ZERO, leavesOf(world, parent, price) ?? ZERO);
  return (buys ? left : left.neg()).plus(aheadOf(world, parent, price));
}

function prospectOf(world: World, order: Order, price: Decimal | null): Prospect {
  const { base, quote } = order.desk.instrument;
  const quantity = leavesOf(world, order, price);
  const isPriced =
    price !== null && quantity !== null && equityOf(world) !== null && worthIn(world, quote, ZERO) !== null;
  const size = D.max(ZERO, quantity ?? ZERO);
  const sign = order.side === 'buy' ? 1 : -1;
  const decimals = decimalsOf(world, order);
  const movedTo = (before: Decimal, change: Decimal, worth: (size: Decimal) => Decimal): Moved => {
    const after = before.plus(change);
    const value = (amount: Decimal): Decimal => (isPriced && !amount.isZero() ? worth(amount.abs()) : ZERO);
    return { before, after, valueBefore: value(before), valueAfter: value(after) };
  };
  const before = positionOf(world, base).plus(aheadOf(world, order, price));
  const atPrice = (amount: Decimal): Decimal => worthIn(world, quote, money(amount.mul(price!), decimals))!;
  const moved = [movedTo(before, size.mul(sign), atPrice)];
  if (quote !== world.run.reporting_asset) {
    const cost = price === null ? ZERO : money(size.mul(price), decimals);
    moved.push(movedTo(positionOf(world, quote), cost.mul(-sign), (amount) => worthIn(world, quote, amount)!));
  }
  const onlyReduces = order.reduceOnly || (quantity !== null && shrinks(moved[0]!));
  return { quantity, isPriced, onlyReduces, moved };
}

const shrinks = ({ before, after }: Moved): boolean =>
  before.gt(0) ? after.gte(0) && after.lt(before) : before.lt(0) && after.lte(0) && after.gt(before);

/** By how much the sizes of all positions would grow together; an order that lessens them makes no room for others. */
const addedBy = ({ moved }: Prospect): Decimal =>
  D.max(
    ZERO,
    moved.reduce((sum, one) => sum.plus(one.valueAfter).minus(one.valueBefore), ZERO),
  );

/** Children that wait for a fill do not work yet. */
const counts = (order: Order): boolean =>
  alive(order) && !(order.byParent && (order.quantity === null || order.quantity.isZero()));

export const hasLimits = ({ run: { risk }, halted }: World): boolean =>
  halted !== null || Object.keys(risk).some((key) => key !== 'max_drawdown_pct');

/**
 * The first risk limit an order breaks, or null. "an order that only reduces is never refused by them"
 * @param replaces the working order of which it is the amended form
 */
export function brokenLimit(world: World, order: Order, group: Group | null, replaces: Order | null): string | null {
  if (order.close || !hasLimits(world)) return null;
  const prospect = prospectOf(world, order, judgedAt(order));
  if (prospect.onlyReduces) return null;
  if (world.halted !== null) return 'max_drawdown_pct';
  const { max_open_orders } = world.run.risk;
  if (max_open_orders !== undefined && replaces === null && !order.byParent) {
    if (world.orders.filter((other) => other !== order && counts(other)).length >= max_open_orders)
      return 'max_open_orders';
  }
  return brokenValue(world, { order, group, replaces, prospect });
}

interface Plan {
  order: Order;
  group: Group | null;
  replaces: Order | null;
  prospect: Prospect;
}

/** The limits on values: they need a price. */
function brokenValue(world: World, plan: Plan): string | null {
  const { order, prospect } = plan;
  const { max_position_pct, max_exposure_pct, min_cash } = world.run.risk;
  const takesCash = order.side === 'buy' && order.desk.instrument.quote === world.run.reporting_asset;
  const asked = max_position_pct ?? max_exposure_pct ?? (takesCash ? min_cash : undefined);
  if (asked === undefined) return null;
  if (!prospect.isPriced) return 'no_price';
  if (max_position_pct !== undefined) {
    const most = shareOfEquity(world, max_position_pct);
    const tooLarge = (one: Moved): boolean => one.valueAfter.gt(most) && one.valueAfter.gt(one.valueBefore);
    if (prospect.moved.some(tooLarge)) return 'max_position_pct';
  }
  if (max_exposure_pct !== undefined) {
    const after = exposureOf(world).plus(wouldAdd(world, plan));
    if (after.gt(shareOfEquity(world, max_exposure_pct))) return 'max_exposure_pct';
  }
  return min_cash !== undefined && takesCash && cashAfter(world, plan).lt(min_cash) ? 'min_cash' : null;
}

/** The free cash that the order would leave; what it shares with its group is set aside already. */
function cashAfter(world: World, { order, group, replaces, prospect }: Plan): Decimal {
  const cash = world.run.reporting_asset;
  const own = replaces !== null && group === null ? replaces.held.plus(replaces.underWay) : ZERO;
  const free = freeSeenBy(world, group, cash).plus(own);
  const isBudget = order.quantity === null && order.budget !== null;
  const wants = isBudget ? order.budget! : want(world, order, prospect.quantity!);
  return D.min(freeSeen(world, cash), free.minus(wants));
}

/** A share of equity; compared with whole units, so that it need not be rounded. */
const shareOfEquity = (world: World, limit: string): Decimal => equityOf(world)!.mul(pct(limit));

function exposureOf(world: World): Decimal {
  return [...world.positions].reduce(
    (sum, [asset]) => sum.plus(worthIn(world, asset, positionOf(world, asset).abs()) ?? ZERO),
    ZERO,
  );
}

/** "`max_exposure_pct` with working orders": of a group the order that adds most. */
function wouldAdd(world: World, { order, group, replaces, prospect }: Plan): Decimal {
  const groups = new Map<Group, Decimal>();
  let sum = ZERO;
  const count = (of: Group | null, amount: Decimal): void => {
    if (of === null) sum = sum.plus(amount);
    else groups.set(of, D.max(amount, groups.get(of) ?? ZERO));
  };
  count(group, addedBy(prospect));
  for (const other of world.orders) {
    if (other === order || other === replaces || !counts(other) || other.close) continue;
    count(other.group, addedBy(prospectOf(world, other, judgedAt(other) ?? other.desk.mark)));
  }
  return [...groups.values()].reduce((total, one) => total.plus(one), sum);
}

/** What a quantity of the order takes on arrival, as far as a price is known. */
export function want(world: World, order: Order, quantity: Decimal): Decimal {
  const { base } = order.desk.instrument;
  if (order.side === 'sell') return order.reduceOnly ? D.min(quantity, positionOf(world, base).abs()) : quantity;
  if (order.price !== null) return holdOfLimit(world, order, quantity, order.price);
  const at = purchaseLevel(order);
  return at === null ? ZERO : holdOfMarket(world, order, quantity, at);
}

/** The price near which a purchase without a limit will happen: a trailing stop's starts its distance above where it begins. */
function purchaseLevel(order: Order): Decimal | null {
  if (order.type !== 'trailing_stop' || order.level !== null) return judgedAt(order);
  const start = order.activation ?? order.decisionMark;
  if (start === null) return null;
  const distance = order.trailAmount ?? start.mul(pct(order.trailPct!));
  return start.plus(distance).toDecimalPlaces(order.desk.instrument.price_decimals, D.ROUND_CEIL);
}

/** "`max_drawdown_pct` halts and flattens": looked at with every equity row; reached is enough. */
export function watchDrawdown(world: World): void {
  const limit = world.run.risk.max_drawdown_pct;
  const row = world.answer.equity.at(-1);
  if (!world.started || row?.time !== world.now / 1000 || limit === undefined || world.halted !== null) return;
  const equity = new D(row.equity);
  world.peak = D.max(world.peak!, equity);
  const unit = new D(10).pow(-world.run.asset_decimals[world.run.reporting_asset]!);
  if (equity.gt(downTo(world.peak.mul(new D(1).minus(pct(limit))), unit))) return;
  world.halted = world.now;
  for (const order of world.orders)
    if (alive(order))
      post(world, delayOf(world, order, 'cancel'), () => alive(order) && cancelArrives(world, order, 'halt'));
  for (const { asset, desk } of exitsOf(world)) if (!positionOf(world, asset).isZero()) submitClose(world, desk);
}

/** Each asset with the symbol that closes it, the one it is valued by; those furthest from the reporting asset first. */
function exitsOf(world: World): { asset: string; desk: Desk }[] {
  const bases = [...new Set(world.desks.map(({ instrument }) => instrument.base))];
  const ways = bases
    .filter((asset) => asset !== world.run.reporting_asset)
    .map((asset) => ({ asset, way: wayOf(world, asset) }));
  ways.sort((a, b) => b.way.length - a.way.length || a.way[0]!.place - b.way[0]!.place);
  return ways.map(({ asset, way }) => ({ asset, desk: way[0]! }));
}

/** What was under way when trading ended may still fill, and a close brings what it was paid in: it is closed like the rest. */
export function closeAgain(world: World, { instrument: { base, quote } }: Desk): void {
  for (const { asset, desk } of exitsOf(world)) {
    if ((asset !== base && asset !== quote) || positionOf(world, asset).isZero()) continue;
    const closes = (order: Order): boolean => order.close && alive(order) && order.desk.instrument.base === asset;
    if (!world.orders.some(closes)) submitClose(world, desk);
  }
}
