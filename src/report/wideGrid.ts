/** Rows of many columns on a terminal of any width: the least important columns give way, a long text is wrapped. */
import { wrap } from './format.ts';

export interface WideColumn {
  readonly name: string;
  /** Numbers stand to the right. */
  readonly isNumber: boolean;
  /** A sentence that may go over several lines. */
  readonly isText?: boolean;
}

export interface WideRow {
  /** Stands before the row, such as the side it is of. */
  readonly mark?: string;
  readonly cells: readonly string[];
}

export interface WideGrid {
  readonly text: string;
  /** Names of columns that found no room, in their order. */
  readonly leftOut: readonly string[];
}

const GAP = 2;
/** A text is not wrapped to less. */
const NARROWEST_TEXT = 20;

/**
 * @param importance names of columns, the most important first; those that it does not name come after them
 */
export function wideGrid(
  columns: readonly WideColumn[],
  rows: readonly WideRow[],
  importance: readonly string[],
  width: number,
): WideGrid {
  const rank = ({ name }: WideColumn): number => {
    const at = importance.indexOf(name);
    return at < 0 ? importance.length : at;
  };
  const order = columns.map((_, index) => index).sort((a, b) => rank(columns[a]!) - rank(columns[b]!) || a - b);
  const widths = columns.map(({ name }, j) => Math.max(name.length, ...rows.map(({ cells }) => cells[j]!.length)));
  const marks = Math.max(0, ...rows.map(({ mark = '' }) => mark.length));
  const room = width - (marks === 0 ? 0 : marks + GAP);
  let kept = columns.length;
  while (kept > 1 && !fits(order.slice(0, kept), columns, widths, room)) kept -= 1;
  const shown = order.slice(0, kept).sort((a, b) => a - b);
  const lines = linesOf(shown, columns, fitted(shown, columns, widths, room), rows, marks);
  return { text: lines.join('\n'), leftOut: columns.filter((_, j) => !shown.includes(j)).map(({ name }) => name) };
}

/** Width that the columns take when each text is as narrow as it may be. */
function fits(
  shown: readonly number[],
  columns: readonly WideColumn[],
  widths: readonly number[],
  room: number,
): boolean {
  const least = shown.map((j) => (columns[j]!.isText === true ? Math.min(widths[j]!, NARROWEST_TEXT) : widths[j]!));
  return least.reduce((sum, each) => sum + each + GAP, -GAP) <= room;
}

/** What is left of the line is the last text's. */
function fitted(
  shown: readonly number[],
  columns: readonly WideColumn[],
  natural: readonly number[],
  room: number,
): number[] {
  const widths = [...natural];
  for (const j of shown.filter((index) => columns[index]!.isText === true)) {
    const taken = shown.reduce((sum, each) => sum + widths[each]! + GAP, -GAP);
    widths[j] = Math.max(Math.min(widths[j]!, NARROWEST_TEXT), widths[j]! - Math.max(0, taken - room));
  }
  return widths;
}

function linesOf(
  shown: readonly number[],
  columns: readonly WideColumn[],
  widths: readonly number[],
  rows: readonly WideRow[],
  marks: number,
): string[] {
  const margin = (mark: string): string => (marks === 0 ? '' : mark.padEnd(marks + GAP));
  const line = (mark: string, cells: readonly string[]): string =>
    (
      margin(mark) +
      shown
        .map((j, i) => (columns[j]!.isNumber ? cells[i]!.padStart(widths[j]!) : cells[i]!.padEnd(widths[j]!)))
        .join(' '.repeat(GAP))
    ).trimEnd();
  return [
    line(
      '',
      shown.map((j) => columns[j]!.name),
    ),
    ...rows.flatMap(({ mark = '', cells }) => {
      const parts = shown.map((j) => (columns[j]!.isText === true ? wrap(cells[j]!, widths[j]!) : [cells[j]!]));
      const height = Math.max(...parts.map(({ length }) => length));
      return Array.from({ length: height }, (_, k) =>
        line(
          k === 0 ? mark : '',
          parts.map((part) => part[k] ?? ''),
        ),
      );
    }),
  ];
}
