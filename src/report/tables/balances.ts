/** `balances.parquet`: why a balance changed, a row each, in units of its own asset. */
import { BALANCE_CAUSES, BALANCE_ROW, BALANCE_ROW_WIDTH, NONE } from '../../model/record.ts';
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

export function balancesTable({ assets }: RunShape): TableSpec {
  const names = assets.map((asset) => asset.name);
  const decimals = assets.map((asset) => asset.decimals);
  const columns = [
    optional('seq', 'bigint'),
    column('time', 'timestamp'),
    enumColumn('asset', names),
    amountColumn('change', 'asset', decimals),
    amountColumn('balance_after', 'asset', decimals),
    enumColumn('cause', BALANCE_CAUSES),
    optional('order_id', 'bigint'),
    optional('client_id', 'varchar'),
    optional('reason', 'varchar'),
  ];
  const orMissing = (value: number): number => (value === NONE ? Number.NaN : value);
  return {
    name: 'balances',
    width: BALANCE_ROW_WIDTH,
    columns,
    allocate: (rows) => allocateColumns(columns, rows),
    fill(rows, strings, from, count, data) {
      const [seq, time, asset, change, after, cause, id, client, reason] = data as Float64Array[];
      const text = (index: number): string | null => (index === NONE ? null : (strings[index] ?? null));
      for (let i = 0; i < count; i += 1) {
        const at = (from + i) * BALANCE_ROW_WIDTH;
        seq![i] = orMissing(rows[at + BALANCE_ROW.seq]!);
        time![i] = rows[at + BALANCE_ROW.time]!;
        asset![i] = rows[at + BALANCE_ROW.asset]!;
        change![i] = rows[at + BALANCE_ROW.change]!;
        after![i] = rows[at + BALANCE_ROW.balanceAfter]!;
        cause![i] = rows[at + BALANCE_ROW.cause]!;
        id![i] = orMissing(rows[at + BALANCE_ROW.orderId]!);
        (client as unknown as Texts)[i] = text(rows[at + BALANCE_ROW.clientId]!);
        (reason as unknown as Texts)[i] = text(rows[at + BALANCE_ROW.reason]!);
      }
    },
  };
}
