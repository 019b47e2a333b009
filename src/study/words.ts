/** A comparison in words and cells: shared by the terminal and the Markdown. */
import type { ReportDocument } from '../report/document.ts';
import { grouped, metricText } from '../report/format.ts';
import { pricesText } from '../report/headline.ts';
import type { BreakEvenDocument, ComparisonDocument, Crossing, Estimate, Luck, SettingDocument } from './document.ts';
import type { SettingOutcome } from './outcome.ts';
import { valueText } from './tables.ts';

export interface Column {
  readonly name: string;
  readonly isNumber: boolean;
  readonly cells: readonly string[];
}

const UNDEFINED = '-';

/** By which the picture shows a setting: the first is `a`. */
export function markOf(index: number): string {
  return 'abcdefghijklmnopqrstuvwxyz'[index] ?? '+';
}

/** The comparison as columns, those that say most first in `IMPORTANCE`. */
export function columnsOf(comparison: ComparisonDocument, outcomes: readonly SettingOutcome[]): Column[] {
  const { settings } = comparison;
  const reports = outcomes.map(({ runs }, i) => ({ ...runs[0]!.report, metrics: settings[i]!.metrics }));
  const each = (name: string, read: (one: SettingDocument, i: number) => string, isNumber = true): Column => ({
    name,
    isNumber,
    cells: settings.map(read),
  });
  const metric = (name: string, metricName: string, isSigned = false): Column =>
    each(name, (_, i) => metricText(reports[i]!, metricName, isSigned) ?? UNDEFINED);
  return [
    each('', (_, i) => markOf(i), false),
    ...settingColumns(settings),
    metric('P&L', 'total_pnl_pct', true),
    each('change a day, %', ({ difference }) => estimateText(difference?.mean_daily_return_pct ?? null)),
    each('luck', (one, i) => luckText(comparison, one, i)),
    metric('Sharpe', 'sharpe_ratio'),
    each('change of it', ({ difference }) => estimateText(difference?.sharpe_ratio ?? null)),
    metric('max drawdown', 'max_drawdown_pct'),
    metric('round trips', 'round_trip_count'),
    metric('win rate', 'win_rate'),
    metric('fees', 'total_fees'),
    metric('slippage', 'total_slippage'),
  ];
}

/** Where there is no room for all, the last give way. */
export const IMPORTANCE: readonly string[] = [
  '',
  'P&L',
  'change a day, %',
  'luck',
  'Sharpe',
  'max drawdown',
  'slippage',
  'round trips',
  'fees',
  'change of it',
  'win rate',
];

/** A column a varied path under the end of its name, and one for the file where there are several. */
function settingColumns(settings: readonly SettingDocument[]): Column[] {
  const paths = Object.keys(settings[0]!.vary);
  const files = new Set(settings.map(({ scenario }) => scenario));
  const cells = (read: (one: SettingDocument) => string): string[] => settings.map(read);
  return [
    ...(files.size > 1 ? [{ name: 'scenario', isNumber: false, cells: cells(({ scenario }) => scenario) }] : []),
    ...paths.map((path) => {
      const texts = cells(({ vary }) => valueText(vary[path]) ?? UNDEFINED);
      const isNumber = texts.every((text) => text === UNDEFINED || Number.isFinite(Number(text)));
      return { name: path.split('.').slice(-2).join('.'), isNumber, cells: texts };
    }),
  ];
}

/** `-0.0123 [-0.0150, -0.0101]`: with as many digits as the interval is worth. */
export function estimateText(estimate: Estimate | null): string {
  if (estimate === null || estimate.value === null) return UNDEFINED;
  const { value, low, high } = estimate;
  const decimals = decimalsFor(low === null || high === null ? value : high - low);
  const signed = (number: number): string => `${number > 0 ? '+' : ''}${grouped(number, decimals)}`;
  return low === null || high === null ? signed(value) : `${signed(value)} [${signed(low)}, ${signed(high)}]`;
}

const MOST_DECIMALS = 8;

/** Three digits of what is not zero. */
function decimalsFor(value: number): number {
  const size = Math.abs(value);
  if (size === 0) return 2;
  return Math.max(2, Math.min(MOST_DECIMALS, 2 - Math.floor(Math.log10(size))));
}

/** Of the first setting the spread of its P&L, of the others that of their difference a day. */
function luckText({ chance }: ComparisonDocument, { difference, luck, seeds }: SettingDocument, index: number): string {
  if (!chance.is_drawn) return 'no chance';
  if (seeds.length === 1) return 'one seed';
  const own: Luck | null = index === 0 ? luck : (difference?.luck ?? null);
  if (own === null) return UNDEFINED;
  const text = grouped(own.deviation, decimalsFor(own.deviation));
  // A deviation of rounding alone is none.
  return `± ${/[1-9]/.test(text) ? text : '0'}${index === 0 ? ' P&L' : ''}`;
}

/** Where the strategy stops earning, a sentence a line of the grid. */
export function breakEvenText(
  { path, scenario, others, value, low, high, lowest, highest, reason }: BreakEvenDocument,
  isMany: boolean,
): string {
  const unit = path.endsWith('pct') ? ' %' : '';
  const text = (crossing: Crossing): string => {
    if (crossing === 'below') return `below ${lowest}${unit}`;
    if (crossing === 'above') return `above ${highest}${unit}`;
    return crossing === null ? 'unknown' : `${grouped(crossing, decimalsFor(highest - lowest) + 1)}${unit}`;
  };
  const rest = Object.entries(others).map(([name, one]) => `${name}=${valueText(one)}`);
  const where = [...(isMany ? [scenario] : []), ...rest];
  const head = `Break-even ${path}${where.length === 0 ? '' : ` (${where.join(', ')})`}`;
  const interval = low === null || high === null ? '' : `, 95 %: ${text(low)} to ${text(high)}`;
  const why =
    value === 'below'
      ? ': nothing is earned at the lowest setting already'
      : value === 'above'
        ? ': it earns at the highest setting still; vary it further to find the end'
        : '';
  return `${head}: ${text(value)}${interval}${why}${reason === null ? '' : ` (${reason})`}.`;
}

/** How much the pairing is worth: what drawing the days of the two apart would have said. */
export function pairingText({ settings }: ComparisonDocument): string | null {
  const times = settings.flatMap(({ difference }) => difference?.mean_daily_return_pct.times_narrower ?? []);
  if (times.length === 0) return null;
  const [least, most] = [Math.min(...times), Math.max(...times)].map((value) => grouped(value, value < 10 ? 1 : 0));
  return `Drawn apart, the days of two settings would give intervals ${least === most ? least : `${least} to ${most}`} times as wide.`;
}

/** Why there are intervals nowhere; null where there are some. */
export function missingText({ settings }: ComparisonDocument): string | null {
  const estimates = settings.flatMap(({ difference }) =>
    difference === null ? [] : [difference.mean_daily_return_pct],
  );
  const [first] = estimates;
  if (first === undefined || estimates.some(({ low }) => low !== null)) return null;
  return `No intervals: ${first.reason}.`;
}

export function titleText(
  { name, settings }: ComparisonDocument,
  { run, period }: ReportDocument,
): readonly [string, string] {
  const days = Math.round(period.days * 10) / 10;
  return [
    `${name}: ${settings.length} settings, ${run.trading_mode} on ${pricesText(run)}, seed ${run.seed}`,
    `${period.symbols.join(', ')}, ${period.from} to ${period.to} (${days} ${days === 1 ? 'day' : 'days'})`,
  ];
}
