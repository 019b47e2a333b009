/** What an editor needs of the running package: its types for a strategy, its keys for a scenario. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { writeWhole } from '../../catalog/files.ts';
import { packagePath } from './package-root.ts';

/** Generated, and not to be kept in git: the paths in it are this machine's. */
export const EDITOR_FOLDER = '.papertape';
const TSCONFIG = 'tsconfig.json';
const SCENARIO_SCHEMA = 'scenario.schema.json';

/** How the user's own tsconfig.json asks for the generated one. */
const EXTENDED = `${EDITOR_FOLDER}/${TSCONFIG}`;

/**
 * The generated tsconfig.json: a strategy's imports lead to the running package's types, wherever it is installed, and the
 * globals are those a strategy has when it runs.
 */
export async function editorTsconfig(): Promise<string> {
  const { version } = JSON.parse(await readFile(packagePath('package.json'), 'utf8')) as { version: string };
  const zod = dirname(createRequire(import.meta.url).resolve('zod/package.json'));
  const config = {
    compilerOptions: {
      target: 'es2022',
      lib: ['es2023'],
      types: [],
      module: 'esnext',
      moduleResolution: 'bundler',
      strict: true,
      noEmit: true,
      isolatedModules: true,
      allowImportingTsExtensions: true,
      resolveJsonModule: true,
      skipLibCheck: true,
      paths: {
        papertape: [typesPath(packagePath('dist/index.d.ts'))],
        'papertape/indicators': [typesPath(packagePath('dist/strategy/indicators.d.ts'))],
        'papertape/model': [typesPath(packagePath('dist/model/public.d.ts'))],
        zod: [typesPath(join(zod, 'index.d.ts'))],
      },
    },
    files: [typesPath(packagePath('templates/globals.d.ts'))],
  };
  const head = `// Written by papertape ${version}, and again whenever the package has moved: change ../${TSCONFIG} instead.`;
  return `${head}\n${JSON.stringify(config, null, 2)}\n`;
}

/** TypeScript writes paths with `/` on every system. */
function typesPath(path: string): string {
  return path.replaceAll('\\', '/');
}

/** Writes the editor's files of a project folder, each whole. InputError where it cannot be written. */
export async function writeEditorFiles(project: string): Promise<void> {
  const { scenarioJsonSchema } = await import('../json-schema/build.ts');
  const folder = join(project, EDITOR_FOLDER);
  await writeWhole(join(folder, SCENARIO_SCHEMA), `${JSON.stringify(scenarioJsonSchema(), null, 2)}\n`);
  // Git leaves out a folder that says so of itself, whatever the project's own .gitignore says.
  await writeWhole(join(folder, '.gitignore'), '*\n');
  // Last: it is what tells that all of them are this package's.
  await writeWhole(join(folder, TSCONFIG), await editorTsconfig());
}

/**
 * Makes the editor's files anew where the package has moved since (or where they never were: in a fresh clone), for the
 * projects that the paths belong to. A project is the nearest folder above with a tsconfig.json, as editors see it; one
 * whose tsconfig.json does not ask for ours is left alone. No run depends on these files, so none fails for them.
 *
 * @param folders absolute: of the strategy, of the scenario
 */
export async function renewEditorFiles(folders: readonly string[]): Promise<void> {
  const projects = await Promise.all(folders.map(projectOf));
  const expected = await editorTsconfig();
  for (const project of new Set(projects)) {
    if (project === null || (await textOf(join(project, EDITOR_FOLDER, TSCONFIG))) === expected) continue;
    // A folder that may not be written to runs as well as any other.
    await writeEditorFiles(project).catch(() => undefined);
  }
}

async function projectOf(folder: string): Promise<string | null> {
  const text = await textOf(join(folder, TSCONFIG));
  if (text !== null) return text.includes(EXTENDED) ? folder : null;
  const above = dirname(folder);
  return above === folder ? null : projectOf(above);
}

function textOf(path: string): Promise<string | null> {
  return readFile(path, 'utf8').catch(() => null);
}
