/** A strategy's own errors, told by the lines its author wrote. */
import { SourceMap } from 'node:module';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InputError, StrategyError } from '../../model/errors.ts';
import { shownPath } from './build-errors.ts';
import { type StrategyBundle, sourceMapOf } from './bundle.ts';
import { globalRemedy, PROMISE_REMEDY, ScopeError } from './forbidden.ts';
import { isDependency } from './resolve.ts';

/** The name under which the engine knows a bundle's code. Sources are read relative to it, so debuggers find the files. */
export function bundleFilename(bundle: StrategyBundle): string {
  return resolve(bundle.folder, `${bundle.entry}.bundle.js`);
}

/** A place in the user's sources. Line and column from 1. */
interface Frame {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly name: string;
}

const FRAME = /^\s*at (?:(.*?) \()?(?:(.*?)):(\d+):(\d+)\)?$/;
const MOST_FRAMES = 8;

/**
 * Says what a strategy's error means and where: the message, then a line for each of the user's own frames, as
 * `strategy.ts:12:5` relative to the working folder, innermost first.
 *
 * @param error whatever was thrown
 * @param atTime the event's simulated time as text, or what was being done (`while loading`); may be empty
 */
export function describeStrategyError(error: unknown, bundle: StrategyBundle, atTime: string): string {
  const frames = framesOf(error, bundle);
  const own = frames.mapped.filter(({ file }) => !isDependency(file));
  const shown = (own.length > 0 ? own : frames.mapped.slice(0, 1)).slice(0, MOST_FRAMES);
  const lines = shown.map(({ name, file, line, column }) => {
    const place = `${shownPath(file)}:${line}:${column}`;
    return name === '' ? `    at ${place}` : `    at ${name} (${place})`;
  });
  const when = atTime === '' ? '' : ` (${atTime})`;
  return [`${bundle.entry}${when}: ${messageOf(error, bundle, frames)}`, ...lines].join('\n');
}

/** The message with the remedy where a forbidden name is behind it, and with what caused it. */
function messageOf(error: unknown, bundle: StrategyBundle, frames: Frames): string {
  if (!(error instanceof Error)) {
    return `threw ${typeof error === 'string' ? JSON.stringify(error) : String(error)}, not an Error`;
  }
  if (error instanceof ScopeError || error instanceof InputError) return error.message;
  const text = error.message === '' ? error.name : `${error.name}: ${error.message}`;
  const name = forbiddenName(error, bundle, frames);
  const remedy =
    name === undefined || isDeclared(name, bundle, frames.mapped[0])
      ? ''
      : `; ${name} is not available in a strategy: ${globalRemedy(name)}`;
  const cause = error.cause instanceof Error ? `; caused by ${error.cause.name}: ${error.cause.message}` : '';
  return `${text}${remedy}${cause}`;
}

const NAMED =
  /^(?:Cannot destructure .* of ')?(?:(?:globalThis|global|self)\.)?([A-Za-z_$][\w$]*)(?:' as it is| is not (?:a function|a constructor|defined|iterable))/;
const FOUND_UNDEFINED = /^(?:Cannot (?:read|set|convert|use 'in')|Class extends value undefined|Right-hand side)/;
const NAME_BEFORE = /([A-Za-z_$][\w$]*)\s*(?:\.\s*[\w$]*)?\s*$/;
const NAME_EXTENDED = /\bextends\s+(?:[\w$]+\.)*([\w$]+)/;
const NAME_AFTER = /^(?:(?:delete|in|instanceof)\s+)?([A-Za-z_$][\w$]*)/;

/** The absent name behind an engine's own error: named in the message, or standing beside the place in the code. */
function forbiddenName(error: Error, bundle: StrategyBundle, { innermost: place }: Frames): string | undefined {
  if (error.message.startsWith('Dynamic require of')) return 'require';
  const named = NAMED.exec(error.message)?.[1];
  if (named !== undefined) return globalRemedy(named) === undefined ? undefined : named;
  if (place === undefined || !FOUND_UNDEFINED.test(error.message)) return undefined;
  const line = bundle.code.split('\n', place.line)[place.line - 1] ?? '';
  const before = NAME_BEFORE.exec(line.slice(0, place.column - 1))?.[1];
  const rest = line.slice(place.column - 1);
  const after = (error.message.startsWith('Class') ? NAME_EXTENDED : NAME_AFTER).exec(rest)?.[1];
  return [before, after].find((name) => name !== undefined && globalRemedy(name) !== undefined);
}

