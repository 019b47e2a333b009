/** The limits on risk, one small check each: a new one is a function and a row. */

import type { OrderGroup } from '../exchange/group.ts';
import { type Order, SIZE } from '../exchange/order.ts';
import type { PurchaseHolds } from '../exchange/sizing.ts';
import { mulDiv, ROUND } from '../model/arithmetic.ts';
import { formatDecimal } from '../model/decimal.ts';
import type { Asset, Instrument } from '../model/instrument.ts';
import { BUY, hasEnded } from '../model/order.ts';
import type { Rate } from '../model/rate.ts';
import { NONE } from '../model/record.ts';
import type { Books } from '../portfolio/books.ts';
import type { Halt } from './drawdown.ts';
import type { MarkPort } from './port.ts';
import type { Prospect } from './prospect.ts';
import type { RiskLimits } from './risk.ts';
import { judgedAt, type Sizes } from './sizes.ts';
import type { UnderWay } from './underWay.ts';

/** What the limits look at. */
export interface Account {
  readonly assets: readonly Asset[];
  readonly instruments: readonly Instrument[];
  readonly books: Books;
  readonly holds: PurchaseHolds;
  readonly underWay: UnderWay;
  readonly sizes: Sizes;
  readonly port: Pick<MarkPort, 'mark' | 'alive'>;
}

export interface RiskState {
  readonly limits: RiskLimits;
  readonly halted: Halt | null;
  /** An operator lets nothing new begin. */
  readonly paused: boolean;
  readonly account: Account;
  /** What the order in question would do. */
  readonly prospect: Prospect;
  /** For a look at others. */
  readonly working: Prospect;
}

/** An order, or a working order as an amend would have it, before it is approved. */
export interface Plan {
  readonly order: Order;
  /** The order that it is the amended form of. */
  readonly replaces: Order | null;
  /** The group it is to join, or is in. */
  readonly group: OrderGroup | null;
}

export interface Check {
  /** The limit's name in a scenario. */
  readonly rule: string;
  /** Whether the limit is set, and is for such an order. */
  readonly isAsked: (state: RiskState, plan: Plan) => boolean;
  readonly needsPrice: boolean;
  /** The value and the limit, in words; null where the limit holds. */
  readonly broken: (state: RiskState, plan: Plan) => string | null;
}

export const CHECKS: readonly Check[] = [
  {
    rule: 'paused',
    isAsked: ({ paused }) => paused,
    needsPrice: false,
    broken: () => 'an operator has paused the run',
  },
  { rule: 'max_drawdown_pct', isAsked: ({ halted }) => halted !== null, needsPrice: false, broken: drawdown },
  {
    rule: 'max_open_orders',
    isAsked: ({ limits }, { order, replaces }) =>
      limits.maxOpenOrders !== null && replaces === null && order.sizing !== SIZE.parent,
    needsPrice: false,
    broken: openOrders,
  },
  {
    rule: 'max_position_pct',
    isAsked: ({ limits }) => limits.maxPosition !== null,
    needsPrice: true,
    broken: position,
  },
  {
    rule: 'max_exposure_pct',
    isAsked: ({ limits }) => limits.maxExposure !== null,
    needsPrice: true,
    broken: exposure,
  },
  {
    rule: 'min_cash',
    isAsked: (state, { order }) => state.limits.minCash !== null && takesCash(state, order),
    needsPrice: true,
    broken: cash,
  },
];

function drawdown(state: RiskState): string {
  const { peak, equity } = state.halted!;
  const fell = `equity ${money(state, equity)} fell from its peak ${money(state, peak)}`;
  const limit = state.limits.maxDrawdown;
  return `${fell} by ${limit === null ? 'too much' : `${pctText(limit)} or more`}: trading has halted`;
}

