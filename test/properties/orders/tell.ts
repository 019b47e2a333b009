/** A case and what came of it, as lines that a person follows. */
import type { FillRow, OrderRow } from '../../support/play.ts';
import type { OrderCase } from './case.ts';
import { tryCase } from './trial.ts';

export function tell(tried: OrderCase): string {
  const { settings, symbols } = tried;
  const { asking, orderRows, fillRows } = tryCase(tried);
  const events = [
    ...orderRows.map((row) => ({ seq: row.seq, line: orderText(row) })),
    ...fillRows.map((row) => ({ seq: row.seq, line: fillText(row) })),
  ].sort((a, b) => a.seq - b.seq);
  return [
    `settings ${JSON.stringify(settings)}`,
    ...symbols.flatMap(({ candles, prints, quotes, ...rest }) => [
      `symbol   ${JSON.stringify(rest)}`,
      ...named('candles', candles),
      ...named('prints', prints),
      ...named('quotes', quotes),
    ]),
    ...[...asking.orders.values()].map(
      ({ at, id, way, request }) => `asked    ${at / 1e6} order ${id} ${way}: ${JSON.stringify(request)}`,
    ),
    ...asking.amends.map(({ at, id, request }) => `asked    ${at / 1e6} amend ${id}: ${JSON.stringify(request)}`),
    ...asking.cancels.map(({ at, id }) => `asked    ${at / 1e6} cancel ${id}`),
    ...events.map(({ line }) => `record   ${line}`),
  ].join('\n');
}

const named = (name: string, list: readonly unknown[]): string[] =>
  list.length === 0 ? [] : [`  ${name.padEnd(7)} ${JSON.stringify(list)}`];

function orderText(row: OrderRow): string {
  const { time, orderId, event, status, side, type, quantity, filled, price, stopPrice, triggerPrice, reason } = row;
  const prices = `price ${price} stop ${stopPrice} trigger ${triggerPrice}`;
  return `${time / 1e6} order ${orderId} ${event} (${status}): ${side} ${type} ${filled} of ${quantity}, ${prices}${reason === null ? '' : `, ${reason}`}`;
}

function fillText({ time, orderId, side, quantity, price, reference, liquidity, candleTime }: FillRow): string {
  const candle = candleTime < 0 ? '' : `, candle ${candleTime / 1e6}`;
  return `${time / 1e6} order ${orderId} fills: ${side} ${quantity} at ${price} (reference ${reference}), ${liquidity}${candle}`;
}
