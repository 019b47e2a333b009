/** `data import`: a file of candles into the catalog, exact, sorted, checked, whole or not at all. */
import { rm, rmdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { InputError } from '../model/errors.ts';
import { didYouMean } from '../model/nearest.ts';
import { openDatabase, type Session, sqlText } from './duckdb.ts';
import { cannotWrite, makeFolder, putInPlace, removeAbandoned, temporaryPath } from './files.ts';
import { fingerprintFile, storeFingerprints } from './fingerprint.ts';
import { checkAgainst, checkCandles, checkCells, checkOrder, type Staged } from './import-checks.ts';
import { type Existing, existingSeries, markOf, PRICES, typesOf, type ValueTypes } from './import-existing.ts';
import { type ImportSource, openSource, sourceProblem } from './import-source.ts';
import {
  guessTimeUnit,
  isEpochText,
  NUMBER_MACROS,
  type TimeForm,
  type TimeUnit,
  textStatement,
  valueStatement,
  zoneMacro,
} from './import-sql.ts';
import {
  type InstrumentEntry,
  inferInstrument,
  type PriceFacts,
  readInstrument,
  writeInstrument,
} from './instruments.ts';
import { CANDLE_FILE, type SeriesKey, seriesFolder } from './layout.ts';
import type { ColumnMap } from './mapping.ts';
import { readParquet } from './parquet-file.ts';
import { PARQUET_OPTIONS } from './parquet-writer.ts';

export interface ImportRequest {
  readonly file: string;
  /** Folder of the catalog; made where there is none. */
  readonly catalog: string;
  readonly venue: string;
  readonly symbol: string;
  /** Length of a candle in microseconds. */
  readonly interval: number;
  /** Our column names to the file's, or to numbers of columns from 1. */
  readonly map?: ColumnMap | undefined;
  /** Unit of epoch times; by their size unless given. */
  readonly timeUnit?: TimeUnit | undefined;
  /** Zone of times that say none (default UTC): an offset such as +08:00, or a name such as America/New_York. */
  readonly timeZone?: string | undefined;
  /** Increments of a symbol that has no instrument yet, as decimal text. */
  readonly tick?: string | undefined;
  readonly lot?: string | undefined;
  /** Once it is aborted, the import throws its reason, and the catalog is as it was. */
  readonly signal?: AbortSignal | undefined;
}

export interface ImportResult {
  /** Candles of the series after the import, and how many of them are new. */
  readonly rows: number;
  readonly added: number;
  /** Identical candles that were there already, in the file or in the catalog. */
  readonly dropped: number;
  /** Stretches without a candle in the series, and candles missing in them. */
  readonly gaps: number;
  readonly missing: number;
  /** Open times of the series' first and last candle in microseconds. */
  readonly first: number;
  readonly last: number;
  readonly instrument: InstrumentEntry;
  /** Whether this import had to infer the instrument's increments. */
  readonly inferred: boolean;
  /** The file written. */
  readonly path: string;
}

/**
 * Imports a file of candles: Parquet or CSV (with or without header, gzipped or not), oldest or newest first. Adds to
 * what the series holds already.
 *
 * @throws InputError, with file, row and column, for whatever is not exactly a candle; the catalog is then as it was
 */
export async function importCandles(request: ImportRequest): Promise<ImportResult> {
  const key: SeriesKey = { kind: 'candles', ...request };
  const target = join(seriesFolder(request.catalog, key), CANDLE_FILE);
  const known = await readInstrument(request.catalog, request.venue, request.symbol);
  checkIncrements(request, known);
  const database = await openDatabase();
  const session = await database.connect();
  const staging = join(request.catalog, basename(temporaryPath('import')));
  const name = `import_${basename(staging).replace(/[^0-9]+/g, '_')}`;
  const stop = (): void => session.interrupt();
  request.signal?.addEventListener('abort', stop, { once: true });
  let isNew = false;
  try {
    const source = await openSource(session, request.file, request.map ?? {});
    isNew = await makeFolder(request.catalog);
    await removeAbandoned(request.catalog);
    await session.run(`ATTACH ${sqlText(staging)} AS ${name}`);
    const staged = await stageTexts(session, name, source, request, known);
    request.signal?.throwIfAborted();
    await checkCells(staged);
    const existing = await existingSeries(session, target);
    const types = await typesOf(staged, existing);
    request.signal?.throwIfAborted();
    await session.run(valueStatement(staged.values, staged.texts, types.price, types.volume));
    await checkCandles(staged);
    const order = await checkOrder(staged);
    request.signal?.throwIfAborted();
    return await merge(staged, existing, types, { request, target, known, rows: order.rows });
  } catch (error) {
    // A statement that was interrupted fails with an error of its own.
    throw request.signal?.aborted === true ? request.signal.reason : cannotWrite(target, error);
  } finally {
    request.signal?.removeEventListener('abort', stop);
    await session.run(`DETACH DATABASE IF EXISTS ${name}`).catch(() => undefined);
    session.close();
    database.close();
    await rm(staging, { force: true });
    await rm(`${staging}.wal`, { force: true });
    // A catalog that came with this import goes with its failure: only an empty folder can be removed so.
    if (isNew) await rmdir(request.catalog).catch(() => undefined);
  }
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

async function stageTexts(
  session: Session,
  database: string,
  source: ImportSource,
  request: ImportRequest,
  known: InstrumentEntry | null,
): Promise<Staged> {
  const zone = request.timeZone ?? 'UTC';
  const macro = zoneMacro(zone);
  const first = source.firstTime ?? '';
  const unit = request.timeUnit ?? guessTimeUnit(first);
  const form: TimeForm = { type: source.timeType, zone, epoch: isEpochText(first), unit };
  const texts = `${database}.texts`;
  try {
    for (const statement of macro === null ? NUMBER_MACROS : [...NUMBER_MACROS, macro]) await session.run(statement);
    await session.run(textStatement(texts, source.sql, form));
  } catch (error) {
    throw (await unknownZone(session, zone, error)) ?? sourceProblem(source.file, error);
  }
  return {
    session,
    texts,
    values: `${database}.candles`,
    file: source.file,
    source: source.sql,
    interval: request.interval,
    priceDecimals: known?.price_decimals ?? null,
  };
}

async function unknownZone(session: Session, zone: string, error: unknown): Promise<InputError | null> {
  if (!(error instanceof Error) || !error.message.includes('Unknown TimeZone')) return null;
  const zones = (await session.rows('SELECT name FROM pg_timezone_names()')).map((row) => String(row.name));
  return new InputError(`--time-zone ${zone} is not known${didYouMean(zone, zones)}`);
}

interface Destination {
  readonly request: ImportRequest;
  readonly target: string;
  readonly known: InstrumentEntry | null;
  /** Rows of the file being imported. */
  readonly rows: number;
}

/** Writes old and new candles as one file beside the old one, looks at it once more, and puts it in its place. */
async function merge(
  staged: Staged,
  existing: Existing,
  types: ValueTypes,
  { request, target, known, rows }: Destination,
): Promise<ImportResult> {
  const { session } = staged;
  if (existing.sql !== null) await checkAgainst(staged, existing.sql);
  const all = everyCandle(staged, existing, types);
  const instrument = known ?? inferInstrument(await factsOf(session, all, types), request.tick, request.lot);
  await makeFolder(dirname(target));
  await removeAbandoned(dirname(target));
  const temporary = temporaryPath(target);
  try {
    await session.run(
      `COPY (SELECT make_timestamp(time) AS "time", open, high, low, close, volume FROM (${all}) ORDER BY 1)
       TO ${sqlText(temporary)} (${PARQUET_OPTIONS})`,
    );
    const written = await look(session, temporary, staged);
    const fingerprint = await fingerprintFile(session, 'candles', temporary);
    if ((await markOf(target)) !== existing.mark) {
      throw new InputError(`${target} was changed by another import meanwhile: run it again`);
    }
    request.signal?.throwIfAborted();
    if (known === null) await writeInstrument(request.catalog, request.venue, request.symbol, instrument);
    await putInPlace(temporary, target);
    await storeFingerprints(dirname(target), { [CANDLE_FILE]: fingerprint });
    const added = written.rows - existing.rows;
    const inferred = known === null && instrument.inferred;
    return { ...written, added, dropped: rows - added, instrument, inferred, path: target };
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Candles of the series as a relation: what it held, and the file's new ones, each time once. */
function everyCandle(staged: Staged, existing: Existing, types: ValueTypes): string {
  const fresh = `SELECT time, open, high, low, close, volume FROM ${staged.values}
    QUALIFY lag(time) OVER (ORDER BY nr) IS DISTINCT FROM time`;
  if (existing.sql === null) return fresh;
  const prices = PRICES.map((name) => `${name}::${types.price} AS ${name}`).join(', ');
  return `SELECT * FROM (${fresh}) f ANTI JOIN (${existing.sql}) e ON f.time = e.time
    UNION ALL SELECT time, ${prices}, volume::${types.volume} AS volume FROM (${existing.sql})`;
}

/** What an instrument is inferred from. */
async function factsOf(session: Session, all: string, types: ValueTypes): Promise<PriceFacts> {
  const row = await session.row(
    `SELECT max(high)::VARCHAR AS high, quantile_disc(close, 0.5)::VARCHAR AS median FROM (${all})`,
  );
  const plain = (text: string): string => (text.includes('.') ? text.replace(/[.]?0+$/, '') : text);
  return { decimals: types.priceScale, median: plain(String(row.median)), highest: plain(String(row.high)) };
}

/** Rows, ends and gaps of the file just written. @throws InputError where candles of file and catalog overlap */
async function look(session: Session, file: string, staged: Staged) {
  const row = await session.row(
    `WITH steps AS (
       SELECT epoch_us("time") AS t, t - lag(t) OVER (ORDER BY t) AS step FROM ${readParquet(file)}
     )
     SELECT count(*) AS rows, min(t) AS first, max(t) AS last, count(*) FILTER (step > ${staged.interval}) AS gaps,
       coalesce(sum(step // ${staged.interval} - 1) FILTER (step > ${staged.interval}), 0)::BIGINT AS missing,
       min(t) FILTER (step < ${staged.interval}) AS crowded FROM steps`,
  );
  if (row.crowded !== null) {
    throw new InputError(`${staged.file}: its candles overlap those in the catalog: are both of the same interval?`);
  }
  const number = (name: string): number => Number(row[name]);
  return {
    rows: number('rows'),
    first: number('first'),
    last: number('last'),
    gaps: number('gaps'),
    missing: number('missing'),
  };
}
