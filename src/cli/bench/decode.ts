/** Parquet into columns of exact price units. */
import { openCatalog } from '../../catalog/index.ts';
import type { CandleColumns } from '../../market/columns.ts';
import type { Done } from './cases.ts';
import { request } from './catalog.ts';
import { sha256 } from './setup.ts';

/** Of each 61st row: hashing all of them would take half as long as decoding. */
function digestOf({ length, time, open, high, low, close, volume }: CandleColumns): string {
  const hash = sha256();
  const rows = Array.from({ length: Math.ceil(length / 61) }, (_, i) => 61 * i);
  for (const column of [time, open, high, low, close, volume]) {
    hash.update(new Uint8Array(Float64Array.from(rows, (row) => column[row]!).buffer));
  }
  return hash.digest().slice(0, 16);
}

/** The first `count` minutes of a catalog of the benches' market. */
export async function decode(catalog: string, count: number): Promise<Done> {
  const opened = await openCatalog(catalog);
  try {
    const columns = await opened.loadCandles(request(count));
    return { count: columns.length, digest: digestOf(columns) };
  } finally {
    opened.close();
  }
}
