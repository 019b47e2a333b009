/** A scenario from its file. */
import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { InputError } from '../model/errors.ts';
import { didYouMean } from '../model/nearest.ts';
import type { AnyStrategy } from '../strategy/define.ts';
import type { ScenarioOverrides } from './overrides.ts';
import { type LoadedScenario, resolveScenario } from './resolve.ts';
import { scenarioFile, shippedScenarios } from './shipped.ts';

/**
 * @param name path of the YAML, absolute or from the working directory, or the name of a shipped scenario
 * @param strategy in the place of the one that the scenario names
 * @throws InputError where it cannot be read or used, with what to change
 */
export async function loadScenario(
  name: string,
  overrides: ScenarioOverrides = {},
  strategy?: AnyStrategy,
): Promise<LoadedScenario> {
  const file = await scenarioFile(name);
  const text = await readScenario(file);
  if (/\.[cm]?[jt]s$/.test(file)) throw await isStrategy(file);
  return resolveScenario(text, file, overrides, strategy);
}

/** Who names a strategy is told a scenario beside it that uses it, where there is one. */
async function isStrategy(file: string): Promise<InputError> {
  const folder = dirname(file);
  const names = (await readdir(folder).catch(() => [])).filter((name) => /\.ya?ml$/.test(name)).sort();
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8').catch(() => '')));
  const user = names.find((_, i) => texts[i]!.includes(basename(file)));
  const such =
    user === undefined ? `a YAML file with strategy.use: ./${basename(file)}` : `such as ${join(folder, user)}`;
  return new InputError(`${file}: that is a strategy: name a scenario that uses it, ${such}`);
}

/** The text of a scenario file. InputError where it cannot be read. */
export async function readScenario(file: string): Promise<string> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file);
  } catch (error) {
    throw await unreadable(file, (error as NodeJS.ErrnoException).code ?? String(error));
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new InputError(`${file}: is not UTF-8 text: a scenario is a YAML file`);
  }
}

async function unreadable(file: string, code: string): Promise<InputError> {
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    const beside = await readdir(dirname(file)).catch(() => []);
    const shipped = await shippedScenarios();
    const name = shipped.find((each) => basename(file) === `${each}.yaml`);
    if (name !== undefined) {
      return new InputError(`${file}: there is no such file: \`papertape replay ${name}\` runs the one that ships`);
    }
    const known = basename(file) === file ? [...beside, ...shipped] : beside;
    return new InputError(`${file}: there is no such file${didYouMean(basename(file), known)}`);
  }
  if (code === 'EISDIR') return new InputError(`${file}: is a folder: name the scenario file in it`);
  if (code === 'EACCES' || code === 'EPERM') return new InputError(`${file}: may not be read by this user`);
  return new InputError(`${file}: cannot be read (${code})`);
}
