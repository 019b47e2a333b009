/** A strategy file with all it imports, as one piece of code that can run again anywhere. */
import { readFile } from 'node:fs/promises';
import { basename, dirname, extname, resolve } from 'node:path';
import type { BuildOptions, OutputFile } from 'esbuild';
import { InputError } from '../../model/errors.ts';
import { buildError, unusableImports } from './build-errors.ts';
import { digestBytes, digestSources } from './digest.ts';
import { GENERATED, isDependency, kindOf, strategyResolver } from './resolve.ts';
import { FROM_ASYNC_PARAMETER, type ProvidedModules } from './scope.ts';

/** Plain data: it can be posted to a thread and written to a file (`code` is all there is to keep). */
export interface StrategyBundle {
  /** JavaScript for `evaluateStrategy`, with an inline source map that holds the sources. */
  readonly code: string;
  /** What went in, in bundle order; paths relative to the entry's folder, with `/`. */
  readonly sources: readonly { readonly path: string; readonly text: string }[];
  /** SHA-256 of the sources' contents: `digest.strategy`. */
  readonly sourceDigest: string;
  /** SHA-256 of `code`'s bytes: `run.bundle`. */
  readonly bundleDigest: string;
  /** The strategy file's name, one of the sources' paths. */
  readonly entry: string;
  /** Absolute folder against which the paths are read: the strategy's own, or where the bundle was found. */
  readonly folder: string;
}

const SIGN = '"use strict"; // papertape strategy: ';
const MAP = '//# sourceMappingURL=data:application/json;base64,';
const EXTENSIONS = ['.ts', '.mts', '.cts', '.tsx', '.js', '.mjs', '.cjs', '.jsx'];

/**
 * Bundles a strategy file.
 *
 * @param path of a .ts or .js module whose default export is a strategy
 * @param provided the running package's own instances: what the strategy imports by these names, and their exports
 * @param onRead hears of each file of the user's own that is read, also where the build then fails; absolute
 * @throws InputError with file, line and column where it does not compile, imports a Node module, a native addon or a
 * name the running package does not export
 */
export async function bundleStrategy(
  path: string,
  provided: ProvidedModules,
  onRead?: (file: string) => void,
): Promise<StrategyBundle> {
  const file = resolve(path);
  const kind = await kindOf(file);
  if (kind === 'absent') throw new InputError(`strategy ${path}: there is no such file`);
  if (kind === 'folder') throw new InputError(`strategy ${path}: is a folder; name the .ts or .js file in it`);
  if (!EXTENSIONS.includes(extname(file))) {
    throw new InputError(`strategy ${path}: not a module; a strategy is a ${EXTENSIONS.join(' ')} file`);
  }
  const { build } = await import('esbuild');
  const folder = dirname(file);
  try {
    const result = await build({ ...options(file), plugins: [strategyResolver(provided, onRead)] });
    const unusable = unusableImports(result.warnings, (name) => isDependency(resolve(folder, name)));
    if (unusable.length > 0) throw buildError({ errors: unusable }, folder, provided);
    return openBundle(assemble(result.outputFiles), folder);
  } catch (error) {
    throw buildError(error, folder, provided);
  }
}

function options(file: string): BuildOptions & { write: false } {
  const name = basename(file);
  return {
    absWorkingDir: dirname(file),
    entryPoints: [`./${name}`],
    outfile: `${name}.bundle.js`,
    bundle: true,
    write: false,
    // Not `node`: packages then take the ways that need no Node, and every module of Node comes to the resolver.
    platform: 'browser',
    format: 'iife',
    globalName: 'strategy',
    banner: { js: `${SIGN}"${name}"` },
    footer: { js: 'return strategy;' },
    target: 'node20.19',
    // These would go past the scope: lowered, they meet its `Promise` and its `Math`.
    supported: {
      'async-await': false,
      'async-generator': false,
      'for-await': false,
      'top-level-await': false,
      'dynamic-import': false,
      'exponent-operator': false,
    },
    define: { 'Array.fromAsync': FROM_ASYNC_PARAMETER, 'process.env.NODE_ENV': '"production"' },
    sourcemap: 'external',
    sourcesContent: true,
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'silent',
    treeShaking: true,
  };
}

interface SourceMapText {
  readonly version: number;
  readonly mappings: string;
  readonly sources: readonly string[];
  readonly sourcesContent: readonly string[];
}

const isGenerated = (path: string): boolean => GENERATED.some((namespace) => path.startsWith(`${namespace}:`));

/** The code with its source map at its end, from which the text of modules that are no files is left out. */
function assemble(files: readonly OutputFile[]): string {
  const code = files.find(({ path }) => path.endsWith('.js'))!.text;
  const map = JSON.parse(files.find(({ path }) => path.endsWith('.map'))!.text) as SourceMapText;
  const sourcesContent = map.sourcesContent.map((text, index) => (isGenerated(map.sources[index]!) ? '' : text));
  const mapText = JSON.stringify({ ...map, sourcesContent });
  return `${code}${MAP}${Buffer.from(mapText, 'utf8').toString('base64')}\n`;
}

/** The inline source map of a bundle's code, parsed. */
export function sourceMapOf(code: string): SourceMapText {
  const start = code.lastIndexOf(MAP);
  if (start < 0) throw new InputError('not a strategy bundle: it holds no source map; build it again with `replay`');
  try {
    const map = JSON.parse(Buffer.from(code.slice(start + MAP.length).trim(), 'base64').toString('utf8'));
    if (Array.isArray(map.sources) && Array.isArray(map.sourcesContent)) return map;
  } catch {
    // Said below, as for a map that is none.
  }
  throw new InputError('not a strategy bundle: its source map cannot be read; build it again with `replay`');
}

/**
 * Reads a bundle's code back, e.g. the one a report or a journal keeps. What it says about itself follows from its bytes.
 *
 * @throws InputError where the text is no strategy bundle
 */
export function openBundle(code: string, folder: string): StrategyBundle {
  const firstLine = code.slice(0, code.indexOf('\n'));
  const entry = /^"(.+)"$/.exec(firstLine.startsWith(SIGN) ? firstLine.slice(SIGN.length) : '')?.[1];
  if (entry === undefined) throw new InputError('not a strategy bundle: its first line does not name a strategy');
  const map = sourceMapOf(code);
  const sources = map.sources
    .map((path, index) => ({ path, text: map.sourcesContent[index] ?? '' }))
    .filter(({ path }) => !isGenerated(path));
  return {
    code,
    sources,
    sourceDigest: digestSources(sources.map(({ text }) => text)),
    bundleDigest: digestBytes(code),
    entry,
    folder,
  };
}

/** A bundle kept in a file. */
export async function readBundle(path: string): Promise<StrategyBundle> {
  if ((await kindOf(path)) !== 'file') throw new InputError(`strategy bundle ${path}: there is no such file`);
  return openBundle(await readFile(path, 'utf8'), dirname(resolve(path)));
}
