/** Rows of a report's tables as texts: decimals digit for digit, times in ISO UTC. */
import { type Session, sqlName } from '../../catalog/duckdb.ts';
import { formatTime } from '../../model/time.ts';
import type { StoredColumn } from './tables.ts';

/** A value a column; null where there is none. */
export type TextRow = readonly (string | null)[];

/**
 * @param from what follows FROM: a table, its conditions, its limits
 * @returns rows in the order of the file, a chunk at a time
 */
export async function* readTexts(
  session: Session,
  columns: readonly StoredColumn[],
  from: string,
): AsyncGenerator<TextRow[]> {
  const selected = columns.map(({ name, kind }) => (kind === 'time' ? `epoch_us(${sqlName(name)})` : sqlName(name)));
  const stream = await session.stream(`SELECT ${selected.map((each) => `(${each})::VARCHAR`).join(', ')} FROM ${from}`);
  for (let chunk = await stream.next(); chunk !== null; chunk = await stream.next()) {
    const texts = columns.map(({ kind }, index) =>
      kind === 'time' ? chunk!.texts(index).map(timeText) : chunk!.texts(index),
    );
    yield Array.from({ length: chunk.length }, (_, row) => texts.map((column) => column[row]!));
  }
}

const timeText = (micros: string | null): string | null => (micros === null ? null : formatTime(Number(micros)));

/** A text of `readTexts` as JSON has it: an amount stays a text, for a double would not hold it. */
export function jsonValue(text: string | null, { kind }: StoredColumn): string | number | boolean | null {
  if (text === null) return null;
  if (kind === 'integer') return Number(text);
  if (kind === 'boolean') return text === 'true';
  if (kind !== 'number') return text;
  const number = Number(text);
  return Number.isFinite(number) ? number : null;
}

export function jsonRow(
  row: TextRow,
  columns: readonly StoredColumn[],
): Record<string, string | number | boolean | null> {
  return Object.fromEntries(columns.map((column, index) => [column.name, jsonValue(row[index] ?? null, column)]));
}
