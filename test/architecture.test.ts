// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what is planted is code as text
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { functionSpans } from './support/architecture/functions.ts';
import { CORE, ROOMS } from './support/architecture/rooms.ts';
import { RULE_NAMES, type SourceFile, type Violation, violationsIn } from './support/architecture/rules.ts';
import { strip } from './support/architecture/strip.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** What breaks a rule for a reason. One that no longer breaks it must go. */
const EXCEPTIONS: readonly { readonly rule: string; readonly path: string; readonly reason: string }[] = [
  {
    rule: 'the core is synchronous',
    path: 'src/engine/run.ts',
    reason: 'the async runner: it awaits the next chunk of a tape, and nothing within one',
  },
  {
    rule: 'wall time and chance are read in clock/',
    path: 'src/cli/monotonic.ts',
    reason: 'the monotonic reader the edge hands in, for progress bars and the timing of a report: no run sees it',
  },
  {
    rule: 'wall time and chance are read in clock/',
    path: 'src/scenario/strategy/chance.ts',
    reason: 'it gives the names by which a strategy asks for chance to keyed draws',
  },
  {
    rule: 'wall time and chance are read in clock/',
    path: 'src/catalog/lock.ts',
    reason: 'a token by which the holder of a lock file knows its own: it ends with the import and is in no series',
  },
  {
    rule: 'a room imports only rooms above it',
    path: 'src/scenario/wiring/strategy.ts',
    reason: "a strategy's import of papertape is answered by the running package itself, its public face",
  },
];

function sourceFiles(): SourceFile[] {
  const names = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' });
  const paths = names.filter((name) => name.endsWith('.ts')).map((name) => `src/${name.replaceAll('\\', '/')}`);
  return paths.map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }));
}

const isExcepted = ({ rule, path }: Violation): boolean =>
  EXCEPTIONS.some((exception) => exception.rule === rule && exception.path === path);

describe('the house', () => {
  const files = sourceFiles();
  const violations = violationsIn(files);

  it.each(RULE_NAMES)('%s', (rule) => {
    const broken = violations.filter((violation) => violation.rule === rule && !isExcepted(violation));
    expect(broken.map(({ path, line, what }) => `${path}:${line}: ${what}`)).toEqual([]);
  });

  it('needs every exception it makes', () => {
    const unused = EXCEPTIONS.filter(
      ({ rule, path }) => !violations.some((violation) => violation.rule === rule && violation.path === path),
    );
    expect(unused).toEqual([]);
  });

  it('has no room without a place in the order, and a sentence in each but the last', () => {
    const found = readdirSync(join(ROOT, 'src'));
    expect(found.filter((name) => !ROOMS.includes(name))).toEqual([]);
    // cli/ opens with its command, the rest with their index.
    const rooms = found.filter((name) => name !== 'index.ts' && name !== 'cli');
    expect(rooms.filter((name) => !existsSync(join(ROOT, 'src', name, 'index.ts')))).toEqual([]);
  });

  it('proves its core at compile time, too', () => {
    const settings = JSON.parse(readFileSync(join(ROOT, 'tsconfig.core.json'), 'utf8'));
    expect(settings.compilerOptions.types).toEqual([]);
    expect(settings.include).toEqual(CORE.map((room) => `src/${room}`));
  });

  it('keeps most files short', () => {
    const lengths = files.map(({ text }) => text.split('\n').length - 1).sort((a, b) => a - b);
    expect(lengths[Math.floor(lengths.length / 2)]).toBeLessThan(100);
  });
});

