/** What a series holds before an import, and the narrowest DECIMALs for that and what is added. */
import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { InputError } from '../model/errors.ts';
import { CANDLE_ROWS } from './candle-rows.ts';
import type { Session } from './duckdb.ts';
import { checkScale, type Staged } from './import-checks.ts';
import { MOST_DIGITS } from './import-sql.ts';
import { CANDLE_FILE, parquetFiles } from './layout.ts';
import { checkColumns, parquetColumns, readParquet } from './parquet-file.ts';

/** What a series holds before the import. */
export interface Existing {
  /** Relation of its candles, times in microseconds; null where it has none. */
  readonly sql: string | null;
  readonly rows: number;
  readonly price: DecimalSize;
  /** Null where its volumes are doubles. */
  readonly volume: DecimalSize | null;
  /** Tells whether the file is still the one that was read. */
  readonly mark: string;
}

/** Digits before and after the point. */
interface DecimalSize {
  readonly whole: number;
  readonly scale: number;
}

const NOTHING: Existing = {
  sql: null,
  rows: 0,
  price: { whole: 0, scale: 0 },
  volume: { whole: 0, scale: 0 },
  mark: '',
};
export const PRICES = ['open', 'high', 'low', 'close'];

/** Reads what stands at `target`. InputError where it is not what an import wrote. */
export async function existingSeries(session: Session, target: string): Promise<Existing> {
  const names = await parquetFiles(dirname(target));
  if (names.length === 0) return NOTHING;
  const other = names.find((name) => name !== CANDLE_FILE);
  if (other !== undefined) {
    throw new InputError(`${join(dirname(target), other)} was not written by import: move it away and import it`);
  }
  const mark = await markOf(target);
  const types = await parquetColumns(session, target);
  checkColumns(target, types, CANDLE_ROWS.columns);
  const sizes = PRICES.map((name) => sizeOf(types.get(name)));
  const price = sizes.reduce((a, b) => (a === null || b === null ? null : largerSize(a, b)));
  if (price === undefined || price === null) {
    throw new InputError(`${target} keeps prices as doubles: import it into another catalog`);
  }
  const sql = `SELECT epoch_us("time") AS time, open, high, low, close, volume FROM ${readParquet(target)}`;
  const { rows } = await session.row(`SELECT count(*) AS rows FROM ${readParquet(target)}`);
  return { sql, rows: Number(rows), price, volume: sizeOf(types.get('volume')), mark };
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

/** DuckDB types of a series' columns. */
export interface ValueTypes {
  readonly price: string;
  readonly volume: string;
  readonly priceScale: number;
}

/** The narrowest DECIMALs for what the file and the series hold; volumes too fine for any are doubles. */
export async function typesOf(staged: Staged, existing: Existing): Promise<ValueTypes> {
  const priceScale = await checkScale(staged);
  const most = await staged.session.row(
    `SELECT max(high_double) AS high, max(volume_double) AS volume, max(volume_scale) AS scale FROM ${staged.texts}`,
  );
  const price = largerSize(existing.price, { whole: wholeDigits(Number(most.high)), scale: priceScale });
  const fresh = { whole: wholeDigits(Number(most.volume)), scale: Number(most.scale) };
  const volume = existing.volume === null ? null : largerSize(existing.volume, fresh);
  const fits = volume !== null && volume.whole + volume.scale <= MOST_DIGITS;
  return { price: decimalType(price), volume: fits ? decimalType(volume) : 'DOUBLE', priceScale: price.scale };
}
