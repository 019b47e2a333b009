/** Many series at once, in little memory: what a run comes to hangs on neither. */
import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CANDLE_ROWS } from '../../src/catalog/candle-rows.ts';
import { Decoder } from '../../src/catalog/decoder.ts';
import { openDatabase, STAGING, sqlReadPath } from '../../src/catalog/duckdb.ts';
import { CANDLE_FILE, seriesFolder } from '../../src/catalog/layout.ts';
import { type Catalog, openCatalog } from '../../src/catalog/load.ts';
import { synthesizeSeries } from '../../src/catalog/synthesis.ts';
import type { CandleColumns, TradeColumns } from '../../src/market/columns.ts';
import { resolveScenario } from '../../src/scenario/resolve.ts';
import { openFeed } from '../../src/scenario/wiring/market.ts';
import { Preparer } from '../../src/scenario/wiring/preparer.ts';
import { executeRun } from '../../src/scenario/wiring/run.ts';
import { runs } from '../support/runs.ts';
import { MINUTE, NEW_YEAR, putParquet, refusal, rowsOf, sql, temporaryFolder } from './support.ts';

const folder = temporaryFolder();
const SYMBOLS = 120;
const MADE = 4;
const CANDLES = 1100;
const VENUE = 'synthetic';
const nameOf = (index: number): string => `S${index}/USDT`;
const folderOf = (catalog: string, index: number): string =>
  seriesFolder(catalog, { kind: 'candles', venue: VENUE, symbol: nameOf(index), interval: MINUTE });

/** Four markets under many names. */
async function crowd(catalog: string): Promise<void> {
  await synthesizeSeries({
    catalog,
    venue: VENUE,
    seed: 11,
    from: NEW_YEAR,
    to: NEW_YEAR + CANDLES * MINUTE,
    interval: MINUTE,
    symbols: Array.from({ length: MADE }, (_, index) => ({
      symbol: nameOf(index),
      startPrice: 10 * (index + 1),
      volatility: 0.5,
      tick: '0.01',
      lot: '0.001',
    })),
  });
  const file = join(catalog, 'instruments.json');
  const instruments = JSON.parse(readFileSync(file, 'utf8')) as Record<string, Record<string, unknown>>;
  for (let index = MADE; index < SYMBOLS; index += 1) {
    const to = folderOf(catalog, index);
    mkdirSync(to, { recursive: true });
    linkSync(join(folderOf(catalog, index % MADE), CANDLE_FILE), join(to, CANDLE_FILE));
    instruments[VENUE]![nameOf(index)] = instruments[VENUE]![nameOf(index % MADE)];
  }
  writeFileSync(file, JSON.stringify(instruments));
}

const SCENARIO = `
name: crowd
seed: 1
strategy: { use: buy-and-hold, params: { fraction: 1 } }
market:
  venue: ${VENUE}
  symbols: [${Array.from({ length: SYMBOLS }, (_, index) => nameOf(index)).join(', ')}]
  interval: 1m
portfolio: { initial_balance: { USDT: 100000 }, reporting_asset: USDT }
exchange: { slippage: { model: fixed, pct: 0.1 } }
`;

describe('many symbols in one run', () => {
  it('come to the same digests in pieces and chunks of any size, in little memory', async () => {
    const dir = join(folder, 'crowd');
    await crowd(dir);
    const prepared = await new Preparer().prepare(resolveScenario(SCENARIO, join(folder, 'crowd.yaml')), dir);
    const digests = async (columnBytes: number, chunkRows?: number): Promise<unknown> => {
      const catalog = await openCatalog(dir, { columnBytes });
      const { plan, instruments } = prepared;
      const open = (rows?: number) => openFeed(plan, catalog, instruments.instruments, rows);
      const run = { ...prepared, openFeed: open };
      const { summary, digests } = await executeRun(run, [], {}, chunkRows);
      expect(summary.events).toBe(SYMBOLS * CANDLES);
      return digests;
    };
    // As many queries at a time would need ten times as much.
    await sql(`SET GLOBAL memory_limit = '40MB'`);
    try {
      expect(await digests(1, 997)).toEqual(await digests(2 ** 28));
    } finally {
      await sql(`SET GLOBAL memory_limit = '512MB'`);
    }
  });
});

const REQUEST = { venue: 'test', symbol: 'BTC/USDT', priceDecimals: 2 } as const;
const CANDLE_REQUEST = { ...REQUEST, interval: MINUTE };
const KEY = { kind: 'candles', ...CANDLE_REQUEST } as const;

/** Minutes of which each ninth is missing. */
function minutes(from: number, to: number): string {
  return `SELECT make_timestamp(${NEW_YEAR} + i * ${MINUTE}) AS time, (100 + i % 50)::DECIMAL(9, 2) AS open,
    (200 + i % 50)::DECIMAL(9, 2) AS high, (50 + i % 50)::DECIMAL(9, 2) AS low, (100 + i % 49)::DECIMAL(9, 2) AS close,
    i::DECIMAL(9, 3) AS volume FROM range(${from}, ${to}) t(i) WHERE i % 9 <> 0`;
}

