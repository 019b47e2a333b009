/** `settings.parquet`, a row a setting, and `daily.parquet`, a row a setting, seed and day. */
import { join } from 'node:path';
import type { ColumnData } from '../catalog/appender.ts';
import { openParquetWriter, type ParquetColumn } from '../catalog/parquet-writer.ts';
import { parseDecimal } from '../model/decimal.ts';
import { allocateColumns, amountColumn, column, optional } from '../report/tables/shape.ts';
import type { ComparisonDocument, SettingDocument } from './document.ts';
import type { SettingOutcome } from './outcome.ts';

export async function writeTables(
  folder: string,
  comparison: ComparisonDocument,
  outcomes: readonly SettingOutcome[],
): Promise<void> {
  const decimals = outcomes.map(decimalsOf);
  await write(join(folder, 'settings.parquet'), settingColumns(comparison, outcomes), Math.max(...decimals));
  await writeDaily(join(folder, 'daily.parquet'), outcomes, decimals);
}

/** Of the reporting asset. */
function decimalsOf({ ready }: SettingOutcome): number {
  const { assets, reporting } = ready.prepared.instruments;
  return assets[reporting]!.decimals;
}

/** A column with the value of each row: text, a number (NaN: none), or money as decimal text. */
interface Filled {
  readonly name: string;
  readonly type: 'varchar' | 'double' | 'money' | 'bigint';
  readonly values: readonly (string | number | null)[];
}

function settingColumns({ settings }: ComparisonDocument, outcomes: readonly SettingOutcome[]): Filled[] {
  const each = <T extends Filled['type']>(
    name: string,
    type: T,
    read: (one: SettingDocument, i: number) => string | number | null,
  ) => ({
    name,
    type,
    values: settings.map(read),
  });
  const paths = [...new Set(settings.flatMap(({ vary }) => Object.keys(vary)))];
  const { metrics } = outcomes[0]!.runs[0]!.report.conventions;
  const mean = ({ difference }: SettingDocument) => difference?.mean_daily_return_pct ?? null;
  const sharpe = ({ difference }: SettingDocument) => difference?.sharpe_ratio ?? null;
  return [
    each('setting', 'bigint', (_, i) => i + 1),
    each('label', 'varchar', ({ label }) => label),
    each('scenario', 'varchar', ({ scenario }) => scenario),
    ...paths.map((path) => each(path, 'varchar', ({ vary }) => valueText(vary[path]))),
    each('digest', 'varchar', ({ digest }) => digest.run),
    ...Object.entries(metrics).map(([name, { unit }]) =>
      each(name, unit === 'money' ? 'money' : 'double', (one) => one.metrics[name] ?? null),
    ),
    each('difference_mean_daily_return_pct', 'double', (one) => mean(one)?.value ?? null),
    each('difference_mean_daily_return_pct_low', 'double', (one) => mean(one)?.low ?? null),
    each('difference_mean_daily_return_pct_high', 'double', (one) => mean(one)?.high ?? null),
    each('difference_sharpe_ratio', 'double', (one) => sharpe(one)?.value ?? null),
    each('difference_sharpe_ratio_low', 'double', (one) => sharpe(one)?.low ?? null),
    each('difference_sharpe_ratio_high', 'double', (one) => sharpe(one)?.high ?? null),
  ];
}

/** A varied value as text: what a scenario would say. */
export function valueText(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

async function write(path: string, columns: readonly Filled[], decimals: number): Promise<void> {
  const shape = columns.map(({ name, type }): ParquetColumn => {
    if (type === 'money') return amountColumn(name, '', [decimals], { nullable: true });
    return type === 'bigint' ? column(name, 'bigint') : optional(name, type);
  });
  const data = columns.map(({ type, values }): ColumnData => {
    if (type === 'varchar') return values.map((value) => (value === null ? null : String(value)));
    const number = (value: string | number | null): number => {
      if (value === null) return Number.NaN;
      return type === 'money' ? parseDecimal(String(value), decimals) : Number(value);
    };
    return Float64Array.from(values, number);
  });
  const writer = await openParquetWriter(path, shape);
  try {
    writer.append(data, columns[0]!.values.length);
    await writer.finish();
  } catch (error) {
    await writer.abort();
    throw error;
  }
}

async function writeDaily(
  path: string,
  outcomes: readonly SettingOutcome[],
  decimals: readonly number[],
): Promise<void> {
  const scale = Math.max(...decimals);
  const shape = [
    column('setting', 'bigint'),
    column('seed', 'bigint'),
    column('date', 'timestamp'),
    amountColumn('equity', '', [scale]),
    optional('return_pct', 'double'),
  ];
  const writer = await openParquetWriter(path, shape);
  try {
    for (const [i, { seeds, runs, returns }] of outcomes.entries()) {
      const unit = 10 ** (scale - decimals[i]!);
      for (const [k, { days, equity }] of runs.entries()) {
        const data = allocateColumns(shape, days.length) as Float64Array[];
        data[0]!.fill(i + 1);
        data[1]!.fill(seeds[k]!);
        data[2]!.set(days);
        data[3]!.set(equity.map((units) => units * unit));
        data[4]!.set(returns[k]!.map((value) => value * 100));
        writer.append(data, days.length);
      }
    }
    await writer.finish();
  } catch (error) {
    await writer.abort();
    throw error;
  }
}
