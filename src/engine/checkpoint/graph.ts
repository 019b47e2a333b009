/**
 * The state of objects that hold each other, as plain JSON and back. Every field of every object is taken as it is found:
 * there is no list in which one could be forgotten.
 *
 * What is loaded into is a session made anew of the same setup: the same objects stand in the same places, joined in the same
 * way, and only what they hold is another. What a class says of itself beside its fields:
 *
 * - `tidy()`, called before it is saved: lets go of what nobody will look at again (spare objects, columns that were read);
 * - `static unsaved`: names of fields that mean nothing between two events.
 */
import { InputError } from '../../model/errors.ts';
import { type Saved, savedArray, savedNumber, typedArrayOf } from '../../strategy/saved.ts';
import { DEFERRED, MAKERS } from './classes.ts';

type Fields = Record<string, unknown>;
interface SavedClass {
  readonly name: string;
  readonly unsaved?: readonly string[];
}

const classOf = (value: object): SavedClass => (value.constructor ?? Object) as unknown as SavedClass;
const isPlain = (value: object): boolean => {
  const prototype = Object.getPrototypeOf(value) as object | null;
  return prototype === null || prototype === Object.prototype;
};
const fieldsOf = (value: object): string[] => {
  const { unsaved } = classOf(value);
  const names = Object.keys(value);
  return unsaved === undefined ? names : names.filter((name) => !unsaved.includes(name));
};

const OTHER_VERSION = 'this checkpoint was made by another version of papertape: replay the tape from its start';

/** @param given objects that are the setup's own: who loads has them, too, in the same order */
export function saveGraph(roots: readonly object[], given: readonly object[]): Saved {
  return new Saver(given).save(roots);
}

class Saver {
  private readonly given: ReadonlyMap<object, number>;
  private readonly seen = new Map<object, number>();
  /** Objects that come and go: told behind all others, which then have been met where they stand for good. */
  private readonly deferred: object[] = [];
  private readonly places = new Map<object, number>();

  constructor(given: readonly object[]) {
    this.given = new Map(given.map((one, index) => [one, index]));
  }

  save(roots: readonly object[]): Saved {
    const saved = roots.map((root) => this.object(root));
    const later: Saved[] = [];
    for (let i = 0; i < this.deferred.length; i++) later.push(this.object(this.deferred[i]!));
    return [saved, later];
  }

  private value(value: unknown): Saved {
    switch (typeof value) {
      case 'string':
      case 'boolean':
        return value;
      case 'number':
        return savedNumber(value);
      case 'bigint':
        return ['bigint', String(value)];
      case 'undefined':
        return ['undefined'];
      case 'function':
        return ['kept'];
      default:
        return value === null ? null : this.reference(value as object);
    }
  }

  private reference(value: object): Saved {
    const given = this.given.get(value);
    if (given !== undefined) return ['given', given];
    // A constant that many share.
    if (Array.isArray(value) && Object.isFrozen(value) && value.length === 0) return ['empty'];
    if (DEFERRED.has(classOf(value).name)) return ['later', this.placeOf(value)];
    const seen = this.seen.get(value);
    return seen === undefined ? this.object(value) : ['same', seen];
  }

  private placeOf(value: object): number {
    const known = this.places.get(value);
    if (known !== undefined) return known;
    this.places.set(value, this.deferred.push(value) - 1);
    return this.deferred.length - 1;
  }

  private object(value: object): Saved {
    this.seen.set(value, this.seen.size);
    (value as { tidy?: () => void }).tidy?.();
    if (Array.isArray(value)) return ['list', ...value.map((item) => this.value(item))];
    if (value instanceof Map) return ['map', ...[...value].flatMap(([key, one]) => [key as Saved, this.value(one)])];
    if (ArrayBuffer.isView(value)) return savedArray(value);
    const { name } = classOf(value);
    const fields = fieldsOf(value).flatMap((key) => [key, this.value((value as Fields)[key])]);
    return ['object', isPlain(value) ? '' : name, ...fields];
  }
}

/** Gives `roots`, made anew, the state that was saved of others like them. InputError where they are not like them. */
export function loadGraph(saved: Saved, roots: readonly object[], given: readonly object[]): void {
  new Loader(given).load(saved as readonly (readonly Saved[])[], roots);
}

