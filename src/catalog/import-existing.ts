/** What a series holds before an import, and the narrowest DECIMALs for that and what is added. */
import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { InputError } from '../model/errors.ts';
import { decimalsIn, unitsProblem } from './cell-problems.ts';
import type { Session } from './duckdb.ts';
import { type Facts, rowOf, type Staged } from './import-checks.ts';
import type { ImportKind } from './import-kinds.ts';
import { FAST_DIGITS, MOST_DIGITS } from './import-sql.ts';
import { judgedRows, type ValueTypes } from './import-stage.ts';
import { parquetFiles } from './layout.ts';
import { checkColumns, parquetColumns, readParquet } from './parquet-file.ts';
import { LARGEST_PRICE_UNITS } from './prices.ts';

/** What a series holds before the import. */
export interface Existing {
  /** Relation of its rows: `nr` (from 1), `time` in microseconds, and the kind's columns; null where it has none. */
  readonly sql: string | null;
  readonly rows: number;
  /** Time of its last row in microseconds, and the highest of its ids where they are whole numbers; -Infinity for none. */
  readonly last: number;
  readonly lastId: number;
  /** Its file. */
  readonly path: string;
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
const NONE = Number.NEGATIVE_INFINITY;
const NOTHING = { sql: null, rows: 0, last: NONE, lastId: NONE, price: NO_DIGITS, size: NO_DIGITS, wholeIds: true };

/** Reads what stands at `target`. InputError where it is not what an import wrote. */
export async function existingSeries(session: Session, kind: ImportKind, target: string): Promise<Existing> {
  const names = await parquetFiles(dirname(target));
  if (names.length === 0) return { ...NOTHING, path: target, mark: '' };
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
  const wholeIds = ['BIGINT', undefined].includes(types.get('id'));
  const found = await session.row(
    `SELECT count(*) AS rows, max(time) AS last, ${types.has('id') && wholeIds ? 'max(id)' : 'NULL'} AS id FROM (${sql})`,
  );
  const or = (value: unknown): number => (value == null ? NONE : Number(value));
  const [rows, last, lastId] = [Number(found.rows), or(found.last), or(found.id)];
  return { sql, rows, last, lastId, path: target, price, size: largest(kind.sizes), wholeIds, mark };
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

const NO_SERIES = { price: NO_DIGITS, size: NO_DIGITS, wholeIds: true } as const;

/** The narrowest DECIMALs for what a file and a series hold; sizes too fine for any are doubles. */
export function typesOf(facts: Facts, existing: Pick<Existing, 'price' | 'size' | 'wholeIds'> = NO_SERIES): ValueTypes {
  const price = largerSize(existing.price, { whole: wholeDigits(facts.highest), scale: facts.priceScale });
  const fresh = { whole: wholeDigits(facts.largestSize), scale: facts.sizeScale };
  const size = existing.size === null ? null : largerSize(existing.size, fresh);
  const fits = size !== null && size.whole + size.scale <= MOST_DIGITS;
  return {
    price: decimalType(price),
    size: fits ? decimalType(size) : 'DOUBLE',
    priceScale: price.scale,
    id: existing.wholeIds && facts.wholeIds ? 'BIGINT' : 'VARCHAR',
  };
}

/**
 * Refuses prices that are too large for a double's whole numbers, or so fine that the highest is.
 *
 * @throws InputError with the first row that has such a price
 */
export async function checkScale(staged: Staged, { priceScale, highest }: Facts): Promise<void> {
  const most = LARGEST_PRICE_UNITS;
  if (highest >= most) {
    const [row, text] = await firstPrice(
      staged,
      (name) => `${name} >= ${most}`,
      (price) => Number(price) >= most,
    );
    throw new InputError(
      `${row}: price ${text} passes 2^52 (${most}), the largest a price can be: are the columns right? --map says which is which`,
    );
  }
  if (priceScale <= FAST_DIGITS && highest * Number(`1e${priceScale}`) < most) return;
  const [row, text] = await firstPrice(
    staged,
    () => `price_scale = ${priceScale}`,
    (price) => decimalsIn(price) === priceScale,
  );
  throw new InputError(
    `${row}: price ${text} has ${priceScale} decimals, too fine beside prices of ${highest}: where that is dust of float arithmetic, --round-prices 15 takes prices at 15 significant digits`,
  );
}

/** The place of the first row with a price for which the condition holds, and the price's text. */
async function firstPrice(
  staged: Staged,
  condition: (name: string) => string,
  isIt: (text: string) => boolean,
): Promise<readonly [place: string, text: string]> {
  const { kind, source } = staged;
  const row = await firstRow(staged, kind.prices.map(condition).join(' OR '));
  const { read } = await rowOf(staged, row);
  const text = kind.prices.map((name) => String(read[name])).find(isIt) ?? '';
  return [await source.place(row), text];
}

async function firstRow({ session, kind, source, reading, interval }: Staged, condition: string): Promise<number> {
  const judged = judgedRows(source.sql, kind, reading, interval);
  const { nr } = await session.row(`SELECT nr FROM (${judged}) WHERE ${condition} LIMIT 1`);
  return Number(nr);
}

/** An instrument's unit of account, and the words in which it is found. */
export interface PriceUnit {
  readonly decimals: number;
  /** Such as `BTC/USDT on kraken in data/instruments.json`. */
  readonly of: string;
}

/** Refuses prices that are finer or larger than the symbol's instrument can count, with the first such row. */
export async function checkUnits(staged: Staged, { priceScale, highest }: Facts, unit: PriceUnit): Promise<void> {
  const { decimals } = unit;
  const one = Number(`1e${decimals}`);
  if (priceScale <= decimals && highest * one < LARGEST_PRICE_UNITS) return;
  const tooLarge = staged.kind.prices.map((name) => `${name} * ${one} >= ${LARGEST_PRICE_UNITS}`).join(' OR ');
  const row = await firstRow(staged, `price_scale > ${decimals} OR ${tooLarge}`);
  const bad = await rowOf(staged, row);
  throw new InputError(`${await staged.source.place(row)}: ${unitsProblem(staged, bad, decimals, ` of ${unit.of}`)}`);
}
