/** Parquet into columns of exact price units, against DuckDB's own scan of the same file into its own vectors. */
import { join } from 'node:path';
import { openDatabase } from '../src/catalog/duckdb.ts';
import { openCatalog, seriesFolder } from '../src/catalog/index.ts';
import type { CandleColumns } from '../src/market/columns.ts';
import type { Done } from './cases.ts';
import { makeCatalog, request, VENUE } from './catalog.ts';
import { MINUTE } from './market.ts';
import { sha256 } from './setup.ts';

/** As doubles, with nothing made exact and nothing checked. */
const COLUMNS = ['epoch_us(time)', 'open', 'high', 'low', 'close', 'volume'].map((name) => `${name}::double`).join();

let catalog: Promise<string> | null = null;

function catalogOf(count: number): Promise<string> {
  catalog ??= makeCatalog(count);
  return catalog;
}

/** Of each 61st row: hashing all of them would take half as long as decoding. */
function digestOf({ length, time, open, high, low, close, volume }: CandleColumns): string {
  const hash = sha256();
  const rows = Array.from({ length: Math.ceil(length / 61) }, (_, i) => 61 * i);
  for (const column of [time, open, high, low, close, volume]) {
    hash.update(new Uint8Array(Float64Array.from(rows, (row) => column[row]!).buffer));
  }
  return hash.digest().slice(0, 16);
}

export async function decode(count: number): Promise<Done> {
  const opened = await openCatalog(await catalogOf(count));
  try {
    const columns = await opened.loadCandles(request(count));
    return { count: columns.length, digest: digestOf(columns) };
  } finally {
    opened.close();
  }
}

export async function scan(count: number): Promise<number> {
  const key = { kind: 'candles' as const, venue: VENUE, symbol: 'BTC/USDT', interval: MINUTE };
  const files = join(seriesFolder(await catalogOf(count), key), '*.parquet');
  const database = await openDatabase();
  try {
    return await database.with(async (session) => {
      const stream = await session.stream(`SELECT ${COLUMNS} FROM read_parquet('${files}')`);
      let rows = 0;
      for (let chunk = await stream.next(); chunk !== null; chunk = await stream.next()) rows += chunk.length;
      return rows;
    });
  } finally {
    database.close();
  }
}
