/** `data check`: looks at rows from all sides and says what is wrong with them, and what is worth knowing. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatInterval, formatTime, MICROS_PER_MILLISECOND } from '../../model/time.ts';
import { openDatabase, type Session } from '../duckdb.ts';
import { readInstruments } from '../instruments.ts';
import { listSeries, type SeriesKey, type SeriesKind, seriesFiles } from '../layout.ts';
import { spanOf, unreadable } from '../parquet-file.ts';
import { columnOrder } from './column-order.ts';
import { coverageOf } from './coverage.ts';
import { type Finding, type Found, findingsOf } from './findings.ts';
import { type Calendar, gaps } from './gaps.ts';
import { type FileReading, openFile, openSeries, type Rows } from './open.ts';
import { outliers } from './outliers.ts';
import { type Period, periodOf } from './period.ts';
import { applyRules, candleRules, gridOffset, QUOTE_RULES, valueRules } from './rules.ts';
import { standing } from './standing.ts';
import { unreadableCells } from './unreadable.ts';

/** Goes up when a field changes its meaning or goes away. */
export const CHECK_SCHEMA = 'papertape/check/1';

/** What was found of some rows. */
export interface Checked {
  readonly rows: number;
  /** ISO; null where no time could be read. */
  readonly first: string | null;
  readonly last: string | null;
  /** Such as `1m`, or milliseconds and `ms` where it is no whole number of seconds; null where there is none. */
  readonly interval: string | null;
  /** Whether the interval is the most frequent step rather than what was said. */
  readonly interval_inferred: boolean;
  readonly findings: readonly Finding[];
  /** Share of candles that are there in up to 60 equal stretches of the period. */
  readonly coverage: readonly number[];
}

export interface CheckedFile extends Checked {
  readonly schema: typeof CHECK_SCHEMA;
  readonly file: string;
}

export interface CheckedSeries extends Checked {
  readonly venue: string;
  readonly symbol: string;
  readonly kind: SeriesKind;
}

export interface CheckedCatalog {
  readonly schema: typeof CHECK_SCHEMA;
  readonly catalog: string;
  readonly series: readonly CheckedSeries[];
}

interface Circumstances {
  /** Wall time in microseconds: what lies after it is in the future. */
  readonly now: number;
  readonly signal?: AbortSignal | undefined;
}

export interface FileCheck extends FileReading, Circumstances {
  readonly file: string;
  /** Length of a candle in microseconds; the most frequent step unless given. */
  readonly interval?: number | undefined;
}

export interface CatalogCheck extends Circumstances {
  /** Folder of the catalog. */
  readonly catalog: string;
}

const ALWAYS: Calendar = { calendar: 'always', session_zone: 'UTC' };

/** Checks a file of candles. InputError where it is of no form that can be read, or a column is not found. */
export async function checkFile(request: FileCheck): Promise<CheckedFile> {
  const { file, now, interval } = request;
  let folder: string | null = null;
  const scratch = async (): Promise<string> => {
    folder ??= await mkdtemp(join(tmpdir(), 'papertape-check-'));
    return folder;
  };
  return onSession(request.signal, async (session) => {
    try {
      const rows = await openFile(session, file, request, scratch);
      const judgement = { now, interval: interval ?? null, calendar: ALWAYS };
      return { schema: CHECK_SCHEMA, file, ...(await checkRows(rows, 'candles', judgement)) };
    } catch (error) {
      throw damaged(file, error);
    } finally {
      if (folder !== null) await rm(folder, { recursive: true, force: true });
    }
  });
}

/** Checks every series of a catalog. InputError where there is no catalog, or a file cannot be read. */
export async function checkCatalog({ catalog, now, signal }: CatalogCheck): Promise<CheckedCatalog> {
  const instruments = await readInstruments(catalog);
  const series: CheckedSeries[] = [];
  for (const key of await listSeries(catalog)) {
    const { venue, symbol, kind } = key;
    const calendar = instruments[venue]?.[symbol] ?? ALWAYS;
    const interval = kind === 'candles' ? key.interval : null;
    const judgement = { now, interval, calendar };
    const checked = await onSession(signal, async (session) => {
      const files = await inOrder(session, catalog, key);
      return checkRows(await openSeries(session, kind, files), kind, judgement).catch((error: unknown) => {
        throw damaged(files.join(', '), error);
      });
    });
    series.push({ venue, symbol, kind, ...checked });
  }
  return { schema: CHECK_SCHEMA, catalog, series };
}

/** DuckDB's word that the bytes of a file are not what its form says; other errors are ours. */
function damaged(file: string, error: unknown): unknown {
  const said = error instanceof Error ? error.message : '';
  return /^(?:IO|Invalid Input|Invalid|Serialization) Error/.test(said) ? unreadable(file, error) : error;
}

/** A series' files, oldest first. */
async function inOrder(session: Session, catalog: string, key: SeriesKey): Promise<string[]> {
  const files = await seriesFiles(catalog, key);
  if (files.length === 1) return files;
  const spans: { file: string; first: number }[] = [];
  for (const file of files) spans.push({ file, first: (await spanOf(session, file, null, null)).first });
  return spans.sort((a, b) => a.first - b.first).map(({ file }) => file);
}

/** Runs `work` on a connection of its own; a signal stops what it is doing. */
async function onSession<T>(signal: AbortSignal | undefined, work: (session: Session) => Promise<T>): Promise<T> {
  signal?.throwIfAborted();
  const database = await openDatabase();
  const session = await database.connect();
  const stop = (): void => session.interrupt();
  signal?.addEventListener('abort', stop, { once: true });
  try {
    return await work(session);
  } catch (error) {
    throw signal?.aborted === true ? signal.reason : error;
  } finally {
    signal?.removeEventListener('abort', stop);
    session.close();
    database.close();
  }
}

interface Judgement {
  readonly now: number;
  readonly interval: number | null;
  readonly calendar: Calendar;
}

async function checkRows(rows: Rows, kind: SeriesKind, { now, interval, calendar }: Judgement): Promise<Checked> {
  const found: Found[] = [...rows.found, ...(await unreadableCells(rows))];
  const period = await periodOf(rows, kind === 'candles' ? interval : 0, found);
  if (period.rows === 0) return summed(period, [...found, { name: 'no_rows', count: 1, candles: 0 }], []);
  const rules = valueRules(rows.shape, now);
  if (kind !== 'candles') {
    found.push(...(await applyRules(rows, period, kind === 'quotes' ? [...rules, ...QUOTE_RULES] : rules)));
    return summed(period, found, []);
  }
  const ofCandles = await applyRules(rows, period, [...rules, ...candleRules(period, await gridOffset(rows, period))]);
  found.push(...ofCandles, ...(await columnOrder(rows, period)));
  found.push(...(await gaps(rows, period, calendar)), ...(await standing(rows, period)));
  found.push(...(await outliers(rows, period)));
  return summed(period, found, await coverageOf(rows, period));
}

function summed(period: Period, found: readonly Found[], coverage: number[]): Checked {
  const { rows, first, last, interval, inferred, candles } = period;
  return {
    rows,
    first: first === null ? null : formatTime(first),
    last: last === null ? null : formatTime(last),
    interval: interval === null ? null : intervalText(interval),
    interval_inferred: interval !== null && inferred,
    findings: findingsOf(found, candles),
    coverage,
  };
}

function intervalText(interval: number): string {
  return interval % 1_000_000 === 0 ? formatInterval(interval) : `${interval / MICROS_PER_MILLISECOND}ms`;
}
