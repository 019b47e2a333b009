/** Parquet into columns, against DuckDB's own scan of the same file into its own vectors. */
import { join } from 'node:path';
import { openDatabase } from '../src/catalog/duckdb.ts';
import { seriesFolder } from '../src/catalog/index.ts';
import { makeCatalog, temporaryFolder, VENUE } from '../src/cli/bench/catalog.ts';
import { MINUTE } from '../src/cli/bench/market.ts';

/** As doubles, with nothing made exact and nothing checked. */
const COLUMNS = ['epoch_us(time)', 'open', 'high', 'low', 'close', 'volume'].map((name) => `${name}::double`).join();

let catalog: Promise<string> | null = null;

/** The folder of a catalog, made once a process and gone at its end. */
export function catalogOf(count: number): Promise<string> {
  catalog ??= made(count);
  return catalog;
}

async function made(count: number): Promise<string> {
  const { path } = temporaryFolder();
  await makeCatalog(path, count);
  return path;
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
