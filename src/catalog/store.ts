/** Candles made by papertape itself (the synthesizer, a recorded session) into a catalog: written as `data import` writes them. */
import { basename, dirname, join } from 'node:path';
import type { CandleColumns } from '../market/columns.ts';
import { openDatabase } from './duckdb.ts';
import { fingerprintFile, storeFingerprints } from './fingerprint.ts';
import { type InstrumentEntry, writeInstrument } from './instruments.ts';
import { CANDLE_FILE, type SeriesKey, seriesFolder } from './layout.ts';
import { openParquetWriter, type ParquetColumn } from './parquet-writer.ts';

export interface StoreRequest {
  /** Folder of the catalog; made where there is none. */
  readonly catalog: string;
  readonly venue: string;
  readonly symbol: string;
  /** Length of a candle in microseconds. */
  readonly interval: number;
  /** Unit of the candles' prices: 10^-priceDecimals. */
  readonly priceDecimals: number;
  /** Decimals of volumes; they are rounded to them. */
  readonly volumeDecimals: number;
  /** Written to instruments.json. */
  readonly instrument: InstrumentEntry;
}

/**
 * Writes a series whole, in place of one that is there. Chunks come in order of time; their prices are whole units.
 *
 * @returns candles written
 * @throws InputError where the catalog cannot be written; whatever `chunks` throws
 */
export async function storeCandles(
  request: StoreRequest,
  chunks: Iterable<CandleColumns> | AsyncIterable<CandleColumns>,
): Promise<number> {
  const key: SeriesKey = { kind: 'candles', ...request };
  const path = join(seriesFolder(request.catalog, key), CANDLE_FILE);
  const writer = await openParquetWriter(path, columnsOf(request));
  try {
    const scale = Number(`1e${request.volumeDecimals}`);
    for await (const chunk of chunks) {
      const { time, open, high, low, close, volume, length } = chunk;
      const units = Float64Array.from(volume.subarray(0, length), (value) => Math.round(value * scale));
      writer.append([time, open, high, low, close, units], length);
    }
    const { rows } = await writer.finish();
    await writeInstrument(request.catalog, request.venue, request.symbol, request.instrument);
    const database = await openDatabase();
    try {
      const fingerprint = await database.with((session) => fingerprintFile(session, 'candles', path));
      await storeFingerprints(dirname(path), { [basename(path)]: fingerprint });
    } finally {
      database.close();
    }
    return rows;
  } finally {
    await writer.abort();
  }
}

function columnsOf({ priceDecimals, volumeDecimals }: StoreRequest): ParquetColumn[] {
  const price = { type: 'decimal', precision: 'narrowest', scale: priceDecimals } as const;
  return [
    { name: 'time', type: 'timestamp' },
    ...['open', 'high', 'low', 'close'].map((name) => ({ name, ...price })),
    { name: 'volume', type: 'decimal', precision: 'narrowest', scale: volumeDecimals },
  ];
}
