/** Candles and trades made by papertape itself (the synthesizer, a recorded session) into a catalog: written as `data import` writes them. */

import { basename, dirname, join } from 'node:path';
import type { CandleColumns, TradeColumns } from '../market/columns.ts';
import type { ColumnData } from './appender.ts';
import { openDatabase } from './duckdb.ts';
import { removeAbandoned } from './files.ts';
import { fingerprintFile, storeFingerprints } from './fingerprint.ts';
import { IMPORT_KINDS } from './import-kinds.ts';
import { type InstrumentEntry, type PriceFacts, writeInstrument } from './instruments.ts';
import { CANDLE_FILE, type SeriesKey, seriesFolder } from './layout.ts';
import { withLock } from './lock.ts';
import { readParquet } from './parquet-file.ts';
import { openParquetWriter, type ParquetColumn } from './parquet-writer.ts';
import { prepareCatalog } from './sweep.ts';

/** Rows between two turns of the event loop: signals and progress are heard then. */
const ROWS_A_TURN = 262_144;

interface StoreSettings {
  /** Folder of the catalog; made where there is none. */
  readonly catalog: string;
  readonly venue: string;
  readonly symbol: string;
  /** Unit of the prices: 10^-priceDecimals. */
  readonly priceDecimals: number;
  /** Decimals of volumes and sizes; they are rounded to them. */
  readonly volumeDecimals: number;
  /** Written to instruments.json; where it depends on the prices, it is told them. */
  readonly instrument: InstrumentEntry | ((facts: PriceFacts) => InstrumentEntry);
}

export interface StoreRequest extends StoreSettings {
  /** Length of a candle in microseconds. */
  readonly interval: number;
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
  const scale = Number(`1e${request.volumeDecimals}`);
  return storeSeries(
    request,
    { ...request, kind: 'candles' },
    CANDLE_FILE,
    candleFile(request),
    chunks,
    ({ time, open, high, low, close, volume, length }) => [time, open, high, low, close, units(volume, length, scale)],
  );
}

/**
 * Writes a series of trades whole, in place of one that is there, numbered from 1. Chunks come in order of time; their
 * prices are whole units.
 *
 * @returns trades written
 * @throws InputError where the catalog cannot be written; whatever `chunks` throws
 */
export async function storeTrades(
  request: StoreSettings,
  chunks: Iterable<TradeColumns> | AsyncIterable<TradeColumns>,
): Promise<number> {
  const scale = Number(`1e${request.volumeDecimals}`);
  let count = 0;
  return storeSeries(
    request,
    { ...request, kind: 'trades', interval: 0 },
    IMPORT_KINDS.trades.file,
    tradeFile(request),
    chunks,
    ({ time, price, size, side, length }) => {
      const sides = Float64Array.from(side.subarray(0, length), (value) =>
        value === 0 ? Number.NaN : value > 0 ? 0 : 1,
      );
      const ids = Array.from({ length }, (_, i) => String(count + i + 1));
      count += length;
      return [time, price, units(size, length, scale), sides, ids];
    },
  );
}

const units = (values: Float64Array, length: number, scale: number): Float64Array =>
  Float64Array.from(values.subarray(0, length), (value) => Math.round(value * scale));

async function storeSeries<Chunk extends { readonly length: number }>(
  request: StoreSettings,
  key: SeriesKey,
  file: string,
  columns: readonly ParquetColumn[],
  chunks: Iterable<Chunk> | AsyncIterable<Chunk>,
  dataOf: (chunk: Chunk) => readonly ColumnData[],
): Promise<number> {
  const path = join(seriesFolder(request.catalog, key), file);
  await prepareCatalog(request.catalog);
  await removeAbandoned(dirname(path));
  const writer = await openParquetWriter(path, columns);
  try {
    let sinceTurn = 0;
    for await (const chunk of chunks) {
      writer.append(dataOf(chunk), chunk.length);
      sinceTurn += chunk.length;
      if (sinceTurn < ROWS_A_TURN) continue;
      sinceTurn = 0;
      await new Promise((resolve) => setImmediate(resolve));
    }
    // Nobody else writes to the catalog between the file and what is said of it.
    return await withLock(join(request.catalog, '.import.lock'), {}, async () => {
      const { rows } = await writer.finish();
      await describe(request, path, key);
      return rows;
    });
  } finally {
    await writer.abort();
  }
}

/** The instrument and the fingerprints of what was written. */
async function describe(request: StoreSettings, path: string, key: SeriesKey): Promise<void> {
  const database = await openDatabase();
  try {
    await database.with(async (session) => {
      let { instrument } = request;
      if (typeof instrument === 'function') {
        const [high, middle] = key.kind === 'candles' ? ['high', 'close'] : ['price', 'price'];
        const facts = await session.row(
          `SELECT max(${high})::VARCHAR AS highest, quantile_disc(${middle}, 0.5)::VARCHAR AS median FROM ${readParquet(path)}`,
        );
        instrument = instrument({
          decimals: request.priceDecimals,
          median: String(facts.median),
          highest: String(facts.highest),
        });
      }
      await writeInstrument(request.catalog, request.venue, request.symbol, instrument);
      const fingerprint = await fingerprintFile(session, key.kind, path);
      await storeFingerprints(dirname(path), { [basename(path)]: fingerprint });
    });
  } finally {
    database.close();
  }
}

function candleFile({ priceDecimals, volumeDecimals }: StoreSettings): ParquetColumn[] {
  const price = { type: 'decimal', precision: 'narrowest', scale: priceDecimals } as const;
  return [
    { name: 'time', type: 'timestamp' },
    ...['open', 'high', 'low', 'close'].map((name) => ({ name, ...price })),
    { name: 'volume', type: 'decimal', precision: 'narrowest', scale: volumeDecimals },
  ];
}

function tradeFile({ priceDecimals, volumeDecimals }: StoreSettings): ParquetColumn[] {
  return [
    { name: 'time', type: 'timestamp' },
    { name: 'price', type: 'decimal', precision: 'narrowest', scale: priceDecimals },
    { name: 'size', type: 'decimal', precision: 'narrowest', scale: volumeDecimals },
    { name: 'side', type: 'enum', values: ['buy', 'sell'], nullable: true },
    { name: 'id', type: 'varchar' },
  ];
}
