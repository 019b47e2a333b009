/**
 * What a run's data is, in one hash: equal for equal values, whatever file, row group, decimal scale or chunk they lie in.
 *
 * A row's canonical form is what a run can see of it: little-endian doubles of the time in microseconds and of the value
 * nearest to each of its decimals (candles: open high low close volume; trades: price size side, 1 buy, -1 sell, 0 none;
 * quotes: bid bid_size ask ask_size, 0 for a missing side, -1 for a size nobody recorded). A day's hash is the SHA-256
 * over its rows in order; a series' digest is the SHA-256 over `candles`, `trades` or `quotes`, the interval, and each
 * day's number and hash. Whole days are kept beside the files with the SHA-256 of the files' bytes.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { dayOf, formatTime, MICROS_PER_DAY, parseTime } from '../model/time.ts';
import { DayHashes, expectedColumns, hashRows } from './day-hashes.ts';
import { type Database, openDatabase, type Session } from './duckdb.ts';
import { writeWhole } from './files.ts';
import { type SeriesKey, type SeriesKind, seriesFiles } from './layout.ts';
import { checkColumns, parquetColumns, spanOf, unreadable } from './parquet-file.ts';

const hex = z.string().regex(/^[0-9a-f]{64}$/);
const storedSchema = z.strictObject({
  schema: z.literal(1),
  files: z.record(z.string(), z.strictObject({ sha256: hex, days: z.record(z.string(), hex) })),
});
type Stored = z.output<typeof storedSchema>;

/** Content of one UTC day, or of the part of it that was asked for. */
export interface DayDigest {
  /** `2024-01-31`. */
  readonly day: string;
  readonly digest: string;
}

export interface SeriesFingerprint {
  readonly digest: string;
  readonly days: readonly DayDigest[];
  /** Said where the bytes are not those of the import but the content is. */
  readonly note?: string;
}

export interface FingerprintRequest extends SeriesKey {
  /** Folder of the catalog. */
  readonly catalog: string;
  /** [from, to) in microseconds; the whole series where not given. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

/** SHA-256 of a file's bytes. */
export async function hashFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  try {
    if ((await stat(file)).size <= 32_000_000) return hash.update(await readFile(file)).digest('hex');
    for await (const bytes of createReadStream(file, { highWaterMark: 1 << 20 })) hash.update(bytes as Uint8Array);
  } catch (error) {
    throw unreadable(file, error);
  }
  return hash.digest('hex');
}

const storePath = (folder: string): string => join(folder, 'fingerprints.json');
const dayText = (day: number): string => formatTime(day * MICROS_PER_DAY).slice(0, 10);

/** What import kept; null where it is absent or unreadable: then everything is computed from the rows. */
async function readStored(folder: string): Promise<Stored | null> {
  try {
    return storedSchema.parse(JSON.parse(await readFile(storePath(folder), 'utf8')));
  } catch {
    return null;
  }
}

/** Days of one file, to be kept once the file stands under its name. */
export interface FileFingerprint {
  readonly sha256: string;
  readonly days: Record<string, string>;
}

/** Computes a file's days and the hash of its bytes. InputError where it cannot be read. */
export async function fingerprintFile(session: Session, kind: SeriesKind, file: string): Promise<FileFingerprint> {
  const hashes = new DayHashes();
  await hashRows(session, kind, file, null, null, hashes);
  const days = [...hashes.digests()].map(([day, digest]) => [dayText(day), digest]);
  return { sha256: await hashFile(file), days: Object.fromEntries(days) };
}

/** Keeps the days of a series' files beside them. */
export async function storeFingerprints(folder: string, files: Record<string, FileFingerprint>): Promise<void> {
  const stored: Stored = { schema: 1, files };
  await writeWhole(storePath(folder), `${JSON.stringify(stored, null, 1)}\n`);
}

/**
 * The digest of a series' content in a window, and of each of its days.
 *
 * Whole days of files whose bytes are those of the import are taken as kept; all else is computed from the rows.
 *
 * @throws InputError where the catalog has no such series or its files cannot be read
 */
