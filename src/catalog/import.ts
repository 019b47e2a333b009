/** `data import`: a file of candles, trades or quotes into the catalog, exact, sorted, checked, whole or not at all. */

import { rm, rmdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { InputError } from '../model/errors.ts';
import { staleAfter } from './coarser.ts';
import { IMPORTING, openDatabase, type Session, sqlText } from './duckdb.ts';
import { cannotWrite, removeAbandoned, temporaryPath } from './files.ts';
import { type Facts, judgeRows, type Staged, stagedRows } from './import-checks.ts';
import { checkScale, checkUnits, existingSeries, markOf, typesOf } from './import-existing.ts';
import {
  checkInferredInterval,
  checkStatedInterval,
  FIRST_ROWS,
  inferredInterval,
  noInterval,
  stepsOf,
} from './import-interval.ts';
import { mergedRows } from './import-merge.ts';
import { kindOf, latestTime, presetOf, readingOf } from './import-reading.ts';
import type { ImportRequest, ImportResult } from './import-request.ts';
import { openImportSource, sourceProblem, unpacked } from './import-source.ts';
import { CELL_MACROS, NUMBER_MACROS, timeExpression } from './import-sql.ts';
import { type Values, writeValues } from './import-values.ts';
import { writeSeries } from './import-write.ts';
import { type InstrumentEntry, readInstrument, readInstruments, settledDecimals } from './instruments.ts';
import { checkNewSymbol, checkVenue, seriesFolder } from './layout.ts';
import { withLock } from './lock.ts';
import { prepareCatalog } from './sweep.ts';
import { prepareZone } from './time-zone.ts';

export type { ImportRequest, ImportResult } from './import-request.ts';

/**
 * Imports a file: CSV, JSON, Parquet or Arrow, packed or not, oldest or newest first. Adds to what the series holds.
 *
 * @throws InputError, with file, row and column, for whatever is not exactly a row; the catalog is then as it was
 */
export async function importSeries(request: ImportRequest): Promise<ImportResult> {
  const { catalog, venue, symbol, file } = request;
  checkVenue(venue);
  checkNewSymbol(symbol);
  const database = await openDatabase(IMPORTING, { threads: 1 });
  const session = await database.connect();
  const stop = (): void => session.interrupt();
  request.signal?.addEventListener('abort', stop, { once: true });
  let isNew = false;
  try {
    const known = (await readInstruments(catalog))[venue] ?? {};
    checkNewSymbol(symbol, Object.keys(known));
    checkIncrements(request, known[symbol] ?? null);
    isNew = await prepareCatalog(catalog);
    await removeAbandoned(catalog);
    return await inStaging(session, request, async (staging) => {
      const read = await readFileRows(session, request, staging).catch((error: unknown) => {
        throw sourceProblem(file, error);
      });
      request.signal?.throwIfAborted();
      const lock = { signal: request.signal };
      return withLock(join(catalog, '.import.lock'), lock, ({ check }) => storeRows(request, read, check));
    });
  } catch (error) {
    // A statement that was interrupted fails with an error of its own.
    throw request.signal?.aborted === true ? request.signal.reason : cannotWrite(catalog, error);
  } finally {
    request.signal?.removeEventListener('abort', stop);
    session.close();
    database.close();
    // A catalog that came with this import goes with its failure: only an empty folder can be removed so.
    if (isNew) await rmdir(catalog).catch(() => undefined);
  }
}

/** `importSeries` of candles. InputError as there. */
export function importCandles(request: ImportRequest): Promise<ImportResult> {
  return importSeries({ ...request, kind: 'candles' });
}

/** A symbol keeps its increments: what is said now must be what was said. */
function checkIncrements(request: ImportRequest, known: InstrumentEntry | null): void {
  if (known === null) return;
  for (const [flag, said, kept] of [
    ['--tick', request.tick, known.tick_size],
    ['--lot', request.lot, known.lot_size],
  ] as const) {
    if (said !== undefined && Number(said) !== Number(kept)) {
      throw new InputError(
        `${flag} ${said}: ${request.symbol} on ${request.venue} has ${kept}; leave it out, or edit ${join(request.catalog, 'instruments.json')}`,
      );
    }
  }
}

/** Where an import keeps what it makes on its way: rows of any number need no memory. */
interface Staging {
  /** Name of an attached database. */
  readonly database: string;
  /** The file, unpacked. */
  readonly path: string;
  /** A name for the file's rows as exact values. */
  readonly values: string;
}

/** Runs `work` with files of its own in the catalog's folder, which are gone afterwards. */
async function inStaging<T>(
  session: Session,
  { catalog, file, signal }: ImportRequest,
  work: (staging: Staging) => Promise<T>,
): Promise<T> {
  const staging = join(catalog, basename(temporaryPath('import')));
  const values = join(catalog, basename(temporaryPath('rows')));
  const database = `import_${basename(staging).replace(/[^0-9]+/g, '_')}`;
  const path = await unpacked(file, { folder: catalog, signal });
  try {
    await session.run(`ATTACH ${sqlText(staging)} AS ${database}`);
    return await work({ database, path, values });
  } finally {
    if (path !== file) await rm(path, { force: true });
    await session.detach(database);
    for (const left of [staging, `${staging}.wal`, values]) await rm(left, { force: true });
  }
}

/** A file's rows, judged and as exact values. */
interface FileRows {
  readonly staged: Staged;
  readonly facts: Facts;
  readonly values: Values;
  readonly intervalInferred: boolean;
}

async function readFileRows(session: Session, request: ImportRequest, staging: Staging): Promise<FileRows> {
  const { file, sort = false, trustInterval = false } = request;
  const mark = await markOf(staging.path);
  const { staged: opened, isRegular } = await openRows(session, request, staging);
  const relation = `(SELECT (${timeExpression(opened.reading.time)}) AS time FROM (SELECT * FROM (${opened.source.sql}) LIMIT ${FIRST_ROWS}))`;
  const steps = await stepsOf(session, relation, sort);
  const intervalInferred = isRegular && request.interval === undefined;
  const isChecked = isRegular && !intervalInferred && !trustInterval;
  if (isChecked) checkStatedInterval(file, request.interval ?? 0, steps);
  const inferred = intervalInferred && steps !== null ? inferredInterval(file, steps) : 0;
  const interval = isRegular ? (request.interval ?? inferred) : 0;
  const staged = stagedRows({ ...opened, interval, newestFirst: steps?.fall === true });
  const facts = await judgeRows(staged);
  if (isRegular && interval === 0) throw noInterval(file);
  await checkScale(staged, facts);
  const values = await writeValues(staged, facts, typesOf(facts), staging.values);
  const all = isRegular ? await stepsOf(session, `(${values.sql})`, sort) : null;
  if (isChecked) checkStatedInterval(file, interval, all);
  else if (intervalInferred) checkInferredInterval(file, interval, all);
  if ((await markOf(staging.path)) !== mark)
    throw new InputError(`${file} was changed while it was read: run it again`);
  return { staged, facts, values, intervalInferred };
}

async function openRows(session: Session, request: ImportRequest, staging: Staging) {
  const preset = presetOf(request);
  const kind = kindOf(request, preset);
  const { file, catalog, map = {}, delimiter, header, skipLines, sort = false } = request;
  const base = request.symbol.split('/')[0] ?? '';
  const csv = { delimiter, header, skipLines };
  const place = { session, file, path: staging.path, staging: staging.database, folder: catalog };
  const source = await openImportSource({ ...place, kind, preset, map, csv, base });
  const reading = readingOf(request, preset, source);
  await prepareZone(session, reading.time.zone);
  for (const statement of [...NUMBER_MACROS, ...CELL_MACROS]) await session.run(statement);
  const staged = { session, kind, source, reading, now: latestTime(request), sort };
  return { staged, isRegular: kind.kind === 'candles' || preset?.quoteBars === true };
}

/** Merges a file's rows with what the series holds, and writes that. */
async function storeRows(request: ImportRequest, read: FileRows, check: () => Promise<void>): Promise<ImportResult> {
  const { catalog, venue, symbol } = request;
  const { staged, facts, values, intervalInferred } = read;
  const { session, kind } = staged;
  const known = await readInstrument(catalog, venue, symbol);
  checkIncrements(request, known);
  const decimals = settledDecimals(known);
  const of = `${symbol} on ${venue} in ${join(catalog, 'instruments.json')}`;
  if (decimals !== null) await checkUnits(staged, facts, { decimals, of });
  const key = { venue, symbol, kind: kind.kind, interval: kind.kind === 'candles' ? staged.interval : 0 };
  const target = join(seriesFolder(catalog, key), kind.file);
  try {
    const existing = await existingSeries(session, kind, target);
    const types = typesOf(facts, existing);
    request.signal?.throwIfAborted();
    const merged = await mergedRows(staged, values, existing, types);
    const rows = { values, facts, merged, existing, types, intervalInferred };
    const coarser = await staleAfter(session, { catalog, key }, values, existing);
    const result = await writeSeries(staged, { request, target, known, check }, rows);
    return { ...result, coarser: result.added > 0 ? coarser : [] };
  } catch (error) {
    throw cannotWrite(target, error);
  }
}