function openOrders({ limits, account }: RiskState): string | null {
  const most = limits.maxOpenOrders!;
  let count = 0;
  for (const order of account.port.alive) if (isWorking(order)) count += 1;
  return count < most ? null : `${count} ${count === 1 ? 'order is' : 'orders are'} open, the most is ${most}`;
}

function position(state: RiskState): string | null {
  const { limits, account, prospect } = state;
  const equity = account.books.equity();
  const most = share(equity, limits.maxPosition!);
  for (const { asset, valueBefore, valueAfter } of prospect.moved) {
    if (asset === NONE || valueAfter <= most || valueAfter <= valueBefore) continue;
    const what = `a position in ${account.assets[asset]!.name} worth ${money(state, valueAfter)}`;
    return `${what} would be above ${ofEquity(state, limits.maxPosition!, equity, most)}`;
  }
  return null;
}

function exposure(state: RiskState, plan: Plan): string | null {
  const { books } = state.account;
  const limit = state.limits.maxExposure!;
  const equity = books.equity();
  const most = share(equity, limit);
  const after = books.exposure() + wouldAdd(state, plan);
  if (after <= most) return null;
  const what = `exposure of ${money(state, after)} with working orders`;
  return `${what} would be above ${ofEquity(state, limit, equity, most)}`;
}

/** What the plan and all that works would add to exposure: of a group, the order that adds most. */
function wouldAdd({ account, prospect, working }: RiskState, { group, replaces }: Plan): number {
  const groups = new Map<OrderGroup, number>();
  let sum = 0;
  const count = (of: OrderGroup | null, added: number): void => {
    if (of === null) sum += added;
    else groups.set(of, Math.max(added, groups.get(of) ?? 0));
  };
  count(group, prospect.added);
  for (const order of account.port.alive) {
    if (order === replaces || !isWorking(order) || order.sizing === SIZE.close) continue;
    const level = judgedAt(order);
    working.look(order, level > 0 ? level : account.port.mark(order.symbol));
    count(order.group, working.added);
  }
  for (const added of groups.values()) sum += added;
  return sum;
}

function takesCash({ account }: RiskState, { side, symbol }: Order): boolean {
  const { base, quote } = account.instruments[symbol]!;
  return (side === BUY ? quote : base) === account.books.valuation.reporting;
}

function cash(state: RiskState, { order, group, replaces }: Plan): string | null {
  const { books, underWay, sizes } = state.account;
  const { reporting } = books.valuation;
  const isAlone = replaces !== null && group === null;
  const free = underWay.freeFor(group, reporting) + (isAlone ? replaces.held + replaces.underWay : 0);
  const wants = order.sizing === SIZE.spend ? order.budget : sizes.want(order, state.prospect.quantity);
  // What it shares with its group is set aside already.
  const after = Math.min(underWay.free(reporting), free - wants);
  const least = state.limits.minCash!;
  return after >= least ? null : `it would leave ${money(state, after)} free, below ${money(state, least)}`;
}

/** Children that wait for a fill do not work yet. */
function isWorking(order: Order): boolean {
  return !hasEnded(order.status) && !(order.sizing === SIZE.parent && order.quantity <= 0);
}

/** The most that `limit` of equity allows: a whole value is within it exactly where it is within the limit. */
function share(equity: number, { numerator, denominator }: Rate): number {
  if (equity * (numerator / denominator) >= Number.MAX_SAFE_INTEGER) return Number.MAX_SAFE_INTEGER;
  return mulDiv(equity, numerator, denominator, ROUND.down);
}

function ofEquity(state: RiskState, limit: Rate, equity: number, most: number): string {
  return `${money(state, most)}, ${pctText(limit)} of equity ${money(state, equity)}`;
}

function money({ account }: RiskState, units: number): string {
  const { name, decimals } = account.assets[account.books.valuation.reporting]!;
  return `${formatDecimal(units, decimals, { trim: true })} ${name}`;
}

function pctText({ numerator, denominator }: Rate): string {
  return `${(numerator * 100) / denominator} %`;
}
