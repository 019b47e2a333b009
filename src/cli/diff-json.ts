/** What differs between two reports, for scripts. */
import type { Comparison, RowDifference, ValueDifference } from '../report/compare/index.ts';
import { jsonRow } from '../report/stored/index.ts';

export function diffJson({ a, b, first, ...parts }: Comparison): object {
  return {
    a,
    b,
    agrees: first === null,
    first,
    settings: parts.settings.map(valueJson),
    strategy: parts.strategy.map(valueJson),
    data: parts.data.map(valueJson),
    rows: parts.rows.map(rowsJson),
    digests: parts.digests.map(valueJson),
    metrics: parts.metrics.map(valueJson),
    notes: parts.notes,
  };
}

/** What a side does not have is null. */
function valueJson({ path, a, b }: ValueDifference): object {
  return { name: path, a: a ?? null, b: b ?? null };
}

export function rowsJson({ table, row, rows, time, differing, columns, before, a, b }: RowDifference): object {
  const objects = (texts: RowDifference['a']): object[] => texts.map((each) => jsonRow(each, columns));
  return { table, row, rows, time, differing, before: objects(before), a: objects(a), b: objects(b) };
}
