/** The same run on the path that hurts and on the one that helps: between the two lies what candles cannot tell. */
import type { ReportDocument } from './document.ts';
import { metricText, wrap } from './format.ts';
import { metricsGained } from './gain.ts';

export type Bounds = NonNullable<ReportDocument['bounds']>;
type Bound = Bounds['adverse'];

/** The paths between which the truth lies. */
export const BOUND_PATHS = ['adverse', 'favorable'] as const;

/** Both bounds, and what each metric gains from the one to the other; null where either is undefined. */
export function boundsOf(adverse: ReportDocument, favorable: ReportDocument): Bounds {
  return {
    adverse: boundOf(adverse),
    favorable: boundOf(favorable),
    difference: metricsGained(adverse.metrics, favorable.metrics),
  };
}

function boundOf({ run, metrics, undefined_metrics, ambiguity }: ReportDocument): Bound {
  return { digest: run.digest, metrics, undefined_metrics, ambiguity };
}

const ROWS: readonly (readonly [label: string, metric: string, isSigned?: true])[] = [
  ['Final equity', 'final_equity'],
  ['P&L', 'total_pnl_pct', true],
  ['Max drawdown', 'max_drawdown_pct'],
  ['Round trips', 'round_trip_count'],
  ['Win rate', 'win_rate'],
  ['Profit factor', 'profit_factor'],
  ['Expectancy', 'expectancy'],
  ['Sharpe', 'sharpe_ratio'],
  ['Fills', 'fill_count'],
];

export const BOUNDS_HEAD = ['Intrabar path', 'adverse', 'favorable', 'difference'] as const;

/** The headline metrics side by side: label, adverse, favorable, difference. */
export function boundsRows(report: ReportDocument, bounds: Bounds): string[][] {
  // Money is shown as the account's size asks for, also where it is a difference.
  const { initial_equity = null } = report.metrics;
  const text = (metrics: Bound['metrics'], name: string, isSigned = false): string =>
    metricText({ ...report, metrics: { ...metrics, initial_equity } }, name, isSigned) ?? '-';
  return [
    ...ROWS.map(([label, name, isSigned]) => [
      label,
      text(bounds.adverse.metrics, name, isSigned),
      text(bounds.favorable.metrics, name, isSigned),
      text(bounds.difference, name, true),
    ]),
    ['Ambiguous', ambiguous(bounds.adverse), ambiguous(bounds.favorable), ''],
  ];
}

function ambiguous({ ambiguity }: Bound): string {
  return String(ambiguity.round_trips + ambiguity.open_positions);
}

/** What the comparison comes to, where that is nothing. */
export function boundsNote({ adverse, favorable }: Bounds): string {
  return adverse.digest.fills === favorable.digest.fills && adverse.digest.orders === favorable.digest.orders
    ? 'Both paths lead to the same orders and fills.'
    : '';
}

const BETWEEN = 2;

/** Lines of at most `width` characters: columns where they fit, else a line a metric. */
export function boundsLines(report: ReportDocument, width: number): string[] {
  const { bounds } = report;
  if (bounds === undefined) return [];
  const rows = [[...BOUNDS_HEAD], ...boundsRows(report, bounds)];
  const widths = BOUNDS_HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const note = boundsNote(bounds);
  const isWide = widths.reduce((sum, one) => sum + one + BETWEEN, -BETWEEN) <= width;
  const lines = isWide
    ? rows.map((row) => aligned(row, widths))
    : rows.flatMap(([label, ...cells]) => wrap(`${label}: ${cells.filter((cell) => cell !== '').join(' | ')}`, width));
  return note === '' ? lines : [...lines, ...wrap(note, width)];
}

function aligned(row: readonly string[], widths: readonly number[]): string {
  return row
    .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!)))
    .join(' '.repeat(BETWEEN))
    .trimEnd();
}
