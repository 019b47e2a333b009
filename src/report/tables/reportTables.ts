/** The sink that streams a run's rows into the tables of a report. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ColumnData } from '../../catalog/appender.ts';
import { cannotWrite } from '../../catalog/files.ts';
import { openParquetWriter, type ParquetWriter } from '../../catalog/parquet-writer.ts';
import type { RecordChunk, RecordSink } from '../../model/record.ts';
import { EquityArrowFile } from './arrow.ts';
import { equityTable } from './equity.ts';
import { fillsTable } from './fills.ts';
import { ordersTable } from './orders.ts';
import { plotsTable } from './plots.ts';
import { roundTripsTable } from './roundTrips.ts';
import type { RunShape, TableSpec } from './shape.ts';

/** Rows turned into columns at once. */
const ROWS_AT_ONCE = 2048;

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
 * Writes `orders`, `fills`, `round_trips`, `equity` and, where there are any, `plots` as Parquet into a folder, and
 * `equity.arrow`. Rows are staged on disk as they come: memory does not grow with the length of the run. One of `finish`
 * and `abort` must be called.
 */
export class ReportTables implements RecordSink {
  readonly #shown: string;
  readonly #orders: TableFile;
  readonly #fills: TableFile;
  readonly #roundTrips: TableFile;
  readonly #equity: TableFile;
  readonly #plots: TableFile;
  readonly #arrow: EquityArrowFile;

  /**
   * @param shown the folder's name in messages
   * @throws InputError where the folder cannot be written
   */
  static async open(folder: string, shape: RunShape, shown: string = folder): Promise<ReportTables> {
    await mkdir(folder, { recursive: true });
    const specs = [ordersTable, fillsTable, roundTripsTable, equityTable, plotsTable].map((table) => table(shape));
    const files: TableFile[] = [];
    try {
      for (const spec of specs) {
        const writer = await openParquetWriter(join(folder, `${spec.name}.parquet`), spec.columns);
        files.push(new TableFile(spec, writer));
      }
      const decimals = shape.assets[shape.reporting]!.decimals;
      return new ReportTables(shown, files, await EquityArrowFile.open(join(folder, 'equity.arrow'), decimals));
    } catch (error) {
      await Promise.all(files.map((file) => file.abort()));
      throw error;
    }
  }

  private constructor(shown: string, files: readonly TableFile[], arrow: EquityArrowFile) {
    this.#shown = shown;
    [this.#orders, this.#fills, this.#roundTrips, this.#equity, this.#plots] = files as [
      TableFile,
      TableFile,
      TableFile,
      TableFile,
      TableFile,
    ];
    this.#arrow = arrow;
  }

  orders(chunk: RecordChunk): void {
    this.#append(this.#orders, chunk);
  }

  fills(chunk: RecordChunk): void {
    this.#append(this.#fills, chunk);
  }

  roundTrips(chunk: RecordChunk): void {
    this.#append(this.#roundTrips, chunk);
  }

  equity(chunk: RecordChunk): void {
    this.#append(this.#equity, chunk);
    this.#append(this.#arrow, chunk);
  }

  plots(chunk: RecordChunk): void {
    this.#append(this.#plots, chunk);
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
      for (const file of [this.#orders, this.#fills, this.#roundTrips, this.#equity]) await file.finish();
      if (this.#plots.isEmpty) await this.#plots.abort();
      else await this.#plots.finish();
    } catch (error) {
      throw diskProblem(this.#shown, error);
    }
  }

  /** Drops everything. Safe after `finish`. */
  async abort(): Promise<void> {
    this.#arrow.close();
    const files = [this.#orders, this.#fills, this.#roundTrips, this.#equity, this.#plots];
    await Promise.all(files.map((file) => file.abort()));
  }
}

/** A full disk as one line, whether the system says so or DuckDB, whose errors have no code; any other error as it is. */
function diskProblem(shown: string, error: unknown): unknown {
  const isFull = error instanceof Error && /no space left|disk quota/i.test(error.message);
  return cannotWrite(shown, isFull ? Object.assign(new Error(error.message), { code: 'ENOSPC' }) : error);
}
