/** The paths a scenario can have, for `--set` and for "did you mean". */
import type { z } from 'zod';
import { nearest } from '../model/nearest.ts';
import { scenarioSchema } from './schema.ts';
import { pathText } from './source.ts';

/** What zod keeps of a type, as far as a walk over its keys needs it. */
interface Inside {
  readonly type: string;
  readonly shape?: Readonly<Record<string, z.core.$ZodType>>;
  readonly innerType?: z.core.$ZodType;
  readonly out?: z.core.$ZodType;
  readonly in?: z.core.$ZodType;
  readonly options?: readonly z.core.$ZodType[];
  readonly valueType?: z.core.$ZodType;
  readonly element?: z.core.$ZodType;
}

/** Every path of the type, `*` standing for a key the user chooses (a symbol, an asset, a parameter). */
function pathsOf(type: z.core.$ZodType, prefix: readonly string[]): string[][] {
  const inside = type._zod.def as unknown as Inside;
  const own = prefix.length === 0 ? [] : [[...prefix]];
  if (inside.shape !== undefined) {
    return [...own, ...Object.entries(inside.shape).flatMap(([key, value]) => pathsOf(value, [...prefix, key]))];
  }
  if (inside.options !== undefined) return [...own, ...inside.options.flatMap((option) => pathsOf(option, prefix))];
  if (inside.innerType !== undefined) return pathsOf(inside.innerType, prefix);
  const element = inside.valueType ?? inside.element;
  if (element !== undefined) return [...own, ...pathsOf(element, [...prefix, '*'])];
  // A preprocessed value has its keys on the far side, a value that is read and then transformed on the near one.
  if (inside.type === 'pipe') {
    const far = pathsOf(inside.out as z.core.$ZodType, prefix);
    return far.length > own.length ? far : pathsOf(inside.in as z.core.$ZodType, prefix);
  }
  return own;
}

let known: readonly (readonly string[])[] | null = null;

function knownPaths(): readonly (readonly string[])[] {
  known ??= pathsOf(scenarioSchema, []);
  return known;
}

function matches(path: readonly string[], pattern: readonly string[]): boolean {
  if (pattern[pattern.length - 1] === '*' && pattern[1] === 'params') {
    return path.length >= pattern.length && path[0] === 'strategy' && path[1] === 'params';
  }
  return path.length === pattern.length && pattern.every((part, index) => part === '*' || part === path[index]);
}

/** True where a scenario can have a value at the path. */
export function isScenarioPath(path: readonly string[]): boolean {
  return knownPaths().some((pattern) => matches(path, pattern));
}

/** The path that was meant; null where none is near. A key the user chooses is taken as it is. */
export function nearestScenarioPath(path: readonly string[]): string | null {
  const candidates = knownPaths().map((pattern) =>
    pathText(pattern.map((part, index) => (part === '*' ? (path[index] ?? 'NAME') : part))),
  );
  const last = path[path.length - 1];
  // `slippage.pct` for `exchange.slippage.pct`: the right end, and the way to it left out.
  const end = candidates.find((candidate) => candidate.endsWith(`.${pathText(path)}`));
  const sameKey = candidates.find((candidate) => candidate.endsWith(`.${last}`));
  return end ?? nearest(pathText(path), candidates) ?? sameKey ?? null;
}
