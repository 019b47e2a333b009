/** The strategy of a run: a shipped one, or a file bundled and evaluated afresh in a world of its own. */
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { DrawKey } from '../../clock/draws.ts';
import { InputError, StrategyError } from '../../model/errors.ts';
import { portableMath } from '../../model/math.ts';
import { didYouMean } from '../../model/nearest.ts';
import type { LogPort } from '../../model/ports.ts';
import type { AnyStrategy, StrategyDefinition } from '../../strategy/define.ts';
import { SHIPPED_DIGESTS } from '../../strategy/shipped/digests.ts';
import { SHIPPED_STRATEGIES } from '../../strategy/shipped/index.ts';
import { renewEditorFiles } from '../init/editor.ts';
import type { LoadedScenario } from '../resolve.ts';
import {
  bundleStrategy,
  describeStrategyError,
  digestSources,
  evaluateStrategy,
  type ProvidedModules,
  readBundle,
  type StrategyBundle,
} from '../strategy/index.ts';

/** A strategy before a run: plain data, so that each run can evaluate it afresh, unless a program handed it in. */
export interface StrategySource {
  readonly name: string;
  /** `digest.strategy`. */
  readonly digest: string;
  /** Null for a shipped strategy, and for one that a program handed in. */
  readonly bundle: StrategyBundle | null;
  /** What a program handed in; absent otherwise. */
  readonly object?: AnyStrategy;
}

/** What a strategy's world asks of the run it is in. */
export interface RunPort extends LogPort {
  /** Microseconds. */
  now(): number;
}

/**
 * @param bundleFile a report's own bundle, in the place of the file that the scenario names
 * @param onInput hears of each file that is read for it, absolute
 * @throws InputError where there is no such strategy (with the nearest), or the file does not compile
 */
export async function loadStrategy(
  loaded: LoadedScenario,
  bundleFile?: string,
  onInput?: (file: string) => void,
): Promise<StrategySource> {
  const { use } = loaded.scenario.strategy;
  if (loaded.strategyObject !== null) return handedIn(loaded.strategyObject);
  if (loaded.strategyFile !== null) {
    const bundle =
      bundleFile === undefined
        ? await bundleFrom(loaded.strategyFile, loaded.file, onInput)
        : await readBundle(bundleFile);
    return { name: use, digest: bundle.sourceDigest, bundle };
  }
  const digest = SHIPPED_DIGESTS[use];
  if (digest !== undefined && SHIPPED_STRATEGIES.has(use)) return { name: use, digest, bundle: null };
  const names = [...SHIPPED_STRATEGIES.keys()];
  throw loaded.problem(
    ['strategy', 'use'],
    `is ${use}, which is no shipped strategy${didYouMean(use, names)}: use one of ${names.join(', ')}, or the path of a .ts or .js file`,
  );
}

/** Its digest is that of its name and of its functions' text, callbacks in a fixed order. */
function handedIn(object: AnyStrategy): StrategySource {
  checkDefinition(object, 'handed in', IN_A_PROGRAM);
  const texts = CALLBACKS.map((key) => String(object[key] ?? ''));
  return { name: object.name, digest: digestSources([object.name, ...texts]), bundle: null, object };
}

/** The strategy's file as a bundle. An editor that has it open may need to be told where the running package is. */
async function bundleFrom(
  file: string,
  scenario: string,
  onInput: ((file: string) => void) | undefined,
): Promise<StrategyBundle> {
  onInput?.(file);
  await renewEditorFiles([dirname(file), resolve(scenario, '..')]);
  return bundleStrategy(file, await providedModules(), onInput);
}

/** The running package's own modules, as a strategy imports them. */
async function providedModules(): Promise<ProvidedModules> {
  return {
    // The package's face stands below every room; a strategy is given it as it is.
    papertape: await import('../../index.ts'),
    'papertape/indicators': await import('../../strategy/indicators.ts'),
    'papertape/model': await import('../../model/public.ts'),
    zod: await import('zod'),
  };
}

/** A strategy evaluated for one run, with its parameters checked and completed. */
export interface ReadyStrategy {
  readonly definition: StrategyDefinition;
  readonly params: unknown;
  /** Turns an error of the run into one that shows the strategy's own lines. */
  readonly explain: (error: unknown) => unknown;
  /** How often the strategy has asked for chance. */
  readonly chance: { drawn: number };
}