export async function fingerprintSeries(request: FingerprintRequest): Promise<SeriesFingerprint> {
  const files = await seriesFiles(request.catalog, request);
  const stored = await readStored(dirname(files[0]!));
  const database = await openDatabase();
  try {
    const kept = keptFiles(files, stored);
    const unchanged = kept !== null && (await changedFile(files, kept)) === null;
    const window = { from: request.from ?? null, to: request.to ?? null };
    const days = unchanged
      ? await keptDays(database, request.kind, files, kept, window)
      : await computedDays(database, request.kind, files, [window]);
    const note = kept !== null && !unchanged ? noteOn(files, kept, days, window) : undefined;
    return { ...digestOf(request, days), ...(note === undefined ? {} : { note }) };
  } finally {
    database.close();
  }
}

interface Window {
  readonly from: number | null;
  readonly to: number | null;
}

/** What import kept of each of the files; null where it did not of all of them. */
function keptFiles(files: readonly string[], stored: Stored | null): FileFingerprint[] | null {
  const kept = files.map((file) => stored?.files[basename(file)]);
  return kept.every((entry) => entry !== undefined) ? (kept as FileFingerprint[]) : null;
}

/** The first file whose bytes are not those that import wrote. */
async function changedFile(files: readonly string[], kept: readonly FileFingerprint[]): Promise<string | null> {
  for (const [index, file] of files.entries()) if ((await hashFile(file)) !== kept[index]!.sha256) return file;
  return null;
}

async function computedDays(
  database: Database,
  kind: SeriesKind,
  files: readonly string[],
  windows: readonly Window[],
): Promise<Map<number, string>> {
  return database.with(async (session) => {
    const hashes = new DayHashes();
    for (const file of await inOrderOfTime(session, kind, files)) {
      for (const { from, to } of windows) await hashRows(session, kind, file, from, to, hashes);
    }
    return hashes.digests();
  });
}

async function inOrderOfTime(session: Session, kind: SeriesKind, files: readonly string[]): Promise<string[]> {
  if (files.length === 1) return [...files];
  const starts: { file: string; first: number }[] = [];
  for (const file of files) {
    checkColumns(file, await parquetColumns(session, file), expectedColumns(kind));
    starts.push({ file, first: (await spanOf(session, file, null, null)).first });
  }
  return starts.sort((a, b) => a.first - b.first).map((entry) => entry.file);
}

/** Kept hashes of the days that lie in the window, and in one file, whole; the others are computed. */
async function keptDays(
  database: Database,
  kind: SeriesKind,
  files: readonly string[],
  kept: readonly FileFingerprint[],
  window: Window,
): Promise<Map<number, string>> {
  const { from, to } = window;
  const whole = new Map<number, string>();
  const cut = new Map<number, Window>();
  for (const [text, digest] of kept.flatMap((file) => Object.entries(file.days))) {
    const start = parseTime(text);
    const end = start + MICROS_PER_DAY;
    if ((from !== null && end <= from) || (to !== null && start >= to)) continue;
    const day = dayOf(start);
    const isCut = (from !== null && from > start) || (to !== null && to < end) || whole.has(day);
    if (isCut) cut.set(day, { from: Math.max(start, from ?? start), to: Math.min(end, to ?? end) });
    else whole.set(day, digest);
  }
  if (cut.size > 0) {
    const parts = await computedDays(database, kind, files, [...cut.values()]);
    for (const [day, digest] of parts) whole.set(day, digest);
  }
  return new Map([...whole].sort(([a], [b]) => a - b));
}

/** Said where bytes changed and no whole day of the window did. */
function noteOn(
  files: readonly string[],
  kept: readonly FileFingerprint[],
  days: ReadonlyMap<number, string>,
  window: Window,
): string | undefined {
  const before = new Map(kept.flatMap((file) => Object.entries(file.days)));
  for (const [day, digest] of days) {
    const start = day * MICROS_PER_DAY;
    const isCut = (window.from ?? start) > start || (window.to ?? Infinity) < start + MICROS_PER_DAY;
    if (!isCut && before.get(dayText(day)) !== digest) return undefined;
  }
  return `${dirname(files[0]!)} holds the same content in other bytes than at its import`;
}

function digestOf(key: SeriesKey, days: ReadonlyMap<number, string>): { digest: string; days: DayDigest[] } {
  const hash = createHash('sha256').update(key.kind).update(littleEndian(key.interval));
  const list: DayDigest[] = [];
  for (const [day, digest] of days) {
    hash.update(littleEndian(day)).update(Buffer.from(digest, 'hex'));
    list.push({ day: dayText(day), digest });
  }
  return { digest: hash.digest('hex'), days: list };
}

function littleEndian(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return bytes;
}
