/** What `data check` found, for people. */
import type { Checked, CheckedCatalog } from '../catalog/check/check.ts';
import type { Finding, Place, Stretch } from '../catalog/check/findings.ts';
import type { SeriesKind } from '../catalog/layout.ts';
import { grouped, wrap } from '../report/format.ts';

export interface TextOptions {
  /** Columns of the terminal. */
  readonly width: number;
  readonly color: boolean;
}

const NARROWEST = 30;
const COLORS = { error: '31', note: '33' } as const;
/** From nothing to nearly all; a full block stands for all, so that one missing candle is seen. */
const BLOCKS = '▁▂▃▄▅▆▇';
const NONE = '·';
const ALL = '█';

/**
 * Lines about one file or series, without a line break at the end.
 *
 * @param unit what its rows are: candles, trades or quotes
 */
export function checkText(name: string, checked: Checked, unit: SeriesKind, options: TextOptions): string {
  const width = Math.max(NARROWEST, options.width);
  const { findings, coverage } = checked;
  const lines = wrap(heading(name, checked, unit), width);
  if (coverage.length > 0) lines.push(...picture(coverage, width));
  if (findings.length === 0) lines.push('nothing found');
  for (const finding of findings) lines.push(...findingLines(finding, unit, width, options.color));
  return lines.join('\n');
}

/** Lines about every series of a catalog. */
export function catalogText({ catalog, series }: CheckedCatalog, options: TextOptions): string {
  if (series.length === 0) return `${catalog} holds no series`;
  return series.map((one) => checkText(`${one.symbol} on ${one.venue}`, one, one.kind, options)).join('\n\n');
}

function heading(name: string, { rows, interval, interval_inferred, first, last }: Checked, unit: string): string {
  const length = interval === null ? '' : ` of ${interval}${interval_inferred ? ' (the most frequent step)' : ''}`;
  const period = first === null || last === null ? ', none with a time' : `, ${first} to ${last}`;
  return `${name}: ${grouped(rows, 0)} ${unit}${length}${period}`;
}

/** One line of blocks, a stretch of the period each, and how much is there. */
export function picture(coverage: readonly number[], width: number): string[] {
  const shown = Math.min(coverage.length, width - 2);
  const blocks = Array.from({ length: shown }, (_, index) => {
    const part = coverage.slice(
      Math.floor((index * coverage.length) / shown),
      Math.ceil(((index + 1) * coverage.length) / shown),
    );
    return block(part.reduce((sum, share) => sum + share, 0) / part.length);
  });
  return [`|${blocks.join('')}|`];
}

function block(share: number): string {
  if (share <= 0) return NONE;
  return share >= 1 ? ALL : BLOCKS[Math.floor(share * BLOCKS.length)]!;
}

function findingLines(finding: Finding, unit: SeriesKind, width: number, color: boolean): string[] {
  const text = `${finding.level} ${sentence(finding, unit)}`;
  const [first = '', ...rest] = wrap(text, width);
  const painted = color ? `\u001b[${COLORS[finding.level]}m${finding.level}\u001b[0m` : finding.level;
  // Later lines are broken anew, since they are set in.
  const set = rest.length === 0 ? [] : wrap(rest.join(' '), width - 2).map((line) => `  ${line}`);
  return [painted + first.slice(finding.level.length), ...set];
}

function sentence(finding: Finding, unit: SeriesKind): string {
  const { name, count, candles, period_pct, meaning, first, longest, detail } = finding;
  // The room of a period is known in candles; ticks are a share of those that are there.
  const whole = unit === 'candles' || name === 'gap' ? 'period' : unit;
  const amounts = [
    ...(candles === count || candles === 0 ? [] : [`${grouped(candles, 0)} ${unit}`]),
    ...(period_pct === null || (candles === 0 && period_pct === 0) ? [] : [`${pctText(period_pct)} of the ${whole}`]),
  ];
  const amount = amounts.length === 0 ? '' : ` (${amounts.join(', ')})`;
  const parts = [
    `${name}: ${grouped(count, 0)}${amount}: ${meaning}`,
    ...(detail === null ? [] : [detail]),
    ...(first.length === 0 ? [] : [`first at ${first.map(placeText).join(', ')}`]),
    ...(longest === null ? [] : [`longest ${longestText(longest, unit, name === 'gap')}`]),
  ];
  return parts.join('; ');
}

const pctText = (pct: number): string => `${pct < 0.01 ? '< 0.01' : grouped(pct, 2)} %`;
function placeText({ row, line, time }: Place): string {
  const place = line === null ? `row ${row}` : `line ${line}`;
  return time === null ? place : `${place} (${time})`;
}

function longestText(longest: Stretch, unit: SeriesKind, isGap: boolean): string {
  const { candles, duration_ms } = longest;
  const where = `${isGap ? 'after' : 'from'} ${placeText(longest)}`;
  if (candles === 0) return `${spanText(duration_ms)} ${where}`;
  return `${grouped(candles, 0)} ${candles === 1 ? unit.slice(0, -1) : unit} (${spanText(duration_ms)}) ${where}`;
}

/** `5h 55m`, `2d 1h`: the two largest units. */
export function spanText(milliseconds: number): string {
  const units: readonly (readonly [string, number])[] = [
    ['d', 86_400_000],
    ['h', 3_600_000],
    ['m', 60_000],
    ['s', 1000],
    ['ms', 1],
  ];
  const parts: string[] = [];
  let rest = Math.round(milliseconds);
  for (const [unit, length] of units) {
    const whole = Math.floor(rest / length);
    rest -= whole * length;
    if (whole > 0) parts.push(`${whole}${unit}`);
  }
  return parts.slice(0, 2).join(' ') || '0ms';
}
