import { openDatabase, type SqlRow, sqlReadPath } from '../../src/catalog/duckdb.ts';
import { costScale, type Instrument } from '../../src/model/instrument.ts';
import { EVENT, SIDES, STATUS, TAKER, TYPE } from '../../src/model/order.ts';
import { NONE, packCode, type RecordChunk } from '../../src/model/record.ts';
import { parseTime } from '../../src/model/time.ts';
import type { RunShape } from '../../src/report/tables/shape.ts';
import { ownFolder } from '../support/ownFolder.ts';

export const START = parseTime('2024-01-01');
export const MINUTE = 60_000_000;
export const ASSETS = [
  { name: 'BTC', decimals: 8 },
  { name: 'USDT', decimals: 8 },
  { name: 'SHIB', decimals: 0 },
];

function instrument(index: number, symbol: string, base: number, quote: number, priceDecimals: number): Instrument {
  const baseDecimals = ASSETS[base]!.decimals;
  const quoteDecimals = ASSETS[quote]!.decimals;
  return {
    index,
    symbol,
    base,
    quote,
    baseDecimals,
    quoteDecimals,
    priceDecimals,
    tickSize: 1,
    lotSize: 1,
    minSize: 0,
    maxSize: 0,
    minNotional: 0,
    maxNotional: 0,
    makerFee: { numerator: 1, denominator: 1000 },
    takerFee: { numerator: 1, denominator: 1000 },
    calendar: 'always',
    sessionZone: 'UTC',
    ...costScale(baseDecimals, priceDecimals, quoteDecimals),
  };
}

export const ONE: RunShape = {
  assets: ASSETS.slice(0, 2),
  instruments: [instrument(0, 'BTC/USDT', 0, 1, 2)],
  reporting: 1,
};
export const TWO: RunShape = {
  assets: ASSETS,
  reporting: 1,
  instruments: [instrument(0, 'BTC/USDT', 0, 1, 2), instrument(1, 'SHIB/USDT', 2, 1, 11)],
};

export function chunk(rows: readonly (readonly number[])[], strings: readonly string[] = []): RecordChunk {
  return { rows: Float64Array.from(rows.flat()), count: rows.length, strings };
}

/** A market order of symbol 0 that fills at once: 0.5 BTC at 42,000.00 with 21 USDT fee. */
export const ORDERS = [
  [0, START, 1, 0, packCode(EVENT.submitted, STATUS.pending, 0, TYPE.market, 0), 5e7, 0, 0, NONE, NONE, NONE, NONE],
  [1, START, 1, 0, packCode(EVENT.filled, STATUS.filled, 0, TYPE.market, 0), 5e7, 5e7, 21000e8, NONE, NONE, NONE, 1],
];
export const FILLS = [
  [2, START, 1, 0, packCode(TAKER, STATUS.filled, SIDES.indexOf('buy'), TYPE.market, 0), 4200000, 4199000, 5e7].concat([
    21000e8,
    21e8,
    5e8,
    START,
  ]),
];

/** A folder of the test's own, or of the file's. */
export const folder = (): string => ownFolder('papertape-report-');

/** Rows of a Parquet file, every value as the text DuckDB prints, so that decimals are seen exactly. */
export async function readText(path: string): Promise<SqlRow[]> {
  const database = await openDatabase();
  try {
    return await database.with((session) =>
      session.rows(`SELECT COLUMNS(*)::VARCHAR FROM read_parquet(${sqlReadPath(path)})`),
    );
  } finally {
    database.close();
  }
}

export async function readTypes(path: string): Promise<Record<string, string>> {
  const database = await openDatabase();
  try {
    const rows = await database.with((session) =>
      session.rows(`SELECT column_name, column_type FROM (DESCRIBE FROM read_parquet(${sqlReadPath(path)}))`),
    );
    return Object.fromEntries(rows.map((row) => [String(row.column_name), String(row.column_type)]));
  } finally {
    database.close();
  }
}
