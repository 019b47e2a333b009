/** `equity.parquet` and `equity.arrow`: a row a time of a candle close, in the reporting asset. */
import { EQUITY_ROW_WIDTH } from '../../model/record.ts';
import { allocateColumns, amountColumn, column, type RunShape, type TableSpec } from './shape.ts';

export const EQUITY_AMOUNTS = ['equity', 'cash', 'exposure'] as const;

export function equityTable({ assets, reporting }: RunShape): TableSpec {
  const decimals = [assets[reporting]!.decimals];
  const columns = [column('time', 'timestamp'), ...EQUITY_AMOUNTS.map((name) => amountColumn(name, '', decimals))];
  return {
    name: 'equity',
    width: EQUITY_ROW_WIDTH,
    columns,
    allocate: (rows) => allocateColumns(columns, rows),
    fill(rows, _strings, from, count, data) {
      const [time, equity, cash, exposure] = data as Float64Array[];
      for (let i = 0; i < count; i += 1) {
        const at = (from + i) * EQUITY_ROW_WIDTH;
        time![i] = rows[at]!;
        equity![i] = rows[at + 1]!;
        cash![i] = rows[at + 2]!;
        exposure![i] = rows[at + 3]!;
      }
    },
  };
}
