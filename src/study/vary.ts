/** `--vary path=v1,v2`: a path of the scenario and the values it takes. */
import { isNode, isSeq, parseDocument } from 'yaml';
import { InputError } from '../model/errors.ts';

/** One setting that varies. */
export interface Axis {
  /** `exchange.slippage.pct`. */
  readonly path: string;
  /** YAML, as it was written. */
  readonly values: readonly string[];
}

const EXAMPLE = '--vary exchange.slippage.pct=0.05,0.1';

/**
 * Reads the flags. Values are YAML, parted by commas outside of brackets and quotes: `{ model: none }` is one value.
 *
 * @throws InputError for one that is no `path=v1,v2`, that has no value or one twice, and for a path that is said twice
 */
export function parseVary(flags: readonly string[]): Axis[] {
  const axes = flags.map(parseAxis);
  axes.forEach(({ path }, i) => {
    if (axes.findIndex((other) => other.path === path) < i) {
      throw new InputError(`--vary ${path}=... is given twice: write all of its values behind one`);
    }
  });
  return axes;
}

function parseAxis(flag: string): Axis {
  const at = flag.indexOf('=');
  const path = flag.slice(0, Math.max(0, at)).trim();
  if (path === '') throw new InputError(`--vary ${flag}: write path=v1,v2, such as ${EXAMPLE}`);
  if (path === 'seed') {
    throw new InputError(`--vary ${flag}: a seed is luck and no setting: --seeds K runs each setting on K of them`);
  }
  const values = valuesOf(flag.slice(at + 1), flag);
  if (values.length === 0 || values.includes('')) {
    throw new InputError(
      `--vary ${flag}: ${path} has ${values.length === 0 ? 'no values' : 'an empty value'}: ${EXAMPLE}`,
    );
  }
  const twice = values.find((value, i) => values.indexOf(value) < i);
  if (twice !== undefined) throw new InputError(`--vary ${flag}: ${twice} stands there twice: leave one of them out`);
  return { path, values };
}

/** The items of a YAML list without its brackets, each as it is written. */
function valuesOf(text: string, flag: string): string[] {
  if (text.trim() === '') return [];
  const list = `[${text}]`;
  const document = parseDocument(list, { strict: true });
  const { contents } = document;
  if (document.errors.length > 0 || !isSeq(contents)) {
    throw new InputError(`--vary ${flag}: the values are not YAML with a comma between them: quote what is text`);
  }
  return contents.items.map((item) => {
    const range = isNode(item) ? item.range : undefined;
    return range === undefined || range === null ? '' : list.slice(range[0], range[1]).trim();
  });
}

/** Every combination, the last axis changing first; one without assignments where nothing varies. */
export function gridOf(axes: readonly Axis[]): (readonly (readonly [path: string, value: string])[])[] {
  let grid: (readonly (readonly [string, string])[])[] = [[]];
  for (const { path, values } of axes)
    grid = grid.flatMap((point) => values.map((value) => [...point, [path, value] as const]));
  return grid;
}
