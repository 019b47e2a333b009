/** The scenarios that come with the package, each by its bare name: `papertape replay quickstart`. */
import { existsSync } from 'node:fs';
import { access, readdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { packagePath } from './init/package-root.ts';

const ENDING = '.yaml';

/** Names without their ending, sorted. */
export async function shippedScenarios(): Promise<string[]> {
  const files = await readdir(packagePath('scenarios')).catch(() => []);
  return files.flatMap((file) => (file.endsWith(ENDING) ? [file.slice(0, -ENDING.length)] : [])).sort();
}

/** The file that is meant: the one of that name, or else the shipped scenario. Where there is neither, the name as it is. */
export async function scenarioFile(name: string): Promise<string> {
  if (!/^[\w-]+$/.test(name) || (await isThere(name))) return name;
  const shipped = packagePath(`scenarios/${name}${ENDING}`);
  return (await isThere(shipped)) ? shipped : name;
}

/** Where the scenarios of real history look for it: beside the package's folder of scenarios. */
const REAL_HISTORY = 'data-real';

/**
 * The catalog that is meant. Real history does not ship: where nobody has put it into the package's own folder (as in a
 * clone), a shipped scenario takes it from the folder in which the command runs.
 */
export function catalogFolder(catalog: string): string {
  if (catalog !== packagePath(REAL_HISTORY) || existsSync(catalog)) return catalog;
  return resolve(REAL_HISTORY);
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
