/** Our own limits on risk. An order that only reduces a position is never refused by them. */
import type { OrderGroup } from '../exchange/group.ts';
import { type Order, SIZE } from '../exchange/order.ts';
import type { Rate } from '../model/rate.ts';
import type { Halt } from './drawdown.ts';
import { Prospect } from './prospect.ts';
import type { Refusal } from './refusal.ts';
import { type Account, CHECKS, type RiskState } from './riskChecks.ts';
import { judgedAt } from './sizes.ts';

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

export const NO_LIMITS: RiskLimits = {
  maxPosition: null,
  maxExposure: null,
  minCash: null,
  maxOpenOrders: null,
  maxDrawdown: null,
};

export class Risk implements RiskState {
  readonly limits: RiskLimits;
  /** Set once equity has fallen too far. */
  halted: Halt | null = null;
  paused = false;
  readonly account: Account;
  readonly prospect: Prospect;
  readonly working: Prospect;
  private readonly refusal: Refusal;

  constructor(limits: RiskLimits, account: Account, refusal: Refusal) {
    this.limits = limits;
    this.account = account;
    this.refusal = refusal;
    const { books, instruments, holds } = account;
    this.prospect = new Prospect(books, instruments, holds);
    this.working = new Prospect(books, instruments, holds);
  }

  /** @param replaces the working order that `order` is the amended form of */
  approves(order: Order, group: OrderGroup | null, replaces: Order | null = null): boolean {
    if (order.sizing === SIZE.close) return true;
    this.prospect.look(order, judgedAt(order));
    if (this.prospect.onlyReduces) return true;
    const plan = { order, group, replaces };
    for (const { rule, isAsked, needsPrice, broken } of CHECKS) {
      if (!isAsked(this, plan)) continue;
      if (needsPrice && !this.prospect.isPriced) {
        const { symbol } = this.account.instruments[order.symbol]!;
        return this.refusal.noPrice(`${rule} needs a price of ${symbol} and of every held asset`);
      }
      const detail = broken(this, plan);
      if (detail !== null) return this.refusal.because(rule, detail);
    }
    return true;
  }
}