/** InputError where the module's default export is no strategy, or where the parameters do not fit it. */
export async function readyStrategy(
  source: StrategySource,
  loaded: LoadedScenario,
  port: RunPort,
): Promise<ReadyStrategy> {
  const { bundle } = source;
  let definition: unknown;
  const chance = { drawn: 0 };
  if (bundle === null) definition = source.object ?? SHIPPED_STRATEGIES.get(source.name);
  else {
    const draws = new DrawKey(loaded.scenario.seed, 'strategy', '');
    const scope = {
      now: () => port.now(),
      random: () => draws.draw(0, 0, chance.drawn++),
      log: (level: 'info' | 'warn' | 'error', message: string) => port.log(port.now(), level, message),
      math: portableMath,
    };
    definition = evaluateStrategy(bundle, scope, await providedModules());
  }
  const checked = checkDefinition(definition, source.name);
  const params = parseParams(checked, loaded);
  const explain = (error: unknown): unknown => {
    if (!(error instanceof StrategyError) || bundle === null || error.cause === undefined) return error;
    return new StrategyError(describeStrategyError(error.cause, bundle, error.during), { cause: error.cause });
  };
  return { definition: checked, params, explain, chance };
}

const OPTIONAL = ['state', 'setup', 'onFill', 'onOrder', 'onGap', 'onTimer'] as const;
const CALLBACKS = ['onCandle', ...OPTIONAL] as const;

const FORM = 'defineStrategy({ name, onCandle(ctx) { ... } })';
const IN_A_FILE = { what: 'its default export', remedy: `end the file with \`export default ${FORM}\`` };
const IN_A_PROGRAM = { what: 'it', remedy: `give what ${FORM} answers` };

function checkDefinition(value: unknown, name: string, { what, remedy } = IN_A_FILE): StrategyDefinition {
  const definition = value as Partial<Record<string, unknown>> | null;
  const wrong = (problem: string) => new InputError(`strategy ${name}: ${problem}: ${remedy}`);
  if (typeof definition !== 'object' || definition === null) throw wrong(`${what} is no strategy`);
  if (typeof definition.name !== 'string' || definition.name === '') throw wrong('it has no name');
  if (typeof definition.onCandle !== 'function') throw wrong('it has no onCandle');
  for (const key of OPTIONAL) {
    if (definition[key] !== undefined && typeof definition[key] !== 'function')
      throw wrong(`its ${key} is no function`);
  }
  const known = new Set<string>(['name', 'params', ...CALLBACKS]);
  for (const key of Object.keys(definition)) {
    if (!known.has(key)) throw wrong(`${key} is no part of a strategy${didYouMean(key, [...known])}`);
  }
  return definition as unknown as StrategyDefinition;
}

function parseParams(definition: StrategyDefinition, loaded: LoadedScenario): unknown {
  const given = loaded.scenario.strategy.params;
  if (definition.params === undefined) {
    const [first] = Object.keys(given);
    if (first === undefined) return {};
    throw loaded.problem(['strategy', 'params', first], `strategy ${definition.name} takes no parameters: remove it`);
  }
  try {
    return definition.params.parse(given);
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    const issue = error.issues[0]!;
    const path = ['strategy', 'params', ...(issue.path as (string | number)[])];
    const shape = (definition.params as unknown as { shape?: Readonly<Record<string, z.core.$ZodType>> }).shape ?? {};
    if (issue.code !== 'unrecognized_keys') throw loaded.problem(path, wrongParam(issue, shape, given));
    const key = issue.keys[0]!;
    // Within a parameter only its own schema knows the keys: one that names them says it better.
    const said = issue.path.length > 0 && !issue.message.startsWith('Unrecognized key');
    if (said) throw loaded.problem([...path, key], issue.message);
    const known = Object.keys(shape);
    const has = known.length === 0 ? 'it has none' : `it has ${known.join(', ')}`;
    throw loaded.problem([...path, key], `is no parameter of ${definition.name}${didYouMean(key, known)}: ${has}`);
  }
}

/** zod's own words for a value of another type than the schema's. */
const WRONG_TYPE = /^Invalid input: expected (\w+), received \w+$/;

/** What a parameter is and what its schema wants; a message of the schema's own is told as it is. */
function wrongParam(
  issue: z.core.$ZodIssue,
  shape: Readonly<Record<string, z.core.$ZodType>>,
  given: Readonly<Record<string, unknown>>,
): string {
  const wanted = WRONG_TYPE.exec(issue.message)?.[1];
  if (issue.code !== 'invalid_type' || wanted === undefined) return issue.message;
  const found = issue.path.reduce(
    (value: unknown, key) => (value as Record<PropertyKey, unknown> | null)?.[key],
    given,
  );
  const [name] = issue.path;
  const fallback = issue.path.length === 1 ? defaultOf(shape[String(name)]) : undefined;
  const example = fallback === undefined ? '' : `, such as ${JSON.stringify(fallback)}, its default`;
  const what = wanted === 'int' ? 'a whole number' : `${/^[aeiou]/.test(wanted) ? 'an' : 'a'} ${wanted}`;
  return found === undefined
    ? `is missing: write ${what}${example}`
    : `is ${JSON.stringify(found)}: write ${what}${example}`;
}

function defaultOf(type: z.core.$ZodType | undefined): unknown {
  return (type?._zod.def as { readonly defaultValue?: unknown } | undefined)?.defaultValue;
}
