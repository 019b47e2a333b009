/** A scenario's YAML: its values with the text of its numbers, and where each of them stands. */
import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  type Scalar,
  visit,
} from 'yaml';
import { InputError } from '../model/errors.ts';

export type Path = readonly (string | number)[];

/** Deeper than any scenario; a value that contains itself through an alias ends here. */
const DEEPEST = 32;
/** Aliases make a small file large: this many values are more than any scenario means. */
const MOST_VALUES = 5_000_000;

/** Where a path leads: the last key on it that is there, and whether that is the whole of it. */
interface Place {
  readonly found: boolean;
  /** What put the value there, where it was not the file. */
  readonly origin: string | undefined;
  readonly keyOffset: number | null;
  readonly valueOffset: number | null;
}

export class ScenarioSource {
  readonly #document: Document.Parsed;
  readonly #lines: LineCounter;
  readonly #file: string;
  /** Nodes that did not come from the file, with what they came from, e.g. `--seed 7`. */
  readonly #origins = new WeakMap<object, string>();

  /**
   * @param file as it is shown in messages
   * @throws InputError with file, line and column where the text is not one YAML mapping
   */
  constructor(text: string, file: string) {
    this.#file = file;
    this.#lines = new LineCounter();
    this.#document = parseDocument(text, { lineCounter: this.#lines, prettyErrors: false, strict: true });
    const [problem] = [...this.#document.errors, ...this.#document.warnings];
    if (problem !== undefined) {
      throw new InputError(`${this.#position(problem.pos[0])}: ${oneLine(problem.message)}: mend the YAML`);
    }
    if (!isMap(this.#document.contents)) {
      throw new InputError(`${file}: a scenario is a mapping of keys to values: see the README for one that runs`);
    }
  }

  /** The file as messages show it. */
  get file(): string {
    return this.#file;
  }

  /**
   * The values as plain objects, lists, text, booleans and null. A number is the text it was written with, but under
   * `strategy.params`, where it is a number; a quoted scalar is text everywhere.
   */
  values(): Record<string, unknown> {
    let count = 0;
    const convert = (node: unknown, path: Path): unknown => {
      count += 1;
      if (path.length > DEEPEST || count > MOST_VALUES) throw this.problem(path, 'is nested too deeply or too large');
      if (isAlias(node)) return convert(node.resolve(this.#document), path);
      if (isMap(node)) return this.#object(node.items as Pair[], path, convert);
      if (isSeq(node)) return node.items.map((item, index) => convert(item, [...path, index]));
      return isScalar(node) ? this.#scalar(node, path) : null;
    };
    return convert(this.#document.contents, []) as Record<string, unknown>;
  }

  #object(items: readonly Pair[], path: Path, convert: (node: unknown, path: Path) => unknown): unknown {
    const entries = items.map((pair): [string, unknown] => {
      const key = keyOf(pair);
      if (key === null || key === '__proto__') throw this.problem(path, 'has a key that is not plain text');
      return [key, convert(pair.value, [...path, key])];
    });
    return Object.fromEntries(entries);
  }

  get #isScripted(): boolean {
    return this.#document.getIn(['strategy', 'use']) === 'scripted';
  }

  #scalar(node: Scalar, path: Path): unknown {
    const { value } = node;
    if (typeof value !== 'number' && typeof value !== 'bigint') return value;
    const inParams = path[0] === 'strategy' && path[1] === 'params';
    if (!inParams) return node.source ?? String(value);
    if (!Number.isFinite(Number(value))) {
      // What a scripted order says that is no number is refused in the run, like any other slip of an order.
      if (path[2] === 'orders' && this.#isScripted) return node.source ?? String(value);
      throw this.problem(path, `is ${node.source}: a strategy's parameters are finite numbers`);
    }
    return Number(value);
  }

  /**
   * Puts `text`, read as YAML, in the place of what stands at `path` (or adds it there).
   *
   * @param origin what asked for it, e.g. `--set exchange.slippage.pct=0.2`: errors name it in place of a line
   */
  replace(path: Path, text: string, origin: string): void {
    const value = parseDocument(text, { strict: true });
    if (value.errors.length > 0 || value.warnings.length > 0) {
      throw new InputError(`${origin}: the value is not YAML: quote it`);
    }
    const node = value.contents ?? value.createNode(null);
    const touched = new Set<object>([node]);
    visit(value, { Node: (_, inner) => void touched.add(inner) });
    const before = this.#nodesOnTheWay(path);
    try {
      this.#document.setIn(path, node);
    } catch {
      throw new InputError(
        `${origin}: what stands above the last key in ${this.#file} has no keys: set that one whole`,
      );
    }
    for (const inner of [...touched, ...this.#nodesOnTheWay(path)]) {
      if (!before.has(inner)) this.#origins.set(inner, origin);
    }
  }

  #nodesOnTheWay(path: Path): Set<object> {
    const nodes = path.map((_, length) => this.#document.getIn(path.slice(0, length + 1), true));
    return new Set(nodes.filter((node): node is Node => typeof node === 'object' && node !== null));
  }

  /** Where the value at `path`, or else the nearest key above it, stands: `file:line:column`, or the flag it came from. */
  locate(path: Path, part: 'value' | 'key' = 'value'): string {
    const { origin, found, keyOffset, valueOffset } = this.#find(path);
    if (origin !== undefined) return origin;
    const offset = found && part === 'value' ? (valueOffset ?? keyOffset) : keyOffset;
    return offset === null ? this.#file : this.#position(offset);
  }

  /** The place in the order in which problems are told: flags, then as the file reads, then what is not written at all. */
  order(path: Path): number {
    const { origin, found, keyOffset } = this.#find(path);
    if (origin !== undefined) return -1;
    return (keyOffset ?? 0) + (found ? 0 : Number.MAX_SAFE_INTEGER / 2);
  }

  #find(path: Path): Place {
    let node: unknown = this.#document.contents;
    let place: Place = { found: true, origin: undefined, keyOffset: null, valueOffset: null };
    for (const segment of path) {
      if (isAlias(node)) node = node.resolve(this.#document);
      const pair = isMap(node) ? (node.items as Pair[]).find((item) => keyOf(item) === String(segment)) : undefined;
      const key = pair?.key as Node | undefined;
      const value = (isSeq(node) ? node.items[Number(segment)] : pair?.value) as Node | null | undefined;
      if (value === undefined || value === null) return { ...place, found: false };
      const valueOffset = value.range?.[0] ?? null;
      const keyOffset = key?.range?.[0] ?? valueOffset ?? place.keyOffset;
      place = { found: true, origin: this.#origins.get(value) ?? place.origin, keyOffset, valueOffset };
      node = value;
    }
    return place;
  }

  #position(offset: number): string {
    const { line, col } = this.#lines.linePos(offset);
    return `${this.#file}:${line}:${col}`;
  }

  /** An error about the value at `path`; `message` goes on from the key, e.g. `is empty: write a list`. */
  problem(path: Path, message: string, part: 'value' | 'key' = 'value'): InputError {
    return new InputError(
      `${this.locate(path, part)}: ${path.length === 0 ? 'the scenario' : pathText(path)} ${message}`,
    );
  }
}

function keyOf(pair: Pair): string | null {
  const { key } = pair;
  if (!isScalar(key)) return typeof key === 'string' ? key : null;
  return typeof key.value === 'string' ? key.value : (key.source ?? String(key.value));
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

export function pathText(path: Path): string {
  return path.join('.');
}
