/** A comparison for a terminal: the table, the picture, what it stands on, and what to be wary of. */
import { grouped, wrap } from '../report/format.ts';
import type { TableOptions } from '../report/renderTable.ts';
import { type WideGrid, wideGrid } from '../report/wideGrid.ts';
import type { ComparisonDocument } from './document.ts';
import type { SettingOutcome } from './outcome.ts';
import { pictureOf } from './picture.ts';
import { warningLines } from './warnings.ts';
import {
  breakEvenText,
  type Column,
  columnsOf,
  IMPORTANCE,
  markOf,
  missingText,
  pairingText,
  titleText,
} from './words.ts';

const CODES = { bold: '1', dim: '2', yellow: '33' } as const;
const NARROWEST = 30;
/** Wider pictures say no more. */
const WIDEST_PICTURE = 100;

/** Lines of at most `width` characters where the table can be that narrow, without a line break at the end. */
export function renderComparison(
  comparison: ComparisonDocument,
  outcomes: readonly SettingOutcome[],
  options: TableOptions,
): string {
  const width = Math.max(NARROWEST, options.width);
  const paint = (text: string, color: keyof typeof CODES): string =>
    options.color ? `\u001b[${CODES[color]}m${text}\u001b[0m` : text;
  const [title, period] = titleText(comparison, outcomes[0]!.runs[0]!.report);
  const picture = pictureOf(outcomes, Math.min(width, WIDEST_PICTURE));
  const isMany = new Set(comparison.settings.map(({ scenario }) => scenario)).size > 1;
  const basis = [
    ...comparison.method.text,
    ...[pairingText(comparison), missingText(comparison)].filter((text) => text !== null),
  ];
  const dim = (text: string): string[] => wrap(text, width).map((line) => paint(line, 'dim'));
  return [
    ...wrap(title, width).map((line) => paint(line, 'bold')),
    ...wrap(period, width),
    '',
    ...table(comparison, outcomes, width),
    '',
    ...(picture === null ? [] : [...wrap(picture.title, width), ...picture.lines, '']),
    ...comparison.break_even.flatMap((one) => wrap(breakEvenText(one, isMany), width)),
    ...wrap(`Luck: ${comparison.chance.text}.`, width),
    ...dim(basis.join(' ')),
    ...[...comparison.notes, ...warningLines(comparison.settings)].flatMap((note) =>
      wrap(note, width - 2).map((line, i) => paint(`${i === 0 ? '!' : ' '} ${line}`, 'yellow')),
    ),
    ...dim(speed(comparison)),
  ].join('\n');
}

/** What a comparison is made for: these have room before the words of a setting, which may stand below the table. */
const ASKED_FOR = ['P&L', 'change a day, %', 'luck'];

function table(comparison: ComparisonDocument, outcomes: readonly SettingOutcome[], width: number): string[] {
  const columns = columnsOf(comparison, outcomes);
  const isOwn = ({ name }: Column): boolean => !IMPORTANCE.includes(name);
  const own = columns.filter(isOwn).map(({ name }) => name);
  const whole = gridOf(columns, [...own, ...IMPORTANCE], width);
  if (!whole.leftOut.some((name) => ASKED_FOR.includes(name))) return gridLines(whole, width);
  const rest = columns.filter((column) => !isOwn(column));
  const legend = comparison.settings.flatMap(({ label }, i) => wrap(`${markOf(i)}: ${label}`, width));
  return [...gridLines(gridOf(rest, IMPORTANCE, width), width), ...legend];
}

function gridOf(columns: readonly Column[], importance: readonly string[], width: number): WideGrid {
  const rows = columns[0]!.cells.map((_, i) => ({ cells: columns.map(({ cells }) => cells[i]!) }));
  return wideGrid(columns, rows, ['', ...importance], width);
}

function gridLines(grid: WideGrid, width: number): string[] {
  const leftOut =
    grid.leftOut.length === 0
      ? []
      : wrap(`No room for ${grid.leftOut.join(', ')}: comparison.md has every column.`, width);
  return [...grid.text.split('\n'), ...leftOut];
}

function speed({ timing }: ComparisonDocument): string {
  const { runs, threads, run_ms: time, events } = timing;
  const rate =
    time === null || time === 0
      ? ''
      : ` in ${grouped(time / 1000, 2)} s (${grouped(events / time / 1000, 1)} million events/s)`;
  return `${runs} runs on ${threads} ${threads === 1 ? 'thread' : 'threads'}${rate}`;
}
