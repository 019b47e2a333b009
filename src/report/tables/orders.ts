/** `orders.parquet`: a row an event in an order's life. */
import { mulDiv, ROUND } from '../../model/arithmetic.ts';
import type { Instrument } from '../../model/instrument.ts';
import { hasEnded, ORDER_EVENTS, ORDER_STATUSES, ORDER_TYPES, SIDES } from '../../model/order.ts';
import {
  codeEvent,
  codeSide,
  codeStatus,
  codeSymbol,
  codeType,
  NONE,
  ORDER_ROW,
  ORDER_ROW_WIDTH,
} from '../../model/record.ts';
import {
  allocateColumns,
  amountColumn,
  column,
  enumColumn,
  optional,
  type RunShape,
  type TableSpec,
  type Texts,
} from './shape.ts';

const MISSING = Number.NaN;
const NULLABLE = { nullable: true };

/** Units of the price in which all that has filled was filled, to the nearest; NaN where nothing has. */
export function averagePrice(instrument: Instrument, cost: number, filled: number): number {
  if (filled <= 0) return MISSING;
  return mulDiv(cost, instrument.costDivisor, filled * instrument.costMultiplier, ROUND.half_even);
}

export function ordersTable({ instruments }: RunShape): TableSpec {
  const price = instruments.map((instrument) => instrument.priceDecimals);
  const quantity = instruments.map((instrument) => instrument.baseDecimals);
  const columns = [
    column('seq', 'bigint'),
    column('time', 'timestamp'),
    column('order_id', 'bigint'),
    optional('client_id', 'varchar'),
    enumColumn(
      'symbol',
      instruments.map((instrument) => instrument.symbol),
    ),
    enumColumn('event', ORDER_EVENTS),
    enumColumn('status', ORDER_STATUSES),
    enumColumn('side', SIDES),
    enumColumn('type', ORDER_TYPES),
    amountColumn('quantity', 'symbol', quantity, NULLABLE),
    amountColumn('filled', 'symbol', quantity),
    amountColumn('leaves', 'symbol', quantity, NULLABLE),
    amountColumn('price', 'symbol', price, NULLABLE),
    amountColumn('stop_price', 'symbol', price, NULLABLE),
    amountColumn('trigger_price', 'symbol', price, NULLABLE),
    amountColumn('avg_price', 'symbol', price, NULLABLE),
    optional('reason', 'varchar'),
  ];
  const amount = (value: number): number => (value === NONE ? MISSING : value);
  return {
    name: 'orders',
    width: ORDER_ROW_WIDTH,
    columns,
    allocate: (rows) => allocateColumns(columns, rows),
    fill(rows, strings, from, count, data) {
      const [seq, time, id, client, symbol, event, status, side, type, ...rest] = data as Float64Array[];
      const [size, filled, leaves, limit, stop, trigger, average, reason] = rest;
      const text = (index: number): string | null => (index === NONE ? null : (strings[index] ?? null));
      for (let i = 0; i < count; i += 1) {
        const at = (from + i) * ORDER_ROW_WIDTH;
        const code = rows[at + ORDER_ROW.code]!;
        const total = rows[at + ORDER_ROW.quantity]!;
        const done = rows[at + ORDER_ROW.filled]!;
        const instrument = instruments[codeSymbol(code)];
        seq![i] = rows[at + ORDER_ROW.seq]!;
        time![i] = rows[at + ORDER_ROW.time]!;
        id![i] = rows[at + ORDER_ROW.orderId]!;
        (client as unknown as Texts)[i] = text(rows[at + ORDER_ROW.clientId]!);
        symbol![i] = codeSymbol(code);
        event![i] = codeEvent(code);
        status![i] = codeStatus(code);
        side![i] = codeSide(code);
        type![i] = codeType(code);
        size![i] = amount(total);
        filled![i] = done;
        leaves![i] = hasEnded(codeStatus(code)) ? 0 : total === NONE ? MISSING : total - done;
        limit![i] = amount(rows[at + ORDER_ROW.price]!);
        stop![i] = amount(rows[at + ORDER_ROW.stopPrice]!);
        trigger![i] = amount(rows[at + ORDER_ROW.triggerPrice]!);
        average![i] = instrument === undefined ? MISSING : averagePrice(instrument, rows[at + ORDER_ROW.cost]!, done);
        (reason as unknown as Texts)[i] = text(rows[at + ORDER_ROW.reason]!);
      }
    },
  };
}
