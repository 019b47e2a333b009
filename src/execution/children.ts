/** A bracket's children: what stop_loss and take_profit become, and whether they lie on the right sides. */
import { type Order, SIZE } from '../exchange/order.ts';
import { formatDecimal } from '../model/decimal.ts';
import type { Instrument } from '../model/instrument.ts';
import { BUY, SELL, TYPE } from '../model/order.ts';
import { NONE } from '../model/record.ts';
import type { OrderOptions, StopLossOptions, TakeProfitOptions } from '../strategy/request.ts';
import { takeLimit, takeTrail, takeTrigger } from './prices.ts';
import type { Refusal } from './refusal.ts';

/** On the other side of its parent, and as large as that has filled: nothing yet. */
export function waitFor(child: Order, parent: Order): void {
  child.parent = parent;
  child.sizing = SIZE.parent;
  child.quantity = 0;
}

export function describeStopLoss(
  child: Order,
  asked: NonNullable<OrderOptions['stopLoss']>,
  instrument: Instrument,
  refusal: Refusal,
): boolean {
  const { stopPrice, price, trailAmount, trailPct } = optionsOf<StopLossOptions>(asked, 'stopPrice');
  if (trailAmount !== undefined || trailPct !== undefined) {
    if (stopPrice !== undefined || price !== undefined) {
      return refusal.because('stop_loss', 'stop_loss trails, or has a stop_price and price: leave one out');
    }
    child.type = TYPE.trailing_stop;
    return takeTrail(child, trailAmount, trailPct, instrument, refusal) || refusal.of('stop_loss');
  }
  if (stopPrice === undefined) {
    return refusal.because('stop_loss', 'stop_loss needs a stop_price, or one of trail_amount and trail_pct');
  }
  child.type = price === undefined ? TYPE.stop : TYPE.stop_limit;
  return (
    (takeTrigger(child, stopPrice, instrument, refusal) &&
      (price === undefined || takeLimit(child, price, instrument, refusal))) ||
    refusal.of('stop_loss')
  );
}

export function describeTakeProfit(
  child: Order,
  asked: NonNullable<OrderOptions['takeProfit']>,
  instrument: Instrument,
  refusal: Refusal,
): boolean {
  const { price, type } = optionsOf<Partial<TakeProfitOptions>>(asked, 'price');
  if (price === undefined) return refusal.because('take_profit', 'take_profit needs a price');
  if (type !== undefined && type !== 'limit' && type !== 'market') {
    return refusal.because('take_profit', `the type of take_profit is limit or market, not ${String(type)}`);
  }
  const atMarket = type === 'market';
  child.type = atMarket ? TYPE.take_profit : TYPE.limit;
  const isTaken = atMarket
    ? takeTrigger(child, price, instrument, refusal, 'price')
    : takeLimit(child, price, instrument, refusal);
  return isTaken || refusal.of('take_profit');
}

/** A price alone stands for an object with that price. */
function optionsOf<T extends object>(asked: unknown, key: keyof T): T {
  return typeof asked === 'object' && asked !== null ? (asked as T) : ({ [key]: asked } as unknown as T);
}

/**
 * Whether the stop-loss lies below the take-profit, and each on its side of the entry's limit; for a sale the other way
 * round. A trailing stop has no level yet.
 *
 * @param limit the entry's limit, NONE where it has none; the others likewise
 */
export function isInOrder(
  side: number,
  limit: number,
  stopLoss: number,
  takeProfit: number,
  instrument: Instrument,
  refusal: Refusal,
): boolean {
  const direction = side === BUY ? 1 : -1;
  const [below, above] = side === BUY ? ['below', 'above'] : ['above', 'below'];
  const wrong = (name: string, price: number, where: string, than: string, other: number): false => {
    const text = (units: number): string => formatDecimal(units, instrument.priceDecimals, { trim: true });
    return refusal.because('bracket', `${name} ${text(price)} is not ${where} the ${than} ${text(other)}`);
  };
  const lies = (lower: number, upper: number): boolean =>
    lower === NONE || upper === NONE || (upper - lower) * direction > 0;
  if (!lies(stopLoss, takeProfit)) return wrong('stop_loss', stopLoss, below!, 'take_profit', takeProfit);
  if (!lies(stopLoss, limit)) return wrong('stop_loss', stopLoss, below!, 'limit of the entry', limit);
  return lies(limit, takeProfit) || wrong('take_profit', takeProfit, above!, 'limit of the entry', limit);
}

/** The level of a child that limits a loss or takes a gain, and whether it is the loss. */
export function levelOf(child: Order): { readonly level: number; readonly limitsLoss: boolean } {
  const { type } = child;
  const takesGain = type === TYPE.limit || type === TYPE.take_profit || type === TYPE.take_profit_limit;
  if (type === TYPE.trailing_stop) return { level: NONE, limitsLoss: true };
  return { level: type === TYPE.limit ? child.price : child.stopPrice, limitsLoss: !takesGain };
}

export function otherSide(side: number): number {
  return side === BUY ? SELL : BUY;
}
