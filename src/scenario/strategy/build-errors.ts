/** What the bundler found wrong, as one line that names the place and the remedy. */
import { relative, resolve } from 'node:path';
import type { Message } from 'esbuild';
import { InputError } from '../../model/errors.ts';
import { nearest } from '../../model/nearest.ts';
import { PROVIDED_NAMESPACE } from './resolve.ts';
import type { ProvidedModules } from './scope.ts';

type Problem = Pick<Message, 'text' | 'location'> & { readonly id?: string };

const MISSING_EXPORT = new RegExp(`No matching export in "${PROVIDED_NAMESPACE}:([^"]+)" for import "([^"]+)"`);
const UNDEFINED_IMPORT = new RegExp(`Import "([^"]+)" will always be undefined .* in "${PROVIDED_NAMESPACE}:([^"]+)"`);

/** Warnings that mean a strategy cannot work: a name read from a namespace that has none such, and `import.meta`. */
export function unusableImports<T extends Problem>(
  warnings: readonly T[],
  isDependency: (file: string) => boolean,
): T[] {
  return warnings.filter(
    ({ id, text, location }) =>
      (id === 'import-is-undefined' && UNDEFINED_IMPORT.test(text)) ||
      (id === 'empty-import-meta' && location !== null && !isDependency(location.file)),
  );
}

/** Turns a failed build into an InputError; anything else is handed back as it is. */
export function buildError(error: unknown, folder: string, provided: ProvidedModules): unknown {
  const problems = (error as { errors?: readonly Problem[] }).errors;
  const first = Array.isArray(problems) ? problems[0] : undefined;
  if (problems === undefined || first === undefined) return error;
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
  return new InputError(`${placeOf(first, folder)}${explain(first, provided)}${more}`);
}

function placeOf({ location }: Problem, folder: string): string {
  if (!location) return '';
  return `${shownPath(resolve(folder, location.file))}:${location.line}:${location.column + 1}: `;
}

/** A path as its reader would type it: relative to where the command runs, unless that is longer. */
export function shownPath(file: string): string {
  const short = relative(process.cwd(), file);
  return short === '' || short.length > file.length ? file : short;
}

function explain(problem: Problem, provided: ProvidedModules): string {
  const missing = MISSING_EXPORT.exec(problem.text);
  if (missing !== null) return missingName(missing[1]!, missing[2]!, provided);
  const undefinedImport = UNDEFINED_IMPORT.exec(problem.text);
  if (undefinedImport !== null) return missingName(undefinedImport[2]!, undefinedImport[1]!, provided);
  if (/top-level await/i.test(problem.text)) {
    return 'a strategy is synchronous, so `await` cannot stand at the top of a file: load what it needs through params, or compute it in setup';
  }
  if (problem.id === 'empty-import-meta' || problem.text.includes('"import.meta"')) {
    return '`import.meta` is not available in a strategy, which reads no files: put values in params';
  }
  const unresolved = /^Could not resolve "([^"]+)"/.exec(problem.text);
  if (unresolved !== null) return notFound(unresolved[1]!);
  return problem.text;
}

function missingName(module: string, name: string, provided: ProvidedModules): string {
  const names = Object.keys(provided[module] ?? {});
  if (name === 'default') return `"${module}" has no default export: write \`import { ... } from '${module}'\``;
  const meant = nearest(name, names);
  const home = Object.keys(provided).find((other) => Object.hasOwn(provided[other]!, name));
  if (meant !== null) return `"${module}" does not export "${name}": did you mean "${meant}"?`;
  if (home !== undefined) return `"${module}" does not export "${name}": import it from "${home}"`;
  return `"${module}" does not export "${name}" (a type is imported by \`import type\`); it exports ${listed(names)}`;
}

function listed(names: readonly string[]): string {
  const most = 12;
  return names.length > most ? `${names.slice(0, most).join(', ')}, ...` : names.join(', ');
}

function notFound(specifier: string): string {
  return /^[./]/.test(specifier)
    ? `there is no file "${specifier}"`
    : `there is no package "${specifier}": run \`npm install ${packageName(specifier)}\` in the strategy's folder`;
}

function packageName(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
