import { createHash } from 'node:crypto';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { InputError } from '../../../src/model/errors.ts';
import {
  bundleStrategy,
  digestSources,
  evaluateStrategy,
  openBundle,
  readBundle,
} from '../../../src/scenario/strategy/index.ts';
import { defineStrategy } from '../../../src/strategy/define.ts';
import { Sma } from '../../../src/strategy/sma.ts';
import { bundleText, makeFolder, makeWorld, provided, run } from './workbench.ts';

const folder = makeFolder();
afterAll(() => folder.remove());

async function failure(path: string): Promise<string> {
  const error = await bundleStrategy(path, provided).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(InputError);
  const { message } = error as InputError;
  expect(message).not.toContain('\n');
  return message;
}

const refusal = (name: string, text: string): Promise<string> => failure(folder.write(name, text));

describe('a bundle', () => {
  const LIB = 'export const twice = (x: number): number => 2 * x;\n//# sourceMappingURL=lib.js.map\n';
  const ENTRY = `import { defineStrategy } from 'papertape';
import { Sma } from 'papertape/indicators';
import * as model from 'papertape/model';
import { z } from 'zod';
import z2 from 'zod';
import data from './data.json';
import { twice } from './lib/twice';
export default defineStrategy({ name: 'x', onCandle(): any { return { defineStrategy, Sma, model, z, z2, value: twice(data.n) }; } });
`;
  folder.write('whole/lib/twice.ts', LIB);
  folder.write('whole/data.json', '{ "n": 21 }');
  const entry = folder.write('whole/strategy.ts', ENTRY);

  test('holds the sources in bundle order and their digest', async () => {
    const bundle = await bundleStrategy(entry, provided);
    expect(bundle.entry).toBe('strategy.ts');
    expect(bundle.sources.map(({ path }) => path)).toEqual(['strategy.ts', 'data.json', 'lib/twice.ts']);
    expect(bundle.sources[0]!.text).toBe(ENTRY);
    expect(bundle.sourceDigest).toBe(digestSources(bundle.sources.map(({ text }) => text)));
    expect(bundle.bundleDigest).toBe(createHash('sha256').update(bundle.code).digest('hex'));
  });

  test('is answered by the running package, not by copies', async () => {
    const bundle = await bundleStrategy(entry, provided);
    const seen = run(bundle) as Record<string, unknown>;
    expect(seen.defineStrategy).toBe(defineStrategy);
    expect(seen.Sma).toBe(Sma);
    expect((seen.model as { mulDiv: unknown }).mulDiv).toBe(
      (provided['papertape/model'] as { mulDiv: unknown }).mulDiv,
    );
    expect(seen.z).toBe((provided.zod as { z: unknown }).z);
    expect(seen.z2).toBe((provided.zod as { z: unknown }).z);
    expect(seen.value).toBe(42);
    expect(bundle.code.length).toBeLessThan(10_000);
  });

  test('read back from its bytes it is the same', async () => {
    const bundle = await bundleStrategy(entry, provided);
    expect(openBundle(bundle.code, bundle.folder)).toEqual(bundle);
    const kept = join(folder.path, 'strategy.bundle.js');
    writeFileSync(kept, bundle.code);
    const read = await readBundle(kept);
    expect(read).toEqual({ ...bundle, folder: folder.path });
    expect((run(read) as { value: number }).value).toBe(42);
    await expect(readBundle(join(folder.path, 'absent.js'))).rejects.toThrow(InputError);
    for (const text of [
      'module.exports = 1',
      bundle.code.slice(0, -400),
      bundle.code.replace(/base64,.*/, 'base64,AAAA'),
    ]) {
      expect(() => openBundle(text, folder.path)).toThrow(/not a strategy bundle/);
    }
  });

  test('its source digest knows contents and order, not names and places', async () => {
    const first = await bundleStrategy(entry, provided);
    cpSync(join(folder.path, 'whole'), join(folder.path, 'elsewhere/deep'), { recursive: true });
    const moved = folder.write('elsewhere/deep/other-name.ts', ENTRY);
    expect((await bundleStrategy(moved, provided)).sourceDigest).toBe(first.sourceDigest);
    const changed = folder.write('elsewhere/deep/changed.ts', `${ENTRY}// a remark\n`);
    expect((await bundleStrategy(changed, provided)).sourceDigest).not.toBe(first.sourceDigest);
    expect((await bundleStrategy(entry, provided)).bundleDigest).toBe(first.bundleDigest);
  });

  test('texts are hashed with their lengths: moving a border changes the digest', () => {
    expect(digestSources(['ab', 'c'])).not.toBe(digestSources(['a', 'bc']));
    const bytes = Buffer.concat([Buffer.from([3, 0, 0, 0, 0, 0, 0, 0]), Buffer.from('é!')]);
    expect(digestSources(['é!'])).toBe(createHash('sha256').update(bytes).digest('hex'));
  });

  test('each evaluation starts afresh', async () => {
    const bundle = await bundleText(
      folder,
      'let n = 0; class K {} export default { onCandle: () => [++n, K], kind: K };',
    );
    const [a, b] = [run(bundle) as [number, unknown], run(bundle) as [number, unknown]];
    expect([a[0], b[0]]).toEqual([1, 1]);
    expect(a[1]).not.toBe(b[1]);
  });

  test("values are of the engine's own realm", async () => {
    const bundle = await bundleText(folder, 'export default { onCandle: () => [[], new Map(), new Error("x"), {}] };');
    const [list, map, error, object] = run(bundle) as unknown[];
    expect(Array.isArray(list) && map instanceof Map && error instanceof Error && object instanceof Object).toBe(true);
  });

  test('the strategy of the manual is checked and typed by the running package', async () => {
    const bundle = await bundleText(
      folder,
      `import { defineStrategy } from 'papertape';
import { Sma } from 'papertape/indicators';
import { z } from 'zod';

export default defineStrategy({
  name: 'sma-cross',
  params: z.object({ fast: z.int().min(1).default(20), slow: z.int().min(2).default(50) }),
  state: ({ params }) => ({ fast: new Sma(params.fast), slow: new Sma(params.slow) }),
  onCandle(ctx) {
    const fast = ctx.state.fast.update(ctx.candle);
    if (fast !== null && ctx.position.isFlat) ctx.buy({ fraction: 1, reason: 'cross up' });
  },
});
`,
    );
    const strategy = evaluateStrategy(bundle, makeWorld(), provided) as ReturnType<typeof defineStrategy>;
    const params = strategy.params!.parse({ fast: 3 });
    expect(params).toEqual({ fast: 3, slow: 50 });
    expect(() => strategy.params!.parse({ fast: 0.5 })).toThrow(
      (provided.zod as { ZodError: new () => Error }).ZodError,
    );
    const state = strategy.state!({ params, symbols: ['BTC/USDT'] } as never) as unknown as { fast: unknown };
    expect(state.fast).toBeInstanceOf(Sma);
  });

  test('a CommonJS file may export the strategy itself', async () => {
    const bundle = await bundleStrategy(
      folder.write(
        'common.cjs',
        `const { defineStrategy } = require('papertape'); module.exports = defineStrategy({ name: 'c', onCandle: () => 5 });`,
      ),
      provided,
    );
    expect(run(bundle)).toBe(5);
  });

  test("paths of the folder's tsconfig neither lead papertape away nor are lost", async () => {
    folder.write('paths/types/papertape.d.ts', 'export declare function defineStrategy(x: unknown): unknown;');
    folder.write('paths/library/half.ts', 'export const half = (x: number) => x / 2;');
    folder.write('paths/.papertape/base.json', '{ "compilerOptions": { "baseUrl": ".." } }');
    folder.write(
      'paths/tsconfig.json',
      JSON.stringify({
        extends: './.papertape/base.json',
        compilerOptions: {
          paths: { papertape: ['./types/papertape.d.ts'], zod: ['./types/nothing.d.ts'], '@/*': ['./library/*'] },
          verbatimModuleSyntax: true,
        },
      }),
    );
    const file = folder.write(
      'paths/strategy.ts',
      `import { defineStrategy } from 'papertape'; import { z } from 'zod'; import { half } from '@/half'; export default defineStrategy({ name: 'p', onCandle: (): any => [half(3), z] });`,
    );
    expect(run(await bundleStrategy(file, provided))).toEqual([1.5, (provided.zod as { z: unknown }).z]);
  });

  test('a tsconfig whose base is not there yet is no obstacle', async () => {
    folder.write('fresh/tsconfig.json', '{ "extends": "./.papertape/tsconfig.json" }');
    const file = folder.write('fresh/strategy.ts', 'export default { onCandle: () => 1 };');
    expect(run(await bundleStrategy(file, provided))).toBe(1);
  });
});

