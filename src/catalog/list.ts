/** `data list`: what a catalog holds, series by series, and the rules of its instruments. */
import { stat } from 'node:fs/promises';
import { formatInterval, formatTime } from '../model/time.ts';
import { openDatabase, type Session, sqlReadPath } from './duckdb.ts';
import { type InstrumentEntry, readInstruments } from './instruments.ts';
import { listSeries, type SeriesKey, type SeriesKind, seriesFiles } from './layout.ts';
import { checkColumns, parquetColumns, unreadable } from './parquet-file.ts';

/** Goes up when a field changes its meaning or goes away. */
export const LIST_SCHEMA = 'papertape/list/1';

export interface ListedSeries {
  readonly venue: string;
  readonly symbol: string;
  readonly kind: SeriesKind;
  /** Such as `1m`; null for trades and quotes. */
  readonly interval: string | null;
  readonly rows: number;
  /** ISO; null where there is no row. */
  readonly first: string | null;
  readonly last: string | null;
  /** Stretches without a candle; null for trades and quotes. On a calendar of sessions they count as well. */
  readonly gaps: number | null;
  /** Size of its Parquet files on disk. */
  readonly bytes: number;
}

/** A symbol's rules as instruments.json has them; null where it says nothing. */
export interface ListedInstrument {
  readonly venue: string;
  readonly symbol: string;
  readonly tick_size: string;
  readonly lot_size: string;
  readonly min_size: string | null;
  readonly min_notional: string | null;
  readonly maker_pct: string | null;
  readonly taker_pct: string | null;
  readonly calendar: InstrumentEntry['calendar'];
  /** Whether tick and lot are what the prices show rather than what a venue stated. */
  readonly inferred: boolean;
}

export interface ListedCatalog {
  readonly schema: typeof LIST_SCHEMA;
  readonly catalog: string;
  readonly series: readonly ListedSeries[];
  readonly instruments: readonly ListedInstrument[];
}

/** Reads the time column of every series. InputError where there is no catalog, or a file cannot be read. */
export async function listCatalog(catalog: string): Promise<ListedCatalog> {
  const keys = await listSeries(catalog);
  const instruments = await readInstruments(catalog);
  const database = await openDatabase();
  try {
    const series = await database.with(async (session) => {
      const listed: ListedSeries[] = [];
      for (const key of keys) listed.push(await lookAt(session, catalog, key));
      return listed;
    });
    return { schema: LIST_SCHEMA, catalog, series, instruments: instrumentsOf(instruments) };
  } finally {
    database.close();
  }
}

async function lookAt(session: Session, catalog: string, key: SeriesKey): Promise<ListedSeries> {
  const files = await seriesFiles(catalog, key);
  let bytes = 0;
  for (const file of files) {
    checkColumns(file, await parquetColumns(session, file), [{ name: 'time', type: 'time' }]);
    bytes += (await stat(file)).size;
  }
  const source = `read_parquet([${files.map(sqlReadPath).join(', ')}], hive_partitioning = false)`;
  // One file is in order; several are put into it.
  const order = files.length === 1 ? '' : 'ORDER BY "time"';
  const isCandles = key.kind === 'candles';
  const step = `epoch_us("time") - epoch_us(lag("time") OVER (${order}))`;
  const sql = isCandles
    ? `SELECT count(*) AS n, epoch_us(min("time")) AS first, epoch_us(max("time")) AS last,
         count(*) FILTER (step > ${key.interval}) AS gaps FROM (SELECT "time", ${step} AS step FROM ${source})`
    : `SELECT count(*) AS n, epoch_us(min("time")) AS first, epoch_us(max("time")) AS last FROM ${source}`;
  const row = await session.row(sql).catch((error: unknown) => {
    throw unreadable(files[0]!, error);
  });
  const time = (value: unknown): string | null => (value === null ? null : formatTime(Number(value)));
  const { venue, symbol, kind } = key;
  const interval = isCandles ? formatInterval(key.interval) : null;
  const gaps = isCandles ? Number(row.gaps) : null;
  return {
    venue,
    symbol,
    kind,
    interval,
    rows: Number(row.n),
    first: time(row.first),
    last: time(row.last),
    gaps,
    bytes,
  };
}

function instrumentsOf(all: Awaited<ReturnType<typeof readInstruments>>): ListedInstrument[] {
  return Object.entries(all).flatMap(([venue, entries]) =>
    Object.entries(entries).map(([symbol, entry]) => ({
      venue,
      symbol,
      tick_size: entry.tick_size,
      lot_size: entry.lot_size,
      min_size: entry.min_size ?? null,
      min_notional: entry.min_notional ?? null,
      maker_pct: entry.maker_pct ?? null,
      taker_pct: entry.taker_pct ?? null,
      calendar: entry.calendar,
      inferred: entry.inferred,
    })),
  );
}
