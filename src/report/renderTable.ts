/** The summary for a terminal: what matters, on what conventions, and what to be wary of. */
import { boundsLines } from './bounds.ts';
import type { ReportDocument } from './document.ts';
import { grouped, wrap } from './format.ts';
import { basis, type Headline, headlines, titles } from './headline.ts';

export interface TableOptions {
  /** Columns of the terminal. */
  readonly width: number;
  /** Whether to colour; the caller looks at the terminal and at NO_COLOR. */
  readonly color: boolean;
}

const CODES = { bold: '1', dim: '2', red: '31', green: '32', yellow: '33' } as const;
type Paint = (text: string, color: keyof typeof CODES) => string;

/** Below this width, one column instead of two. */
const TWO_COLUMNS = 84;
const GAP = 3;
/** Rules whose refusals are shown one by one. */
const MOST_RULES = 5;

/** Lines of at most `width` characters (but for a single longer word), without a line break at the end. */
export function renderTable(report: ReportDocument, options: TableOptions): string {
  const width = Math.max(30, options.width);
  const paint: Paint = options.color ? (text, color) => `\u001b[${CODES[color]}m${text}\u001b[0m` : (text) => text;
  const { money, trading } = headlines(report);
  const [mode, period] = titles(report);
  const isWide = width >= TWO_COLUMNS;
  const lines = [
    ...wrap(`${report.run.name}: ${mode}`, width).map((line) => paint(line, 'bold')),
    ...wrap(period, width),
    '',
    ...(isWide ? sideBySide(money, trading, width, paint) : oneColumn([...money, ...trading], width, paint)),
    '',
    ...bounds(report, width, paint),
    ...wrap(basis(report), width).map((line) => paint(line, 'dim')),
    ...report.warnings.flatMap((warning) => bullet(warning, width).map((line) => paint(line, 'yellow'))),
    ...refusals(report, width).map((line) => paint(line, 'yellow')),
    ...wrap(speed(report), width).map((line) => paint(line, 'dim')),
  ];
  return lines.join('\n');
}

const labelWidth = (rows: readonly Headline[]): number => Math.max(...rows.map(({ label }) => label.length)) + 2;

function oneColumn(rows: readonly Headline[], width: number, paint: Paint): string[] {
  const label = labelWidth(rows);
  return rows.flatMap((row) => cell(row, label, width, paint).map((line) => line.text));
}

function sideBySide(left: readonly Headline[], right: readonly Headline[], width: number, paint: Paint): string[] {
  const half = Math.floor((width - GAP) / 2);
  const lines: string[] = [];
  for (let i = 0; i < Math.max(left.length, right.length); i += 1) {
    const a = left[i] === undefined ? [] : cell(left[i]!, labelWidth(left), half, paint);
    const b = right[i] === undefined ? [] : cell(right[i]!, labelWidth(right), half, paint);
    for (let j = 0; j < Math.max(a.length, b.length); j += 1) {
      const first = a[j] ?? { text: '', length: 0 };
      const second = b[j]?.text ?? '';
      lines.push((first.text + ' '.repeat(half + GAP - first.length) + second).trimEnd());
    }
  }
  return lines;
}

/** A label and its value, the value wrapped beside the label. `length` counts what is seen, not colour codes. */
function cell(row: Headline, label: number, width: number, paint: Paint): { text: string; length: number }[] {
  const color = row.mood > 0 ? 'green' : row.mood < 0 ? 'red' : null;
  return wrap(row.text, Math.max(10, width - label)).map((part, i) => {
    const head = (i === 0 ? row.label : '').padEnd(label);
    return { text: head + (color === null ? part : paint(part, color)), length: head.length + part.length };
  });
}

function bullet(text: string, width: number): string[] {
  return wrap(text, width - 2).map((line, i) => (i === 0 ? `! ${line}` : `  ${line}`));
}

/** Below the warning that counts them: a line a rule, with its first place. */
function refusals({ refusals: all }: ReportDocument, width: number): string[] {
  const lines = all.slice(0, MOST_RULES).map(({ rule, by, count, first }) => {
    const which = count === 1 ? 'order' : 'first order';
    return `${rule}: ${count} ${by}, ${which} ${first.order_id} at ${first.time}: ${first.detail}`;
  });
  if (all.length > MOST_RULES) lines.push(`and ${all.length - MOST_RULES} more rules, in report.md`);
  return lines.flatMap((line) => wrap(line, width - 4).map((part, i) => `${i === 0 ? '  - ' : '    '}${part}`));
}

function bounds(report: ReportDocument, width: number, paint: Paint): string[] {
  const [head, ...lines] = boundsLines(report, width);
  return head === undefined ? [] : [paint(head, 'bold'), ...lines, ''];
}

/** In the digits that mean something. */
function rateText(perSecond: number): string {
  if (perSecond >= 1e6) return `${grouped(perSecond / 1e6, 1)} million/s`;
  const step = perSecond >= 10_000 ? 1_000 : 1;
  return `${grouped(Math.round(perSecond / step) * step, 0)}/s`;
}

function speed({ run, timing }: ReportDocument): string {
  const events = `${grouped(timing.events, 0)} events`;
  const time = timing.run_ms === null ? '' : ` in ${grouped(timing.run_ms / 1000, 2)} s`;
  const rate = timing.events_per_second === null ? '' : ` (${rateText(timing.events_per_second)})`;
  return `${events}${time}${rate}, run digest ${run.digest.run.slice(0, 16)}`;
}
