/** `fills.parquet`: a row an execution of ours. */
import { LIQUIDITIES, SIDES } from '../../model/order.ts';
import { codeEvent, codeSide, codeSymbol, FILL_ROW, FILL_ROW_WIDTH, NONE } from '../../model/record.ts';
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

export function fillsTable({ assets, instruments }: RunShape): TableSpec {
  const price = instruments.map((instrument) => instrument.priceDecimals);
  const base = instruments.map((instrument) => instrument.baseDecimals);
  const quote = instruments.map((instrument) => instrument.quoteDecimals);
  const columns = [
    column('seq', 'bigint'),
    column('time', 'timestamp'),
    column('order_id', 'bigint'),
    optional('client_id', 'varchar'),
    enumColumn(
      'symbol',
      instruments.map((instrument) => instrument.symbol),
    ),
    enumColumn('side', SIDES),
    enumColumn('liquidity', LIQUIDITIES),
    amountColumn('price', 'symbol', price),
    amountColumn('reference_price', 'symbol', price),
    amountColumn('quantity', 'symbol', base),
    amountColumn('cost', 'symbol', quote),
    amountColumn('fee', 'symbol', quote),
    enumColumn(
      'fee_asset',
      assets.map((asset) => asset.name),
    ),
    amountColumn('slippage', 'symbol', quote),
    optional('candle_time', 'timestamp'),
  ];
  return {
    name: 'fills',
    width: FILL_ROW_WIDTH,
    columns,
    allocate: (rows) => allocateColumns(columns, rows),
    fill(rows, strings, from, count, data) {
      const [seq, time, id, client, symbol, side, liquidity, ...rest] = data as Float64Array[];
      const [paid, reference, size, cost, fee, feeAsset, slippage, candle] = rest;
      for (let i = 0; i < count; i += 1) {
        const at = (from + i) * FILL_ROW_WIDTH;
        const code = rows[at + FILL_ROW.code]!;
        const clientId = rows[at + FILL_ROW.clientId]!;
        const opened = rows[at + FILL_ROW.candleTime]!;
        seq![i] = rows[at + FILL_ROW.seq]!;
        time![i] = rows[at + FILL_ROW.time]!;
        id![i] = rows[at + FILL_ROW.orderId]!;
        (client as unknown as Texts)[i] = clientId === NONE ? null : (strings[clientId] ?? null);
        symbol![i] = codeSymbol(code);
        side![i] = codeSide(code);
        liquidity![i] = codeEvent(code);
        paid![i] = rows[at + FILL_ROW.price]!;
        reference![i] = rows[at + FILL_ROW.referencePrice]!;
        size![i] = rows[at + FILL_ROW.quantity]!;
        cost![i] = rows[at + FILL_ROW.cost]!;
        fee![i] = rows[at + FILL_ROW.fee]!;
        feeAsset![i] = instruments[codeSymbol(code)]!.quote;
        slippage![i] = rows[at + FILL_ROW.slippage]!;
        candle![i] = opened === NONE ? Number.NaN : opened;
      }
    },
  };
}
