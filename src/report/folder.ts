/** A report folder: its tables stream into it while the run goes on, and it is put in its place whole. */
import type { RecordSink } from '../model/record.ts';
import type { ReportDocument } from './document.ts';
import { isReport } from './read.ts';
import { renderMarkdown } from './renderMarkdown.ts';
import { ReportTables } from './tables/reportTables.ts';
import type { RunShape } from './tables/shape.ts';
import { WholeFolder } from './wholeFolder.ts';

/**
 * Opened before a run, whose rows stream into `tables`; completed after it. A report that stood there stays until the new
 * one is whole. One of `complete` and `abandon` must be called.
 */
export class ReportFolder {
  readonly #folder: WholeFolder;
  readonly #tables: ReportTables;

  /**
   * @param folder where the report goes: nothing, an empty folder or an older report
   * @throws InputError where it cannot be written, or holds something that is no report
   */
  static async open(folder: string, shape: RunShape): Promise<ReportFolder> {
    const whole = await WholeFolder.open(folder, { name: 'report', isOwn: isReport });
    try {
      return new ReportFolder(whole, await ReportTables.open(whole.temporary, shape, folder));
    } catch (error) {
      await whole.abandon();
      throw whole.problem(error);
    }
  }

  private constructor(folder: WholeFolder, tables: ReportTables) {
    this.#folder = folder;
    this.#tables = tables;
  }

  /** Where the run's rows go. */
  get tables(): RecordSink {
    return this.#tables;
  }

  /**
   * Writes `report.json`, `report.md`, the tables and the files handed in (the scenario, the bundle, the page), and puts
   * the folder in its place.
   *
   * @param files content by name
   * @throws InputError where the disk does not take it; the older report then still stands
   */
  async complete(report: ReportDocument, files: Readonly<Record<string, string | Uint8Array>> = {}): Promise<void> {
    try {
      await this.#tables.finish();
    } catch (error) {
      await this.abandon();
      throw this.#folder.problem(error);
    }
    await this.#folder.putInPlace({
      ...files,
      'report.md': renderMarkdown(report, this.#folder.shown),
      'report.json': `${JSON.stringify(report, null, 2)}\n`,
    });
  }

  /** Drops what was written. Safe after `complete`. */
  async abandon(): Promise<void> {
    await this.#tables.abort();
    await this.#folder.abandon();
  }
}
