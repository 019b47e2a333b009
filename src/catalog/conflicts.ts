/** Two rows that cannot both be: which of their values differ. */
import type { SqlRow } from './duckdb.ts';
import type { ImportKind } from './import-kinds.ts';

/** A column and its text; null where it has none. */
export type NamedValues = readonly (readonly [column: string, text: string | null])[];

export interface ConflictingValues {
  readonly row: number;
  readonly time: number;
  readonly values: NamedValues;
}

/** The kind's values in a row of texts whose names begin with `prefix`, without zeros that say nothing. */
export function valuesOf(row: SqlRow, kind: ImportKind, prefix: string): NamedValues {
  return kind.columns.map((name) => {
    const text = row[`${prefix}${name}`];
    return [name, text == null ? null : shortest(String(text), kind.texts.includes(name))];
  });
}

function shortest(text: string, isWord: boolean): string {
  if (isWord || !text.includes('.')) return text;
  return text.replace(/[.]?0+$/, '').replace(/^(-?)[.]/, '$10.');
}

/** `close 11 here and 12 there, volume 5 here and 6 there`: the columns in which two rows differ. */
export function conflictText(one: NamedValues, other: NamedValues, here: string, there: string): string {
  const parts = one.flatMap(([name, text], index) => {
    const second = other[index]?.[1] ?? null;
    return text === second ? [] : [`${name} ${text ?? 'none'} ${here} and ${second ?? 'none'} ${there}`];
  });
  return parts.join(', ');
}
