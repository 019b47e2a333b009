/** What two resolved scenarios, or two tables of numbers, say differently. */

/** A value that is not the same on both sides; `undefined` where a side has none. */
export interface ValueDifference {
  /** `exchange.slippage.pct`, or a metric's name. */
  readonly path: string;
  readonly a: unknown;
  readonly b: unknown;
}

/** What no digest has, since it says where things lie and how long they are kept. */
const NOT_COMPARED = new Set(['market.catalog', 'journal']);

/** By path, in the order of the first scenario. */
export function differingSettings(a: unknown, b: unknown): ValueDifference[] {
  return differing(a, b, '');
}

function differing(a: unknown, b: unknown, path: string): ValueDifference[] {
  if (Object.is(a, b) || NOT_COMPARED.has(path)) return [];
  if (!isObject(a) || !isObject(b)) return isSameStrategyFile(path, a, b) ? [] : [{ path, a, b }];
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].flatMap((key) =>
    differing(a[key], b[key], path === '' ? key : `${path}.${key}`),
  );
}

/** Where a strategy's file lies is no setting: what stands in it is compared by its digest. */
function isSameStrategyFile(path: string, a: unknown, b: unknown): boolean {
  return path === 'strategy.use' && [a, b].every((use) => typeof use === 'string' && /[\\/.]/.test(use));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
