/** Cells that hold nothing, or nothing that can be read, and rows with cells too many. */
import { timeProblem } from '../time-problems.ts';
import { countWithPlaces, placesOf } from './cells.ts';
import type { Found } from './findings.ts';
import type { Rows } from './open.ts';
import { timeText } from './period.ts';

const FLAGS = [
  ['row_form', 'odd', null],
  ['time_missing', 'time_missing', null],
  ['time_unreadable', 'time_unreadable', 'time'],
  ['price_missing', 'price_missing', null],
  ['price_unreadable', 'price_unreadable', 'prices'],
  ['volume_missing', 'volume_missing', null],
  ['volume_unreadable', 'volume_unreadable', 'sizes'],
  ['side_unreadable', 'side_unreadable', 'side'],
  ['side_missing', 'side_missing', null],
] as const;

export async function unreadableCells(rows: Rows): Promise<Found[]> {
  const { session, cells, kind } = rows;
  const counts = FLAGS.map(([name, flag]) => countWithPlaces(name, flag));
  const row = await session.row(`SELECT ${counts.join(', ')} FROM ${cells}`);
  const found: Found[] = [];
  for (const [name, , columns] of FLAGS) {
    const count = Number(row[name]);
    if (count === 0) continue;
    const first = placesOf(row, name, timeText);
    const names = columns === 'prices' || columns === 'sizes' ? kind[columns] : columns === null ? [] : [columns];
    found.push({ name, count, first, detail: await asWritten(rows, first[0]?.row, names) });
  }
  return found;
}

const LONGEST_CELL = 40;

/** A cell on one line: what would move a terminal's cursor is left out. */
function shown(cell: unknown): string {
  const line = String(cell ?? '').replace(/\p{Cc}+/gu, ' ');
  return line.length > LONGEST_CELL ? `${line.slice(0, LONGEST_CELL)}...` : line;
}

/** What stands in the cells of a row, and what is wrong with a time. */
async function asWritten(rows: Rows, nr: number | undefined, names: readonly string[]): Promise<string | undefined> {
  if (nr === undefined || names.length === 0) return undefined;
  const text = await rows.text(nr);
  const place = await rows.place(nr);
  if (names[0] !== 'time') return `${place}: ${names.map((name) => `${name} "${shown(text[name])}"`).join(', ')}`;
  return `${place}: ${await timeProblem(rows.session, shown(text.time), rows.time)}`;
}