describe('the rules find what is planted', () => {
  const planted: readonly (readonly [rule: string, path: string, text: string])[] = [
    ['a room imports only rooms above it', 'src/model/x.ts', "import { a } from '../market/a.ts';"],
    ['a room imports only rooms above it', 'src/portfolio/x.ts', "import type { A } from '../exchange/a.ts';"],
    ['a room imports only rooms above it', 'src/exchange/x.ts', "export * from '../portfolio/index.ts';"],
    ['a room imports only rooms above it', 'src/engine/x.ts', "const a = import('../index.ts');"],
    ['a room imports only rooms above it', 'src/engine/x.ts', "import a from '../../test/a.ts';"],
    ['the core is synchronous', 'src/market/x.ts', 'async function f() {}'],
    ['the core is synchronous', 'src/engine/step.ts', 'for await (const a of b) {}'],
    ['the core asks nothing of the world', 'src/model/x.ts', 'const a = `${console.log(1)}`;'],
    ['the core asks nothing of the world', 'src/statistics/x.ts', 'const a = process.env.B;'],
    ['the core imports nothing of the world', 'src/model/x.ts', "import { readFileSync } from 'node:fs';"],
    ['the core imports nothing of the world', 'src/engine/x.ts', "import pino from 'pino';"],
    ['timers stand at the edge', 'src/clock/x.ts', 'setTimeout(() => {}, 1);'],
    ['wall time and chance are read in clock/', 'src/report/x.ts', 'const now = Date.now();'],
    ['wall time and chance are read in clock/', 'src/report/x.ts', 'const now = new Date();'],
    ['wall time and chance are read in clock/', 'src/report/x.ts', 'const now = Date();'],
    ['wall time and chance are read in clock/', 'src/cli/x.ts', 'const a = Math.random();'],
    ['wall time and chance are read in clock/', 'src/live/x.ts', 'const a = performance.now();'],
    ['two machines come to the same last bit', 'src/market/x.ts', 'const a = Math.exp(1);'],
    ['two machines come to the same last bit', 'src/model/math.ts', 'export const exp = Math.exp;'],
    ['two machines come to the same last bit', 'src/model/x.ts', 'const a = 2 ** 3;'],
    ['two machines come to the same last bit', 'src/model/x.ts', 'let a = 2; a **= 3;'],
    ['two machines come to the same last bit', 'src/engine/x.ts', "const a = 'a'.localeCompare('b');"],
    ['two machines come to the same last bit', 'src/strategy/x.ts', 'new Intl.NumberFormat();'],
    [
      'decimal.js is for parsing, formatting and reports',
      'src/portfolio/x.ts',
      "import { Decimal } from 'decimal.js';",
    ],
    ['one file opens DuckDB', 'src/report/x.ts', "import type { A } from '@duckdb/node-api';"],
    ['Arrow stays at the edge', 'src/market/x.ts', "import { tableToIPC } from 'apache-arrow';"],
    ['a file is read in one sitting', 'src/model/x.ts', '\n'.repeat(401)],
    ['a function is read at one glance', 'src/model/x.ts', `function f(a: string): void {${'\n'.repeat(69)}}`],
    ['a function is read at one glance', 'src/model/x.ts', `const f = (a: () => void) => {${'\n'.repeat(69)}};`],
    [
      'a function is read at one glance',
      'src/model/x.ts',
      `class A {\n  m(a = {}): Map<string, number> {${'\n'.repeat(69)}}\n}`,
    ],
    ['a room says its job', 'src/model/index.ts', "export * from './a.ts';"],
    ['a room says its job', 'src/model/index.ts', '/** It does this. And that. */'],
  ];

  it.each(planted)('%s: %s', (rule, path, text) => {
    expect(violationsIn([{ path, text }]).map((violation) => violation.rule)).toContain(rule);
  });

  it('for every rule there is', () => {
    expect(new Set(planted.map(([rule]) => rule))).toEqual(new Set(RULE_NAMES));
  });

  it.each([
    ['src/model/x.ts', "// Math.exp(1), Date.now()\n/* await setTimeout(f) 2 ** 3 */ const a = 'Math.exp **';"],
    ['src/model/x.ts', 'const a = `Math.exp ${1 + 2} ** await`; const b = /\\*\\*|console["`]/; const c = 4 / 2 / 1;'],
    ['src/model/x.ts', 'const a = { process: 1 }; const text = "import x from \'../cli/main.ts\'";'],
    [
      'src/engine/x.ts',
      "import { a } from '../model/a.ts';\nimport { b } from '../exchange/b.ts';\nimport { c } from './c.ts';",
    ],
    ['src/report/x.ts', 'const a = new Date(0); class MyDate extends Date { constructor() { super(1); } }'],
    ['src/model/x.ts', `if (a) {${'\n'.repeat(80)}}\nfor (const b of c) {${'\n'.repeat(80)}}`],
    ['src/model/index.ts', '/** Keeps v1.5 and\n * the rest. */\nexport {};'],
    ['src/catalog/duckdb.ts', "import { DuckDBInstance } from '@duckdb/node-api';"],
  ])('and leave the rest alone: %s %s', (path, text) => {
    expect(violationsIn([{ path, text }])).toEqual([]);
  });

  it('reads text of any shape without losing a line', () => {
    for (const text of ['`', '`${', "'", '/*', '/a', '`${`${1}`}`', "const a = '\\'';\n//x", '}{)(']) {
      const { code, uncommented } = strip(text);
      expect([code.length, uncommented.length]).toEqual([text.length, text.length]);
      expect(code.split('\n').length).toBe(text.split('\n').length);
      functionSpans(code);
    }
  });
});

