/** Our own limits on risk. An order that only reduces a position is never refused by them. */
import type { OrderGroup } from '../exchange/group.ts';
import { type Order, SIZE } from '../exchange/order.ts';
import { mulDiv, ROUND } from '../model/arithmetic.ts';
import { formatDecimal } from '../model/decimal.ts';
import type { Asset, Instrument } from '../model/instrument.ts';
import { BUY, hasEnded } from '../model/order.ts';
import type { Rate } from '../model/rate.ts';
import { NONE } from '../model/record.ts';
import type { Books } from '../portfolio/books.ts';
import type { Halt } from './drawdown.ts';
import { Prospect } from './prospect.ts';
import type { Refusal } from './refusal.ts';
import { judgedAt, type Sizes } from './sizes.ts';
import type { UnderWay } from './underWay.ts';

/** Null: no such limit. */
export interface RiskLimits {
  /** Share of equity that a position may be worth, with the order. */
  readonly maxPosition: Rate | null;
  /** Share of equity that all positions may be worth, with what working orders would add and with the order. */
  readonly maxExposure: Rate | null;
  /** Units of the reporting asset that stay free. */
  readonly minCash: number | null;
  /** Orders alive, those under way among them; children that wait for a fill do not count. */
  readonly maxOpenOrders: number | null;
  /** Share of the highest equity: a loss of so much halts the run. */
  readonly maxDrawdown: Rate | null;
}

/** What the limits look at. */
interface Account {
  readonly assets: readonly Asset[];
  readonly instruments: readonly Instrument[];
  readonly books: Books;
  readonly underWay: UnderWay;
  readonly sizes: Sizes;
  /** The orders that have not ended. */
  readonly port: { mark(symbol: number): number; readonly alive: readonly Order[] };
}

/** An order, or a working order as an amend would have it, before it is approved. */
interface Plan {
  readonly order: Order;
  /** The order that it is the amended form of. */
  readonly replaces: Order | null;
  readonly group: OrderGroup | null;
}

/** A limit: the rule's name, whether it needs prices, and what is above it (or below), in words; null where it holds. */
interface Limit {
  readonly rule: string;
  readonly isSet: (risk: Risk, plan: Plan) => boolean;
  readonly needsPrice: boolean;
  readonly broken: (risk: Risk, plan: Plan) => string | null;
}

const LIMITS: readonly Limit[] = [
  {
    rule: 'max_drawdown_pct',
    isSet: (risk) => risk.halted !== null,
    needsPrice: false,
    broken: (risk) => risk.drawdown(),
  },
  {
    rule: 'max_open_orders',
    isSet: ({ limits }, { order, replaces }) =>
      limits.maxOpenOrders !== null && replaces === null && order.sizing !== SIZE.parent,
    needsPrice: false,
    broken: (risk) => risk.openOrders(),
  },
  {
    rule: 'max_position_pct',
    isSet: ({ limits }) => limits.maxPosition !== null,
    needsPrice: true,
    broken: (risk) => risk.position(),
  },
  {
    rule: 'max_exposure_pct',
    isSet: ({ limits }) => limits.maxExposure !== null,
    needsPrice: true,
    broken: (risk, plan) => risk.exposure(plan),
  },
  {
    rule: 'min_cash',
    isSet: (risk, { order }) => risk.limits.minCash !== null && risk.takesCash(order),
    needsPrice: true,
    broken: (risk, plan) => risk.cash(plan),
  },
];

export class Risk {
  readonly limits: RiskLimits;
  /** Set once equity has fallen too far. */
  halted: Halt | null = null;
  private readonly account: Account;
  private readonly refusal: Refusal;
  private readonly prospect: Prospect;
  private readonly working: Prospect;

  constructor(limits: RiskLimits, account: Account, refusal: Refusal) {
    this.limits = limits;
    this.account = account;
    this.refusal = refusal;
    this.prospect = new Prospect(account.books, account.instruments);
    this.working = new Prospect(account.books, account.instruments);
  }

