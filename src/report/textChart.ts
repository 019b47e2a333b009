/** Curves over time as a picture of characters, for a terminal and for Markdown. */
import { formatTime } from '../model/time.ts';

export interface Curve {
  /** One letter or sign, by which the picture shows it. */
  readonly mark: string;
  readonly values: ArrayLike<number>;
}

export interface ChartOptions {
  /** Of the whole picture, with its scale. */
  readonly width: number;
  /** Rows of the curves. */
  readonly height: number;
  /** Of the first and of the last value, in microseconds. */
  readonly from: number;
  readonly to: number;
  /** How a value stands on the scale. */
  readonly text: (value: number) => string;
}

/** Where two curves are in one place. */
const SHARED = '*';
const NARROWEST = 10;

/**
 * Lines of at most `width` characters, the highest value first; zero is a line of dots where it lies between the values.
 *
 * @param curves of equal length; a later one stands before an earlier one where they meet, as `*`
 */
export function textChart(curves: readonly Curve[], { width, height, from, to, text }: ChartOptions): string[] {
  const length = curves[0]?.values.length ?? 0;
  if (length === 0) return [];
  const all = curves.flatMap(({ values }) => Array.from(values)).filter(Number.isFinite);
  const low = Math.min(0, ...all);
  const high = Math.max(0, ...all);
  const scale = [high, low].map(text);
  const margin = Math.max(...scale.map((label) => label.length), text(0).length);
  const columns = Math.max(NARROWEST, width - margin - 2);
  const rowOf = (value: number): number =>
    high === low ? 0 : Math.min(height - 1, Math.round(((high - value) / (high - low)) * (height - 1)));
  const zero = rowOf(0);
  const grid = Array.from({ length: height }, (_, row) => new Array<string>(columns).fill(row === zero ? '·' : ' '));
  for (const { mark, values } of curves) draw(grid, mark, values, columns, rowOf);
  const labels = new Map([
    [zero, text(0)],
    [0, scale[0]!],
    [height - 1, scale[1]!],
  ]);
  const lines = grid.map((cells, row) => `${(labels.get(row) ?? '').padStart(margin)} │${cells.join('')}`.trimEnd());
  return [...lines, dates(from, to, margin, columns)];
}

/** The last value of a column's time; what lies between it and the one before is drawn through. */
function draw(
  grid: string[][],
  mark: string,
  values: ArrayLike<number>,
  columns: number,
  rowOf: (value: number) => number,
): void {
  let before: number | null = null;
  for (let column = 0; column < columns; column += 1) {
    const at = columns === 1 ? values.length - 1 : Math.round((column / (columns - 1)) * (values.length - 1));
    const value = values[at]!;
    if (!Number.isFinite(value)) continue;
    const row = rowOf(value);
    const start = before === null ? row : before < row ? before + 1 : before > row ? before - 1 : row;
    for (let each = Math.min(start, row); each <= Math.max(start, row); each += 1) {
      const there = grid[each]![column]!;
      grid[each]![column] = there === ' ' || there === '·' || there === mark ? mark : SHARED;
    }
    before = row;
  }
}

function dates(from: number, to: number, margin: number, columns: number): string {
  const [first, last] = [from, to].map((time) => formatTime(time).slice(0, 10));
  const room = columns - first!.length - last!.length;
  return room < 1 ? '' : `${' '.repeat(margin + 2)}${first}${' '.repeat(room)}${last}`;
}
