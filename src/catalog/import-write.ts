/** The last step of an import: all rows of the series as one file, looked at once more, and put in place. */
import { rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { InputError } from '../model/errors.ts';
import type { Session } from './duckdb.ts';
import { sqlText } from './duckdb.ts';
import { makeFolder, putInPlace, removeAbandoned, temporaryPath } from './files.ts';
import { fingerprintFile, storeFingerprints } from './fingerprint.ts';
import type { Facts, Staged } from './import-checks.ts';
import { type Existing, markOf } from './import-existing.ts';
import type { ImportKind } from './import-kinds.ts';
import type { MergedRows } from './import-merge.ts';
import type { ImportRequest, ImportResult } from './import-request.ts';
import type { ValueTypes } from './import-stage.ts';
import type { Values } from './import-values.ts';
import {
  type InstrumentEntry,
  type PriceFacts,
  settledDecimals,
  settleInstrument,
  writeInstrument,
} from './instruments.ts';
import { readParquet } from './parquet-file.ts';
import { PARQUET_OPTIONS } from './parquet-writer.ts';

/** Where an import goes. */
export interface Destination {
  readonly request: ImportRequest;
  readonly target: string;
  readonly known: InstrumentEntry | null;
  /** InputError where the catalog is no longer ours to write. */
  readonly check: () => Promise<void>;
}

/** What is written. */
export interface SeriesRows {
  readonly values: Values;
  readonly facts: Facts;
  readonly merged: MergedRows;
  readonly existing: Existing;
  readonly types: ValueTypes;
  /** Whether the length of candles is the step between rows rather than what was said. */
  readonly intervalInferred: boolean;
}

/** Writes old and new rows as one file beside the old one, looks at it once more, and puts it in its place. */
export async function writeSeries(
  staged: Staged,
  { request, target, known, check }: Destination,
  rows: SeriesRows,
): Promise<Omit<ImportResult, 'coarser'>> {
  const { session, kind, interval, source } = staged;
  const { merged, existing, types, facts, intervalInferred } = rows;
  const folder = dirname(target);
  await makeFolder(folder);
  await removeAbandoned(folder);
  const temporary = await seriesFile(staged, target, rows);
  try {
    const written = await look(session, temporary, staged);
    // Only prices can settle what they are counted in: those of an instrument that has had none yet are these.
    const isNew = settledDecimals(known) === null;
    const instrument = isNew
      ? settleInstrument(known, await factsOf(session, kind, temporary, types), request.tick, request.lot)
      : known!;
    const fingerprint = await fingerprintFile(session, kind.kind, temporary);
    if ((await markOf(target)) !== existing.mark) {
      throw new InputError(`${target} was changed by another program meanwhile: run it again`);
    }
    request.signal?.throwIfAborted();
    await check();
    if (isNew) await writeInstrument(request.catalog, request.venue, request.symbol, instrument);
    await putInPlace(temporary, target);
    await storeFingerprints(folder, { [kind.file]: fingerprint });
    const added = written.rows - existing.rows;
    const inferred = known === null && instrument.inferred;
    const { repeated } = merged;
    return {
      kind: kind.kind,
      interval,
      intervalInferred,
      ...written,
      added,
      dropped: facts.rows - added,
      repeated,
      unfinished: source.unfinished ?? 0,
      sizeType: types.size,
      sizeDecimals: facts.sizeScale,
      instrument,
      isNewInstrument: known === null,
      inferred,
      path: target,
    };
  } finally {
    await rm(temporary, { force: true });
  }
}

/** The rows of the series as a file that can take the place of `target` by its name alone. */
async function seriesFile({ session, kind }: Staged, target: string, { values, merged }: SeriesRows): Promise<string> {
  const [from, to] = [await stat(values.path), await stat(dirname(target))];
  if (merged.isWritten && from.dev === to.dev) return values.path;
  const temporary = temporaryPath(target);
  const order = merged.order === null ? '' : ` ORDER BY ${merged.order}`;
  try {
    await session.run(
      `COPY (SELECT make_timestamp(time) AS "time", ${kind.columns.join(', ')} FROM (${merged.sql})${order})
       TO ${sqlText(temporary)} (${PARQUET_OPTIONS})`,
    );
    return temporary;
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** What an instrument is inferred from. */
async function factsOf(session: Session, kind: ImportKind, file: string, types: ValueTypes): Promise<PriceFacts> {
  const [highest, middle] = {
    candles: ['high', 'close'],
    trades: ['price', 'price'],
    quotes: ['greatest(bid, ask)', 'coalesce(bid, ask)'],
  }[kind.kind] as [string, string];
  const [, width = 1, scale = 0] = (/^DECIMAL\((\d+), (\d+)\)$/.exec(types.price) ?? []).map(Number);
  // Whole units of the price below each power of ten that its type can hold: counts, where sorting would need them all.
  const powers = Array.from({ length: width - 1 }, (_, n) => n + 1);
  const counts = powers.map((n) => `count(*) FILTER (middle < ${powerText(n, scale)}) AS p${n}`);
  const row = await session.row(
    `SELECT max(high)::VARCHAR AS high, count(middle) AS n${counts.map((count) => `, ${count}`).join('')}
     FROM (SELECT ${highest} AS high, ${middle} AS middle FROM ${readParquet(file)})`,
  );
  const plain = (text: string): string => (text.includes('.') ? text.replace(/[.]?0+$/, '') : text);
  // A book that was empty throughout has no price, and leaves the choice to what comes after it.
  if (Number(row.n) === 0) return { decimals: types.priceScale, median: '1', highest: plain(String(row.high ?? 1)) };
  const half = Math.ceil(Number(row.n) / 2);
  const passed = powers.filter((n) => Number(row[`p${n}`]) < half).length;
  return { decimals: types.priceScale, median: powerText(passed, scale), highest: plain(String(row.high)) };
}

/** 10^n units of 10^-scale as decimal text. */
function powerText(n: number, scale: number): string {
  return n >= scale ? `1${'0'.repeat(n - scale)}` : `0.${'0'.repeat(scale - n - 1)}1`;
}

/** Rows, ends and gaps of the file just written. @throws InputError where candles of file and catalog overlap */
async function look(session: Session, file: string, { interval, kind, source }: Staged) {
  const steps = 'SELECT epoch_us("time") AS t, t - lag(t) OVER () AS step';
  // A month is longer than the 28 days it is said to have: missing is what a whole interval would have filled.
  const gaps =
    kind.kind === 'candles'
      ? `count(*) FILTER (step >= ${2 * interval}) AS gaps,
    coalesce(sum(step // ${Math.max(1, interval)} - 1) FILTER (step >= ${2 * interval}), 0)::BIGINT AS missing,
    min(t) FILTER (step < ${interval}) AS crowded`
      : '0 AS gaps, 0 AS missing, NULL AS crowded';
  const row = await session.row(
    `WITH steps AS (${steps} FROM ${readParquet(file)})
     SELECT count(*) AS rows, min(t) AS first, max(t) AS last, count(*) FILTER (step < 0) AS disorder, ${gaps} FROM steps`,
  );
  if (Number(row.disorder) > 0) throw new Error(`${file} was not written in the order of time`);
  if (row.crowded !== null) {
    throw new InputError(
      `${source.file}: its candles overlap those in the catalog: are both of the same interval? Those that are there can be seen with data list`,
    );
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
