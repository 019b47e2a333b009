/** Runs a bundle's code in the engine's own realm, in a world of its own. */
import { compileFunction } from 'node:vm';
import { InputError, StrategyError } from '../../model/errors.ts';
import type { StrategyBundle } from './bundle.ts';
import { bundleFilename, describeStrategyError } from './errors.ts';
import { type ProvidedModules, type StrategyScope, scopeParameters } from './scope.ts';

/**
 * Evaluates a bundle afresh: no variable, class or instance is shared with an earlier run.
 *
 * @param modules the running package's instances, the same specifiers the bundle was built with
 * @returns the file's default export (for a CommonJS file: `module.exports`)
 * @throws InputError where the file exports no strategy; StrategyError where its code throws while it is loaded
 */
export function evaluateStrategy(bundle: StrategyBundle, scope: StrategyScope, modules: ProvidedModules): unknown {
  const { names, values } = scopeParameters(scope, modules);
  let exported: unknown;
  try {
    const load = compileFunction(bundle.code, [...names], { filename: bundleFilename(bundle) });
    exported = Reflect.apply(load, undefined, [...values]);
  } catch (error) {
    throw new StrategyError(describeStrategyError(error, bundle, 'while loading'), { cause: error });
  }
  const strategy = defaultExport(exported);
  if (strategy === undefined) {
    throw new InputError(
      `strategy ${bundle.entry}: no default export; end the file with \`export default defineStrategy({ ... })\``,
    );
  }
  return strategy;
}

/** A module's `default`; a CommonJS file that names none exports the strategy itself. */
function defaultExport(exported: unknown): unknown {
  if (typeof exported !== 'object' || exported === null) return exported;
  if ('default' in exported) return exported.default;
  return '__esModule' in exported || Object.keys(exported).length === 0 ? undefined : exported;
}
