import { afterAll, describe, expect, test } from 'vitest';
import { describeStrategyError } from '../../../src/scenario/strategy/index.ts';
import { bundleText, makeFolder, run } from './workbench.ts';

const folder = makeFolder();
afterAll(() => folder.remove());

/** What using something answers: the first line of the description of the error. */
async function answer(body: string, top = ''): Promise<string> {
  const bundle = await bundleText(folder, `${top}\nexport default { onCandle(): unknown { ${body} } };`);
  try {
    return `no error: ${String(run(bundle))}`;
  } catch (error) {
    return describeStrategyError(error, bundle, '').split('\n')[0]!;
  }
}

const TIMER = /is not available in a strategy: use ctx\.timer, which rings on the simulated clock/;
const SYNCHRONOUS = /is not available in a strategy: a strategy is synchronous.*act later with ctx\.timer/;
const NETWORK = /is not available in a strategy: a strategy sees only its tape/;
const THREAD = /is not available in a strategy: a strategy runs alone/;
const COLLECTION = /is not available in a strategy: it depends on when memory is collected/;

const TABLE: readonly (readonly [string, RegExp])[] = [
  ['setTimeout(() => 1, 0)', TIMER],
  ['setInterval(() => 1, 5)', TIMER],
  ['setImmediate(() => 1)', TIMER],
  ['clearTimeout(1)', TIMER],
  ['requestAnimationFrame(() => 1)', TIMER],
  ['globalThis.setTimeout(() => 1)', TIMER],
  ['queueMicrotask(() => 1)', SYNCHRONOUS],
  ['fetch("http://localhost")', NETWORK],
  ['new XMLHttpRequest()', NETWORK],
  ['new WebSocket("ws://localhost")', NETWORK],
  ['new globalThis.WebSocket("ws://localhost")', NETWORK],
  ['new Worker("x.js")', THREAD],
  ['new MessageChannel()', THREAD],
  ['new WeakRef({})', COLLECTION],
  ['new FinalizationRegistry(() => 1)', COLLECTION],
  ['return new Promise(() => 1)', SYNCHRONOUS],
  ['return Promise.resolve(1)', SYNCHRONOUS],
  ['return Promise.all([])', SYNCHRONOUS],
  ['return Array.fromAsync([1])', SYNCHRONOUS],
  ['Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)', SYNCHRONOUS],
  ['Atomics.waitAsync(new Int32Array(new SharedArrayBuffer(4)), 0, 0)', SYNCHRONOUS],
  ['(async () => 1)()', SYNCHRONOUS],
  ['(async () => { for await (const x of [1]) console.log(x); })()', SYNCHRONOUS],
  ['(async function* () { yield 1; })().next()', SYNCHRONOUS],
  ['import("other-" + String(1))', SYNCHRONOUS],
  ['const name = "fs"; import(name)', SYNCHRONOUS],
  ['return process.env.HOME', /process is not available in a strategy: use params/],
  ['process.exit(1)', /process is not available in a strategy: use params/],
  ['const { env } = process', /process is not available in a strategy: use params/],
  ['return Buffer.from("x")', /Buffer is not available in a strategy: use Uint8Array/],
  ['process.title = "x"', /process is not available in a strategy: use params/],
  ['delete process.env', /process is not available in a strategy: use params/],
  ['return "env" in process', /process is not available in a strategy: use params/],
  ['return class extends WeakRef {}', COLLECTION],
  ['return {} instanceof WeakRef', COLLECTION],
  ['const name = "./x" + String(1); return require(name)', /require is not available in a strategy: write an import/],
  ['return __dirname', /__dirname is not available in a strategy: a strategy reads no files/],
  ['return window.innerWidth', /window is not available in a strategy: there is no page/],
  ['document.title = "x"', /document is not available in a strategy: there is no page/],
  ['return navigator.userAgent', /navigator is not available in a strategy/],
  ['return localStorage.getItem("x")', /localStorage is not available in a strategy: use state/],
  ['return WebAssembly.compile(new Uint8Array())', /WebAssembly is not available in a strategy/],
  ['return crypto.subtle.digest("SHA-256", new Uint8Array())', /crypto\.subtle is not available in a strategy/],
  ['return new Function("a", "return a")', /Function \(code made from text\) is not available in a strategy/],
  ['return Function("return process")()', /Function \(code made from text\) is not available in a strategy/],
];

