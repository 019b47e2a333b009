/** The orders that have not ended, as the report lists them. */
import type { OpenOrder, RunSummary } from '../engine/summary.ts';
import { formatDecimal } from '../model/decimal.ts';
import type { Instrument } from '../model/instrument.ts';
import { NONE } from '../model/record.ts';
import { formatTime } from '../model/time.ts';
import type { ReportDocument } from './document.ts';

type Shown = ReportDocument['open_orders'][number];

export function openOrders({ openOrders: orders, instruments }: RunSummary): Shown[] {
  return orders.map((order) => shown(order, instruments[order.symbol]!));
}

const text = (units: number, decimals: number): string | null =>
  units === NONE ? null : formatDecimal(units, decimals);

function shown(order: OpenOrder, { symbol, baseDecimals, quoteDecimals, priceDecimals }: Instrument): Shown {
  const { quantity, filled, trailRate } = order;
  const price = (units: number): string | null => text(units, priceDecimals);
  return {
    order_id: order.id,
    client_id: order.clientId,
    symbol,
    side: order.side,
    type: order.type,
    status: order.status,
    quantity: text(quantity, baseDecimals),
    spend: text(order.budget, quoteDecimals),
    filled: formatDecimal(filled, baseDecimals),
    leaves: quantity === NONE ? null : formatDecimal(quantity - filled, baseDecimals),
    price: price(order.price),
    stop_price: price(order.stopPrice),
    trigger_price: price(order.triggerPrice),
    activation_price: price(order.activationPrice),
    trail_amount: price(order.trailAmount),
    trail_pct: trailRate === null ? null : (trailRate.numerator * 100) / trailRate.denominator,
    time_in_force: order.timeInForce,
    expire_at: order.expireAt === NONE ? null : formatTime(order.expireAt),
    post_only: order.postOnly,
    reduce_only: order.reduceOnly,
    parent_id: order.parentId === NONE ? null : order.parentId,
    oco: order.group,
    reason: order.reason,
  };
}
