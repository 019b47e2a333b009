/** Stand-ins for what a strategy may mention but not use: loading a package that names them works, using them explains. */
import { forbidden, moduleRemedy, PROMISE_REMEDY, THROWING } from './forbidden.ts';

/** A function that throws the explaining error when called or constructed. Its source is plain, so that it is not taken for a native one. */
function throwing(name: string, remedy: string): () => never {
  return function standIn(): never {
    throw forbidden(name, remedy);
  };
}

/** Timers, fetch and their kin by name. */
export function throwingGlobals(): Record<string, unknown> {
  const globals: Record<string, unknown> = {};
  for (const [name, remedy] of Object.entries(THROWING)) globals[name] = throwing(name, remedy);
  return globals;
}

/**
 * `Promise`: `typeof`, `instanceof`, `extends` and its prototype work, since packages look at them while they load;
 * making one, in any of its ways, throws. Lowered `async` functions and `import()` end here.
 */
export function standInPromise(): unknown {
  const promise = throwing('Promise (async, await, import())', PROMISE_REMEDY);
  const statics = ['all', 'allSettled', 'any', 'race', 'reject', 'resolve', 'try', 'withResolvers'];
  for (const name of statics)
    Object.defineProperty(promise, name, { value: throwing(`Promise.${name}`, PROMISE_REMEDY) });
  for (const name of ['catch', 'finally', 'then']) {
    Object.defineProperty(promise.prototype, name, { value: throwing(`Promise.${name}`, PROMISE_REMEDY) });
  }
  Object.defineProperty(promise, 'name', { value: 'Promise' });
  return promise;
}

const GLOBAL_THIS = /^\s*return\s*\(?\s*(?:this|globalThis)\s*\)?\s*;?\s*$/;

/**
 * `Function`: functions are still instances of it and its prototype is the real one. The old way to the global object,
 * `Function('return this')()`, leads to the strategy's; any other text turned into code is an error.
 */
export function standInFunction(globals: object): unknown {
  function StandInFunction(...parts: unknown[]): () => object {
    if (parts.length === 1 && GLOBAL_THIS.test(String(parts[0]))) return () => globals;
    throw forbidden('Function (code made from text)', 'write the function in the strategy');
  }
  Object.defineProperty(StandInFunction, 'prototype', { value: Function.prototype });
  Object.defineProperty(StandInFunction, 'name', { value: 'Function' });
  return StandInFunction;
}

/** `Atomics` without the calls that wait. */
export function standInAtomics(): unknown {
  const atomics = Object.create(Object.prototype, Object.getOwnPropertyDescriptors(Atomics)) as object;
  for (const name of ['wait', 'waitAsync']) {
    Object.defineProperty(atomics, name, { value: throwing(`Atomics.${name}`, PROMISE_REMEDY) });
  }
  return atomics;
}

/** `Array.fromAsync`, to which the bundler leads. */
export function standInFromAsync(): unknown {
  return throwing('Array.fromAsync', PROMISE_REMEDY);
}

/** What reading these answers does not mean that a module is used: module interop, inspection and `instanceof` read them. */
const HARMLESS = new Set<string | symbol>([
  '__esModule',
  'default',
  'then',
  'toJSON',
  Symbol.toStringTag,
  Symbol.iterator,
]);

/**
 * Stands for a Node module inside a dependency. Its members can be read, taken apart and extended while the package
 * loads; calling or constructing one, or turning it into a text or number, throws.
 */
export function standInModule(specifier: string): object {
  const remedy = moduleRemedy(specifier);
  const member = (path: string): object => {
    const fail = throwing(path, remedy);
    const members = new Map<string | symbol, unknown>();
    return new Proxy(fail, {
      get(target, key) {
        if (key === 'prototype') return target.prototype;
        if (key === Symbol.toPrimitive) return fail;
        if (HARMLESS.has(key) || typeof key === 'symbol') return undefined;
        const known = members.get(key) ?? member(`${path}.${key}`);
        members.set(key, known);
        return known;
      },
      apply: fail,
      construct: fail,
    });
  };
  // Interop copies own keys and inherits the rest: an object whose prototype is the stand-in passes both ways.
  return Object.create(member(specifier.replace(/^node:/, '')) as object) as object;
}
