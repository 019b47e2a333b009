/** What a series holds before an import, and the narrowest DECIMALs for that and what is added. */
import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { InputError } from '../model/errors.ts';
import type { Session } from './duckdb.ts';
import { checkScale, type Staged } from './import-checks.ts';
import type { ImportKind } from './import-kinds.ts';
import { MOST_DIGITS } from './import-sql.ts';
import type { ValueTypes } from './import-stage.ts';
import { parquetFiles } from './layout.ts';
import { checkColumns, parquetColumns, readParquet } from './parquet-file.ts';

/** What a series holds before the import. */
export interface Existing {
  /** Relation of its rows: `nr` (from 1), `time` in microseconds, and the kind's columns; null where it has none. */
  readonly sql: string | null;
  readonly rows: number;
  readonly price: DecimalSize;
  /** Null where its volumes or sizes are doubles. */
  readonly size: DecimalSize | null;
  /** Whether its trades have whole numbers for ids, or none. */
  readonly wholeIds: boolean;
  /** Tells whether the file is still the one that was read. */
  readonly mark: string;
}

/** Digits before and after the point. */
interface DecimalSize {
  readonly whole: number;
  readonly scale: number;
}

const NO_DIGITS: DecimalSize = { whole: 0, scale: 0 };
const NOTHING: Existing = { sql: null, rows: 0, price: NO_DIGITS, size: NO_DIGITS, wholeIds: true, mark: '' };

/** Reads what stands at `target`. InputError where it is not what an import wrote. */
export async function existingSeries(session: Session, kind: ImportKind, target: string): Promise<Existing> {
  const names = await parquetFiles(dirname(target));
  if (names.length === 0) return NOTHING;
  const other = names.find((name) => name !== kind.file);
  if (other !== undefined) {
    throw new InputError(`${join(dirname(target), other)} was not written by import: move it away and import it`);
  }
  const mark = await markOf(target);
  const types = await parquetColumns(session, target);
  checkColumns(target, types, kind.expected);
  const largest = (columns: readonly string[]): DecimalSize | null =>
    columns.map((name) => sizeOf(types.get(name))).reduce((a, b) => (a && b ? largerSize(a, b) : null));
  const price = largest(kind.prices);
  if (price === null) throw new InputError(`${target} keeps prices as doubles: import it into another catalog`);
  const columns = kind.columns.map((name) => (types.has(name) ? name : `NULL AS ${name}`));
  const sql = `SELECT file_row_number + 1 AS nr, epoch_us("time") AS time, ${columns.join(', ')}
    FROM ${readParquet(target, true)}`;
  const { rows } = await session.row(`SELECT count(*) AS rows FROM ${readParquet(target)}`);
  const wholeIds = ['BIGINT', undefined].includes(types.get('id'));
  return { sql, rows: Number(rows), price, size: largest(kind.sizes), wholeIds, mark };
}

function sizeOf(type: string | undefined): DecimalSize | null {
  const match = /^DECIMAL\(([0-9]+),([0-9]+)\)$/.exec(type ?? '');
  return match === null ? null : { whole: Number(match[1]) - Number(match[2]), scale: Number(match[2]) };
}

function largerSize(a: DecimalSize, b: DecimalSize): DecimalSize {
  return { whole: Math.max(a.whole, b.whole), scale: Math.max(a.scale, b.scale) };
}

const decimalType = (size: DecimalSize): string => `DECIMAL(${Math.max(1, size.whole + size.scale)}, ${size.scale})`;

/** Digits before the point of a number above zero that a double is near to. */
const wholeDigits = (value: number): number => (value < 1 ? 0 : String(BigInt(Math.floor(value))).length);

/** A file's identity and state; empty where there is none. */
export async function markOf(file: string): Promise<string> {
  const found = await stat(file).catch(() => null);
  return found === null ? '' : `${found.ino} ${found.size} ${found.mtimeMs}`;
}

/** The narrowest DECIMALs for what the file and the series hold; volumes too fine for any are doubles. */
export async function typesOf(staged: Staged, existing: Existing): Promise<ValueTypes> {
  const { session, kind, texts } = staged;
  const priceScale = await checkScale(staged);
  const ids = kind.texts.includes('id')
    ? `coalesce(bool_and(regexp_full_match(id, '0|[1-9][0-9]{0,17}')), true)`
    : 'true';
  const most = await session.row(
    `SELECT max(price_double) AS price, coalesce(max(size_double), 0) AS size, coalesce(max(size_scale), 0) AS scale,
       ${ids} AS whole_ids FROM ${texts}`,
  );
  const price = largerSize(existing.price, { whole: wholeDigits(Number(most.price)), scale: priceScale });
  const fresh = { whole: wholeDigits(Number(most.size)), scale: Number(most.scale) };
  const size = existing.size === null ? null : largerSize(existing.size, fresh);
  const fits = size !== null && size.whole + size.scale <= MOST_DIGITS;
  return {
    price: decimalType(price),
    size: fits ? decimalType(size) : 'DOUBLE',
    priceScale: price.scale,
    id: existing.wholeIds && most.whole_ids === true ? 'BIGINT' : 'VARCHAR',
  };
}
