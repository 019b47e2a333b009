/** Where the running package lies: its own files are found from here, whether it runs built or from its sources. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** Absolute path of a file of the package, such as `data`. */
export function packagePath(name: string): string {
  return fileURLToPath(new URL(`../../../${name}`, import.meta.url));
}

/** The text of a file that `init` writes as it is. */
export function template(name: string): Promise<string> {
  return readFile(packagePath(`templates/init/${name}`), 'utf8');
}
