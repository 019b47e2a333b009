/** `data check`: looks at rows from all sides and says what is wrong with them, and what is worth knowing. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { formatInterval, formatTime, MICROS_PER_MILLISECOND } from '../../model/time.ts';
import { openDatabase, type Session, sqlText } from '../duckdb.ts';
import { readInstruments } from '../instruments.ts';
import { listSeries, type SeriesKey, type SeriesKind, seriesFiles } from '../layout.ts';
import { spanOf, unreadable } from '../parquet-file.ts';
import { columnOrder } from './column-order.ts';
import { coverageOf } from './coverage.ts';
import { type Finding, type Found, findingsOf, withLines } from './findings.ts';
import { type Calendar, gaps } from './gaps.ts';
import { type FileToCheck, openFile, openSeries, type Rows } from './open.ts';
import { outliers } from './outliers.ts';
import { type Period, periodOf } from './period.ts';
import { applyRules, candleRules, gridOffset, valueRules } from './rules.ts';
import { standing } from './standing.ts';
import { ticks } from './ticks.ts';
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
  /** Share of candles (of ticks: of short slots with one) that are there in up to 60 equal stretches of the period. */
  readonly coverage: readonly number[];
}

export interface CheckedFile extends Checked {
  readonly schema: typeof CHECK_SCHEMA;
  readonly file: string;
  readonly kind: SeriesKind;
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

export interface FileCheck extends FileToCheck, Circumstances {
  readonly now: number;
}

export interface CatalogCheck extends Circumstances {
  /** Folder of the catalog. */
  readonly catalog: string;
}

const ALWAYS: Calendar = { calendar: 'always', session_zone: 'UTC' };

/** Checks a file, read as import reads it. InputError where it is of no form that can be read, or a column is not found. */
export async function checkFile(request: FileCheck): Promise<CheckedFile> {
  const { file, now, interval = null, signal } = request;
  signal?.throwIfAborted();
  const folder = await mkdtemp(join(tmpdir(), 'papertape-check-'));
  try {
    return await onSession(signal, async (session) => {
      const staging = basename(folder).replace(/[^0-9A-Za-z]+/g, '_');
      await session.run(`ATTACH ${sqlText(join(folder, 'staging'))} AS ${staging}`);
      try {
        const rows = await openFile(session, request, { folder, staging });
        const checked = await checkRows(rows, { now, interval, calendar: ALWAYS });
        const findings = rows.lines === null ? checked.findings : await withLines(checked.findings, rows.lines);
        return { schema: CHECK_SCHEMA, file, kind: rows.kind.kind, ...checked, findings };
      } finally {
        await session.detach(staging);
      }
    });
  } catch (error) {
    throw signal?.aborted === true ? error : damaged(file, error);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
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
      return checkRows(await openSeries(session, kind, files), judgement).catch((error: unknown) => {
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

async function checkRows(rows: Rows, { now, interval, calendar }: Judgement): Promise<Checked> {
  const found: Found[] = [...rows.found, ...(await unreadableCells(rows))];
  const period = await periodOf(rows, rows.isRegular ? interval : 0, found);
  if (period.rows === 0) return summed(rows, period, [...found, { name: 'no_rows', count: 1, candles: 0 }], []);
  const rules = valueRules(rows.kind, now, period.highest);
  if (rows.kind.kind !== 'candles') {
    found.push(...(await ticks(rows, period, rules)));
    if (rows.isRegular) found.push(...(await gaps(rows, period, calendar)));
  } else {
    found.push(...(await applyRules(rows, period, [...rules, ...candleRules(period, await gridOffset(rows, period))])));
    found.push(...(await columnOrder(rows, period)), ...(await gaps(rows, period, calendar)));
    found.push(...(await standing(rows, period)), ...(await outliers(rows, period)));
  }
  return summed(rows, period, found, await coverageOf(rows, period));
}

function summed(rows: Rows, period: Period, found: readonly Found[], coverage: number[]): Checked {
  const { first, last, interval, inferred, candles } = period;
  return {
    rows: period.rows,
    first: first === null ? null : formatTime(first),
    last: last === null ? null : formatTime(last),
    interval: interval === null ? null : intervalText(interval),
    interval_inferred: interval !== null && inferred,
    findings: findingsOf(found, rows.kind.kind === 'candles' ? candles : period.rows),
    coverage,
  };
}

function intervalText(interval: number): string {
  return interval % 1_000_000 === 0 ? formatInterval(interval) : `${interval / MICROS_PER_MILLISECOND}ms`;
}
