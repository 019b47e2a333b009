/** What an amend does to a working order: it is checked, applied, and the order is matched as one that arrives. */
import { formatDecimal } from '../model/decimal.ts';
import { NONE } from '../model/record.ts';
import { formatTime } from '../model/time.ts';
import type { Amend } from './amend.ts';
import type { ExchangeListener } from './contract.ts';
import type { Expiries } from './expiries.ts';
import type { Holds } from './holds.ts';
import type { SymbolMarket } from './market.ts';
import type { Matcher } from './matcher.ts';
import { MISSED, type Order, SIZE } from './order.ts';
import { type BrokenRule, baseText, brokenProductRule, quoteText } from './rules.ts';

export interface AmendingParts {
  readonly holds: Holds;
  readonly matcher: Matcher;
  readonly expiries: Expiries;
  readonly listener: ExchangeListener;
  readonly nextAge: () => number;
}

export class Amending {
  private readonly parts: AmendingParts;

  constructor(parts: AmendingParts) {
    this.parts = parts;
  }

  /** The rule that it breaks, then the order stands as it was; else null. */
  amend(order: Order, market: SymbolMarket, amend: Amend, time: number): BrokenRule | null {
    const broken = brokenBy(order, market, amend, time);
    if (broken !== null) return broken;
    const before = { ...order } as Readonly<Order>;
    const { shelf } = order;
    // It is sorted by what may change.
    shelf?.remove(order);
    this.parts.expiries.remove(order);
    apply(order, amend);
    const short = this.holdAnew(order, market);
    if (short !== null) {
      restore(order, before);
      this.parts.expiries.add(order);
      if (shelf !== null) putBack(order, market, shelf);
      return short;
    }
    this.parts.expiries.add(order);
    // What kept it from filling before asked for something else.
    order.missed = MISSED.nothing;
    this.parts.listener.amended(order, null);
    if (shelf === null) return null;
    const onlyShrinks = amend.quantity !== NONE && amend.quantity < before.quantity && changesNothingElse(amend);
    if (!onlyShrinks) order.age = this.parts.nextAge();
    if (onlyShrinks || shelf === market.waiting) putBack(order, market, shelf);
    else if (market.meets(time, order.side)) this.parts.matcher.meet(order, market);
    else market.waiting.add(order);
    return null;
  }

  private holdAnew(order: Order, market: SymbolMarket): BrokenRule | null {
    if (order.held === 0) return null;
    const { holds } = this.parts;
    const asset = holds.assetOf(order, market);
    const amount = holds.need(order, market);
    const available = holds.available(order, asset);
    if (amount > available) {
      const text = order.heldAsset === market.instrument.base ? baseText : quoteText;
      return {
        rule: 'insufficient_balance',
        detail: `needs ${text(market.instrument, amount)}, free ${text(market.instrument, available)}`,
      };
    }
    holds.set(order, asset, amount);
    return null;
  }
}

function brokenBy(order: Order, market: SymbolMarket, amend: Amend, time: number): BrokenRule | null {
  const { instrument } = market;
  if (amend.quantity !== NONE && amend.quantity <= order.filled) {
    const detail = `quantity ${baseText(instrument, amend.quantity)} is not above the ${baseText(instrument, order.filled)} already filled`;
    return { rule: 'quantity', detail };
  }
  if (amend.quantity !== NONE && order.parent !== null) {
    return { rule: 'quantity', detail: 'it is as large as its parent has filled' };
  }
  if (order.sizing === SIZE.parent && amend.quantity > order.quantity) {
    const detail = `its parent has filled ${baseText(instrument, order.quantity)}: it cannot be ${baseText(instrument, amend.quantity)}`;
    return { rule: 'quantity', detail };
  }
  const movesTrigger = amend.stopPrice !== NONE || amend.trailAmount !== NONE || amend.trailRate !== null;
  if (movesTrigger && order.isTriggered) {
    const at = formatDecimal(order.triggerPrice, instrument.priceDecimals, { trim: true });
    return { rule: 'stop_price', detail: `it was triggered at ${at}` };
  }
  if (amend.expireAt !== NONE && amend.expireAt <= time) {
    return { rule: 'expire_at', detail: `${formatTime(amend.expireAt)} is not after ${formatTime(time)}` };
  }
  if (amend.quantity === NONE && amend.price === NONE && amend.stopPrice === NONE) return null;
  const quantity = amend.quantity === NONE ? order.quantity : amend.quantity;
  if (quantity <= 0) return null;
  const said = [amend.price, order.price, amend.stopPrice, order.stopPrice].find((level) => level !== NONE);
  return brokenProductRule(instrument, quantity, said ?? market.price);
}

function apply(order: Order, amend: Amend): void {
  if (amend.quantity !== NONE) order.quantity = amend.quantity;
  if (amend.price !== NONE) order.price = amend.price;
  if (amend.stopPrice !== NONE) order.stopPrice = amend.stopPrice;
  if (amend.expireAt !== NONE) order.expireAt = amend.expireAt;
  if (amend.trailAmount === NONE && amend.trailRate === null) return;
  order.trailAmount = amend.trailAmount;
  order.trailRate = amend.trailRate;
  // It begins anew with the price it meets; what woke it is past.
  if (order.stopPrice !== NONE) order.activationPrice = NONE;
  order.stopPrice = NONE;
  order.best = NONE;
}

function restore(order: Order, before: Readonly<Order>): void {
  const { quantity, price, stopPrice, expireAt, trailAmount, trailRate, activationPrice, best } = before;
  Object.assign(order, { quantity, price, stopPrice, expireAt, trailAmount, trailRate, activationPrice, best });
}

function changesNothingElse({ price, stopPrice, trailAmount, trailRate, expireAt }: Amend): boolean {
  return price === NONE && stopPrice === NONE && trailAmount === NONE && trailRate === null && expireAt === NONE;
}

/** On the shelf it was taken from, by its present level. */
function putBack(order: Order, market: SymbolMarket, shelf: object): void {
  if (shelf === market.limitShelf(order)) market.limitShelf(order).add(order, order.price);
  else if (shelf === market.triggerShelf(order)) market.triggerShelf(order).add(order, order.stopPrice);
  else (shelf as SymbolMarket['waiting']).add(order);
}
