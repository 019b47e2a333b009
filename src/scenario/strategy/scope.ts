/** The world as a strategy sees it: the names its bundle gets as parameters, which shadow the engine's. */
import { scopedCrypto, scopedMath } from './chance.ts';
import { type LogLevel, scopedConsole } from './scoped-console.ts';
import { simulatedDate, simulatedPerformance, utcIntl } from './simulated-date.ts';
import {
  standInAtomics,
  standInFromAsync,
  standInFunction,
  standInModule,
  standInPromise,
  throwingGlobals,
} from './stand-ins.ts';

/** What a run hands to its strategy's world. */
export interface StrategyScope {
  /** Simulated time in microseconds since the epoch, UTC. */
  now(): number;
  /** The next keyed draw, in [0, 1). */
  random(): number;
  log(level: LogLevel, message: string): void;
  /** Portable functions: the same last bit on every machine. `random` is replaced. */
  readonly math: typeof Math;
}

/** The module instances of the running package, by specifier (`papertape`, `zod`, ...), as namespace objects. */
export type ProvidedModules = Readonly<Record<string, object>>;

/** Parameters only the bundler's own code names. */
export const PROVIDED_PARAMETER = '__papertapeModules';
export const NODE_MODULE_PARAMETER = '__papertapeNodeModule';
export const FROM_ASYNC_PARAMETER = '__papertapeFromAsync';

/** Globals of the engine that are pure, synchronous and the same on every machine: left as they are. */
const ALLOWED = new Set(
  `Object Array ArrayBuffer SharedArrayBuffer DataView BigInt Boolean Number String Symbol Map Set WeakMap WeakSet
  BigInt64Array BigUint64Array Float32Array Float64Array Int8Array Int16Array Int32Array Uint8Array Uint8ClampedArray
  Uint16Array Uint32Array Error AggregateError EvalError RangeError ReferenceError SyntaxError TypeError URIError
  RegExp Proxy Reflect JSON Infinity NaN undefined isFinite isNaN parseFloat parseInt decodeURI decodeURIComponent
  encodeURI encodeURIComponent escape unescape structuredClone TextEncoder TextDecoder URL URLSearchParams atob btoa
  DOMException`.split(/\s+/),
);

/** Left out of the parameters: `eval` cannot be one in strict code (a stated limit). */
const UNSHADOWABLE = new Set(['eval', 'globalThis']);
const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;

/** Names and values of the parameters, in one order. */
export interface ScopeParameters {
  readonly names: readonly string[];
  readonly values: readonly unknown[];
}

/** Builds one run's world. Nothing in it outlives the run but the language's own classes. */
export function scopeParameters(scope: StrategyScope, modules: ProvidedModules): ScopeParameters {
  const now = (): number => scope.now();
  const random = (): number => scope.random();
  const globals: Record<string, unknown> = {};
  const visible: Record<string, unknown> = {
    ...throwingGlobals(),
    Atomics: standInAtomics(),
    Date: simulatedDate(now),
    Function: standInFunction(globals),
    Intl: utcIntl(),
    Math: scopedMath(scope.math, random),
    Promise: standInPromise(),
    console: scopedConsole((level, message) => scope.log(level, message)),
    crypto: scopedCrypto(random),
    performance: simulatedPerformance(now),
    globalThis: globals,
    global: globals,
    self: globals,
  };
  fillGlobals(globals, visible);
  const shadows: Record<string, unknown> = { ...absentNames(visible), ...visible };
  shadows[PROVIDED_PARAMETER] = modules;
  shadows[NODE_MODULE_PARAMETER] = standInModule;
  shadows[FROM_ASYNC_PARAMETER] = standInFromAsync();
  return { names: Object.keys(shadows), values: Object.values(shadows) };
}

/** What `globalThis` holds: the allowed names, as they are. A package may add to it (for this run), not change it. */
function fillGlobals(globals: object, visible: Readonly<Record<string, unknown>>): void {
  const real = globalThis as unknown as Record<string, unknown>;
  for (const name of ALLOWED) if (name in real) define(globals, name, real[name]);
  for (const [name, value] of Object.entries(visible)) define(globals, name, value);
}

function define(target: object, name: string, value: unknown): void {
  Object.defineProperty(target, name, { value, enumerable: false, writable: false, configurable: false });
}

/**
 * Everything else the engine's realm has today, whatever its version adds, is as if it were not there. A name it does
 * not have stays undeclared, so that using it says its name.
 */
function absentNames(visible: Readonly<Record<string, unknown>>): Record<string, undefined> {
  const absent: Record<string, undefined> = {};
  for (const name of Object.getOwnPropertyNames(globalThis)) {
    const hidden = !ALLOWED.has(name) && !UNSHADOWABLE.has(name) && !(name in visible);
    if (hidden && IDENTIFIER.test(name)) absent[name] = undefined;
  }
  return absent;
}
