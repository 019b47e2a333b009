/** Candles, trades and quotes in Parquet: imported exactly, checked, streamed in price units, fingerprinted. */
export type { ColumnData } from './appender.ts';
export { type DownloadRequest, type DownloadResult, downloadCandles } from './download/download.ts';
export type { DownloadEdge, DownloadProgress } from './download/retry.ts';
export type { DatabaseOptions } from './duckdb.ts';
export { cannotWrite, makeFolder, writeWhole } from './files.ts';
export { type FingerprintRequest, fingerprintSeries, hashFile, type SeriesFingerprint } from './fingerprint.ts';
export { type ImportRequest, type ImportResult, importCandles, importSeries } from './import.ts';
export { TIME_UNITS, type TimeUnit } from './import-sql.ts';
export {
  type InstrumentEntry,
  type Instruments,
  readInstrument,
  readInstruments,
  writeInstrument,
} from './instruments.ts';
export { listSeries, type SeriesKey, type SeriesKind, seriesFolder } from './layout.ts';
export {
  type CandleRequest,
  Catalog,
  type CatalogOptions,
  feedOf,
  openCatalog,
  type SeriesRequest,
  type SeriesSpan,
} from './load.ts';
export { type ColumnMap, parseColumnMap } from './mapping.ts';
export {
  type InstrumentsRequest,
  type InstrumentsResult,
  importInstruments,
} from './metadata/instruments.ts';
export {
  openParquetWriter,
  type ParquetColumn,
  type ParquetRows,
  type ParquetWriter,
  writeParquet,
} from './parquet-writer.ts';
export { findPreset, PRESETS, type Preset } from './presets.ts';
export type { SeriesReader } from './series-reader.ts';
export { type StoreRequest, storeCandles } from './store.ts';
