/** What must hold of the books after every event, counted slowly from nothing but fills and working orders. */
import type { OrderGroup } from '../../exchange/group.ts';
import { type Order, SIZE } from '../../exchange/order.ts';
import type { Instrument } from '../../model/instrument.ts';
import { BUY, hasEnded, ORDER_STATUSES, ORDER_TYPES, STATUS } from '../../model/order.ts';
import { maxRate, type Rate } from '../../model/rate.ts';
import { NONE } from '../../model/record.ts';
import type { Books } from '../../portfolio/books.ts';
import type { SessionSetup } from '../setup.ts';
import { costOf, type Flows, feeOf } from './flows.ts';

/** The orders of one group hold together what the largest of them would hold alone; any other order holds for itself. */
function heldBy(orders: readonly Order[], asset: number): number {
  const groups = new Map<OrderGroup, number>();
  let held = 0;
  for (const order of orders) {
    if (order.heldAsset !== asset || order.held === 0) continue;
    if (order.group === null) held += order.held;
    else groups.set(order.group, Math.max(groups.get(order.group) ?? 0, order.held));
  }
  for (const most of groups.values()) held += most;
  return held;
}

/** The units by which a hold may lie below its need: each fill of an order rounds its cost and its fee apart. */
const ROUNDED = 4;

/** What a working order must hold, where that can be told from the order alone: sales their leaves, purchases up to a limit. */
function faultOfHold(order: Order, one: Instrument, rates: readonly Rate[]): string | null {
  const { side, status, quantity, filled, price, held, heldAsset } = order;
  const fault = (need: number | string): string =>
    `(${ORDER_STATUSES[status]}, ${filled} of ${quantity}) holds ${held} of ${heldAsset}, needs ${need}`;
  if (hasEnded(status)) return held === 0 ? null : fault('nothing any more');
  if (order.inFlight) return held === 0 ? null : fault('nothing while it travels');
  if (status === STATUS.pending || quantity === NONE) return null;
  const leaves = quantity - filled;
  if (leaves < 0) return `has filled ${filled} of ${quantity}`;
  const asset = side === BUY ? one.quote : one.base;
  if (held > 0 && heldAsset !== asset) return fault(`what it pays with, ${asset}`);
  // Alone it must hold all it needs. One that grows with its parent, or shares a hold, may find less left to hold.
  const isAlone = order.sizing !== SIZE.parent && order.group === null && !order.reduceOnly;
  if (side !== BUY) return held <= leaves && (held === leaves || !isAlone) ? null : fault(leaves);
  if (price === NONE) return null;
  const cost = costOf(one, leaves, price);
  // The larger fee of the tier that held when it was placed.
  const fees = rates.map((rate) => feeOf(cost, rate));
  const [least, most] = [cost + Math.min(...fees), cost + Math.max(...fees)];
  // A part that cost more than its share of the hold leaves less than the rest needs where nothing else was free then.
  const isWhole = isAlone && filled === 0;
  return held <= most && (held >= least - ROUNDED || !isWhole) ? null : fault(`${least} to ${most}`);
}

/** The larger of a symbol's two fees, in each tier. */
function largerRates({ makerFee, takerFee, index }: Instrument, setup: Account): Rate[] {
  const tiers = setup.exchange?.feeTiers ?? [];
  const others = tiers.map(({ makers, takers }) => maxRate(makers[index]!, takers[index]!));
  return [maxRate(makerFee, takerFee), ...others];
}

type Account = Pick<SessionSetup, 'assets' | 'instruments' | 'initialBalance' | 'reporting'> & {
  readonly exchange?: Pick<SessionSetup['exchange'], 'feeTiers'>;
};

/**
 * For each asset: balance = initial + bought - sold - fees; the position is the balance less the initial one; held is what
 * working orders need, those of a group together; nothing is negative.
 *
 * @returns what does not hold, in words; empty where all does
 */
export function faultsOf(setup: Account, books: Books, orders: readonly Order[], flows: Flows): string[] {
  const faults: string[] = [];
  setup.assets.forEach(({ name }, asset) => {
    const [total, held] = [books.totals[asset]!, books.held[asset]!];
    const counted =
      BigInt(setup.initialBalance[asset]!) + flows.bought[asset]! - flows.sold[asset]! - flows.fees[asset]!;
    if (BigInt(total) !== counted) faults.push(`${name}: total ${total}, initial + bought - sold - fees ${counted}`);
    const needed = heldBy(orders, asset);
    if (held !== needed) faults.push(`${name}: held ${held}, by orders ${needed}`);
    if (!(total >= 0 && held >= 0 && held <= total)) faults.push(`${name}: total ${total}, held ${held}`);
    const { quantity, cost } = books.positions[asset]!;
    const moved = asset === setup.reporting ? 0 : total - setup.initialBalance[asset]!;
    if (quantity !== moved) faults.push(`${name}: position ${quantity}, balance less initial ${moved}`);
    if (cost < 0 || (quantity === 0 && cost !== 0)) faults.push(`${name}: ${quantity} cost ${cost}`);
  });
  for (const order of orders) {
    const one = setup.instruments[order.symbol]!;
    const fault = faultOfHold(order, one, largerRates(one, setup));
    if (fault !== null) faults.push(`${ORDER_TYPES[order.type]} order ${order.id} ${fault}`);
  }
  return faults;
}
