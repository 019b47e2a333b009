/** A project to begin with: a scenario, a strategy with types, and prices to run them on. */
import { readdir, readFile, rm, rmdir, stat } from 'node:fs/promises';
import { basename, join, relative, resolve } from 'node:path';
import { makeFolder, writeWhole } from '../../catalog/files.ts';
import { readInstrument, writeInstrument } from '../../catalog/instruments.ts';
import { type SeriesKey, seriesFolder } from '../../catalog/layout.ts';
import { InputError } from '../../model/errors.ts';
import { MICROS_PER_MINUTE } from '../../model/time.ts';
import { EDITOR_FOLDER, writeEditorFiles } from './editor.ts';
import { packagePath, template } from './package-root.ts';

const TEMPLATES = ['scenario.yaml', 'strategy.ts', 'tsconfig.json'] as const;
const CATALOG = 'data';
const GITIGNORE = '.gitignore';

/**
 * What of the package's sample goes along: the one series that the scenario names, 1.3 MB. It is copied, so that the
 * project runs wherever the package is, moves as one folder, and takes the user's own imports beside it.
 */
const SAMPLE: SeriesKey = { kind: 'candles', venue: 'synthetic', symbol: 'BTC/USDT', interval: MICROS_PER_MINUTE };

/** What must not be there before. `data` itself may: with the user's own files in it. */
const WRITTEN = [...TEMPLATES, join(CATALOG, 'candles'), join(CATALOG, 'instruments.json')];

export interface InitOutcome {
  /** Whether a .gitignore of the user's own was left as it is. */
  readonly hasOwnGitignore: boolean;
}

/**
 * Writes the project, or nothing.
 *
 * @param dir its folder, made where there is none
 * @throws InputError where something it writes is there already, naming it, or where the folder cannot be written
 */
export async function initProject(dir: string): Promise<InitOutcome> {
  const folder = resolve(dir);
  await checkFree(folder, dir);
  const before = new Set(await readdir(folder).catch(() => null));
  const isNew = await makeFolder(folder);
  const hasOwnGitignore = before.has(GITIGNORE);
  try {
    await copySample(join(folder, CATALOG));
    const own = nameOf(folder);
    for (const name of TEMPLATES) await writeWhole(join(folder, name), (await template(name)).replaceAll(NAME, own));
    // npm leaves files of that name out of a package, so the template has another.
    if (!hasOwnGitignore) await writeWhole(join(folder, GITIGNORE), await template('gitignore'));
    await writeEditorFiles(folder);
  } catch (error) {
    await undo(folder, isNew, before);
    throw error;
  }
  return { hasOwnGitignore };
}

/** What the templates call the scenario, its report and the strategy. */
const NAME = 'my-strategy';

/** The folder's own name, as far as a scenario can have it. */
function nameOf(folder: string): string {
  return (
    basename(folder)
      .replace(/[^A-Za-z0-9._-]+/g, '-')
      .replace(/^[^A-Za-z0-9]+/, '') || NAME
  );
}

async function checkFree(folder: string, shown: string): Promise<void> {
  const found = await stat(folder).catch(() => null);
  if (found !== null && !found.isDirectory()) {
    throw new InputError(`${shown} is a file: name a folder, such as papertape init my-strategy`);
  }
  const there: string[] = [];
  for (const name of WRITTEN) if ((await stat(join(folder, name)).catch(() => null)) !== null) there.push(name);
  if (there.length === 0) return;
  const where = relative(process.cwd(), folder) === '' ? 'this folder' : shown;
  throw new InputError(
    `${where} has ${there.join(', ')} already, and init overwrites nothing: name another folder, such as papertape init my-strategy`,
  );
}

async function copySample(catalog: string): Promise<void> {
  const sample = packagePath('data');
  const [from, to] = [seriesFolder(sample, SAMPLE), seriesFolder(catalog, SAMPLE)];
  for (const name of await readdir(from)) await writeWhole(join(to, name), await readFile(join(from, name)));
  const entry = await readInstrument(sample, SAMPLE.venue, SAMPLE.symbol);
  await writeInstrument(catalog, SAMPLE.venue, SAMPLE.symbol, entry!);
}

/** Takes back what was written, and nothing that was there before. */
async function undo(folder: string, isNew: boolean, before: ReadonlySet<string>): Promise<void> {
  const own = [...WRITTEN, GITIGNORE, EDITOR_FOLDER].filter((name) => !before.has(name));
  for (const name of own) await rm(join(folder, name), { recursive: true, force: true }).catch(() => undefined);
  if (!before.has(CATALOG)) await rmdir(join(folder, CATALOG)).catch(() => undefined);
  if (isNew) await rmdir(folder).catch(() => undefined);
}