/** Three trades a second, and of each thousand a hundred at one time. */
const TRADES = `SELECT make_timestamp(${NEW_YEAR} + (CASE WHEN i % 1000 < 100 THEN i - i % 1000 ELSE i END) // 3 * 1000000)
  AS time, (i % 1000 + 1)::DECIMAL(15, 2) AS price, 1::DOUBLE AS size,
  CASE i % 3 WHEN 0 THEN 'buy' WHEN 1 THEN 'sell' END AS side FROM range(9000) t(i) ORDER BY i`;

describe('readers side by side', () => {
  it('give every row once and in order, whatever the pieces, whoever asks when', async () => {
    const dir = join(folder, 'beside');
    // Row groups that no piece ends with, and rows of a window that lie in two files.
    await putParquet(fileOf(dir), minutes(0, 9000), ', ROW_GROUP_SIZE 4096');
    await putParquet(join(seriesFolder(dir, KEY), 'b.parquet'), minutes(9000, 13_000));
    const trades = seriesFolder(dir, { ...KEY, kind: 'trades', interval: 0 });
    await putParquet(join(trades, 'a.parquet'), TRADES, ', ROW_GROUP_SIZE 2048');
    const catalog = await openCatalog(dir);
    const candles = rowsOf(await catalog.loadCandles(CANDLE_REQUEST));
    const prints = printsOf(await catalog.loadTrades(REQUEST));
    expect([candles.length, prints.length]).toEqual([11_555, 9000]);
    const window = fc.record({
      from: fc.integer({ min: 0, max: 8000 }),
      length: fc.integer({ min: 120, max: 13_000 }),
      chunkRows: fc.option(fc.integer({ min: 100, max: 5000 }), { nil: undefined }),
      abandoned: fc.boolean(),
    });
    const asked = fc.array(fc.nat(), { minLength: 20, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(fc.array(window, { minLength: 1, maxLength: 6 }), asked, async (windows, order) => {
        const small = await openCatalog(dir, { columnBytes: 1 });
        const readers = await Promise.all(windows.map((each) => oneOf(small, each, candles, prints)));
        for (let turn = 0; readers.length > 0; turn += 1) {
          const index = order[turn % order.length]! % readers.length;
          if (await readers[index]!()) readers.splice(index, 1);
        }
      }),
      { numRuns: runs(6) },
    );
  });

  it('leave no file open and no query running between two pieces', async () => {
    const dir = join(folder, 'beside');
    const catalog = await openCatalog(dir, { columnBytes: 1 });
    const readers = await Promise.all(Array.from({ length: 20 }, () => catalog.candles(CANDLE_REQUEST)));
    for (const reader of readers) await reader.next();
    // A stream that nobody has read to its end shows what an open file looks like.
    const long = await putParquet(join(dir, 'long.parquet'), 'SELECT i, hash(i) AS j FROM range(400_000) t(i)');
    const session = await (await openDatabase()).connect();
    const stream = await session.stream(`SELECT * FROM read_parquet(${sqlReadPath(long)})`);
    if (existsSync('/proc/self/fd')) expect(openFiles(dir)).toContain(long);
    while ((await stream.next()) !== null);
    session.close();
    await expect.poll(() => openFiles(dir)).toEqual([]);
    for (const reader of readers) await reader.close();
  });

  it('are refused a file that was put in the place of theirs', async () => {
    const dir = join(folder, 'replaced');
    const file = fileOf(dir);
    await putParquet(file, minutes(0, 9000));
    const catalog = await openCatalog(dir, { columnBytes: 1 });
    const reader = await catalog.candles(CANDLE_REQUEST);
    await reader.next();
    renameSync(await putParquet(join(folder, 'other.parquet'), minutes(0, 9001)), file);
    const rest = async (): Promise<void> => {
      while ((await reader.next()) !== null);
    };
    expect(await refusal(rest())).toContain('a.parquet changed while it was read: run it again');
    await reader.close();
  });
});

const fileOf = (dir: string): string => join(seriesFolder(dir, KEY), 'a.parquet');

const printsOf = ({ time, price, side, length }: TradeColumns): number[][] =>
  Array.from({ length }, (_, i) => [time[i]!, price[i]!, side[i]!]);

interface Asked {
  readonly from: number;
  readonly length: number;
  readonly chunkRows: number | undefined;
  readonly abandoned: boolean;
}

/** A reader of candles or of trades; each call takes a chunk and says whether that was the end, where all must have come. */
async function oneOf(
  catalog: Catalog,
  { from, length, chunkRows, abandoned }: Asked,
  candles: number[][],
  prints: number[][],
): Promise<() => Promise<boolean>> {
  const ofTrades = length % 2 === 0;
  const unit = ofTrades ? 1_000_000 : MINUTE;
  const [begin, end] = [NEW_YEAR + (from % 2500) * unit, NEW_YEAR + ((from % 2500) + length) * unit];
  const expected = (ofTrades ? prints : candles).filter((row) => row[0]! >= begin && row[0]! < end);
  const window = { from: begin, to: end, chunkRows };
  const reader = await (ofTrades
    ? catalog.trades({ ...REQUEST, ...window })
    : catalog.candles({ ...CANDLE_REQUEST, ...window }));
  const rows: number[][] = [];
  return async () => {
    const chunk: CandleColumns | TradeColumns | null = await reader.next();
    if (chunk !== null) rows.push(...(chunk.kind === 'trades' ? printsOf(chunk) : rowsOf(chunk)));
    if (chunk !== null && !(abandoned && rows.length > 500)) return false;
    await reader.close();
    expect(rows).toEqual(expected.slice(0, rows.length));
    if (!abandoned) expect(rows.length).toBe(expected.length);
    expect(await reader.next()).toBeNull();
    return true;
  };
}

/** Files below a folder that this process has open, where the system tells. */
function openFiles(dir: string): string[] {
  if (!existsSync('/proc/self/fd')) return [];
  return readdirSync('/proc/self/fd').flatMap((name) => {
    try {
      const target = readlinkSync(`/proc/self/fd/${name}`);
      return target.startsWith(dir) ? [target] : [];
    } catch {
      return [];
    }
  });
}

describe('the budget', () => {
  const bytes = 2 ** 20;
  const perReader = (readers: number): number => {
    const decoder = new Decoder(null as never, bytes);
    for (let n = 0; n < readers; n += 1) decoder.open();
    return decoder.pieceRows(CANDLE_ROWS) * 48;
  };

  it('bounds what all readers hold together, however many they are', () => {
    for (const readers of [1, 2, 5, 9]) {
      const lead = readers > 4 ? Math.max(1 / 8, 4 / readers) : 1;
      expect(perReader(readers) * (readers * (1 + lead) + 1)).toBeLessThanOrEqual(bytes);
    }
    // Below a thousand rows a piece is not worth a query.
    expect(perReader(500)).toBe(1024 * 48);
    expect(new Decoder(null as never).pieceRows(CANDLE_ROWS)).toBe(122_880);
  });

  it('is shared anew when a reader is closed, and spreads those that begin together', () => {
    const decoder = new Decoder(null as never, 100 * bytes);
    const shares = Array.from({ length: 100 }, () => decoder.open());
    for (let tenth = 0; tenth < 10; tenth += 1) {
      const inTenth = shares.filter((share) => Math.floor(share * 10) === tenth).length;
      expect(inTenth).toBeGreaterThanOrEqual(8);
      expect(inTenth).toBeLessThanOrEqual(12);
    }
    const crowded = decoder.pieceRows(CANDLE_ROWS);
    for (let n = 0; n < 90; n += 1) decoder.close();
    expect(decoder.pieceRows(CANDLE_ROWS)).toBeGreaterThan(5 * crowded);
  });
});

describe('queries', () => {
  /** A database that answers when it is told to. */
  function slow() {
    const begun: string[] = [];
    const answers = new Map<string, () => void>();
    const session = (sql: string) =>
      new Promise((resolve) => {
        begun.push(sql);
        answers.set(sql, () => resolve(sql));
      });
    const database = { connect: async () => ({ read: session, close: () => undefined, interrupt: () => undefined }) };
    return { begun, answers, decoder: new Decoder(database as never) };
  }

  it('run two at a time, first of all those that are waited for; one that is dropped never runs', async () => {
    const { begun, answers, decoder } = slow();
    const readings = ['a', 'b', 'c', 'd', 'e', 'f'].map((sql) => ({ sql, ...decoder.read(sql, (rows) => rows) }));
    for (const { made } of readings) made.catch(() => undefined);
    readings[4]!.hurry();
    readings[2]!.cancel();
    await expect(readings[2]!.made).rejects.toThrow();
    for (const expected of ['ab', 'abe', 'abed', 'abedf', 'abedf', 'abedf']) {
      await expect.poll(() => begun.join('')).toBe(expected);
      answers.get(begun.find((sql) => answers.has(sql))!)?.();
      answers.delete(begun.find((sql) => answers.has(sql))!);
    }
    for (const { sql, made } of readings) if (sql !== 'c') expect(await made).toBe(sql);
    await expect.poll(() => decoder.isBusy).toBe(false);
  });
});

describe('every database', () => {
  it.each([
    ['that reads', ':memory:', '488.2 MiB'],
    // Opened by the synthesizer above, which writes its files through it.
    ['that stages what is written', STAGING, '152.5 MiB'],
    ['in a file', join(folder, 'file.duckdb'), '488.2 MiB'],
  ])('%s has its bounds', async (_, path, memory) => {
    const database = await openDatabase(path);
    const settings = ['memory_limit', 'threads', 'enable_external_file_cache', 'autoinstall_known_extensions'];
    const row = await database.with((session) =>
      session.row(`SELECT ${settings.map((name) => `current_setting('${name}') AS ${name}`).join(', ')}`),
    );
    database.close();
    expect(row).toEqual({
      // 512 MB and 160 MB, which DuckDB takes for 10^6 bytes.
      memory_limit: memory,
      threads: Math.min(4, availableParallelism()),
      enable_external_file_cache: false,
      autoinstall_known_extensions: false,
    });
  });
});
