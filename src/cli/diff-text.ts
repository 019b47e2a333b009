/** What differs between two reports, for people. */

import type { Comparison, RowDifference, ValueDifference } from '../report/compare/index.ts';
import { grouped, wrap } from '../report/format.ts';
import { gridText } from './grid.ts';
import { tableText } from './table-text.ts';

const NARROWEST = 30;
const ABSENT = '-';
/** Of a digest: enough to tell two apart. */
const DIGEST = /^[0-9a-f]{64}$/;
const SHOWN_DIGITS = 16;
/** Digits of a number that is no amount, where they tell two values apart. */
const ENOUGH_DIGITS = 8;
/** Columns of a row that are told of in a sentence. */
const MOST_COLUMNS = 4;
const SIDES = ['A', 'B'] as const;

export interface DiffTextOptions {
  /** Columns of the terminal. */
  readonly width: number;
  readonly color: boolean;
}

/** Lines without a break at the end: what differs first in the order of cause and effect, then what follows from it. */
export function diffText(comparison: Comparison, options: DiffTextOptions): string {
  const width = Math.max(NARROWEST, options.width);
  const { a, b, first, rows, notes } = comparison;
  const head = [`A  ${a}`, `B  ${b}`, ...notes.map((note) => `   ${note}`)];
  if (first === null) return [...head, '', 'Nothing differs.'].join('\n');
  const bold = (text: string): string => (options.color ? `\u001b[1m${text}\u001b[0m` : text);
  const shown = shownWithRows(rows);
  const others = rows.filter((difference) => !shown.includes(difference));
  const parts: readonly (readonly [title: string, text: string])[] = [
    ['Settings', valuesText(comparison.settings, width)],
    ['Strategy', valuesText(comparison.strategy, width)],
    ['Data', valuesText(comparison.data, width)],
    ...shown.map((each) => [sentence(each, SIDES), rowsText(each, SIDES, width)] as const),
    ['Then', others.map((each) => wrap(sentence(each, SIDES), width).join('\n')).join('\n')],
    // Where rows differ their digests must: it is worth a word only where they do not.
    ['Digests of the results', rows.length > 0 ? '' : valuesText(comparison.digests, width)],
    ['Metrics', valuesText(comparison.metrics, width)],
  ];
  const sections = parts.filter(([, text]) => text !== '');
  return [
    head.join('\n'),
    ...sections.map(([title, text]) => `${wrap(title, width).map(bold).join('\n')}\n${text}`),
  ].join('\n\n');
}

/** The first difference of all, and the first of orders and of fills: the rest follows from these. */
function shownWithRows(rows: readonly RowDifference[]): readonly RowDifference[] {
  return rows.filter(({ table }, index) => index === 0 || table === 'orders' || table === 'fills');
}

/** `orders differ from row 12 of 44 (A) and 46 (B) on, 2024-01-05T10:00:00Z: price 100.00 (A), 101.00 (B)`. */
export function sentence(
  { table, row, rows, time, differing }: RowDifference,
  names: readonly [string, string],
): string {
  const [a, b] = names;
  const at = time === null ? '' : `, ${time}`;
  const where = `${table} differ from row ${grouped(row, 0)} on (${a} has ${grouped(rows.a, 0)}, ${b} ${grouped(rows.b, 0)})${at}`;
  if (differing.length === 0) return `${where}: ${row > rows.a ? b : a} goes on, ${row > rows.a ? a : b} has ended`;
  const told = differing
    .slice(0, MOST_COLUMNS)
    .map((each) => `${each.name} ${each.a ?? ABSENT} (${a}), ${each.b ?? ABSENT} (${b})`);
  const more = differing.length - told.length;
  return `${where}: ${[...told, ...(more === 0 ? [] : [`and ${more} more`])].join('; ')}`;
}

/** Equal rows before the difference, then the rows of both sides. Columns that differ stand before all others. */
export function rowsText(difference: RowDifference, names: readonly [string, string], width: number): string {
  const marked = (mark: string, rows: RowDifference['a']) => rows.map((row) => ({ mark, row }));
  const rows = [
    ...marked('=', difference.before),
    ...marked(names[0], difference.a),
    ...marked(names[1], difference.b),
  ];
  const first = ['time', ...difference.differing.map(({ name }) => name)];
  return tableText(difference.table, difference.columns, rows, width, first).text;
}

function valuesText(values: readonly ValueDifference[], width: number): string {
  if (values.length === 0) return '';
  const rows = values.map(({ path, a, b }) => [path, ...valueTexts(a, b)]);
  const heads = [{ head: '' }, { head: 'A' }, { head: 'B' }];
  // Without room for two values beside each other they stand below each other.
  return (
    gridText(heads, rows, width) ??
    rows
      .flatMap(([path = '', a = '', b = '']) => [path, ...wrap(`A  ${a}`, width), ...wrap(`B  ${b}`, width)])
      .join('\n')
  );
}

function valueTexts(a: unknown, b: unknown): readonly [string, string] {
  const short: readonly [string, string] = [valueText(a, ENOUGH_DIGITS), valueText(b, ENOUGH_DIGITS)];
  return short[0] === short[1] ? [valueText(a), valueText(b)] : short;
}

/** The first `digits` of a digest's and of a number's, all unless given. */
function valueText(value: unknown, digits?: number): string {
  if (value === undefined) return ABSENT;
  if (typeof value === 'string')
    return DIGEST.test(value) && digits !== undefined ? value.slice(0, SHOWN_DIGITS) : value;
  if (typeof value === 'number' && digits !== undefined) return String(Number(value.toPrecision(digits)));
  return JSON.stringify(value);
}
