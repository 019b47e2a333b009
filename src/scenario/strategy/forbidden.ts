/** What a strategy may not use, and what to use instead: the one table behind every such error. */

/** Thrown by a stand-in for something that lies outside the strategy's scope. The message is meant for the user as it is. */
export class ScopeError extends Error {
  override name = 'ScopeError';
}

const TIMER = 'use ctx.timer, which rings on the simulated clock';
const NETWORK = 'a strategy sees only its tape: put values in params, prices in the catalog';
const THREAD = 'a strategy runs alone on one thread: do the work in the callback';
const COLLECTION = 'it depends on when memory is collected: keep the object, or a Map you prune, in state';
const BROWSER = 'there is no page: use ctx.plot to draw and ctx.log to write';
const STORAGE = 'use state, which lives as long as the run';
const SYNCHRONOUS =
  'a strategy is synchronous, so that paper and replay decide alike: work in the callback, keep what you need in state, act later with ctx.timer';

/** Names that answer `function` to `typeof` and throw when they are called. */
export const THROWING: Readonly<Record<string, string>> = {
  setTimeout: TIMER,
  setInterval: TIMER,
  setImmediate: TIMER,
  clearTimeout: TIMER,
  clearInterval: TIMER,
  clearImmediate: TIMER,
  queueMicrotask: SYNCHRONOUS,
  requestAnimationFrame: TIMER,
  cancelAnimationFrame: TIMER,
  requestIdleCallback: TIMER,
  fetch: NETWORK,
};

/**
 * Names that answer `undefined` to `typeof`: packages look whether they are there and go another way. Whoever uses them
 * all the same gets the engine's own TypeError, to which the remedy is added (see `errors.ts`).
 */
export const ABSENT: Readonly<Record<string, string>> = {
  process: 'use params of the scenario for settings, ctx.log for output',
  require: 'write an import at the top of the file',
  module: 'write `export default`',
  exports: 'write `export default`',
  __dirname: 'a strategy reads no files: put values in params',
  __filename: 'a strategy reads no files: put values in params',
  Buffer: 'use Uint8Array and TextEncoder',
  XMLHttpRequest: NETWORK,
  WebSocket: NETWORK,
  EventSource: NETWORK,
  Request: NETWORK,
  Response: NETWORK,
  Headers: NETWORK,
  AbortController: SYNCHRONOUS,
  AbortSignal: SYNCHRONOUS,
  Worker: THREAD,
  SharedWorker: THREAD,
  MessageChannel: THREAD,
  BroadcastChannel: THREAD,
  WebAssembly: 'write it in TypeScript',
  WeakRef: COLLECTION,
  FinalizationRegistry: COLLECTION,
  window: BROWSER,
  document: BROWSER,
  navigator: BROWSER,
  localStorage: STORAGE,
  sessionStorage: STORAGE,
  indexedDB: STORAGE,
};

export const PROMISE_REMEDY = SYNCHRONOUS;

const MODULES: Readonly<Record<string, string>> = {
  fs: 'put values in params, prices in the catalog, output in ctx.log and ctx.plot',
  crypto: 'use the global crypto.getRandomValues or Math.random, which are seeded draws',
  timers: TIMER,
  perf_hooks: 'use the global performance or ctx.now',
  http: NETWORK,
  https: NETWORK,
  http2: NETWORK,
  net: NETWORK,
  tls: NETWORK,
  dgram: NETWORK,
  dns: NETWORK,
  undici: NETWORK,
  child_process: THREAD,
  worker_threads: THREAD,
  cluster: THREAD,
  process: 'use params of the scenario for settings, ctx.log for output',
  console: 'use the global console, which is ctx.log',
  buffer: 'use Uint8Array and TextEncoder',
  url: 'use the global URL',
  util: 'use plain functions, or a package from npm',
  events: 'call your functions directly, or take a package from npm',
  assert: 'throw an Error',
  vm: 'write the code in the strategy',
  module: 'write an import at the top of the file',
};

/** What to use instead of a Node module such as `fs`, `node:fs` or `fs/promises`. */
export function moduleRemedy(specifier: string): string {
  const name = specifier.replace(/^node:/, '').split('/')[0] ?? '';
  const known = Object.hasOwn(MODULES, name) ? MODULES[name] : undefined;
  return known ?? 'a strategy runs without Node: write it in plain TypeScript or take a package from npm';
}

/** What to use instead of a global, where it is one of those above. */
export function globalRemedy(name: string): string | undefined {
  if (Object.hasOwn(ABSENT, name)) return ABSENT[name];
  return Object.hasOwn(THROWING, name) ? THROWING[name] : undefined;
}

export function forbidden(name: string, remedy: string): ScopeError {
  return new ScopeError(`${name} is not available in a strategy: ${remedy}`);
}
