/** Files written whole or not at all: under a temporary name in the same folder, synced, then renamed. */
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { InputError } from '../model/errors.ts';
import { isAbandoned, temporaryPath } from './abandoned.ts';

export { removeAbandoned, temporaryPath } from './abandoned.ts';

/** Brings what stands under the temporary name safely to disk and gives it its own name, in one step for every reader. */
export async function putInPlace(temporary: string, path: string): Promise<void> {
  const file = await open(temporary, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
  await syncFolder(dirname(path));
}

/** A rename lasts through a power cut once its folder is synced; some systems cannot sync a folder and need not. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r').catch(() => null);
  if (folder === null) return;
  try {
    await folder.sync().catch(() => undefined);
  } finally {
    await folder.close();
  }
}

/**
 * Writes a file whole or not at all, making its folder where there is none.
 *
 * @throws InputError where the folder or file cannot be written (no right, disk full, a folder of that name)
 */
export async function writeWhole(path: string, data: string | Uint8Array): Promise<void> {
  const temporary = temporaryPath(path);
  try {
    await makeFolder(dirname(path));
    const file = await open(temporary, 'wx');
    try {
      await file.writeFile(data);
    } finally {
      await file.close();
    }
    await putInPlace(temporary, path);
  } catch (error) {
    // Where a file stands in the folder's place there is nothing to remove, and that is an error of its own.
    await rm(temporary, { force: true }).catch(() => undefined);
    throw cannotWrite(path, error);
  }
}

/** Makes a folder and those above it; true where there was none. InputError where that cannot be. */
export async function makeFolder(path: string): Promise<boolean> {
  try {
    return await makeFolders(resolve(path));
  } catch (error) {
    throw cannotWrite(path, error);
  }
}

/** One by one: Node's own way of making them all never comes back where the system makes none, as under /proc. */
async function makeFolders(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  if (found?.isDirectory()) return false;
  if (dirname(path) !== path) await makeFolders(dirname(path));
  try {
    await mkdir(path);
    return true;
  } catch (error) {
    // Somebody else made it meanwhile.
    const isThere = codeOf(error) === 'EEXIST' && (await stat(path).catch(() => null))?.isDirectory();
    if (isThere === true) return false;
    throw error;
  }
}

/** Where what stands at `path` waits while its successor is put there. A kill leaves it: `restoreSetAside` puts it back. */
export function setAsidePath(path: string): string {
  return temporaryPath(path).replace(/tmp$/, 'old');
}

/** After a kill between two renames: what was set aside goes back to its place where that is empty, else it is removed. */
export async function restoreSetAside(path: string): Promise<void> {
  const folder = dirname(path);
  for (const name of await readdir(folder).catch(() => [] as string[])) {
    if (!name.startsWith(`${basename(path)}.`) || !(await isAbandoned(folder, name, 'old'))) continue;
    const aside = join(folder, name);
    const isFree = (await stat(path).catch(() => null)) === null;
    if (isFree) await rename(aside, path);
    else await rm(aside, { force: true, recursive: true });
  }
}

/** The system's error code, such as ENOENT; an empty text for an error that has none. */
export function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : '';
  return typeof code === 'string' ? code : '';
}

const WRITE_PROBLEMS: Record<string, string> = {
  EACCES: 'no right to write there; choose another folder or change its rights',
  EPERM: 'no right to write there; choose another folder or change its rights',
  EROFS: 'the disk is read-only; choose another folder',
  ENOSPC: 'the disk is full; make room and run it again',
  EDQUOT: 'the disk quota is used up; make room and run it again',
  EISDIR: 'there is a folder of that name; remove it or choose another name',
  ENOTDIR: 'a file stands where a folder is needed; remove it or choose another folder',
  ENOENT: 'no file or folder can be made there; choose another folder',
  EEXIST: 'a file stands where a folder is needed; remove it or choose another folder',
};

/** The system's refusal to write as one line; any other error stays itself. */
export function cannotWrite(path: string, error: unknown): unknown {
  if (error instanceof InputError) return error;
  // DuckDB tells of the system's refusal in words.
  const said = error instanceof Error ? error.message : '';
  const code = /No space left on device/.test(said) ? 'ENOSPC' : codeOf(error);
  if (!/^E[A-Z0-9]+$/.test(code)) return error;
  const problem = WRITE_PROBLEMS[code] ?? `the system says ${code}; choose another folder`;
  return new InputError(`cannot write ${path}: ${problem}`);
}