describe('what cannot be bundled is one line with place and remedy', () => {
  test('no such file, a folder, not a module', async () => {
    expect(await failure(join(folder.path, 'absent.ts'))).toMatch(/^strategy .*absent\.ts: there is no such file$/);
    expect(await failure(folder.path)).toMatch(/is a folder; name the \.ts or \.js file in it$/);
    expect(await refusal('notes.txt', 'hello')).toMatch(/notes\.txt: not a module/);
  });

  const TABLE: readonly (readonly [string, string, RegExp])[] = [
    ['syntax', 'export default {\n  onCandle( { }\n};', /syntax\.ts:3:1: Expected "\)" but found "}"/],
    [
      'fs',
      `import { readFileSync } from 'fs';\nexport default readFileSync;`,
      /fs\.ts:1:30: a strategy cannot import the Node module "fs": put values in params/,
    ],
    [
      'node-fs',
      `\n  import fs from 'node:fs/promises';\nexport default fs;`,
      /node-fs\.ts:2:18: a strategy cannot import the Node module "node:fs\/promises": put values/,
    ],
    [
      'child',
      `export default require('child_process').exec;`,
      /child\.ts:1:24: a strategy cannot import the Node module "child_process"/,
    ],
    [
      'dynamic',
      `export default { onCandle: () => import('node:crypto') };`,
      /dynamic\.ts:1:41: .*"node:crypto": use the global crypto/,
    ],
    [
      'reexport',
      `export * from 'node:os';\nexport default 1;`,
      /reexport\.ts:1:15: .*"node:os": a strategy runs without Node/,
    ],
    [
      'addon',
      `import x from './fast.node';\nexport default x;`,
      /addon\.ts:1:15: a strategy cannot import the native addon ".\/fast\.node": take a package in plain JavaScript/,
    ],
    [
      'typo',
      `import { defineStragety } from 'papertape';\nexport default defineStragety({});`,
      /typo\.ts:1:10: "papertape" does not export "defineStragety": did you mean "defineStrategy"\?/,
    ],
    [
      'home',
      `import { Sma } from 'papertape';\nexport default Sma;`,
      /home\.ts:1:10: "papertape" does not export "Sma": import it from "papertape\/indicators"/,
    ],
    [
      'unknown',
      `import { qqqqqqqq } from 'papertape/model';\nexport default qqqqqqqq;`,
      /unknown\.ts:1:10: "papertape\/model" does not export "qqqqqqqq".*it exports .*mulDiv/,
    ],
    [
      'namespace',
      `import * as p from 'papertape';\nexport default p.defineStrategi({});`,
      /namespace\.ts:2:18: "papertape" does not export "defineStrategi": did you mean/,
    ],
    ['zod-name', `import { zz } from 'zod';\nexport default zz;`, /zod-name\.ts:1:10: "zod" does not export "zz"/],
    [
      'default',
      `import papertape from 'papertape';\nexport default papertape;`,
      /default\.ts:1:8: "papertape" has no default export/,
    ],
    [
      'submodule',
      `import x from 'papertape/engine';\nexport default x;`,
      /submodule\.ts:1:15: there is no module "papertape\/engine": a strategy imports papertape, /,
    ],
    [
      'package',
      `import x from 'left-padding-of-nobody/deep';\nexport default x;`,
      /package\.ts:1:15: there is no package "left-padding-of-nobody\/deep": run `npm install left-padding-of-nobody`/,
    ],
    [
      'relative',
      `import x from './lib/absent';\nexport default x;`,
      /relative\.ts:1:15: there is no file ".\/lib\/absent"/,
    ],
    [
      'top-await',
      `const x = await import('zod');\nexport default x;`,
      /top-await\.ts:1:11: a strategy is synchronous, so `await` cannot stand at the top of a file/,
    ],
    [
      'top-for',
      'for await (const x of []) console.log(x);\nexport default 1;',
      /top-for\.ts:1:\d+: a strategy is synchronous, so `await` cannot/,
    ],
    ['meta', `export default { at: import.meta.url };`, /meta\.ts:1:22: `import\.meta` is not available in a strategy/],
    ['two', `import 'fs';\nimport 'net';\nexport default 1;`, /two\.ts:1:8: .*"fs".* \(and 1 more\)$/],
  ];
  test.each(TABLE)('%s', async (name, text, expected) => {
    expect(await refusal(`${name}.ts`, text)).toMatch(expected);
  });

  test('a file that exports nothing', async () => {
    for (const text of ['export const x = 1;', 'console.log(1);']) {
      const bundle = await bundleText(folder, text);
      expect(() => evaluateStrategy(bundle, makeWorld(), provided)).toThrow(/no default export; end the file with/);
    }
  });
});

