/** What of a series need not be fetched: candles that stand in the catalog, and stretches the exchange was asked for before. */
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { formatTime, parseTime } from '../../model/time.ts';
import { openDatabase, type Session } from '../duckdb.ts';
import { writeWhole } from '../files.ts';
import { CANDLE_FILE, parquetFiles, type SeriesKey, seriesFolder } from '../layout.ts';
import { parquetColumns, readParquet, unreadable, windowCondition } from '../parquet-file.ts';
import { type Span, united } from './spans.ts';

/** A stretch that was fetched whole, with the candles it gave: fewer than that, and the catalog is no longer the same. */
interface Fetched extends Span {
  readonly candles: number;
}

const time = z.string().transform((text) => parseTime(text));
const recordSchema = z.strictObject({
  schema: z.literal(1),
  fetched: z.array(z.strictObject({ from: time, to: time, candles: z.int().min(0) })),
});

/** The one file of a series. */
export function candleFile(catalog: string, key: SeriesKey): string {
  return join(seriesFolder(catalog, key), CANDLE_FILE);
}

const recordPath = (file: string): string => join(dirname(file), 'downloads.json');

/** What was fetched before; nothing where that was not kept, or cannot be read: then it is fetched again. */
async function readRecord(file: string): Promise<Fetched[]> {
  try {
    return recordSchema.parse(JSON.parse(await readFile(recordPath(file), 'utf8'))).fetched;
  } catch {
    return [];
  }
}

/** Keeps that a stretch was fetched whole, whether or not the exchange has candles for all of it. */
export async function recordFetched(file: string, spans: readonly Span[]): Promise<void> {
  if ((await parquetFiles(dirname(file))).length === 0) return;
  const all = united([...(await readRecord(file)), ...spans]);
  const database = await openDatabase();
  const fetched = await database.with(async (session) => {
    const counts: { from: string; to: string; candles: number }[] = [];
    for (const { from, to } of all) {
      counts.push({
        from: formatTime(from),
        to: formatTime(to),
        candles: await candlesIn(session, file, { from, to }),
      });
    }
    return counts;
  });
  await writeWhole(recordPath(file), `${JSON.stringify({ schema: 1, fetched }, null, 1)}\n`);
}

async function candlesIn(session: Session, file: string, { from, to }: Span): Promise<number> {
  const where = windowCondition(from, to);
  return Number((await session.row(`SELECT count(*) AS n FROM ${readParquet(file)} WHERE ${where}`)).n);
}

/** Stretches of a series that need not be fetched. InputError where its file cannot be read. */
export async function knownSpans(catalog: string, key: SeriesKey): Promise<Span[]> {
  const file = candleFile(catalog, key);
  if (!(await parquetFiles(dirname(file))).includes(CANDLE_FILE)) return [];
  const record = await readRecord(file);
  const database = await openDatabase();
  return database.with(async (session) => {
    await parquetColumns(session, file);
    try {
      const spans = await runs(session, file, key.interval);
      for (const fetched of record) {
        if ((await candlesIn(session, file, fetched)) >= fetched.candles) spans.push(fetched);
      }
      return united(spans);
    } catch (error) {
      throw unreadable(file, error);
    }
  });
}

/** Candles that follow each other without a gap, as stretches. */
async function runs(session: Session, file: string, interval: number): Promise<Span[]> {
  const rows = await session.rows(
    `WITH steps AS (
       SELECT epoch_us("time") AS t, t - ${interval} * row_number() OVER (ORDER BY t) AS run FROM ${readParquet(file)}
     )
     SELECT min(t) AS first, max(t) AS last FROM steps GROUP BY run ORDER BY 1`,
  );
  return rows.map(({ first, last }) => ({ from: Number(first), to: Number(last) + interval }));
}

/** What stands in the catalog of a window. Times are null where there is no candle. */
export interface WindowFacts {
  readonly rows: number;
  readonly first: number | null;
  readonly last: number | null;
  /** Candles of the window that the catalog does not have. */
  readonly missing: number;
}

export async function windowFacts(catalog: string, key: SeriesKey, window: Span): Promise<WindowFacts> {
  const file = candleFile(catalog, key);
  const wanted = Math.ceil((window.to - window.from) / key.interval);
  if ((await parquetFiles(dirname(file))).length === 0) return { rows: 0, first: null, last: null, missing: wanted };
  const database = await openDatabase();
  const row = await database.with((session) =>
    session.row(
      `SELECT count(*) AS n, epoch_us(min("time")) AS first, epoch_us(max("time")) AS last
       FROM ${readParquet(file)} WHERE ${windowCondition(window.from, window.to)}`,
    ),
  );
  const rows = Number(row.n);
  const at = (name: 'first' | 'last'): number | null => (rows === 0 ? null : Number(row[name]));
  return { rows, first: at('first'), last: at('last'), missing: Math.max(0, wanted - rows) };
}
