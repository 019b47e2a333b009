/** What must hold of a single fill: its price lies on the path, its amounts follow from it, its order was there. */
import type { Fill } from '../../exchange/contract.ts';
import type { SymbolMarket } from '../../exchange/market.ts';
import type { Order } from '../../exchange/order.ts';
import { BUY, MAKER, SIDES, STATUS } from '../../model/order.ts';
import { NONE } from '../../model/record.ts';
import { costOf } from './flows.ts';

/** The prices of a symbol before the event at hand: a jump sets out from them. */
export class Standing {
  price: number = NONE;
  bid: number = NONE;
  ask: number = NONE;

  note(market: SymbolMarket): void {
    this.price = market.price;
    this.bid = market.bid;
    this.ask = market.ask;
  }
}

/** What of a fill does not hold, in words. `least`: the shortest way of an order to the exchange, microseconds. */
export function faultsOfFill(
  order: Order,
  fill: Fill,
  market: SymbolMarket,
  before: Standing,
  least: number,
): string[] {
  const faults: string[] = [];
  const { instrument } = market;
  if (order.inFlight || fill.time < order.decidedAt + least) {
    faults.push(`fills at ${fill.time}, decided at ${order.decidedAt}, before it can have arrived`);
  }
  const isWhole = order.status === STATUS.filled || order.status === STATUS.partially_filled;
  if (!isWhole || order.filled > order.quantity) faults.push(`has filled ${order.filled} of ${order.quantity}`);
  if (!(fill.quantity > 0) || fill.quantity % instrument.lotSize !== 0) {
    faults.push(`fills ${fill.quantity}, a lot is ${instrument.lotSize}`);
  }
  const cost = costOf(instrument, fill.quantity, fill.price);
  const slippage = Math.abs(cost - costOf(instrument, fill.quantity, fill.referencePrice));
  if (fill.cost !== cost || fill.slippage !== slippage || !(fill.fee >= 0)) {
    faults.push(`cost ${fill.cost}, slippage ${fill.slippage}, fee ${fill.fee}: expected ${cost}, ${slippage}, >= 0`);
  }
  const sign = fill.side === BUY ? 1 : -1;
  if (order.price !== NONE && sign * (fill.price - order.price) > 0) {
    faults.push(`fills at ${fill.price}, worse than its limit ${order.price}`);
  }
  if (sign * (fill.price - fill.referencePrice) < 0) {
    faults.push(`fills at ${fill.price}, better than the price met ${fill.referencePrice}`);
  }
  if (!isOnPath(fill, market, before)) {
    faults.push(`a ${SIDES[fill.side]} meets ${fill.referencePrice}: price was not there`);
  }
  return faults;
}

/**
 * A taker met what price travelled through: the candle it is in, or the jump to where it stands. A maker fills at its own
 * limit, which price is at or beyond; parts left behind by small volumes may lie beyond the candle.
 */
function isOnPath({ side, liquidity, referencePrice }: Fill, market: SymbolMarket, before: Standing): boolean {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  const meet = (price: number): void => {
    if (price === NONE) return;
    low = Math.min(low, price);
    high = Math.max(high, price);
  };
  for (const { price, bid, ask } of [before, market]) {
    meet(price);
    if (!market.isQuoted) continue;
    meet(bid);
    meet(ask);
  }
  if (!market.isQuoted && market.candleTime !== NONE) {
    meet(market.low);
    meet(market.high);
  }
  if (liquidity === MAKER) return side === BUY ? low <= referencePrice : high >= referencePrice;
  return low <= referencePrice && referencePrice <= high;
}
