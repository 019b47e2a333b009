/** `plots.parquet`: the values of `ctx.plot`. */
import { PLOT_ROW, PLOT_ROW_WIDTH } from '../../model/record.ts';
import { allocateColumns, column, enumColumn, optional, type RunShape, type TableSpec, type Texts } from './shape.ts';

export function plotsTable({ instruments }: RunShape): TableSpec {
  const symbols = instruments.map((instrument) => instrument.symbol);
  const columns = [
    column('time', 'timestamp'),
    enumColumn('symbol', symbols),
    column('name', 'varchar'),
    optional('value', 'double'),
  ];
  return {
    name: 'plots',
    width: PLOT_ROW_WIDTH,
    columns,
    allocate: (rows) => allocateColumns(columns, rows),
    fill(rows, strings, from, count, data) {
      const [time, symbol, name, value] = data as Float64Array[];
      for (let i = 0; i < count; i += 1) {
        const at = (from + i) * PLOT_ROW_WIDTH;
        time![i] = rows[at + PLOT_ROW.time]!;
        symbol![i] = rows[at + PLOT_ROW.symbol]!;
        (name as unknown as Texts)[i] = strings[rows[at + PLOT_ROW.name]!] ?? '';
        value![i] = rows[at + PLOT_ROW.value]!;
      }
    },
  };
}
