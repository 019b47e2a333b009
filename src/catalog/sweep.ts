/** What kills have left behind in a catalog, before something new is written to it. */
import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { removeAbandoned } from './abandoned.ts';
import { makeFolder } from './files.ts';
import { SERIES_KINDS } from './layout.ts';

const swept = new Set<string>();

/**
 * Makes the folder of a catalog, and removes from all folders of one that is there (once a process) the temporary files of
 * processes that are gone.
 *
 * @returns true where there was none
 * @throws InputError where it cannot be made
 */
export async function prepareCatalog(catalog: string): Promise<boolean> {
  const isNew = await makeFolder(catalog);
  if (!isNew) await sweepOnce(resolve(catalog));
  return isNew;
}

async function sweepOnce(path: string): Promise<void> {
  if (swept.has(path)) return;
  swept.add(path);
  await removeAbandoned(path);
  for (const kind of SERIES_KINDS) await sweep(join(path, kind));
}

async function sweep(folder: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) if (entry.isDirectory()) await sweep(join(folder, entry.name));
  if (entries.some(({ name }) => name.endsWith('.tmp') || name.endsWith('.wal'))) await removeAbandoned(folder);
}
