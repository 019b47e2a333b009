/** A catalog opened for reading: its series as chunks or whole, in the instrument's price units, and its instruments. */
import type { AsyncFeed, CandleColumns, Columns, QuoteColumns, SeriesInfo, TradeColumns } from '../market/columns.ts';
import type { Neighbours } from '../market/edges.ts';
import { InputError } from '../model/errors.ts';
import { formatTime } from '../model/time.ts';
import { CANDLE_ROWS } from './candle-rows.ts';
import { Decoder } from './decoder.ts';
import { type Database, type DatabaseOptions, openDatabase, type Session } from './duckdb.ts';
import { type HistoryRequest, historyStart } from './history.ts';
import { checkCatalog, describeSeries, listSeries, type SeriesKey, seriesFiles } from './layout.ts';
import { neighboursOf } from './neighbours.ts';
import { checkColumns, type FileSpan, parquetColumns, spanOf, timesOf, windowCondition } from './parquet-file.ts';
import { QUOTE_ROWS } from './quote-rows.ts';
import type { RowKind } from './row-kind.ts';
import { type FilePart, fileIdentity, openReader, type ReadPlan, readAll, type SeriesReader } from './series-reader.ts';
import { TRADE_ROWS } from './trade-rows.ts';

/** Part of a series. Times in microseconds since the epoch. */
export interface SeriesRequest {
  readonly venue: string;
  readonly symbol: string;
  /** First time that counts; the series' first unless given. */
  readonly from?: number | undefined;
  /** First time that counts no more; none unless given. */
  readonly to?: number | undefined;
  /** Prices come in whole units of 10^-priceDecimals. */
  readonly priceDecimals: number;
  /** Most rows of a chunk (default: what suits the number of series open). Never changes what is read. */
  readonly chunkRows?: number | undefined;
}

export interface CandleRequest extends SeriesRequest {
  /** Length of a candle in microseconds. */
  readonly interval: number;
}

export interface SeriesSpan {
  readonly rows: number;
  readonly first: number;
  readonly last: number;
}

export interface CatalogOptions extends DatabaseOptions {
  /** Bytes of columns that all open readers hold together (default 256 MiB, and 1,024 rows of each reader at least). */
  readonly columnBytes?: number;
}

/**
 * Opens the catalog in a folder.
 *
 * @throws InputError where there is none
 */
export async function openCatalog(dir: string, options?: CatalogOptions): Promise<Catalog> {
  await checkCatalog(dir);
  return new Catalog(dir, await openDatabase(undefined, options), options?.columnBytes);
}

export class Catalog {
  readonly dir: string;
  readonly #database: Database;
  readonly #decoder: Decoder;

  constructor(dir: string, database: Database, columnBytes?: number) {
    this.dir = dir;
    this.#database = database;
    this.#decoder = new Decoder(database, columnBytes);
  }

  /** Every series that has a file. */
  list(): Promise<SeriesKey[]> {
    return listSeries(this.dir);
  }

