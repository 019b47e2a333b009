/** A folder of results: built beside its place, then put there whole. */
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

/** What lies in a folder of this kind, for messages and for knowing one that may be replaced. */
export interface FolderKind {
  /** `report`: "it holds files that are no report". */
  readonly name: string;
  /** Whether what stands in a folder is an older one of the kind. */
  readonly isOwn: (folder: string) => Promise<boolean>;
}

/**
 * Until it is put in place everything lies in a temporary folder beside the target: what stood there stays until the new
 * one is whole. One of `putInPlace` and `abandon` must be called.
 */
export class WholeFolder {
  /** Where files are written until the folder is put in its place. */
  readonly temporary: string;
  /** As the user named it. */
  readonly shown: string;
  readonly #path: string;
  readonly #kind: FolderKind;

  /**
   * @param folder where it goes: nothing, an empty folder or an older one of the kind
   * @throws InputError where it cannot be written, or holds something else
   */
  static async open(folder: string, kind: FolderKind): Promise<WholeFolder> {
    if (folder.trim() === '') throw new InputError(`--out names no folder: give it one, such as ${kind.name}s/mine`);
    const path = resolve(folder);
    await makeFolder(dirname(path));
    await restoreSetAside(path);
    await requireReplaceable(path, folder, kind);
    await removeAbandoned(dirname(path));
    const temporary = temporaryPath(path);
    try {
      await mkdir(temporary);
    } catch (error) {
      throw cannotWrite(folder, error);
    }
    return new WholeFolder(path, folder, temporary, kind);
  }

  private constructor(path: string, shown: string, temporary: string, kind: FolderKind) {
    this.#path = path;
    this.shown = shown;
    this.temporary = temporary;
    this.#kind = kind;
  }

  /**
   * Writes files of these names, and gives the folder its place.
   *
   * @throws InputError where the disk does not take it; what stood there then still stands
   */
  async putInPlace(files: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
    try {
      for (const [name, content] of Object.entries(files)) await writeWhole(join(this.temporary, name), content);
      await this.#replace();
    } catch (error) {
      await this.abandon();
      throw this.problem(error);
    }
  }

  /** An error of writing in the words of who named the folder. */
  problem(error: unknown): unknown {
    if (error instanceof InputError && error.message.includes(this.temporary)) {
      return new InputError(error.message.replaceAll(this.temporary, this.shown));
    }
    return cannotWrite(this.shown, error);
  }

  /** Drops what was written. Safe after `putInPlace`. */
  async abandon(): Promise<void> {
    await rm(this.temporary, { recursive: true, force: true });
  }

  async #replace(): Promise<void> {
    // Another run may put its folder there between the two renames: then that one is the older one.
    for (let attempts = 5; ; attempts -= 1) {
      await requireReplaceable(this.#path, this.shown, this.#kind);
      const older = setAsidePath(this.#path);
      const hasOlder = await renameUnless(['ENOENT'], this.#path, older);
      try {
        const isDone = await renameUnless(attempts > 0 ? ['ENOTEMPTY', 'EEXIST'] : [], this.temporary, this.#path);
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

/** Only nothing, an empty folder and an older one of the kind may be written over. */
async function requireReplaceable(path: string, shown: string, kind: FolderKind): Promise<void> {
  const unlessGone = (error: unknown): null => {
    if (codeOf(error) === 'ENOENT') return null;
    throw cannotWrite(shown, error);
  };
  const found = await stat(path).catch(unlessGone);
  if (found === null) return;
  const elsewhere = 'choose another folder with --out, or remove it';
  if (!found.isDirectory())
    throw new InputError(`cannot write the ${kind.name} to ${shown}: it is a file; ${elsewhere}`);
  const names = await readdir(path).catch(unlessGone);
  if (names?.length === 0 || (await kind.isOwn(path))) return;
  // Another run may have taken this folder away in the meantime: then it was not the one that was read.
  if ((await stat(path).catch(unlessGone))?.ino !== found.ino) return requireReplaceable(path, shown, kind);
  throw new InputError(
    `cannot write the ${kind.name} to ${shown}: it holds files that are no ${kind.name}; ${elsewhere}`,
  );
}
