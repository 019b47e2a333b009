/** The scenarios that come with the package, each by its bare name: `papertape replay quickstart`. */
import { access, readdir } from 'node:fs/promises';
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

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