  /** Rows, first and last time of a series. InputError where the catalog has none such, or its files cannot be read. */
  async span(key: SeriesKey): Promise<SeriesSpan> {
    const files = await seriesFiles(this.dir, key);
    return this.#database.with(async (session) => {
      const spans: SeriesSpan[] = [];
      for (const file of files) {
        checkColumns(file, await parquetColumns(session, file), [{ name: 'time', type: 'time' }]);
        spans.push(await timesOf(session, file));
      }
      return joinSpans(spans);
    });
  }

  /** The rows of a series beside a time in microseconds. InputError where the catalog has none such. */
  async neighbours(key: SeriesKey, time: number): Promise<Neighbours> {
    const files = await seriesFiles(this.dir, key);
    return this.#database.with((session) => neighboursOf(session, files, key.interval, time));
  }

  /** From when on a series must be read for candles before a time. InputError where the catalog has none such. */
  async historyStart(key: SeriesKey, request: HistoryRequest): Promise<number> {
    const files = await seriesFiles(this.dir, key);
    return this.#database.with((session) => historyStart(session, files, request));
  }

  /** Candles in chunks, in bounded memory. InputError where they cannot be read or there are none in the window. */
  async candles(request: CandleRequest): Promise<SeriesReader<CandleColumns>> {
    const plan = await this.#plan(CANDLE_ROWS, { ...request, kind: 'candles' }, request);
    return openReader(this.#database, this.#decoder, plan, request.chunkRows ?? null);
  }

  /** Candles in one piece, in shared memory if `shared`. InputError as for `candles`. */
  async loadCandles(request: CandleRequest & { readonly shared?: boolean }): Promise<CandleColumns> {
    const plan = await this.#plan(CANDLE_ROWS, { ...request, kind: 'candles' }, request);
    return readAll(this.#database, this.#decoder, plan, request.shared === true);
  }

  /** Trades in chunks, in file order. InputError where they cannot be read or there are none in the window. */
  async trades(request: SeriesRequest): Promise<SeriesReader<TradeColumns>> {
    const plan = await this.#plan(TRADE_ROWS, { ...request, kind: 'trades', interval: 0 }, request);
    return openReader(this.#database, this.#decoder, plan, request.chunkRows ?? null);
  }

  /** Trades in one piece. InputError as for `trades`. */
  async loadTrades(request: SeriesRequest & { readonly shared?: boolean }): Promise<TradeColumns> {
    const plan = await this.#plan(TRADE_ROWS, { ...request, kind: 'trades', interval: 0 }, request);
    return readAll(this.#database, this.#decoder, plan, request.shared === true);
  }

  /** Quotes in chunks, in file order. InputError where they cannot be read or there are none in the window. */
  async quotes(request: SeriesRequest): Promise<SeriesReader<QuoteColumns>> {
    const plan = await this.#plan(QUOTE_ROWS, { ...request, kind: 'quotes', interval: 0 }, request);
    return openReader(this.#database, this.#decoder, plan, request.chunkRows ?? null);
  }

  /** Quotes in one piece. InputError as for `quotes`. */
  async loadQuotes(request: SeriesRequest & { readonly shared?: boolean }): Promise<QuoteColumns> {
    const plan = await this.#plan(QUOTE_ROWS, { ...request, kind: 'quotes', interval: 0 }, request);
    return readAll(this.#database, this.#decoder, plan, request.shared === true);
  }

  /** Lets the database go. Readers are closed by their owners. */
  close(): void {
    this.#database.close();
  }

  async #plan<C>(kind: RowKind<C>, key: SeriesKey, request: SeriesRequest): Promise<ReadPlan<C>> {
    const window = checkWindow(request);
    const files = await seriesFiles(this.dir, key);
    const parts = await this.#database.with((session) => partsOf(session, kind, files, window));
    const inside = parts.filter((part) => part.span.inWindow > 0);
    if (inside.length === 0) throw emptyWindow(this.dir, key, window, joinSpans(parts.map((part) => part.span)));
    inside.sort((a, b) => a.span.first - b.span.first);
    return { kind, parts: inside, priceDecimals: request.priceDecimals, spacing: key.interval };
  }
}

interface Window {
  readonly from: number | null;
  readonly to: number | null;
}

function checkWindow(request: SeriesRequest): Window {
  const window = { from: request.from ?? null, to: request.to ?? null };
  if (window.from !== null && window.to !== null && window.from >= window.to) {
    throw new InputError(`from ${formatTime(window.from)} is not before to ${formatTime(window.to)}: swap them`);
  }
  return window;
}

async function partsOf<C>(
  session: Session,
  kind: RowKind<C>,
  files: readonly string[],
  window: Window,
): Promise<(FilePart & { readonly span: FileSpan })[]> {
  const parts: (FilePart & { readonly span: FileSpan })[] = [];
  for (const file of files) {
    const types = await parquetColumns(session, file);
    const identity = await fileIdentity(file);
    checkColumns(file, types, kind.columns);
    const span = await spanOf(session, file, window.from, window.to);
    if (span.withoutTime > 0) {
      throw new InputError(
        `${file}: ${span.withoutTime} of ${span.rows} rows have no time: import it with data import`,
      );
    }
    const condition = span.inWindow === span.rows ? 'true' : windowCondition(window.from, window.to);
    const { inWindow: rows, fromRow, toRow } = span;
    parts.push({ file, identity, types, condition, fromRow, toRow, rows, span });
  }
  return parts;
}

function joinSpans(spans: readonly SeriesSpan[]): SeriesSpan {
  const held = spans.filter((span) => span.rows > 0);
  return {
    rows: held.reduce((sum, span) => sum + span.rows, 0),
    first: held.reduce((first, span) => Math.min(first, span.first), Number.POSITIVE_INFINITY),
    last: held.reduce((last, span) => Math.max(last, span.last), Number.NEGATIVE_INFINITY),
  };
}

/** A series has nothing in a window. */
export function emptyWindow(dir: string, key: SeriesKey, window: Window, span: SeriesSpan): InputError {
  const series = describeSeries(key);
  if (span.rows === 0) return new InputError(`${dir}: the file of the ${series} has no rows: import it again`);
  const from = window.from === null ? 'the start' : formatTime(window.from);
  const to = window.to === null ? 'the end' : formatTime(window.to);
  return new InputError(
    `${dir} has no ${series} from ${from} to ${to}: it holds ${formatTime(span.first)} to ${formatTime(span.last)}`,
  );
}

/** Readers as the feed of a run: `series[i]` says what `readers[i]` gives. */
export function feedOf(series: readonly SeriesInfo[], readers: readonly SeriesReader<Columns>[]): AsyncFeed {
  return {
    series,
    next: (index) => readers[index]!.next(),
    close: async () => {
      for (const reader of readers) await reader.close();
    },
  };
}
