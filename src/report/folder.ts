/** A report folder: built beside its place, then put there whole. */
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import {
  cannotWrite,
  codeOf,
  makeFolder,
  removeAbandoned,
  restoreSetAside,
  setAsidePath,
  temporaryPath,
  writeWhole,
} from '../catalog/files.ts';
import { InputError } from '../model/errors.ts';
import type { RecordSink } from '../model/record.ts';
import type { ReportDocument } from './document.ts';
import { isReport } from './read.ts';
import { renderMarkdown } from './renderMarkdown.ts';
import { ReportTables } from './tables/reportTables.ts';
import type { RunShape } from './tables/shape.ts';

/**
 * Opened before a run, whose rows stream into `tables`; completed after it. Until then everything lies in a temporary
 * folder beside the target: a report that stood there stays until the new one is whole. One of `complete` and `abandon`
 * must be called.
 */
export class ReportFolder {
  readonly #path: string;
  readonly #shown: string;
  readonly #temporary: string;
  readonly #tables: ReportTables;

  /**
   * @param folder where the report goes: nothing, an empty folder or an older report
   * @throws InputError where it cannot be written, or holds something that is no report
   */
  static async open(folder: string, shape: RunShape): Promise<ReportFolder> {
    if (folder.trim() === '') throw new InputError('--out names no folder: give it one, such as reports/mine');
    const path = resolve(folder);
    await makeFolder(dirname(path));
    await restoreSetAside(path);
    await requireReplaceable(path, folder);
    await removeAbandoned(dirname(path));
    const temporary = temporaryPath(path);
    try {
      await mkdir(temporary);
      return new ReportFolder(path, folder, temporary, await ReportTables.open(temporary, shape, folder));
    } catch (error) {
      await rm(temporary, { recursive: true, force: true });
      throw cannotWrite(folder, error);
    }
  }

  private constructor(path: string, shown: string, temporary: string, tables: ReportTables) {
    this.#path = path;
    this.#shown = shown;
    this.#temporary = temporary;
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
      const all = {
        ...files,
        'report.md': renderMarkdown(report, this.#shown),
        'report.json': `${JSON.stringify(report, null, 2)}\n`,
      };
      for (const [name, content] of Object.entries(all)) await writeWhole(join(this.#temporary, name), content);
      await this.#replace();
    } catch (error) {
      await this.abandon();
      if (error instanceof InputError && error.message.includes(this.#temporary)) {
        throw new InputError(error.message.replaceAll(this.#temporary, this.#shown));
      }
      throw cannotWrite(this.#shown, error);
    }
  }

  /** Drops what was written. Safe after `complete`. */
  async abandon(): Promise<void> {
    await this.#tables.abort();
    await rm(this.#temporary, { recursive: true, force: true });
  }

  async #replace(): Promise<void> {
    // Another run may put its report there between the two renames: then that one is the older report.
    for (let attempts = 5; ; attempts -= 1) {
      await requireReplaceable(this.#path, this.#shown);
      const older = setAsidePath(this.#path);
      const hasOlder = await renameUnless(['ENOENT'], this.#path, older);
      try {
        const isDone = await renameUnless(attempts > 0 ? ['ENOTEMPTY', 'EEXIST'] : [], this.#temporary, this.#path);
        if (hasOlder) await rm(older, { recursive: true, force: true });
        if (isDone) break;
      } catch (error) {
        if (hasOlder) await rename(older, this.#path);
        throw error;
      }
    }
    await syncFolder(dirname(this.#path));
  }
}

/** Renames; false where the system refuses with one of the codes. */
async function renameUnless(codes: readonly string[], from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to);
    return true;
  } catch (error) {
    if (codes.includes(codeOf(error))) return false;
    throw error;
  }
}

/** The two renames last through a power cut once their folder is synced, where a system can do that. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r').catch(() => null);
  if (folder === null) return;
  await folder.sync().catch(() => undefined);
  await folder.close();
}

/** Only nothing, an empty folder and a report of ours may be written over. */
async function requireReplaceable(path: string, shown: string): Promise<void> {
  const unlessGone = (error: unknown): null => {
    if (codeOf(error) === 'ENOENT') return null;
    throw cannotWrite(shown, error);
  };
  const found = await stat(path).catch(unlessGone);
  if (found === null) return;
  const elsewhere = 'choose another folder with --out, or remove it';
  if (!found.isDirectory()) throw new InputError(`cannot write the report to ${shown}: it is a file; ${elsewhere}`);
  const names = await readdir(path).catch(unlessGone);
  if (names?.length === 0 || (await isReport(path))) return;
  // Another run may have taken this folder away in the meantime: then it was not the one that was read.
  if ((await stat(path).catch(unlessGone))?.ino !== found.ino) return requireReplaceable(path, shown);
  throw new InputError(`cannot write the report to ${shown}: it holds files that are no report; ${elsewhere}`);
}
