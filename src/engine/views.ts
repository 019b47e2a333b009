/** What a strategy sees of orders and fills: values, made only when somebody looks. */
import type { Fill } from '../exchange/contract.ts';
import type { Order } from '../exchange/order.ts';
import type { Instrument } from '../model/instrument.ts';
import { BUY, MAKER, ORDER_STATUSES, ORDER_TYPES, TIMES_IN_FORCE } from '../model/order.ts';
import { NONE } from '../model/record.ts';
import type { FillInfo, OrderInfo } from '../strategy/request.ts';
import type { Strings } from './strings.ts';

/** 10^decimals, exact up to 22. */
export function scaleOf(decimals: number): number {
  return Number(`1e${decimals}`);
}

export function orderInfo(order: Order, instrument: Instrument, strings: Strings): OrderInfo {
  const base = scaleOf(instrument.baseDecimals);
  const price = scaleOf(instrument.priceDecimals);
  const quantity = order.quantity === NONE ? null : order.quantity / base;
  return {
    id: order.id,
    clientId: strings.at(order.clientId),
    symbol: instrument.symbol,
    side: order.side === BUY ? 'buy' : 'sell',
    type: ORDER_TYPES[order.type]!,
    status: ORDER_STATUSES[order.status]!,
    quantity,
    filled: order.filled / base,
    leaves: quantity === null ? null : order.leaves / base,
    price: order.price === NONE ? null : order.price / price,
    stopPrice: order.stopPrice === NONE ? null : order.stopPrice / price,
    triggerPrice: order.triggerPrice === NONE ? null : order.triggerPrice / price,
    avgPrice: order.filled === 0 ? null : order.cost / scaleOf(instrument.quoteDecimals) / (order.filled / base),
    timeInForce: TIMES_IN_FORCE[order.timeInForce]!,
    expireAt: order.expireAt === NONE ? null : order.expireAt / 1000,
    parent: order.parent === null ? null : order.parent.id,
    oco: order.group === null ? null : order.group.name,
    reason: strings.at(order.reason),
  };
}

export function fillInfo(order: Order, fill: Fill, instrument: Instrument, strings: Strings): FillInfo {
  const quote = scaleOf(instrument.quoteDecimals);
  return {
    orderId: order.id,
    clientId: strings.at(order.clientId),
    symbol: instrument.symbol,
    side: fill.side === BUY ? 'buy' : 'sell',
    liquidity: fill.liquidity === MAKER ? 'maker' : 'taker',
    time: fill.time / 1000,
    price: fill.price / scaleOf(instrument.priceDecimals),
    quantity: fill.quantity / scaleOf(instrument.baseDecimals),
    cost: fill.cost / quote,
    fee: fill.fee / quote,
  };
}
