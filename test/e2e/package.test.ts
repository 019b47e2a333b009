/** What a user gets who installs the package. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

interface Packed {
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string; readonly size: number }[];
}

const words = ['pack', '--dry-run', '--json', '--ignore-scripts'];
const [packed] = JSON.parse(execFileSync('npm', words, { cwd: ROOT, encoding: 'utf8', stdio: 'pipe' })) as [Packed];
const paths = packed.files.map(({ path }) => path);
const text = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

/** All that may be in it: a new kind of file is a line here, and a reason to have it. */
const WANTED: readonly RegExp[] = [
  /^(?:package\.json|README\.md|CHANGELOG\.md|LICENSE)$/,
  // The library, room by room, and the command with its licences.
  /^dist\/(?:index|[a-z]+\/[\w/-]+)\.js$/,
  /^dist\/cli\/[\w-]+\.js$/,
  /^dist\/cli\/yargs\.LICENSES\.txt$/,
  /^dist\/[\w/-]+\.d\.ts$/,
  /^vendor\/trading-signals\.(?:js|d\.ts)$/,
  // The sample market.
  /^data\/(?:README\.md|instruments\.json|candles\/.*\/(?:[\w.-]+\.parquet|fingerprints\.json))$/,
  /^scenarios\/[\w/-]+\.(?:yaml|ts)$/,
  /^templates\/(?:globals\.d\.ts|init\/(?:gitignore|[\w-]+\.(?:yaml|ts|json)))$/,
  /^docs\/[\w-]+\.(?:md|svg)$/,
  /^examples\/[\w-]+\.mjs$/,
];

describe('the packed package', () => {
  it('holds what it needs and nothing else: no test, no source, no map', () => {
    expect(paths.filter((path) => !WANTED.some((pattern) => pattern.test(path)))).toEqual([]);
    for (const pattern of WANTED)
      expect(
        paths.some((path) => pattern.test(path)),
        String(pattern),
      ).toBe(true);
  });

  it('unpacks to less than five megabytes of its own', () => {
    const largest = [...packed.files].sort((a, b) => b.size - a.size).slice(0, 10);
    expect(packed.unpackedSize, JSON.stringify(largest)).toBeLessThan(5_000_000);
  });

  it('has every file that package.json leads to', () => {
    const { bin, exports, imports } = packageJson;
    const leads = [bin.papertape, ...[...Object.values(exports), ...Object.values(imports)].flatMap(targetsOf)];
    expect(leads.map((path) => path.replace(/^\.\//, '')).filter((path) => !paths.includes(path))).toEqual([]);
  });

  it('has the types its faces lead to, and no others', () => {
    const types = paths.filter((path) => path.endsWith('.d.ts') && path.startsWith('dist/'));
    const imported = types.flatMap((path) =>
      [...text(path).matchAll(/(?:from|import\(|import)\s*['"](\.[^'"]+)['"]/g)].map(([, specifier]) =>
        join(path, '..', specifier!.replace(/\.[jt]s$/, '.d.ts')).replaceAll('\\', '/'),
      ),
    );
    const faces = Object.values(packageJson.exports).flatMap((each) => (typeof each === 'string' ? [] : each.types));
    const wanted = new Set([...faces.map((path) => path.replace(/^\.\//, '')), ...imported]);
    expect([...wanted].filter((path) => path.startsWith('dist/')).sort()).toEqual(types.sort());
  });

  it('imports only packages that are installed with it', () => {
    const installed = Object.keys(packageJson.dependencies);
    const own = ['papertape', 'node:'];
    const foreign = paths
      .filter((path) => path.startsWith('dist/') && /(?:\.js|\.d\.ts)$/.test(path) && !path.endsWith('/yargs.js'))
      .flatMap((path) => [
        ...text(path).matchAll(/^(?:(?:import|export)\b[^'"=(]* from |import )["']([^.#"'][^"']*)["'];$/gm),
      ])
      .map(([, specifier]) => specifier!)
      .filter((specifier) => ![...own, ...installed].some((name) => specifier.startsWith(name)));
    expect([...new Set(foreign)]).toEqual([]);
  });

  it('passes on the licence of what it carries', () => {
    const licenses = text('dist/cli/yargs.LICENSES.txt');
    for (const name of ['yargs', 'yargs-parser', 'cliui', 'y18n', 'string-width']) {
      expect(licenses).toMatch(new RegExp(`^${name} \\d+\\.`, 'm'));
    }
  });

  it('needs no compiler and no script of a dependency', () => {
    const { packages } = JSON.parse(text('package-lock.json')) as {
      packages: Record<string, { hasInstallScript?: boolean; dev?: boolean }>;
    };
    const scripted = Object.entries(packages).filter(([, { hasInstallScript, dev }]) => hasInstallScript && !dev);
    const names = scripted.map(([path]) => path.replace(/^.*node_modules\//, ''));
    // Each is told not to, and works without: esbuild's binary is an optional package, bufferutil has a slower twin.
    expect(names.sort()).toEqual(['bufferutil', 'ccxt', 'esbuild']);
    expect(packageJson.allowScripts).toEqual(Object.fromEntries(names.map((name) => [name, false])));
    for (const name of ['preinstall', 'install', 'postinstall']) expect(packageJson.scripts).not.toHaveProperty(name);
  });
});

function targetsOf(each: string | Readonly<Record<string, string>>): string[] {
  return typeof each === 'string' ? [each] : Object.values(each);
}