class Loader {
  private readonly given: readonly object[];
  private readonly made: object[] = [];
  private deferred: readonly object[] = [];

  constructor(given: readonly object[]) {
    this.given = given;
  }

  load([saved, later]: readonly (readonly Saved[])[], roots: readonly object[]): void {
    this.deferred = later!.map((one) => makeOf((one as readonly Saved[])[1] as string));
    saved!.forEach((one, i) => {
      this.object(one as readonly Saved[], roots[i], true);
    });
    later!.forEach((one, i) => {
      this.object(one as readonly Saved[], this.deferred[i], false);
    });
  }

  /** @param isOwn what stands there now belongs to an object of the session: it may be filled anew */
  private value(saved: Saved, current: unknown, isOwn: boolean): unknown {
    if (saved === null || typeof saved !== 'object') return saved;
    const [kind, first] = saved;
    switch (kind) {
      case 'number':
        return Number(first);
      case 'bigint':
        return BigInt(first as string);
      case 'undefined':
        return undefined;
      case 'kept':
        if (typeof current !== 'function') throw new InputError(OTHER_VERSION);
        return current;
      case 'empty':
        return Array.isArray(current) && Object.isFrozen(current) ? current : Object.freeze([]);
      case 'given':
        return this.given[first as number];
      case 'same':
        return this.made[first as number];
      case 'later':
        return this.deferred[first as number];
      default:
        return this.object(saved, current, isOwn);
    }
  }

  private object(saved: readonly Saved[], current: unknown, isOwn: boolean): object {
    const [kind, ...rest] = saved;
    if (kind === 'list') return this.list(rest, current, isOwn);
    if (kind === 'map') return this.map(rest, current);
    if (kind === 'object') return this.fields(rest[0] as string, rest.slice(1), current);
    return this.array(saved, current, isOwn);
  }

  /** In its place where it can be: others may hold it. */
  private list(items: readonly Saved[], current: unknown, isOwn: boolean): unknown[] {
    const before: readonly unknown[] = Array.isArray(current) ? current : [];
    const isKept = isOwn && Array.isArray(current) && !Object.isFrozen(current);
    const list: unknown[] = isKept ? (current as unknown[]) : [];
    this.made.push(list);
    const values = items.map((item, i) => ({ item, was: before[i] }));
    list.length = 0;
    for (const { item, was } of values) list.push(this.value(item, was, isOwn));
    return list;
  }

  private map(items: readonly Saved[], current: unknown): object {
    const map = current instanceof Map ? current : new Map<unknown, unknown>();
    this.made.push(map);
    const before = new Map(map);
    map.clear();
    for (let i = 0; i < items.length; i += 2) map.set(items[i], this.value(items[i + 1]!, before.get(items[i]), false));
    return map;
  }

  private array(saved: readonly Saved[], current: unknown, isOwn: boolean): object {
    const array = typedArrayOf(saved) as Float64Array;
    const isAlike = ArrayBuffer.isView(current) && classOf(current).name === classOf(array).name;
    if (!isOwn || !isAlike || (current as Float64Array).length !== array.length) {
      this.made.push(array);
      return array;
    }
    (current as Float64Array).set(array);
    this.made.push(current);
    return current;
  }

  private fields(name: string, fields: readonly Saved[], current: unknown): object {
    const before = (typeof current === 'object' && current !== null ? current : {}) as Fields;
    const isThere = name !== '' && !isPlain(before) && classOf(before).name === name;
    const target = (name === '' ? {} : isThere ? before : makeOf(name)) as Fields;
    this.made.push(target);
    if (name !== '' && fieldsOf(target).length !== fields.length / 2) throw new InputError(OTHER_VERSION);
    for (let i = 0; i < fields.length; i += 2) {
      const key = fields[i] as string;
      if (name !== '' && !(key in target)) throw new InputError(OTHER_VERSION);
      const was = isThere || name === '' ? before[key] : target[key];
      target[key] = this.value(fields[i + 1]!, was, isThere);
    }
    return target;
  }
}

function makeOf(name: string): object {
  const make = MAKERS.get(name);
  if (make === undefined) throw new InputError(OTHER_VERSION);
  return make();
}
