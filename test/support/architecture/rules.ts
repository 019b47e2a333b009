/** The seams of the house as rules over its text. A rule is one line of the table. */
import { posix } from 'node:path';
import { functionSpans } from './functions.ts';
import { CORE, EDGE, EXACT, ROOMS, roomOf, STRANGERS } from './rooms.ts';
import { strip } from './strip.ts';

export interface SourceFile {
  /** From the project's root, with `/`. */
  readonly path: string;
  readonly text: string;
}

export interface Violation {
  readonly rule: string;
  readonly path: string;
  /** From 1. */
  readonly line: number;
  readonly what: string;
}

interface Parsed extends SourceFile {
  readonly room: string;
  readonly code: string;
  readonly imports: readonly { readonly specifier: string; readonly line: number }[];
}

const IMPORT = /(?:\bfrom|\bimport|\brequire)\s*\(?\s*(['"])([^'"\n]+)\1/g;

function parse(file: SourceFile): Parsed {
  const { code, uncommented } = strip(file.text);
  const imports = [...uncommented.matchAll(IMPORT)]
    // A quoted import inside a string is blank in `code`, where a real one still says `from` or `import`.
    .filter(({ index }) => /\S/.test(code.slice(index, index + 4)))
    .map((match) => ({ specifier: match[2]!, line: lineAt(uncommented, match.index) }));
  return { ...file, room: roomOf(file.path), code, imports };
}

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}

type Found = readonly [line: number, what: string];
type Rule = (file: Parsed) => Found[];

const isIn = (rooms: readonly string[], file: Parsed): boolean => rooms.includes(file.room);

/** Every match of `pattern` in the code of files of `rooms`. */
const never =
  (rooms: readonly string[], pattern: RegExp): Rule =>
  (file) =>
    isIn(rooms, file)
      ? [...file.code.matchAll(new RegExp(pattern, 'g'))].map((match) => [lineAt(file.code, match.index), match[0]])
      : [];

/** Every import that `isWrong` in files of `rooms`. */
const neverImports =
  (rooms: readonly string[], isWrong: (specifier: string, file: Parsed) => boolean): Rule =>
  (file) =>
    isIn(rooms, file)
      ? file.imports
          .filter(({ specifier }) => isWrong(specifier, file))
          .map(({ specifier, line }) => [line, specifier] as const)
      : [];

const isPackage = (specifier: string, name: string): boolean => specifier === name || specifier.startsWith(`${name}/`);

/** The room a relative import leads to; null for packages. */
function importedRoom(specifier: string, file: Parsed): string | null {
  if (!specifier.startsWith('.')) return null;
  const target = posix.join(posix.dirname(file.path), specifier);
  return target.startsWith('src/') ? roomOf(target) : '';
}

function breaksOrder(specifier: string, file: Parsed): boolean {
  const target = importedRoom(specifier, file);
  if (target === null || target === file.room) return false;
  const [from, to] = [ROOMS.indexOf(file.room), ROOMS.indexOf(target)];
  if (to < 0 || to >= from) return true;
  return STRANGERS.some(([room, other]) => room === file.room && other === target);
}

/** What the core may bring in: arithmetic and validation that ask nothing of the world. */
const CORE_PACKAGES = ['seedrandom', 'zod', '#trading-signals', 'decimal.js'];
const WORLD =
  /\b(?:console|process|Buffer|setTimeout|setInterval|setImmediate|queueMicrotask|fetch|require|__dirname|__filename|globalThis|performance|crypto|XMLHttpRequest|WebSocket|Worker)\b(?!\s*:)/;
const TIMERS = /(?<![.\w])(?:setTimeout|setInterval|setImmediate)\s*\(/;
const TIME_AND_CHANCE =
  /\bDate\s*\.\s*now\b|\bnew\s+Date\s*(?:\(\s*\)|(?![\s\w(.<]))|(?<![\w.]|new\s+|class\s+)Date\s*\(|\bMath\s*\.\s*random\b|\bperformance\s*\.\s*now\b|\b(?:hrtime|getRandomValues|randomUUID|randomBytes|randomInt)\b/;
const INEXACT =
  /\bMath\s*\.\s*(?!(?:sqrt|floor|ceil|round|trunc|abs|min|max|sign|imul|clz32|fround|E|PI|LN2|LN10|LOG2E|LOG10E|SQRT2|SQRT1_2)\b)\w+|\bMath\s*\[|(?<![*/])\*\*(?!\/)|\bIntl\b|\.\s*(?:localeCompare|toLocale\w+)\b/;
const LONGEST_FILE = 400;
const LONGEST_FUNCTION = 69;

function opensWithSentence({ path, text }: Parsed): Found[] {
  if (!/^src\/[^/]+\/index\.ts$/.test(path)) return [];
  const comment = /^\/\*\*\s*(.*?)\s*\*\//s.exec(text)?.[1]?.replace(/\s*\n\s*\*\s*/g, ' ') ?? '';
  return /^[A-Z][^.]*(?:\.[^\s.][^.]*)*\.$/.test(comment) ? [] : [[1, 'no comment of one sentence at its head']];
}

const ALL = [...ROOMS];
const RULES: Readonly<Record<string, Rule>> = {
  'a room imports only rooms above it': neverImports(ALL, breaksOrder),
  'the core is synchronous': never(CORE, /\b(?:await|async)\b/),
  'the core asks nothing of the world': never(CORE, WORLD),
  'the core imports nothing of the world': neverImports(
    CORE,
    (specifier) => !specifier.startsWith('.') && !CORE_PACKAGES.some((name) => isPackage(specifier, name)),
  ),
  'timers stand at the edge': never(CORE, TIMERS),
  'wall time and chance are read in clock/': never(
    ALL.filter((room) => room !== 'clock'),
    TIME_AND_CHANCE,
  ),
  'two machines come to the same last bit': never(EXACT, INEXACT),
  'decimal.js is for parsing, formatting and reports': neverImports(
    ['clock', 'market', 'exchange', 'portfolio', 'strategy', 'execution', 'engine', 'statistics', 'journal', 'live'],
    (specifier) => isPackage(specifier, 'decimal.js'),
  ),
  'one file opens DuckDB': neverImports(
    ALL,
    (specifier, { path }) => specifier.startsWith('@duckdb/') && path !== 'src/catalog/duckdb.ts',
  ),
  'Arrow stays at the edge': neverImports(
    ALL.filter((room) => !(EDGE as readonly string[]).includes(room)),
    (specifier) => isPackage(specifier, 'apache-arrow'),
  ),
  'a file is read in one sitting': ({ text }) => {
    const lines = text.split('\n').length - 1;
    return lines > LONGEST_FILE ? [[LONGEST_FILE, `${lines} lines`]] : [];
  },
  'a function is read at one glance': ({ code }) =>
    functionSpans(code)
      .filter(({ lines }) => lines > LONGEST_FUNCTION)
      .map(({ line, lines }) => [line, `${lines} lines`] as const),
  'a room says its job': opensWithSentence,
};

export const RULE_NAMES = Object.keys(RULES);

/** Everything in files under `src/` that breaks a rule. */
export function violationsIn(files: readonly SourceFile[]): Violation[] {
  return files
    .map(parse)
    .flatMap((file) =>
      Object.entries(RULES).flatMap(([rule, find]) =>
        find(file).map(([line, what]) => ({ rule, path: file.path, line, what })),
      ),
    );
}
