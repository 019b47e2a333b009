/** Folders, files and catalogs for the tests of this room. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { openDatabase, type SqlRow, sqlText } from '../../src/catalog/duckdb.ts';
import { type ImportRequest, type ImportResult, importCandles } from '../../src/catalog/import.ts';
import type { CandleColumns } from '../../src/market/columns.ts';
import { InputError } from '../../src/model/errors.ts';
import { ownFolder } from '../support/ownFolder.ts';

export const MINUTE = 60_000_000;
/** 2024-01-01T00:00:00Z in microseconds. */
export const NEW_YEAR = 1_704_067_200_000_000;

/** A folder of the test's own, or of the file's. Its name holds what careless SQL would trip over. */
export const temporaryFolder = (): string => ownFolder("papertape's [x]-");

/** Writes a text file, making its folder. */
export function put(path: string, data: string | Uint8Array): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, data);
  return path;
}

export async function sql(...statements: string[]): Promise<SqlRow[]> {
  const database = await openDatabase();
  return database.with(async (session) => {
    let rows: SqlRow[] = [];
    for (const statement of statements) rows = await session.rows(statement);
    return rows;
  });
}

/** Writes a Parquet file from a query, making its folder. */
export async function putParquet(path: string, query: string, options = ''): Promise<string> {
  mkdirSync(dirname(path), { recursive: true });
  await sql(`COPY (${query}) TO ${sqlText(path)} (FORMAT parquet ${options})`);
  return path;
}

/** The error a promise fails with, which must be the user's own. */
export async function refusal(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    if (error.message.includes('\n')) throw new Error(`more than one line: ${error.message}`);
    return error.message;
  }
  throw new Error('nothing was refused');
}

/** Imports as BTC/USDT on `test` in one-minute candles unless told otherwise. */
export function importFile(catalog: string, file: string, options: Partial<ImportRequest> = {}): Promise<ImportResult> {
  return importCandles({ file, catalog, venue: 'test', symbol: 'BTC/USDT', interval: MINUTE, ...options });
}

/** Rows of columns as plain arrays: time, open, high, low, close, volume. */
export function rowsOf(columns: CandleColumns): number[][] {
  const { time, open, high, low, close, volume } = columns;
  return Array.from({ length: columns.length }, (_, i) => [
    time[i]!,
    open[i]!,
    high[i]!,
    low[i]!,
    close[i]!,
    volume[i]!,
  ]);
}