  /** @param replaces the working order that `order` is the amended form of */
  approves(order: Order, group: OrderGroup | null, replaces: Order | null = null): boolean {
    if (order.sizing === SIZE.close) return true;
    this.prospect.look(order, judgedAt(order));
    if (this.prospect.onlyReduces) return true;
    const plan = { order, group, replaces };
    for (const limit of LIMITS) {
      if (!limit.isSet(this, plan)) continue;
      if (limit.needsPrice && !this.prospect.isPriced) {
        return this.refusal.noPrice(
          `${limit.rule} needs a price of ${this.account.instruments[order.symbol]!.symbol} and of every held asset`,
        );
      }
      const broken = limit.broken(this, plan);
      if (broken !== null) return this.refusal.because(limit.rule, broken);
    }
    return true;
  }

  drawdown(): string {
    const { peak, equity } = this.halted!;
    const fell = `equity ${this.money(equity)} fell from its peak ${this.money(peak)}`;
    const limit = this.limits.maxDrawdown;
    return `${fell} by ${limit === null ? 'too much' : `${pctText(limit)} or more`}: trading has halted`;
  }

  openOrders(): string | null {
    const most = this.limits.maxOpenOrders!;
    let count = 0;
    for (const order of this.account.port.alive) if (isWorking(order)) count += 1;
    return count < most ? null : `${count} orders are open, the most is ${most}`;
  }

  position(): string | null {
    const equity = this.account.books.equity();
    const most = share(equity, this.limits.maxPosition!);
    for (const { asset, valueBefore, valueAfter } of this.prospect.moved) {
      if (asset === NONE || valueAfter <= most || valueAfter <= valueBefore) continue;
      const what = `a position in ${this.account.assets[asset]!.name} worth ${this.money(valueAfter)}`;
      return `${what} would be above ${this.ofEquity(this.limits.maxPosition!, equity, most)}`;
    }
    return null;
  }

  exposure(plan: Plan): string | null {
    const { books } = this.account;
    const equity = books.equity();
    const most = share(equity, this.limits.maxExposure!);
    const after = books.exposure() + this.wouldAdd(plan);
    if (after <= most) return null;
    return `exposure of ${this.money(after)} with working orders would be above ${this.ofEquity(this.limits.maxExposure!, equity, most)}`;
  }

  /** What the plan and all that works would add to exposure: of a group, the order that adds most. */
  private wouldAdd({ group, replaces }: Plan): number {
    let sum = 0;
    const groups = new Map<OrderGroup, number>();
    if (group === null) sum += this.prospect.added;
    else groups.set(group, this.prospect.added);
    for (const order of this.account.port.alive) {
      if (order === replaces || !isWorking(order) || order.sizing === SIZE.close) continue;
      const level = judgedAt(order);
      this.working.look(order, level > 0 ? level : this.account.port.mark(order.symbol));
      const { added } = this.working;
      if (order.group === null) sum += added;
      else groups.set(order.group, Math.max(added, groups.get(order.group) ?? 0));
    }
    for (const added of groups.values()) sum += added;
    return sum;
  }

  takesCash({ side, symbol }: Order): boolean {
    const { base, quote } = this.account.instruments[symbol]!;
    return (side === BUY ? quote : base) === this.account.books.valuation.reporting;
  }

  cash({ order, group, replaces }: Plan): string | null {
    const { books, underWay, sizes } = this.account;
    const { reporting } = books.valuation;
    const isOwn = replaces !== null && group === null;
    const free = underWay.freeFor(group, reporting) + (isOwn ? replaces.held + replaces.underWay : 0);
    const { quantity } = this.prospect;
    const wants = order.sizing === SIZE.spend ? order.budget : sizes.want(order, quantity);
    // What it shares with its group is set aside already.
    const after = Math.min(underWay.free(reporting), free - wants);
    const least = this.limits.minCash!;
    return after >= least ? null : `it would leave ${this.money(after)} free, below ${this.money(least)}`;
  }

  private ofEquity(limit: Rate, equity: number, most: number): string {
    return `${this.money(most)}, ${pctText(limit)} of equity ${this.money(equity)}`;
  }

  private money(units: number): string {
    const { name, decimals } = this.account.assets[this.account.books.valuation.reporting]!;
    return `${formatDecimal(units, decimals, { trim: true })} ${name}`;
  }
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

function pctText({ numerator, denominator }: Rate): string {
  return `${(numerator * 100) / denominator} %`;
}
