/** The last step of an import: all rows of the series as one file, looked at once more, and put in place. */
import { rm } from 'node:fs/promises';
import { InputError } from '../model/errors.ts';
import type { Session } from './duckdb.ts';
import { sqlText } from './duckdb.ts';
import { makeFolder, putInPlace, removeAbandoned, temporaryPath } from './files.ts';
import { fingerprintFile, storeFingerprints } from './fingerprint.ts';
import type { Staged } from './import-checks.ts';
import { type Existing, markOf } from './import-existing.ts';
import type { ImportKind } from './import-kinds.ts';
import type { MergedRows } from './import-merge.ts';
import type { ImportRequest, ImportResult } from './import-request.ts';
import type { ValueTypes } from './import-stage.ts';
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
  readonly folder: string;
  readonly target: string;
  readonly known: InstrumentEntry | null;
  /** InputError where the catalog is no longer ours to write. */
  readonly check: () => Promise<void>;
}

/** What is written. */
export interface SeriesRows {
  readonly merged: MergedRows;
  readonly existing: Existing;
  readonly types: ValueTypes;
  /** Rows of the file being imported. */
  readonly fileRows: number;
}

/** Writes old and new rows as one file beside the old one, looks at it once more, and puts it in its place. */
export async function writeSeries(
  staged: Staged,
  { request, folder, target, known, check }: Destination,
  { merged, existing, types, fileRows }: SeriesRows,
): Promise<ImportResult> {
  const { session, kind } = staged;
  // Only prices can settle what they are counted in: those of an instrument that has had none yet are these.
  const isNew = settledDecimals(known) === null;
  const instrument = isNew
    ? settleInstrument(known, await factsOf(session, kind, merged, types), request.tick, request.lot)
    : known!;
  await makeFolder(folder);
  await removeAbandoned(folder);
  const temporary = temporaryPath(target);
  try {
    await session.run(
      `COPY (SELECT make_timestamp(time) AS "time", ${kind.columns.join(', ')} FROM (${merged.sql}) ORDER BY ${merged.order})
       TO ${sqlText(temporary)} (${PARQUET_OPTIONS})`,
    );
    const written = await look(session, temporary, staged);
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
    return { kind: kind.kind, ...written, added, dropped: fileRows - added, instrument, inferred, path: target };
  } finally {
    await rm(temporary, { force: true });
  }
}

/** What an instrument is inferred from. */
async function factsOf(session: Session, kind: ImportKind, merged: MergedRows, types: ValueTypes): Promise<PriceFacts> {
  const [highest, middle] = {
    candles: ['high', 'close'],
    trades: ['price', 'price'],
    quotes: ['greatest(bid, ask)', 'coalesce(bid, ask)'],
  }[kind.kind] as [string, string];
  const row = await session.row(
    `SELECT max(${highest})::VARCHAR AS high, quantile_disc(${middle}, 0.5)::VARCHAR AS median FROM (${merged.sql})`,
  );
  const plain = (text: string): string => (text.includes('.') ? text.replace(/[.]?0+$/, '') : text);
  // A book that was empty throughout has no price, and leaves the choice to what comes after it.
  return { decimals: types.priceScale, median: plain(String(row.median ?? 1)), highest: plain(String(row.high ?? 1)) };
}

/** Rows, ends and gaps of the file just written. @throws InputError where candles of file and catalog overlap */
async function look(session: Session, file: string, { interval, kind, file: source }: Staged) {
  const steps = 'SELECT epoch_us("time") AS t, t - lag(t) OVER (ORDER BY t) AS step';
  // A month is longer than the 28 days it is said to have: missing is what a whole interval would have filled.
  const gaps = `count(*) FILTER (step >= ${2 * interval}) AS gaps,
    coalesce(sum(step // ${Math.max(1, interval)} - 1) FILTER (step >= ${2 * interval}), 0)::BIGINT AS missing,
    min(t) FILTER (step < ${interval}) AS crowded`;
  const row = await session.row(
    kind.kind === 'candles'
      ? `WITH steps AS (${steps} FROM ${readParquet(file)})
         SELECT count(*) AS rows, min(t) AS first, max(t) AS last, ${gaps} FROM steps`
      : `SELECT count(*) AS rows, epoch_us(min("time")) AS first, epoch_us(max("time")) AS last, 0 AS gaps, 0 AS missing,
         NULL AS crowded FROM ${readParquet(file)}`,
  );
  if (row.crowded !== null) {
    throw new InputError(`${source}: its candles overlap those in the catalog: are both of the same interval?`);
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
