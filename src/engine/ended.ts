/** The last orders that ended, so that a message sent after an order's end is answered with what became of it. */
import type { Order } from '../exchange/order.ts';
import { formatDecimal } from '../model/decimal.ts';
import type { Instrument } from '../model/instrument.ts';
import { ORDER_STATUSES } from '../model/order.ts';
import { NONE } from '../model/record.ts';
import { formatTime } from '../model/time.ts';
import type { AmendRequest, OrderInfo } from '../strategy/request.ts';
import type { Callbacks } from './callbacks.ts';
import type { Refusals } from './refusals.ts';
import type { Strings } from './strings.ts';
import { orderInfo, scaleOf } from './views.ts';

/** So many are remembered: of an older one is said that it has ended, or never was. */
export const ENDED_KEPT = 64;

interface Hearers {
  readonly now: number;
  readonly refusals: Refusals;
  readonly callbacks: Callbacks;
}

export class EndedOrders {
  private readonly ids = new Float64Array(ENDED_KEPT);
  private readonly symbols = new Float64Array(ENDED_KEPT);
  private readonly statuses = new Float64Array(ENDED_KEPT);
  private readonly quantities = new Float64Array(ENDED_KEPT);
  private readonly filled = new Float64Array(ENDED_KEPT);
  private readonly costs = new Float64Array(ENDED_KEPT);
  private readonly times = new Float64Array(ENDED_KEPT);
  /** When the strategy was last told of a message that came too late. */
  private readonly toldAt = new Float64Array(ENDED_KEPT).fill(NONE);
  private readonly names: (string | null)[] = new Array<string | null>(ENDED_KEPT).fill(null);
  /** What a strategy that hears of its orders is shown. */
  private readonly infos: (OrderInfo | null)[] = new Array<OrderInfo | null>(ENDED_KEPT).fill(null);
  private next = 0;
  private readonly instruments: readonly Instrument[];
  private readonly strings: Strings;
  private readonly desk: Hearers;

  constructor(instruments: readonly Instrument[], strings: Strings, desk: Hearers) {
    this.instruments = instruments;
    this.strings = strings;
    this.desk = desk;
  }

  /** Once an order, when it ends. The oldest that is remembered gives way. */
  keep(order: Order): void {
    if (order.endedAt !== NONE) return;
    const { strings } = this;
    const { now, callbacks } = this.desk;
    order.endedAt = now;
    const at = this.next;
    this.next = (at + 1) % ENDED_KEPT;
    this.ids[at] = order.id;
    this.symbols[at] = order.symbol;
    this.statuses[at] = order.status;
    this.quantities[at] = order.quantity;
    this.filled[at] = order.filled;
    this.costs[at] = order.cost;
    this.times[at] = now;
    this.toldAt[at] = NONE;
    this.names[at] = strings.at(order.clientId);
    this.infos[at] = callbacks.hearsOrders ? orderInfo(order, this.instruments[order.symbol]!, strings) : null;
  }

  /** Counts a cancel (no request) or an amend that found no order at work; of one that is remembered the strategy hears. */
  late(order: Order | null, id: number | string, request: AmendRequest | null): void {
    const { now, refusals, callbacks } = this.desk;
    if (order !== null) this.keep(order);
    const at = this.find(id);
    const verb = request === null ? 'cancel' : `amend (${wordsOf(request)})`;
    if (at < 0) {
      const what = typeof id === 'number' ? `order ${id}` : id;
      const said = `${verb} of ${what}: there is no such order: it has ended, or never was`;
      refusals.add('rejected', 'order_has_ended', said, now, typeof id === 'number' ? id : 0);
      return;
    }
    const said = `${verb} of an order that has ended: ${this.text(at)}`;
    refusals.add('rejected', 'order_has_ended', said, now, this.ids[at]!);
    const info = this.infos[at]!;
    // Once at one time: who answers a rejection with another message would be told without end.
    if (info === null || this.toldAt[at] === now) return;
    this.toldAt[at] = now;
    callbacks.order(this.symbols[at]!, { ...info, event: 'rejected', rule: 'order_has_ended', detail: said });
  }

  /** What became of an order, `order 27 (o1) is filled: 0.5 of 0.5 BTC/USDT at 100.00, since 2024-01-01T00:00:00Z`. */
  textOf(order: Order): string {
    const at = this.find(order.id);
    return at < 0 ? 'the order has ended' : this.text(at);
  }

  /** The newest of that id or name; -1 where none is remembered. */
  private find(id: number | string): number {
    for (let back = 1; back <= ENDED_KEPT; back++) {
      const at = (this.next - back + ENDED_KEPT) % ENDED_KEPT;
      if (this.ids[at] !== 0 && (this.ids[at] === id || this.names[at] === id)) return at;
    }
    return -1;
  }

  private text(at: number): string {
    const { symbol, baseDecimals, quoteDecimals, priceDecimals } = this.instruments[this.symbols[at]!]!;
    const base = (units: number): string => formatDecimal(units, baseDecimals, { trim: true });
    const filled = this.filled[at]!;
    const quantity = this.quantities[at]!;
    const paid =
      filled === 0 ? Number.NaN : this.costs[at]! / scaleOf(quoteDecimals) / (filled / scaleOf(baseDecimals));
    const units = Math.round(paid * scaleOf(priceDecimals));
    const price = Number.isSafeInteger(units) ? ` at ${formatDecimal(units, priceDecimals)}` : '';
    const size = quantity === NONE ? `${base(filled)} ${symbol}` : `${base(filled)} of ${base(quantity)} ${symbol}`;
    const name = this.names[at] === null ? '' : ` (${this.names[at]})`;
    const status = ORDER_STATUSES[this.statuses[at]!]!;
    return `order ${this.ids[at]}${name} is ${status}: ${size}${price}, since ${formatTime(this.times[at]!)}`;
  }
}

/** The keys as a user sees them, with their values. */
function wordsOf(request: AmendRequest): string {
  const snake = (key: string): string => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return Object.entries(request)
    .map(([key, value]) => `${snake(key)} ${String(value)}`)
    .join(', ');
}
