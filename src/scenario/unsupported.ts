/** What a scenario can say and this version cannot do: refused by name, never ignored. */
import type { InputError } from '../model/errors.ts';
import type { LoadedScenario } from './resolve.ts';
import type { ResolvedScenario } from './schema.ts';
import type { Path } from './source.ts';

interface Limit {
  readonly path: Path;
  /** True where the scenario asks for what is not available. */
  readonly asked: (scenario: ResolvedScenario) => boolean;
  /** What is available in its place. */
  readonly available: string;
}

const isOneOf =
  (read: (scenario: ResolvedScenario) => string, ...able: readonly string[]) =>
  (scenario: ResolvedScenario): boolean =>
    !able.includes(read(scenario));

const LIMITS: readonly Limit[] = [
  { path: ['statistics', 'returns'], asked: isOneOf((s) => s.statistics.returns, 'daily'), available: 'daily' },
];

/** An error about the first thing this version cannot do, with what it can do instead; null where it can do everything. */
export function unsupported(loaded: LoadedScenario): InputError | null {
  const limit = LIMITS.find(({ asked }) => asked(loaded.scenario));
  if (limit === undefined) return null;
  const said = limit.path.reduce<unknown>(
    (value, key) => (value as Readonly<Record<string, unknown>>)[key],
    loaded.scenario,
  );
  const shown = typeof said === 'string' ? said : JSON.stringify(said);
  return loaded.problem(limit.path, `is ${shown}, which is not available in this version: use ${limit.available}`);
}
