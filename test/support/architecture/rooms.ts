/** The rooms of the house, in the order in which they may be imported. */

/** Pure and synchronous. */
export const CORE = [
  'model',
  'clock',
  'market',
  'exchange',
  'portfolio',
  'strategy',
  'execution',
  'engine',
  'statistics',
] as const;

/** Asynchronous: meets files, networks and people. */
export const EDGE = ['catalog', 'journal', 'live', 'report', 'scenario', 'study', 'server', 'web', 'cli'] as const;

/** `index.ts`, the public face, may import every room. */
export const ROOMS: readonly string[] = [...CORE, ...EDGE, 'index.ts'];

/** Rooms in which two machines must come to the same last bit. */
export const EXACT: readonly string[] = CORE.slice(0, CORE.indexOf('engine') + 1);

/** Pairs that do not know each other although one stands above the other. */
export const STRANGERS: readonly (readonly [room: string, other: string])[] = [['portfolio', 'exchange']];

/** Room of a file under `src/`, e.g. `model` of `src/model/time.ts` and `index.ts` of `src/index.ts`. */
export function roomOf(path: string): string {
  return path.split('/')[1] ?? '';
}
