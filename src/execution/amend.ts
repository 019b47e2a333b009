/** From the change a strategy asks of a working order to one that may set out: the rules of a new order hold for it. */
import { Amend } from '../exchange/amend.ts';
import { Order, SIZE } from '../exchange/order.ts';
import { baseText, brokenProductRule } from '../exchange/rules.ts';
import type { Instrument } from '../model/instrument.ts';
import { BUY, hasEnded, ORDER_STATUSES, ORDER_TYPES, TIF, TIMES_IN_FORCE, TYPE } from '../model/order.ts';
import { NONE } from '../model/record.ts';
import type { AmendRequest, DecimalInput } from '../strategy/request.ts';
import { isInOrder, levelOf, otherSide } from './children.ts';
import { takeExpiry } from './describe.ts';
import { HAS_LIMIT, HAS_TRIGGER, takeLimit, takeTrail, takeTrigger } from './prices.ts';
import type { Refusal } from './refusal.ts';
import type { Risk } from './risk.ts';
import { judgedAt, type Sizes } from './sizes.ts';

export class Amends {
  private readonly instruments: readonly Instrument[];
  private readonly sizes: Sizes;
  private readonly refusal: Refusal;
  /** The order as it would be. */
  private readonly after = new Order();

  constructor(instruments: readonly Instrument[], sizes: Sizes, refusal: Refusal) {
    this.instruments = instruments;
    this.sizes = sizes;
    this.refusal = refusal;
  }

  /** Null: refused, the order stands as it is. */
  approve(order: Order, request: AmendRequest, now: number, mark: number, risk: Risk | null): Amend | null {
    const { after, refusal } = this;
    const instrument = this.instruments[order.symbol]!;
    if (hasEnded(order.status)) {
      refusal.because('order_has_ended', `amend of an order that has ended: it is ${ORDER_STATUSES[order.status]}`);
      return null;
    }
    Object.assign(after, order);
    after.decisionMark = mark;
    const amend = new Amend();
    const isTaken =
      this.takeQuantity(amend, order, request.quantity, instrument) &&
      this.takePrices(amend, order, request, instrument) &&
      this.takeExpiry(amend, order, request.expireAt, now);
    if (!isTaken) return null;
    if (Object.keys(request).length === 0) {
      refusal.because('amend', 'an amend changes quantity, price, stop_price, trail_amount, trail_pct or expire_at');
      return null;
    }
    if (!this.keepsRules(amend, instrument) || !this.keepsBracket(amend, order, instrument)) return null;
    if (risk !== null && this.enlarges(amend, order) && !risk.approves(after, order.group, order)) return null;
    return amend;
  }

  private takeQuantity(
    amend: Amend,
    order: Order,
    quantity: DecimalInput | undefined,
    instrument: Instrument,
  ): boolean {
    if (quantity === undefined) return true;
    const { refusal } = this;
    if (order.sizing === SIZE.parent && order.parent !== null) {
      return refusal.because('quantity', 'the order is as large as its parent has filled: amend that');
    }
    if (order.sizing === SIZE.spend)
      return refusal.because('quantity', 'the order has a budget: it buys what that pays for');
    if (order.quantity === NONE) return refusal.because('quantity', 'the order has no quantity yet');
    const units = this.sizes.lots(order.symbol, quantity);
    if (units === NONE) return false;
    if (units <= order.filled) {
      const filled = `${baseText(instrument, order.filled)} that ${order.filled === 0 ? 'have' : 'has'} filled`;
      return refusal.because('quantity', `quantity ${baseText(instrument, units)} is not above the ${filled}`);
    }
    if (order.sizing === SIZE.parent && units > order.quantity) {
      const most = baseText(instrument, order.quantity);
      return refusal.because('quantity', `quantity ${baseText(instrument, units)} is above the ${most} of its parent`);
    }
    amend.quantity = units;
    this.after.quantity = units;
    return true;
  }

  private takePrices(amend: Amend, order: Order, request: AmendRequest, instrument: Instrument): boolean {
    const { price, stopPrice, trailAmount, trailPct } = request;
    const { after, refusal } = this;
    if (price !== undefined) {
      if (!HAS_LIMIT[order.type]) return this.hasNo(order, 'price');
      if (!takeLimit(after, price, instrument, refusal)) return false;
      amend.price = after.price;
    }
    if (stopPrice !== undefined) {
      if (!HAS_TRIGGER[order.type]) return this.hasNo(order, 'stop_price');
      if (order.isTriggered)
        return refusal.because('stop_price', 'the order has been triggered: its stop_price is past');
      if (!takeTrigger(after, stopPrice, instrument, refusal)) return false;
      amend.stopPrice = after.stopPrice;
    }
    if (trailAmount === undefined && trailPct === undefined) return true;
    if (order.type !== TYPE.trailing_stop) {
      return this.hasNo(order, trailAmount === undefined ? 'trail_pct' : 'trail_amount');
    }
    return takeTrail(amend, trailAmount, trailPct, instrument, refusal);
  }

  private hasNo({ type }: Order, key: string): false {
    return this.refusal.because(key, `a ${ORDER_TYPES[type]} order has no ${key} to amend`);
  }

  private takeExpiry(amend: Amend, order: Order, expireAt: number | string | undefined, now: number): boolean {
    if (expireAt === undefined) return true;
    if (order.timeInForce === TIF.GTD) return takeExpiry(amend, expireAt, now, this.refusal);
    const tif = TIMES_IN_FORCE[order.timeInForce]!;
    return this.refusal.because('expire_at', `expire_at goes with time_in_force GTD, the order's is ${tif}`);
  }

  private keepsRules(amend: Amend, instrument: Instrument): boolean {
    const { after, refusal } = this;
    // What keeps size and prices, or is to grow with its parent yet, is judged when it comes to be.
    const isSame = amend.quantity === NONE && amend.price === NONE && amend.stopPrice === NONE;
    if (isSame || after.quantity <= 0) return true;
    try {
      const broken = brokenProductRule(instrument, after.quantity, judgedAt(after));
      if (broken !== null) return refusal.because(broken.rule, broken.detail);
      // It must also be possible to hold for it.
      this.sizes.want(after, after.leaves);
      return true;
    } catch (error) {
      return refusal.ofOverflow(error);
    }
  }

  /** A stop-loss stays below the take-profit beside it; an entry's limit stays between its children. */
  private keepsBracket(amend: Amend, order: Order, instrument: Instrument): boolean {
    if (amend.price === NONE && amend.stopPrice === NONE) return true;
    const { after } = this;
    const levels = { loss: NONE as number, gain: NONE as number };
    const take = (child: Order): void => {
      const { level, limitsLoss } = levelOf(child);
      levels[limitsLoss ? 'loss' : 'gain'] = level;
    };
    if (order.group !== null && order.group.name === null) {
      for (const other of order.group.orders) take(other === order ? after : other);
      return isInOrder(otherSide(order.side), NONE, levels.loss, levels.gain, instrument, this.refusal);
    }
    if (amend.price === NONE) return true;
    for (const child of order.children) if (child.side !== order.side && !hasEnded(child.status)) take(child);
    return isInOrder(order.side, after.price, levels.loss, levels.gain, instrument, this.refusal);
  }

  private enlarges(amend: Amend, order: Order): boolean {
    if (this.after.quantity > order.quantity) return true;
    const isDearer = amend.price !== NONE || amend.stopPrice !== NONE ? judgedAt(this.after) > judgedAt(order) : false;
    return isDearer && order.side === BUY;
  }
}