describe('inside a dependency', () => {
  const project = makeFolder();
  project.remove();
  const own = makeOwnModules();
  afterAll(() => own.remove());

  /** A folder whose packages are made up for the test. */
  function makeOwnModules(): { write(name: string, text: string): string; remove(): void } {
    const fresh = makeFolder();
    fresh.remove();
    const files = { write: fresh.write, remove: fresh.remove };
    files.write('node_modules/reader/package.json', '{ "name": "reader", "main": "index.js" }');
    files.write(
      'node_modules/reader/index.js',
      `const { readFileSync } = require('fs'); const util = require('node:util');
let crypto; try { crypto = require('crypto'); } catch (e) {}
class Stream extends require('stream').Readable {}
exports.read = () => readFileSync('x'); exports.inspect = util.inspect.custom; exports.stream = () => new Stream();
exports.sum = (a, b) => a + b; exports.env = typeof process === 'undefined' ? 'none' : process.env.HOME;`,
    );
    files.write('node_modules/modern/package.json', '{ "name": "modern", "type": "module", "exports": "./index.js" }');
    files.write(
      'node_modules/modern/index.js',
      `import fs, { existsSync } from 'node:fs'; import * as path from 'path'; import addon from './build/fast.node';
export const a = () => fs.readFileSync('x'); export const b = () => existsSync('x'); export const c = () => path.join('a', 'b');
export const d = () => addon.run(); export const ok = 7;`,
    );
    files.write('node_modules/mapped/package.json', '{ "name": "mapped", "main": "i.js", "browser": { "fs": false } }');
    files.write(
      'node_modules/mapped/i.js',
      `module.exports = Object.keys(require('fs')).length;\n/*# sourceMappingURL=i.js.map */`,
    );
    files.write('node_modules/events/package.json', '{ "name": "events", "main": "i.js" }');
    files.write('node_modules/events/i.js', `exports.name = 'the npm package';`);
    files.write('node_modules/emits/package.json', '{ "name": "emits", "main": "i.js" }');
    files.write('node_modules/emits/i.js', `module.exports = require('events').name;`);
    files.write('node_modules/early/package.json', '{ "name": "early", "main": "i.js" }');
    files.write('node_modules/early/i.js', `module.exports = require('os').cpus().length;`);
    return files;
  }

  const use = async (name: string, expression: string): Promise<unknown> => {
    const text = `import * as p from '${name}'; export default { onCandle: (): unknown => (${expression}) };`;
    return run(await bundleText(own, text));
  };

  test('a Node module is no obstacle while loading', async () => {
    expect(await use('reader', 'p.sum(1, 2)')).toBe(3);
    expect(await use('reader', 'p.env')).toBe('none');
    expect(await use('modern', 'p.ok')).toBe(7);
  });

  test('and an error that explains when it is used', async () => {
    await expect(use('reader', 'p.read()')).rejects.toThrow(
      'fs.readFileSync is not available in a strategy: put values in params, prices in the catalog',
    );
    await expect(use('reader', 'p.stream()')).rejects.toThrow(/stream\.Readable is not available in a strategy/);
    await expect(use('reader', 'String(p.inspect)')).rejects.toThrow(/util\.inspect\.custom is not available/);
    await expect(use('modern', 'p.a()')).rejects.toThrow(/fs\.readFileSync is not available/);
    await expect(use('modern', 'p.b()')).rejects.toThrow(/fs\.existsSync is not available/);
    await expect(use('modern', 'p.c()')).rejects.toThrow(/path\.join is not available/);
    await expect(use('modern', 'p.d()')).rejects.toThrow(/fast\.node\.run is not available/);
    await expect(use('early', 'p')).rejects.toThrow(/while loading.*os\.cpus is not available in a strategy/s);
  });

  test('what the package maps away, or has an npm twin of, is as the package says', async () => {
    expect(await use('mapped', '(p as any).default')).toBe(0);
    expect(await use('emits', '(p as any).default')).toBe('the npm package');
  });
});

test('the sources a bundle names are the files that were read', async () => {
  const bundle = await bundleText(
    folder,
    `import { format } from 'date-fns';\nimport _ from 'lodash';\nexport default { onCandle: () => [format, _] };`,
  );
  const lodash = bundle.sources.find(({ path }) => path.endsWith('node_modules/lodash/lodash.js'));
  expect(lodash?.text).toBe(readFileSync('node_modules/lodash/lodash.js', 'utf8'));
  expect(bundle.sources.map(({ path }) => path)).toContain(bundle.entry);
});
