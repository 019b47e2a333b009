/** The sink that streams a run's rows into the tables of a report. */
import { join } from 'node:path';
import type { ColumnData } from '../../catalog/appender.ts';
import { cannotWrite, makeFolder } from '../../catalog/files.ts';
import { openParquetWriter, type ParquetWriter } from '../../catalog/parquet-writer.ts';
import type { RecordChunk, RecordSink } from '../../model/record.ts';
import { EquityArrowFile } from './arrow.ts';
import { balancesTable } from './balances.ts';
import { equityTable } from './equity.ts';
import { fillsTable } from './fills.ts';
import { ordersTable } from './orders.ts';
import { plotsTable } from './plots.ts';
import { roundTripsTable } from './roundTrips.ts';
import type { RunShape, TableSpec } from './shape.ts';

/** Rows turned into columns at once. */
const ROWS_AT_ONCE = 2048;

/** The tables of a report. */
const TABLES = {
  orders: ordersTable,
  fills: fillsTable,
  roundTrips: roundTripsTable,
  balances: balancesTable,
  equity: equityTable,
  plots: plotsTable,
} as const;
type TableName = keyof typeof TABLES;

/** Which tables are written one after the other: the equity of a run is about as long as all the others. */
const LANES: readonly (readonly TableName[])[] = [['equity'], ['orders', 'fills', 'roundTrips', 'balances', 'plots']];

/** Waits for all of them, whatever becomes of some; then throws what the first of them threw. */
async function allOf(work: readonly Promise<unknown>[]): Promise<void> {
  await Promise.allSettled(work);
  await Promise.all(work);
}

/** One Parquet file under way. */
class TableFile {
  readonly #spec: TableSpec;
  readonly #writer: ParquetWriter;
  readonly #data: ColumnData[];
  #rows = 0;

  constructor(spec: TableSpec, writer: ParquetWriter) {
    this.#spec = spec;
    this.#writer = writer;
    this.#data = spec.allocate(ROWS_AT_ONCE);
  }

  append({ rows, count, strings }: RecordChunk): void {
    for (let from = 0; from < count; from += ROWS_AT_ONCE) {
      const length = Math.min(ROWS_AT_ONCE, count - from);
      this.#spec.fill(rows, strings, from, length, this.#data);
      this.#writer.append(this.#data, length);
    }
    this.#rows += count;
  }

  get isEmpty(): boolean {
    return this.#rows === 0;
  }

  async finish(): Promise<void> {
    await this.#writer.finish();
  }

  async abort(): Promise<void> {
    await this.#writer.abort();
  }
}

/**
 * Writes `orders`, `fills`, `round_trips`, `balances`, `equity` and, where there are any, `plots` as Parquet into a folder, and
 * `equity.arrow`. Rows are staged on disk as they come: memory does not grow with the length of the run. One of `finish`
 * and `abort` must be called.
 */
export class ReportTables implements RecordSink {
  readonly #shown: string;
  readonly #files: ReadonlyMap<TableName, TableFile>;
  readonly #arrow: EquityArrowFile;

  /**
   * @param shown the folder's name in messages
   * @throws InputError where the folder cannot be written
   */
  static async open(folder: string, shape: RunShape, shown: string = folder): Promise<ReportTables> {
    await makeFolder(folder);
    const files = new Map<TableName, TableFile>();
    const { decimals } = shape.assets[shape.reporting]!;
    // Most of it is waiting for the disk: all at once.
    const arrow = EquityArrowFile.open(join(folder, 'equity.arrow'), decimals);
    const opening = (Object.entries(TABLES) as [TableName, (shape: RunShape) => TableSpec][]).map(
      async ([name, table]) => {
        const spec = table(shape);
        const writer = await openParquetWriter(join(folder, `${spec.name}.parquet`), spec.columns);
        files.set(name, new TableFile(spec, writer));
      },
    );
    try {
      await allOf([arrow, ...opening]);
      return new ReportTables(shown, files, await arrow);
    } catch (error) {
      await Promise.all([...files.values()].map((file) => file.abort()));
      await arrow.then(
        (file) => file.close(),
        () => undefined,
      );
      throw error;
    }
  }

  private constructor(shown: string, files: ReadonlyMap<TableName, TableFile>, arrow: EquityArrowFile) {
    this.#shown = shown;
    this.#files = files;
    this.#arrow = arrow;
  }

  orders(chunk: RecordChunk): void {
    this.#append(this.#table('orders'), chunk);
  }

  fills(chunk: RecordChunk): void {
    this.#append(this.#table('fills'), chunk);
  }

  roundTrips(chunk: RecordChunk): void {
    this.#append(this.#table('roundTrips'), chunk);
  }

  equity(chunk: RecordChunk): void {
    this.#append(this.#table('equity'), chunk);
    this.#append(this.#arrow, chunk);
  }

  plots(chunk: RecordChunk): void {
    this.#append(this.#table('plots'), chunk);
  }

  balances(chunk: RecordChunk): void {
    this.#append(this.#table('balances'), chunk);
  }

  #table(name: TableName): TableFile {
    return this.#files.get(name)!;
  }

  #append(file: { append(chunk: RecordChunk): void }, chunk: RecordChunk): void {
    try {
      file.append(chunk);
    } catch (error) {
      throw diskProblem(this.#shown, error);
    }
  }

  /** Turns what was staged into the files of the report. InputError where the disk does not take them. */
  async finish(): Promise<void> {
    try {
      this.#arrow.finish();
      // Two at a time: a table waits for the disk while another is packed, and no more than two are held in memory.
      const lanes = LANES.map(async (names) => {
        for (const name of names) await this.#finish(name);
      });
      await allOf(lanes);
    } catch (error) {
      throw diskProblem(this.#shown, error);
    }
  }

  async #finish(name: TableName): Promise<void> {
    const file = this.#table(name);
    if (name === 'plots' && file.isEmpty) await file.abort();
    else await file.finish();
  }

  /** Drops everything. Safe after `finish`. */
  async abort(): Promise<void> {
    this.#arrow.close();
    await Promise.all([...this.#files.values()].map((file) => file.abort()));
  }
}

/** A full disk as one line, whether the system says so or DuckDB, whose errors have no code; any other error as it is. */
function diskProblem(shown: string, error: unknown): unknown {
  const isFull = error instanceof Error && /no space left|disk quota/i.test(error.message);
  return cannotWrite(shown, isFull ? Object.assign(new Error(error.message), { code: 'ENOSPC' }) : error);
}