/** Written in pieces, so that the list does not find itself. */
const FOREIGN: readonly (readonly [what: string, pattern: RegExp])[] = [
  ['a path of a machine', new RegExp(`(?:^|[^A-Za-z0-9_.~*-])/${'(?:work|farm|root|home/[a-z]+|Users/[A-Za-z]+)'}/`)],
  ['a path of a machine', new RegExp(`[A-Z]:\\\\+${'Users'}\\\\`)],
  ['the host of a registry', new RegExp(`https?://[^\\s"']*${'regis'}try[.:/]|"${'resol'}ved": "http`)],
  ['something left undone', new RegExp(`\\b(?:${'TO'}DO|${'FIX'}ME|${'XX'}X)\\b`)],
  ['a test switched off or narrowed', new RegExp(`\\b(?:it|test|describe)\\.(?:${'on'}ly|${'to'}do|${'sk'}ip)\\b`)],
];

describe('what the project holds', () => {
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { cwd: ROOT, encoding: 'utf8' });
  const texts = listed
    .split('\n')
    .filter((path) => /\.(?:[cm]?[jt]sx?|json|ya?ml|md|html|css|sh|example)$|^\.|\/run$/.test(path));

  it.each(FOREIGN)('never %s (%s)', (_what, pattern) => {
    const found = texts
      .filter((path) => existsSync(join(ROOT, path)))
      .flatMap((path) =>
        readFileSync(join(ROOT, path), 'utf8')
          .split('\n')
          .flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}: ${line.trim().slice(0, 120)}`] : [])),
      );
    expect(found).toEqual([]);
  });

  it('a hook of a test file only: a module that files share is read by the first of them alone', () => {
    const shared = texts.filter((path) => path.startsWith('test/') && !path.endsWith('.test.ts'));
    const hooks = shared.filter((path) =>
      /^(?:afterAll|beforeAll|afterEach|beforeEach|onTestFinished)\(/m.test(readFileSync(join(ROOT, path), 'utf8')),
    );
    expect(hooks).toEqual([]);
    expect(shared.length).toBeGreaterThan(50);
  });

  it('finds them where they are planted', () => {
    const lines = [
      `const a = '/${'ro'}ot/x';`,
      `see /${'ho'}me/me/x`,
      `C:\\${'Us'}ers\\me`,
      `https://${'regis'}try.npmjs.org/x`,
      `// ${'TO'}DO: more`,
      `it.${'on'}ly('x')`,
      `describe.${'sk'}ip('x')`,
    ];
    for (const line of lines) expect(FOREIGN.some(([, pattern]) => pattern.test(line))).toBe(true);
    for (const line of ['../home/', 'src/work/x', 'a registry of rooms', 'todo', `describe.${'sk'}ipIf(x)`]) {
      expect(FOREIGN.some(([, pattern]) => pattern.test(line))).toBe(false);
    }
  });
});