/** Whether the file has a variable of that name: then its author meant that, and no remedy is due. */
function isDeclared(name: string, bundle: StrategyBundle, frame: Frame | undefined): boolean {
  const text = bundle.sources.find(({ path }) => resolve(bundle.folder, path) === frame?.file)?.text ?? '';
  const escaped = name.replaceAll('$', '\\$');
  return new RegExp(
    `\\b(?:const|let|var|function|class)\\s+(?:[{[][^=;]*\\b)?${escaped}\\b|[(,]\\s*${escaped}\\s*(?:[,:=][^()]*)?\\)\\s*(?:=>|:|\\{)`,
  ).test(text);
}

interface GeneratedPlace {
  readonly line: number;
  readonly column: number;
}

interface Frames {
  readonly mapped: readonly Frame[];
  readonly innermost: GeneratedPlace | undefined;
}

/** Frames inside the bundle, led back to the sources. The bundler's own helpers have no source and drop out. */
function framesOf(error: unknown, bundle: StrategyBundle): Frames {
  const stack = error instanceof Error && typeof error.stack === 'string' ? error.stack : '';
  const filename = bundleFilename(bundle);
  const known = new Set(bundle.sources.map(({ path }) => resolve(bundle.folder, path)));
  const mapped: Frame[] = [];
  let innermost: GeneratedPlace | undefined;
  let map: SourceMap | undefined;
  for (const text of stack.split('\n')) {
    const match = FRAME.exec(text);
    if (match === null) continue;
    const place = { line: Number(match[3]), column: Number(match[4]) };
    // The place of a frame is looked for by name: a folder may hold spaces and parentheses.
    if (text.includes(`${filename}:`)) {
      innermost ??= place;
      map ??= new SourceMap(sourceMapOf(bundle.code) as unknown as ConstructorParameters<typeof SourceMap>[0]);
      const frame = originalPlace(map, place, bundle, functionName(text.slice(0, text.indexOf(filename))));
      if (frame !== undefined) mapped.push(frame);
    } else {
      const file = match[2]!.startsWith('file:') ? fileURLToPath(match[2]!) : match[2]!;
      // Node maps stacks itself under --enable-source-maps.
      if (known.has(file)) mapped.push({ file, name: functionName(`at ${match[1] ?? ''} (`), ...place });
    }
  }
  return { mapped, innermost };
}

function originalPlace(map: SourceMap, place: GeneratedPlace, bundle: StrategyBundle, name: string): Frame | undefined {
  const entry = map.findEntry(place.line - 1, place.column - 1);
  // findEntry answers with the nearest earlier mapping: one on another line belongs to other code.
  if (!('originalSource' in entry) || entry.generatedLine !== place.line - 1) return undefined;
  const file = resolve(bundle.folder, entry.originalSource);
  return { file, line: entry.originalLine + 1, column: entry.originalColumn + 1, name };
}

/** The name in what stands before a frame's place: `at Object.onCandle [as x] (` is `onCandle`; none outside functions. */
function functionName(text: string): string {
  const name = /^\s*at (.*) \($/.exec(text)?.[1] ?? '';
  const bare = name
    .replace(/ \[as .*\]$/, '')
    .replace(/^(?:new|async) /, '')
    .replace(/^Object\./, '');
  return bare === '<anonymous>' || bare === 'eval' || bare === 'strategy' ? '' : bare;
}

/**
 * Checks what a callback returned.
 *
 * @throws StrategyError where it is a promise or anything like one
 */
export function assertSynchronous(value: unknown, callback: string): void {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return;
  if (typeof (value as { then?: unknown }).then !== 'function') return;
  throw new StrategyError(`${callback} returned a promise: ${PROMISE_REMEDY}`);
}
