/** What a strategy has gathered, as plain JSON and back: indicators, and the data they stand in. */
import { InputError } from '../model/errors.ts';
import { UnitScale } from './exact.ts';
import { Highest, Lowest } from './extremes.ts';
import { INNER_SIGNALS, type IndicatorClass, SIGNALS } from './signals.ts';
import { Sma } from './sma.ts';

/**
 * What `save` gives: JSON as it is, which a text or a file keeps to the last bit. A list stands for an object and opens
 * with its kind.
 */
export type Saved = null | boolean | number | string | readonly Saved[];

const CLASSES: ReadonlyMap<string, IndicatorClass> = new Map<string, IndicatorClass>([
  ...SIGNALS,
  ...INNER_SIGNALS,
  ['Sma', Sma],
  ['Highest', Highest],
  ['Lowest', Lowest],
  ['UnitScale', UnitScale],
]);
const NAMES = new Map<object, string>([...CLASSES].map(([name, one]) => [one.prototype, name]));

const ARRAYS = [
  Float64Array,
  Float32Array,
  Int8Array,
  Int16Array,
  Int32Array,
  Uint8Array,
  Uint8ClampedArray,
  Uint16Array,
  Uint32Array,
  BigInt64Array,
  BigUint64Array,
] as const;
const ARRAYS_BY_NAME = new Map<string, (typeof ARRAYS)[number]>(ARRAYS.map((one) => [one.name, one]));

/**
 * An indicator, or state that holds some, as plain JSON. Takes what a strategy's state may hold to be checkpointed: plain
 * objects, lists, Map, Set, typed arrays, numbers of every kind and the indicators of `papertape/indicators`. What two
 * places share stays shared; views onto one buffer become arrays of their own.
 *
 * @throws InputError where it holds anything else, naming the place
 */
export function save(value: unknown): Saved {
  return encode(value, 'state', new Map());
}

function encode(value: unknown, path: string, seen: Map<object, number>): Saved {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  if (value === undefined) return ['undefined'];
  if (typeof value === 'bigint') return ['bigint', String(value)];
  if (typeof value === 'number') return savedNumber(value);
  if (typeof value !== 'object') throw notSaved(path, `a ${typeof value}`);
  const before = seen.get(value);
  if (before !== undefined) return ['same', before];
  seen.set(value, seen.size);
  return encodeObject(value, path, seen);
}

/** @internal A number of any kind, as JSON keeps it. */
export function savedNumber(value: number): Saved {
  const isPlain = Number.isFinite(value) && !Object.is(value, -0);
  return isPlain ? value : ['number', Object.is(value, -0) ? '-0' : String(value)];
}

/** @internal A typed array with its length, and its items up to the last that is not zero. */
export function savedArray(array: ArrayBufferView): Saved {
  const items = array as unknown as ArrayLike<number | bigint>;
  let used = items.length;
  while (used > 0 && Object.is(Number(items[used - 1]), 0)) used -= 1;
  const name = array.constructor.name;
  return [name, items.length, ...Array.from({ length: used }, (_, i) => plainItem(items[i]!))];
}

const plainItem = (item: number | bigint): Saved =>
  typeof item === 'bigint' ? ['bigint', String(item)] : savedNumber(item);

/** @internal What `savedArray` was given, made anew. */
export function typedArrayOf([kind, length, ...items]: readonly Saved[]): ArrayBufferView {
  const array = new (arrayClass(kind))(length as number);
  items.forEach((item, i) => {
    array[i] = decode(item, []) as never;
  });
  return array;
}

function encodeObject(value: object, path: string, seen: Map<object, number>): Saved {
  const each = (items: Iterable<unknown>, place: string): Saved[] =>
    Array.from(items, (item, i) => encode(item, `${path}${place.replace('#', String(i))}`, seen));
  if (Array.isArray(value)) return ['list', ...each(value, '[#]')];
  if (value instanceof Map) return ['map', ...each([...value].flat(), ' (a Map), entry #')];
  if (value instanceof Set) return ['set', ...each(value, ' (a Set), entry #')];
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    return [value.constructor.name, ...each(value as unknown as Iterable<unknown>, '[#]')];
  }
  const prototype = Object.getPrototypeOf(value) as object | null;
  const name = prototype === null || prototype === Object.prototype ? '' : NAMES.get(prototype);
  if (name === undefined) throw notSaved(path, `a ${(value.constructor as { name?: string })?.name || 'class'}`);
  const fields = Object.entries(value).flatMap(([key, one]) => [key, encode(one, `${path}.${key}`, seen)]);
  return name === '' ? ['object', ...fields] : ['indicator', name, ...fields];
}

function notSaved(path: string, what: string): InputError {
  return new InputError(
    `${path} is ${what}: what is saved is plain data (objects, lists, Map, Set), typed arrays and shipped indicators`,
  );
}

/**
 * What `save` was given, made anew: it goes on to the same values as the one that was saved.
 *
 * @throws InputError where it is not what `save` gives
 */
export function load<T = unknown>(saved: Saved): T {
  return decode(saved, []) as T;
}

function decode(saved: Saved, made: object[]): unknown {
  if (typeof saved !== 'object' || saved === null) return saved;
  const [kind, ...rest] = saved;
  const first = rest[0];
  if (kind === 'undefined') return undefined;
  if (kind === 'number') return Number(first);
  if (kind === 'bigint') return BigInt(first as string);
  if (kind === 'same') return made[first as number];
  const number = made.length;
  const keep = <T extends object>(one: T): T => {
    made[number] = one;
    return one;
  };
  switch (kind) {
    case 'list': {
      const list = keep<unknown[]>([]);
      for (const item of rest) list.push(decode(item, made));
      return list;
    }
    case 'set': {
      const set = keep(new Set<unknown>());
      for (const item of rest) set.add(decode(item, made));
      return set;
    }
    case 'map': {
      const map = keep(new Map<unknown, unknown>());
      for (let i = 0; i < rest.length; i += 2) {
        const key = decode(rest[i]!, made);
        map.set(key, decode(rest[i + 1]!, made));
      }
      return map;
    }
    case 'object':
      return fill(keep({}), rest, made);
    case 'indicator': {
      const found = CLASSES.get(first as string);
      if (found === undefined) throw new InputError(`there is no indicator ${String(first)} in papertape/indicators`);
      return fill(keep(Object.create(found.prototype) as object), rest.slice(1), made);
    }
    default:
      return keep(typedArray(kind, rest, made));
  }
}

function fill(object: object, fields: readonly Saved[], made: object[]): object {
  for (let i = 0; i < fields.length; i += 2) {
    // Also a key named __proto__ is a key like any other.
    const value = decode(fields[i + 1]!, made);
    Object.defineProperty(object, fields[i] as string, {
      value,
      writable: true,
      enumerable: true,
      configurable: true,
    });
  }
  return object;
}

function arrayClass(kind: Saved | undefined): (typeof ARRAYS)[number] {
  const found = typeof kind === 'string' ? ARRAYS_BY_NAME.get(kind) : undefined;
  if (found === undefined) throw new InputError(`this was not saved by papertape: ${JSON.stringify(kind)} is no kind`);
  return found;
}

function typedArray(kind: Saved | undefined, items: readonly Saved[], made: object[]): object {
  const array = new (arrayClass(kind))(items.length);
  items.forEach((item, i) => {
    array[i] = decode(item, made) as never;
  });
  return array;
}
