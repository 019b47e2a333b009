import { Session } from 'node:inspector';
import { relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { StrategyError } from '../../../src/model/errors.ts';
import {
  assertSynchronous,
  bundleStrategy,
  describeStrategyError,
  evaluateStrategy,
} from '../../../src/scenario/strategy/index.ts';
import { bundleText, makeFolder, makeWorld, provided, run } from './workbench.ts';

const folder = makeFolder();
afterAll(() => folder.remove());

const thrownBy = (work: () => unknown): unknown => {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
};

const shown = (name: string): string => {
  const file = resolve(folder.path, name);
  const short = relative(process.cwd(), file);
  return short.length > file.length ? file : short;
};

describe('an error is told by the lines its author wrote', () => {
  test("message, time, and the user's own frames with line and column", async () => {
    folder.write(
      'own (1)/lib/size.ts',
      `interface Wide { readonly deep?: { readonly n: number } }

export function size(w: Wide): number {
  return w.deep!.n;
}
`,
    );
    const file = folder.write(
      'own (1)/strategy.ts',
      `import _ from 'lodash';
import { size } from './lib/size';

type Ignored = { a: 1 };
const sizes = (list: {}[]) => _.map(list, (one) => size(one));

export default {
  onCandle() {
    return sizes([{}]);
  },
};
`,
    );
    const bundle = await bundleStrategy(file, provided);
    const error = thrownBy(() => run(bundle));
    expect(describeStrategyError(error, bundle, '2024-01-01T10:00:00Z').split('\n')).toEqual([
      `strategy.ts (2024-01-01T10:00:00Z): TypeError: Cannot read properties of undefined (reading 'n')`,
      `    at size (${shown('own (1)/lib/size.ts')}:4:18)`,
      `    at ${shown('own (1)/strategy.ts')}:5:52`,
      `    at sizes (${shown('own (1)/strategy.ts')}:5:33)`,
      `    at onCandle (${shown('own (1)/strategy.ts')}:9:12)`,
    ]);
  });

  test('a forbidden thing: its remedy, and where it was used, not where it was refused', async () => {
    const bundle = await bundleText(folder, `export default {\n  onCandle() {\n    setTimeout(() => 1);\n  },\n};`);
    expect(
      describeStrategyError(
        thrownBy(() => run(bundle)),
        bundle,
        '',
      ),
    ).toBe(
      `${bundle.entry}: setTimeout is not available in a strategy: use ctx.timer, which rings on the simulated clock\n    at onCandle (${shown(bundle.entry)}:3:5)`,
    );
  });

  test('async: at the function that is', async () => {
    const bundle = await bundleText(
      folder,
      `const later = async () => 1;\nexport default {\n  onCandle() {\n    later();\n  },\n};`,
    );
    const lines = describeStrategyError(
      thrownBy(() => run(bundle)),
      bundle,
      '',
    ).split('\n');
    expect(lines[0]).toContain(
      'Promise (async, await, import()) is not available in a strategy: a strategy is synchronous',
    );
    expect(lines.slice(1)).toEqual([
      `    at later (${shown(bundle.entry)}:1:24)`,
      `    at onCandle (${shown(bundle.entry)}:4:5)`,
    ]);
  });

  test('while loading: a StrategyError that keeps its cause', async () => {
    const bundle = await bundleText(
      folder,
      `const table: number[] = [];\nconsole.log(table[3]!.toFixed(2));\nexport default {};`,
    );
    const error = thrownBy(() => run(bundle)) as StrategyError;
    expect(error).toBeInstanceOf(StrategyError);
    expect(error.cause).toBeInstanceOf(TypeError);
    expect(error.message).toBe(
      `${bundle.entry} (while loading): TypeError: Cannot read properties of undefined (reading 'toFixed')\n    at ${shown(bundle.entry)}:2:23`,
    );
  });

  test('what is no Error, has a cause, or a class of its own', async () => {
    const bundle = await bundleText(
      folder,
      `class Odd extends Error { override name = 'Odd'; }
export default { onCandle(kind: number): unknown {
  if (kind === 1) throw 'text';
  if (kind === 2) throw { a: 1 };
  if (kind === 3) throw new Odd('strange', { cause: new RangeError('why') });
  if (kind === 4) throw null;
  return kind;
} };`,
    );
    const first = (kind: number): string =>
      describeStrategyError(
        thrownBy(() => run(bundle, makeWorld(), kind)),
        bundle,
        '',
      ).split('\n')[0]!;
    expect(first(1)).toBe(`${bundle.entry}: threw "text", not an Error`);
    expect(first(2)).toBe(`${bundle.entry}: threw [object Object], not an Error`);
    expect(first(3)).toBe(`${bundle.entry}: Odd: strange; caused by RangeError: why`);
    expect(first(4)).toBe(`${bundle.entry}: threw null, not an Error`);
  });

  test('an error of a dependency alone names its place in the dependency', async () => {
    const bundle = await bundleText(folder, `import { mean } from 'mathjs';\nexport default { onCandle: mean };`);
    const description = describeStrategyError(
      thrownBy(() => run(bundle)),
      bundle,
      '',
    );
    expect(description).toMatch(/^.*TypeError: .*\n {4}at .*node_modules\/typed-function\/.*:\d+:\d+\)?$/);
  });

  test("a variable of one's own that bears a forbidden name gets no remedy", async () => {
    for (const text of [
      'const window: any = undefined;\nexport default { onCandle: () => window.length };',
      'const f = (list: number[], module: any) => module.x;\nexport default { onCandle: () => f([], undefined) };',
      'export default { onCandle({ process }: any = {}) { const { module } = {} as any; return module.x; } };',
    ]) {
      const bundle = await bundleText(folder, text);
      const first = describeStrategyError(
        thrownBy(() => run(bundle)),
        bundle,
        '',
      ).split('\n')[0]!;
      expect(first).toMatch(/TypeError: Cannot read properties of undefined \(reading '\w+'\)$/);
    }
  });

  test('bad input said by the engine itself is said in its words', async () => {
    const bundle = await bundleText(
      folder,
      `import { parseDecimal } from 'papertape/model';\nexport default { onCandle: () => parseDecimal('1,5') };`,
    );
    const description = describeStrategyError(
      thrownBy(() => run(bundle)),
      bundle,
      '',
    );
    expect(description).toMatch(/^strategy-\d+\.ts: .*1,5/);
    expect(description).not.toContain('InputError');
    expect(description).toContain(`${bundle.entry}:2:34`);
  });

  test('endless recursion is an error like any other', async () => {
    const bundle = await bundleText(
      folder,
      `const f = (n: number): number => f(n + 1) + 1;\nexport default { onCandle: () => f(0) };`,
    );
    expect(
      describeStrategyError(
        thrownBy(() => run(bundle)),
        bundle,
        '',
      ),
    ).toMatch(/RangeError: Maximum call stack.*\n {4}at f \(/);
  });
});

describe('assertSynchronous', () => {
  const withThen = (value: unknown): object => Object.fromEntries([['then', value]]);

  test('takes what is no promise', () => {
    for (const value of [undefined, null, 1, 'x', {}, [], withThen(5), () => 1]) assertSynchronous(value, 'onCandle');
  });

  test('refuses promises and all that is like one, naming the callback', () => {
    for (const value of [
      Promise.resolve(),
      withThen(() => 1),
      Object.assign(
        () => 1,
        withThen(() => 1),
      ),
    ]) {
      expect(() => assertSynchronous(value, 'onFill')).toThrow(StrategyError);
      expect(() => assertSynchronous(value, 'onFill')).toThrow(/^onFill returned a promise: a strategy is synchronous/);
    }
  });
});

test('a debugger is told the map, the sources and where the files are', async () => {
  const text = `export default {\n  onCandle() {\n    return 1;\n  },\n};\n`;
  const bundle = await bundleText(folder, text);
  const session = new Session();
  session.connect();
  const scripts: { url: string; sourceMapURL?: string | undefined }[] = [];
  session.on('Debugger.scriptParsed', ({ params }) => scripts.push(params));
  session.post('Debugger.enable');
  try {
    evaluateStrategy(bundle, makeWorld(), provided);
  } finally {
    session.disconnect();
  }
  const script = scripts.find(({ url }) => url.endsWith(`${bundle.entry}.bundle.js`))!;
  const map = JSON.parse(Buffer.from(script.sourceMapURL!.split('base64,')[1]!, 'base64').toString('utf8'));
  expect(map.sourcesContent).toEqual([text]);
  const base = script.url.startsWith('file:') ? script.url : `file://${script.url}`;
  expect(fileURLToPath(new URL(map.sources[0], base))).toBe(resolve(folder.path, bundle.entry));
});
