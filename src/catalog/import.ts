/** `data import`: a file of candles, trades or quotes into the catalog, exact, sorted, checked, whole or not at all. */

import { rm, rmdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { InputError } from '../model/errors.ts';
import { openDatabase, type Session, sqlText } from './duckdb.ts';
import { cannotWrite, removeAbandoned, temporaryPath } from './files.ts';
import { checkCells, checkOrder, checkValues, type Staged } from './import-checks.ts';
import { existingSeries, typesOf } from './import-existing.ts';
import { mergedRows } from './import-merge.ts';
import { kindOf, latestTime, presetOf, readingOf } from './import-reading.ts';
import type { ImportRequest, ImportResult } from './import-request.ts';
import { openImportSource, sourceProblem, unpacked } from './import-source.ts';
import { NUMBER_MACROS } from './import-sql.ts';
import { SCALE_MACRO, textStatement, valueStatement } from './import-stage.ts';
import { type Destination, writeSeries } from './import-write.ts';
import { type InstrumentEntry, readInstrument, settledDecimals } from './instruments.ts';
import { seriesFolder } from './layout.ts';
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
  const kind = kindOf(request, presetOf(request));
  const interval = kind.kind === 'candles' ? request.interval : 0;
  const folder = seriesFolder(request.catalog, { ...request, kind: kind.kind, interval });
  const target = join(folder, kind.file);
  const database = await openDatabase();
  const session = await database.connect();
  const stop = (): void => session.interrupt();
  request.signal?.addEventListener('abort', stop, { once: true });
  let isNew = false;
  try {
    checkIncrements(request, await readInstrument(request.catalog, request.venue, request.symbol));
    isNew = await prepareCatalog(request.catalog);
    await removeAbandoned(request.catalog);
    return await inStaging(session, request, async (name, path) => {
      const staged = await stageTexts(session, name, path, request);
      request.signal?.throwIfAborted();
      const lock = { signal: request.signal };
      return withLock(join(request.catalog, '.import.lock'), lock, async ({ check }) => {
        const known = await readInstrument(request.catalog, request.venue, request.symbol);
        const destination = { request, folder, target, known, check };
        return storeRows({ ...staged, priceDecimals: settledDecimals(known) }, destination);
      });
    });
  } catch (error) {
    // A statement that was interrupted fails with an error of its own.
    throw request.signal?.aborted === true ? request.signal.reason : cannotWrite(target, error);
  } finally {
    request.signal?.removeEventListener('abort', stop);
    session.close();
    database.close();
    // A catalog that came with this import goes with its failure: only an empty folder can be removed so.
    if (isNew) await rmdir(request.catalog).catch(() => undefined);
  }
}

/** `importSeries` of candles. InputError as there. */
export function importCandles(request: ImportRequest): Promise<ImportResult> {
  return importSeries({ ...request, kind: 'candles' });
}

/** Checks what was staged, merges it with what the series holds, and writes that. */
async function storeRows(staged: Staged, destination: Destination): Promise<ImportResult> {
  const { session, kind } = staged;
  const { request, known, target } = destination;
  checkIncrements(request, known);
  await checkCells(staged);
  const existing = await existingSeries(session, kind, target);
  const types = await typesOf(staged, existing);
  request.signal?.throwIfAborted();
  await session.run(valueStatement(staged.values, staged.texts, kind, types));
  await checkValues(staged);
  const order = await checkOrder(staged);
  request.signal?.throwIfAborted();
  const merged = await mergedRows(staged, existing, types, order);
  return writeSeries(staged, destination, { merged, existing, types, fileRows: order.rows });
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
        `${flag} ${said}: ${request.symbol} on ${request.venue} has ${kept}; leave it out, or edit instruments.json`,
      );
    }
  }
}

/** Runs `work` with an attached database of its own in the catalog's folder (rows of any number need no memory) and the unpacked file. */
async function inStaging<T>(
  session: Session,
  { catalog, file, signal }: ImportRequest,
  work: (name: string, path: string) => Promise<T>,
): Promise<T> {
  const staging = join(catalog, basename(temporaryPath('import')));
  const name = `import_${basename(staging).replace(/[^0-9]+/g, '_')}`;
  const path = await unpacked(file, { folder: catalog, signal });
  try {
    await session.run(`ATTACH ${sqlText(staging)} AS ${name}`);
    return await work(name, path);
  } finally {
    if (path !== file) await rm(path, { force: true });
    await session.detach(name);
    await rm(staging, { force: true });
    await rm(`${staging}.wal`, { force: true });
  }
}

/** Reads the file into texts. */
async function stageTexts(session: Session, staging: string, path: string, request: ImportRequest): Promise<Staged> {
  const preset = presetOf(request);
  const kind = kindOf(request, preset);
  const { file, map = {}, delimiter, header, skipLines } = request;
  const base = request.symbol.split('/')[0] ?? '';
  const csv = { delimiter, header, skipLines };
  const source = await openImportSource({ session, file, path, staging, kind, preset, map, csv, base });
  const reading = readingOf(request, preset, source);
  const texts = `${staging}.texts`;
  await prepareZone(session, reading.time.zone);
  try {
    for (const statement of [...NUMBER_MACROS, SCALE_MACRO]) await session.run(statement);
    await session.run(textStatement(texts, source.sql, kind, reading));
  } catch (error) {
    throw sourceProblem(file, error);
  }
  return {
    session,
    kind,
    texts,
    values: `${staging}.rows`,
    file,
    source: source.sql,
    interval: kind.kind === 'candles' ? request.interval : 0,
    now: latestTime(request),
    priceDecimals: null,
    sort: request.sort === true,
  };
}
