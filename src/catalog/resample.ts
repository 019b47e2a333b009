/** `data resample`: coarser candles of a series beside its finer ones, exact, whole or not at all. */

import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { InputError } from '../model/errors.ts';
import { formatInterval, formatTime } from '../model/time.ts';
import { openDatabase, type Session, sqlName, sqlText } from './duckdb.ts';
import { cannotWrite, makeFolder, putInPlace, removeAbandoned, temporaryPath } from './files.ts';
import { fingerprintFile, storeFingerprints } from './fingerprint.ts';
import { markOf } from './import-existing.ts';
import { CANDLE_FILE, describeSeries, parquetFiles, type SeriesKey, seriesFiles, seriesFolder } from './layout.ts';
import { withLock } from './lock.ts';
import { parquetColumns, spanOf, unreadable } from './parquet-file.ts';
import { PARQUET_OPTIONS } from './parquet-writer.ts';
import { coarseCandles, PRICES, problemsSql, rowsOfFiles, writtenTypes } from './resample-sql.ts';
import { prepareCatalog } from './sweep.ts';
import { type TradeHoles, tradeHoles } from './trade-holes.ts';

export interface ResampleRequest {
  readonly catalog: string;
  readonly venue: string;
  readonly symbol: string;
  /** Length of the finer candles in microseconds; 0 for trades. */
  readonly fromInterval: number;
  /** Length of the coarser ones, a whole multiple of it. */
  readonly toInterval: number;
  /** The window the data covers, in microseconds: from its first row to the end of its last unless given. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  /** Puts the new series in the place of one that is there. */
  readonly replace?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface ResampleResult {
  readonly symbol: string;
  /** Candles written, and finer rows in them. */
  readonly candles: number;
  readonly used: number;
  /** Finer rows at the two ends whose coarser candle the window does not cover whole: none is made of them. */
  readonly leftOut: number;
  /** Open times of the first and last candle in microseconds. */
  readonly first: number;
  readonly last: number;
  /** Coarser candles between those two that hold no finer row, and so are not there. */
  readonly missing: number;
  /** Of candles made from trades: where trades are missing, as far as that shows; else null. */
  readonly holes: TradeHoles | null;
  readonly path: string;
}

/**
 * Writes coarser candles of a series: open of the first finer one, highest high, lowest low, close of the last, exact sum
 * of the volumes. Boundaries are whole multiples of the interval in UTC, weeks begin on Monday.
 *
 * A candle is written where the window covers its whole span and at least one finer row lies in it: finer candles that are
 * missing inside did not trade. What the window cuts at either end is left out, and counted. One made of trades beside a hole
 * in them is written, and told of.
 *
 * @throws InputError where the series is absent or unreadable, the intervals do not fit, no candle is whole, or the target
 * is there already and `replace` is not said; the catalog is then as it was
 */
export async function resampleCandles(request: ResampleRequest): Promise<ResampleResult> {
  checkIntervals(request);
  const source = sourceKey(request);
  const target = join(seriesFolder(request.catalog, targetKey(request)), CANDLE_FILE);
  const files = await seriesFiles(request.catalog, source);
  const database = await openDatabase();
  const session = await database.connect();
  const stop = (): void => session.interrupt();
  request.signal?.addEventListener('abort', stop, { once: true });
  try {
    request.signal?.throwIfAborted();
    const lock = { signal: request.signal };
    return await withLock(join(request.catalog, '.import.lock'), lock, async ({ check }) => {
      await checkTarget(request, dirname(target));
      return resample(session, request, files, { target, mark: await markOf(target), check });
    });
  } catch (error) {
    throw request.signal?.aborted === true ? request.signal.reason : cannotWrite(target, error);
  } finally {
    request.signal?.removeEventListener('abort', stop);
    session.close();
    database.close();
  }
}

const sourceKey = ({ venue, symbol, fromInterval }: ResampleRequest): SeriesKey => ({
  kind: fromInterval === 0 ? 'trades' : 'candles',
  venue,
  symbol,
  interval: fromInterval,
});

const targetKey = ({ venue, symbol, toInterval }: ResampleRequest): SeriesKey => ({
  kind: 'candles',
  venue,
  symbol,
  interval: toInterval,
});

function checkIntervals({ fromInterval, toInterval, from, to }: ResampleRequest): void {
  if (from !== undefined && to !== undefined && from >= to) {
    throw new InputError(`from ${formatTime(from)} is not before to ${formatTime(to)}: swap them`);
  }
  if (fromInterval === 0 || (toInterval > fromInterval && toInterval % fromInterval === 0)) return;
  const [finer, coarser] = [formatInterval(fromInterval), formatInterval(toInterval)];
  throw new InputError(`${coarser} candles cannot be made of ${finer} ones: choose a whole multiple of ${finer}`);
}

/** What a user keeps at the target stays unless they say otherwise. */
async function checkTarget(request: ResampleRequest, folder: string): Promise<void> {
  const names = await parquetFiles(folder);
  const other = names.find((name) => name !== CANDLE_FILE);
  if (other !== undefined) throw new InputError(`${join(folder, other)} was not written by papertape: move it away`);
  if (names.length > 0 && request.replace !== true) {
    const series = describeSeries(targetKey(request));
    throw new InputError(`${request.catalog} has ${series} already: add --replace to make them anew`);
  }
}

/** Where the candles go, and what stood there. */
interface Place {
  readonly target: string;
  readonly mark: string;
  /** InputError where the catalog is no longer ours to write. */
  readonly check: () => Promise<void>;
}

async function resample(
  session: Session,
  request: ResampleRequest,
  files: readonly string[],
  place: Place,
): Promise<ResampleResult> {
  const { fromInterval, toInterval } = request;
  const series = describeSeries(sourceKey(request));
  const ordered = await inOrder(session, files);
  const rows = rowsOfFiles(fromInterval === 0 ? 'trades' : 'candles', ordered.files, ordered.haveIds);
  const types = await typesOf(session, rows, files[0]!);
  const span = await checkRows(session, rows, request, series);
  const rule = {
    interval: toInterval,
    from: request.from ?? span.first,
    to: request.to ?? span.last + fromInterval,
    types,
  };
  const coarse = coarseCandles(rows, rule);
  const facts = await session.row(
    `SELECT count(*) AS candles, min(time) AS first, max(time) AS last, sum(parts)::BIGINT AS used,
       coalesce(max(volume), 0)::VARCHAR AS largest FROM (${coarse})`,
  );
  const candles = Number(facts.candles);
  if (candles === 0) {
    throw new InputError(
      `the ${series} from ${formatTime(rule.from)} to ${formatTime(rule.to)} cover no whole ${formatInterval(toInterval)} candle: choose a shorter one`,
    );
  }
  const holes = fromInterval === 0 ? await tradeHoles(session, rows, rule) : null;
  const written = writtenTypes(types, String(facts.largest));
  await write(session, request, coarse, written, place);
  const [first, last, used] = [Number(facts.first), Number(facts.last), Number(facts.used)];
  const missing = (last - first) / toInterval + 1 - candles;
  const leftOut = span.rows - used;
  return { symbol: request.symbol, candles, used, leftOut, first, last, missing, holes, path: place.target };
}

/** The files in the order of their times; ids are told where each of them has some. */
async function inOrder(
  session: Session,
  files: readonly string[],
): Promise<{ readonly files: string[]; readonly haveIds: boolean }> {
  const starts: { file: string; first: number }[] = [];
  let haveIds = true;
  for (const file of files) {
    haveIds &&= (await parquetColumns(session, file)).has('id');
    starts.push({ file, first: (await spanOf(session, file, null, null)).first });
  }
  starts.sort((a, b) => a.first - b.first);
  return { files: starts.map(({ file }) => file), haveIds };
}

async function typesOf(session: Session, rows: string, file: string): Promise<Map<string, string>> {
  try {
    const described = await session.rows(`DESCRIBE ${rows}`);
    return new Map(described.map((row) => [String(row.column_name), String(row.column_type)]));
  } catch (error) {
    throw unreadable(file, error);
  }
}

/** Refuses rows that no candle can be made of. */
async function checkRows(
  session: Session,
  rows: string,
  { fromInterval, toInterval }: ResampleRequest,
  series: string,
): Promise<{ readonly rows: number; readonly first: number; readonly last: number }> {
  const found = await session.row(problemsSql(rows, fromInterval, toInterval));
  const at = (name: string): string => formatTime(Number(found[name]));
  const refuse = (what: string): never => {
    throw new InputError(`${series}: ${what}`);
  };
  if (Number(found.rows) === 0) refuse('the series has no rows: import it again');
  if (Number(found.untimed) > 0) refuse(`${found.untimed} rows have no time: import it with data import`);
  if (found.unusable !== null) refuse(`the row at ${at('unusable')} has a value that is missing or no number`);
  if (found.crowded !== null) {
    const length = fromInterval === 0 ? 'before' : `less than ${formatInterval(fromInterval)} after`;
    refuse(`the row at ${at('crowded')} lies ${length} the one before it: import it with data import`);
  }
  if (found.crossing !== null) {
    refuse(`the candle at ${at('crossing')} lies in two ${formatInterval(toInterval)} candles: it is off its grid`);
  }
  return { rows: Number(found.rows), first: Number(found.first), last: Number(found.last) };
}

async function write(
  session: Session,
  request: ResampleRequest,
  coarse: string,
  types: ReadonlyMap<string, string>,
  { target, mark, check }: Place,
): Promise<void> {
  await prepareCatalog(request.catalog);
  await makeFolder(dirname(target));
  await removeAbandoned(dirname(target));
  const temporary = temporaryPath(target);
  const values = [...PRICES, 'volume'].map((name) => `${name}::${types.get(name)} AS ${sqlName(name)}`);
  try {
    await session.run(
      `COPY (SELECT make_timestamp(time) AS "time", ${values.join(', ')} FROM (${coarse}) ORDER BY 1)
       TO ${sqlText(temporary)} (${PARQUET_OPTIONS})`,
    );
    const fingerprint = await fingerprintFile(session, 'candles', temporary);
    if ((await markOf(target)) !== mark) {
      throw new InputError(`${target} was changed by another program meanwhile: run it again`);
    }
    request.signal?.throwIfAborted();
    await check();
    await putInPlace(temporary, target);
    await storeFingerprints(dirname(target), { [CANDLE_FILE]: fingerprint });
  } finally {
    await rm(temporary, { force: true });
  }
}
