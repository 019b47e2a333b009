/** From files and what varies to the settings of a study, each resolved and checked. */
import { resolve } from 'node:path';
import { InputError } from '../model/errors.ts';
import { readScenario } from '../scenario/load.ts';
import type { ScenarioOverrides } from '../scenario/overrides.ts';
import { type LoadedScenario, resolveScenario } from '../scenario/resolve.ts';
import { scenarioFile } from '../scenario/shipped.ts';
import type { CompareOptions } from './request.ts';
import { type Axis, gridOf, parseVary } from './vary.ts';

/** One column of a study: a scenario with what varies put into it. */
export interface Setting {
  /** `exchange.slippage.pct=0.05`, behind the file where there are several; unlike all others. */
  readonly label: string;
  /** The scenario as it was asked for: a path, or the name of a shipped one. */
  readonly name: string;
  /** The file as messages show it, its text as it was read, and what is changed in it. */
  readonly file: string;
  readonly text: string;
  readonly overrides: ScenarioOverrides;
  readonly loaded: LoadedScenario;
  /** The value each varied path resolved to, by path. */
  readonly vary: Readonly<Record<string, unknown>>;
}

/** More runs than this want `--yes`. */
export const MOST_RUNS = 200;

/**
 * Every file with every combination of what varies, in this order.
 *
 * @throws InputError where there is nothing to compare, too much of it, or a setting that cannot be run
 */
export async function settingsOf(options: CompareOptions): Promise<Setting[]> {
  const { scenarios, set = [], from, to } = options;
  const files = await Promise.all(scenarios.map(scenarioFile));
  refuseTwice(scenarios, files);
  const axes = parseVary(options.vary);
  refuseSize(options, axes);
  const settings: Setting[] = [];
  for (const [i, file] of files.entries()) {
    const name = scenarios[i]!;
    const text = await readScenario(file);
    for (const point of gridOf(axes)) {
      const assignments = point.map(([path, value]) => `${path}=${value}`);
      const overrides = {
        set,
        vary: assignments,
        ...(from === undefined ? {} : { from }),
        ...(to === undefined ? {} : { to }),
      };
      const loaded = resolveScenario(text, file, overrides);
      const label = [...(scenarios.length > 1 || axes.length === 0 ? [name] : []), ...assignments].join(', ');
      settings.push({ label, name, file, text, overrides, loaded, vary: valuesAt(loaded, axes) });
    }
  }
  return settings;
}

function refuseTwice(scenarios: readonly string[], files: readonly string[]): void {
  const paths = files.map((file) => resolve(file));
  const at = paths.findIndex((path, i) => paths.indexOf(path) < i);
  if (at >= 0) throw new InputError(`${scenarios[at]} is given twice: a scenario compared to itself says nothing`);
}

function refuseSize({ scenarios, seeds, isLarge }: CompareOptions, axes: readonly Axis[]): void {
  const settings = axes.reduce((product, { values }) => product * values.length, scenarios.length);
  if (settings === 1) {
    throw new InputError(
      `one setting is nothing to compare: vary it, such as --vary exchange.slippage.pct=0.05,0.1, or name a second scenario`,
    );
  }
  const runs = settings * seeds;
  if (runs <= MOST_RUNS || isLarge) return;
  const seeded = seeds === 1 ? '' : ` on ${seeds} seeds, ${runs} runs`;
  throw new InputError(`${settings} settings${seeded} are more than ${MOST_RUNS} runs: --yes if that is meant`);
}

function valuesAt({ scenario }: LoadedScenario, axes: readonly Axis[]): Record<string, unknown> {
  return Object.fromEntries(axes.map(({ path }) => [path, valueAt(scenario, path)]));
}

/** What a resolved scenario has at a path; null where its model has no such key. */
function valueAt(scenario: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => {
    if (typeof value !== 'object' || value === null) return null;
    return (value as Readonly<Record<string, unknown>>)[key] ?? null;
  }, scenario);
}
