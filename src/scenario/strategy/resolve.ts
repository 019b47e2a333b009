/** How a strategy's imports are found: the running package's own modules, the user's files, packages; never Node's. */
import { readFile, stat } from 'node:fs/promises';
import { builtinModules, isBuiltin } from 'node:module';
import { extname } from 'node:path';
import type { Loader, OnResolveArgs, OnResolveResult, Plugin, PluginBuild } from 'esbuild';
import { moduleRemedy } from './forbidden.ts';
import { NODE_MODULE_PARAMETER, PROVIDED_PARAMETER, type ProvidedModules } from './scope.ts';

/** Namespaces of modules that are no files; their names stand before the colon in the bundle's source list. */
export const PROVIDED_NAMESPACE = 'papertape-provided';
const NODE_NAMESPACE = 'papertape-node';
export const GENERATED = [PROVIDED_NAMESPACE, NODE_NAMESPACE];

// Each import that reaches JavaScript costs a round trip to the bundler: only those that may be Node's do.
const BUILTIN_NAMES = builtinModules.filter((name) => /^[a-z]\w*$/.test(name)).join('|');
const MAY_BE_NODE = new RegExp(`^(?:node:.*|(?:${BUILTIN_NAMES})(?:/.*)?|.*\\.node)$`);

const LOOKED_UP = { papertape: true };

/** Whether a file belongs to an installed package rather than to the user. */
export function isDependency(path: string): boolean {
  return /[\\/]node_modules[\\/]/.test(path);
}

/**
 * A module whose exports are those of the running package's instance, so that the bundler itself checks the names. Each
 * is read by a call marked pure: what the strategy does not import leaves no trace in its bundle.
 */
function providedSource(specifier: string, exports: object): string {
  const module = `${PROVIDED_PARAMETER}[${JSON.stringify(specifier)}]`;
  const lines = Object.keys(exports).map((name, index) => {
    const read = `/* @__PURE__ */ (() => ${module}[${JSON.stringify(name)}])()`;
    return name === 'default'
      ? `export default ${read};`
      : `const e${index} = ${read};\nexport { e${index} as ${name} };`;
  });
  return lines.join('\n');
}

async function resolveNodeModule(build: PluginBuild, args: OnResolveArgs): Promise<OnResolveResult | null> {
  const addon = args.path.endsWith('.node');
  if (!isDependency(args.importer)) {
    const what = addon ? `the native addon "${args.path}"` : `the Node module "${args.path}"`;
    const remedy = addon ? 'take a package in plain JavaScript, or write it in TypeScript' : moduleRemedy(args.path);
    return { errors: [{ text: `a strategy cannot import ${what}: ${remedy}` }] };
  }
  // A package may map the module away (`"browser": { "fs": false }`) or bring a twin of the same name.
  if (!addon && !args.path.startsWith('node:')) {
    const { importer, resolveDir, kind, namespace } = args;
    const found = await build.resolve(args.path, { importer, resolveDir, kind, namespace, pluginData: LOOKED_UP });
    if (found.errors.length === 0) return null;
  }
  return { path: args.path, namespace: NODE_NAMESPACE, sideEffects: false };
}

const LOADERS: Readonly<Record<string, Loader>> = {
  '.js': 'js',
  '.mjs': 'js',
  '.cjs': 'js',
  '.jsx': 'jsx',
  '.ts': 'ts',
  '.mts': 'ts',
  '.cts': 'ts',
  '.tsx': 'tsx',
};
const SOURCE_MAP_COMMENT = /\/[/*][#@][ \t]*sourceMappingURL=[^\s'"`]*[ \t]*(?:\*\/)?[ \t]*$/gm;

/**
 * esbuild's plugin. `provided` are the running package's instances by specifier; `onRead` hears of each file of the user's
 * own: the source map does not tell of all, since a file that only hands on another's exports leaves no code.
 */
export function strategyResolver(provided: ProvidedModules, onRead?: (file: string) => void): Plugin {
  return {
    name: 'papertape-strategy',
    setup(build) {
      build.onResolve({ filter: /^(?:papertape|zod)(?:\/.*)?$/ }, (args) => {
        if (Object.hasOwn(provided, args.path)) {
          return { path: args.path, namespace: PROVIDED_NAMESPACE, sideEffects: false };
        }
        if (!args.path.startsWith('papertape')) return null;
        return {
          errors: [
            { text: `there is no module "${args.path}": a strategy imports ${Object.keys(provided).join(', ')}` },
          ],
        };
      });
      build.onResolve({ filter: MAY_BE_NODE }, (args) => {
        if (args.pluginData === LOOKED_UP || args.kind === 'entry-point') return null;
        return isBuiltin(args.path) || args.path.endsWith('.node') ? resolveNodeModule(build, args) : null;
      });
      build.onLoad({ filter: /./, namespace: PROVIDED_NAMESPACE }, (args) => ({
        contents: providedSource(args.path, provided[args.path]!),
        loader: 'js',
      }));
      build.onLoad({ filter: /./, namespace: NODE_NAMESPACE }, (args) => ({
        contents: `module.exports = ${NODE_MODULE_PARAMETER}(${JSON.stringify(args.path)});`,
        loader: 'js',
      }));
      if (onRead !== undefined) {
        build.onLoad({ filter: /./, namespace: 'file' }, (args) => {
          if (!isDependency(args.path)) onRead(args.path);
          return null;
        });
      }
      // A package's own source maps would lead the bundle's map to files that are not what runs.
      build.onLoad({ filter: /\.[cm]?[jt]sx?$/, namespace: 'file' }, async (args) => {
        const text = await readFile(args.path, 'utf8');
        return { contents: text.replace(SOURCE_MAP_COMMENT, ''), loader: LOADERS[extname(args.path)] ?? 'js' };
      });
    },
  };
}

/** Whether a path leads to a file, told apart from what is not there and from a folder. */
export async function kindOf(path: string): Promise<'file' | 'folder' | 'absent'> {
  try {
    const stats = await stat(path);
    return stats.isDirectory() ? 'folder' : 'file';
  } catch {
    return 'absent';
  }
}
