/** Rows under headings, columns as wide as what stands in them. */
import { wrap } from '../report/format.ts';

export interface GridColumn {
  readonly head: string;
  /** Numbers stand to the right. */
  readonly isNumber?: boolean;
}

/** Lines without spaces at their ends; null where they do not fit `width`. */
export function gridText(
  columns: readonly GridColumn[],
  rows: readonly (readonly string[])[],
  width: number,
): string | null {
  const widths = columns.map(({ head }, j) => Math.max(head.length, ...rows.map((row) => row[j]!.length)));
  if (widths.reduce((sum, each) => sum + each + 2, -2) > width) return null;
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, j) => (columns[j]!.isNumber === true ? cell.padStart(widths[j]!) : cell.padEnd(widths[j]!)))
      .join('  ')
      .trimEnd();
  return [line(columns.map(({ head }) => head)), ...rows.map(line)].join('\n');
}

/** Each row as `head value, head value`, for where a grid does not fit. */
export function rowsText(columns: readonly GridColumn[], rows: readonly (readonly string[])[], width: number): string {
  return rows
    .map((row) => wrap(row.map((cell, j) => `${columns[j]!.head} ${cell}`).join(', '), width).join('\n'))
    .join('\n\n');
}