describe('what each forbidden thing answers', () => {
  test.each(TABLE)('%s', async (body, expected) => {
    expect(await answer(body.startsWith('return') ? body : `${body};`, '// @ts-nocheck')).toMatch(expected);
  });

  test('an async onCandle is refused at its first call', async () => {
    const bundle = await bundleText(folder, 'export default { async onCandle() { return 1; } };');
    expect(() => run(bundle)).toThrow(SYNCHRONOUS);
  });

  test('methods, arrows and class members that are async are refused alike', async () => {
    const top = 'class A { async m() { return 1; } static s = async () => 2; }';
    expect(await answer('return new A().m();', top)).toMatch(SYNCHRONOUS);
    expect(await answer('return A.s();', top)).toMatch(SYNCHRONOUS);
  });
});

describe('what packages look for is there, or visibly not', () => {
  const LOOKS: readonly (readonly [string, unknown])[] = [
    ['typeof process', 'undefined'],
    ['typeof module + typeof exports', 'undefinedundefined'],
    ['typeof window', 'undefined'],
    ['typeof WeakRef', 'undefined'],
    ['typeof Promise', 'function'],
    ['typeof setTimeout', 'function'],
    ['globalThis.process', undefined],
    ['({}) instanceof Promise', false],
    ['(() => 1) instanceof Function', true],
    ['Function.prototype.toString.call(Object).includes("native code")', true],
    ['Function("return this")() === globalThis', true],
    ['new Function("return this;")() === global', true],
    ['globalThis.Math === Math && globalThis.Date === Date && globalThis.globalThis === self', true],
    ['globalThis.Object === Object && globalThis.Array === [].constructor', true],
    ['(function () { return this; })()', undefined],
    ['(globalThis.added = 1, globalThis.added)', 1],
    ['2n ** 70n === 1180591620717411303424n && (-3n) ** 3n === -27n && 5n ** 0n === 1n', true],
    ['2 ** 10', 1024],
    ['Object.keys(globalThis).length', 0],
  ];
  test.each(LOOKS)('%s', async (expression, expected) => {
    const bundle = await bundleText(folder, `// @ts-nocheck\nexport default { onCandle: () => ${expression} };`);
    expect(run(bundle)).toEqual(expected);
  });

  test('globalThis holds none of the names a strategy must not reach', async () => {
    const bundle = await bundleText(
      folder,
      'export default { onCandle: () => Object.getOwnPropertyNames(globalThis) };',
    );
    const names = run(bundle) as string[];
    expect(names).toContain('Map');
    for (const name of ['process', 'eval', 'require', 'Buffer', 'WebSocket', 'WebAssembly', 'vitest']) {
      expect(names).not.toContain(name);
    }
  });

  test('no global of the realm is seen but those meant to be', async () => {
    const seen = Object.getOwnPropertyNames(globalThis).filter((name) => /^[A-Za-z_]\w*$/.test(name));
    const list = seen.map((name) => `${name}: typeof ${name} !== 'undefined'`).join(',');
    const bundle = await bundleText(
      folder,
      `// @ts-nocheck\nexport default { onCandle: () => [({ ${list} }), globalThis] };`,
    );
    const [visible, globals] = run(bundle) as [Record<string, boolean>, Record<string, unknown>];
    const reached = Object.keys(visible).filter((name) => visible[name] && name !== 'eval');
    expect(reached.filter((name) => !(name in globals))).toEqual([]);
    expect(reached.length).toBeGreaterThan(50);
  });

  test('what globalThis is given cannot be changed, and a name that was never declared cannot be set', async () => {
    expect(await answer('globalThis.Math = 1;', '// @ts-nocheck')).toMatch(/Cannot assign to read only property/);
    expect(await answer('leaked = 1;', '// @ts-nocheck')).toMatch(/leaked is not defined/);
    expect('leaked' in globalThis).toBe(false);
  });
});
