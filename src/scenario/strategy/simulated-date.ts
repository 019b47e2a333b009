/** `Date` and `performance` that answer from the simulated clock, in UTC. */

/** Reads simulated time in microseconds. */
type Now = () => number;

const Real = Date;
const DATE_ONLY = /^(?:\d{4}|[+-]\d{6})(?:-\d\d(?:-\d\d)?)?$/;
const WITHOUT_ZONE = /^(?:\d{4}|[+-]\d{6})(?:-\d\d(?:-\d\d)?)?T\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?$/;
const WITH_ZONE = /(?:\b(?:UTC?|GMT|[ECMP][SD]T)|Z|(?:\d:\d\d\S*|GMT|UTC)\s*[+-]\d{1,2}:?(?:\d\d)?)\s*(?:\(.*\))?\s*$/i;

/** Milliseconds of a text. One that names no zone is UTC, whatever the machine's zone. */
function parse(text: string): number {
  const trimmed = text.trim();
  if (DATE_ONLY.test(trimmed)) return Real.parse(trimmed);
  if (WITHOUT_ZONE.test(trimmed)) return Real.parse(`${trimmed}Z`);
  return Real.parse(WITH_ZONE.test(trimmed) ? trimmed : `${trimmed} UTC`);
}

function timeOf(args: readonly unknown[], now: Now): number {
  if (args.length === 0) return Math.floor(now() / 1000);
  if (args.length > 1) return (Real.UTC as (...parts: unknown[]) => number)(...args);
  const value = args[0];
  if (value instanceof Real) return Real.prototype.getTime.call(value);
  const primitive =
    typeof value === 'object' && value !== null ? toPrimitive(value) : (value as string | number | undefined);
  return typeof primitive === 'string' ? parse(primitive) : Number(primitive as number);
}

/** What an object that is not a date stands for: its value if that is a number or a text, else its text. */
function toPrimitive(value: object): string | number {
  const convert = (value as { [Symbol.toPrimitive]?: (hint: string) => string | number })[Symbol.toPrimitive];
  if (typeof convert === 'function') return convert.call(value, 'default');
  const own = value.valueOf();
  return typeof own === 'number' || typeof own === 'string' ? own : String(value);
}

/** Puts the UTC twin of every local getter and setter in its place. */
function readAsUtc(prototype: Record<string, unknown>): void {
  const real = Real.prototype as unknown as Record<string, (...args: unknown[]) => unknown>;
  for (const part of ['Date', 'Day', 'FullYear', 'Hours', 'Milliseconds', 'Minutes', 'Month', 'Seconds']) {
    for (const verb of part === 'Day' ? ['get'] : ['get', 'set']) {
      define(prototype, `${verb}${part}`, real[`${verb}UTC${part}`]);
    }
  }
}

function define(target: object, name: string | symbol, value: unknown): void {
  Object.defineProperty(target, name, { value, writable: true, configurable: true, enumerable: false });
}

/** Texts are those of a machine in UTC whose language is English. */
function writeAsUtc(prototype: object): void {
  const valid = (date: Date): boolean => !Number.isNaN(Real.prototype.getTime.call(date));
  // `Thu, 01 Jan 1970 00:00:00 GMT`: the parts `toString` arranges otherwise.
  const dateText = (date: Date): string => {
    const [day, number, month, year] = Real.prototype.toUTCString.call(date).replace(',', '').split(' ');
    return `${day} ${month} ${number} ${year}`;
  };
  const timeText = (date: Date): string =>
    `${Real.prototype.toUTCString.call(date).slice(-12, -4)} GMT+0000 (Coordinated Universal Time)`;
  const whenValid = (write: (date: Date) => string) =>
    function text(this: Date): string {
      return valid(this) ? write(this) : 'Invalid Date';
    };
  define(
    prototype,
    'toString',
    whenValid((date) => `${dateText(date)} ${timeText(date)}`),
  );
  define(prototype, 'toDateString', whenValid(dateText));
  define(prototype, 'toTimeString', whenValid(timeText));
  for (const name of ['toLocaleString', 'toLocaleDateString', 'toLocaleTimeString'] as const) {
    define(prototype, name, function localeText(this: Date, locale?: string, options?: Intl.DateTimeFormatOptions) {
      return Real.prototype[name].call(this, locale ?? 'en-US', inUtc(options));
    });
  }
}

/** The options with UTC where they name no zone. */
export function inUtc(options?: Intl.DateTimeFormatOptions): Intl.DateTimeFormatOptions {
  return { ...options, timeZone: options?.timeZone ?? 'UTC' };
}

/**
 * A `Date` whose present is the simulated clock (whole milliseconds, rounded down) and whose local time is UTC. Dates
 * made elsewhere in the process (by zod, by structuredClone) count as instances of it.
 */
export function simulatedDate(now: Now): DateConstructor {
  // Only a function can be called without `new`, as `Date` can; but only a class is made as fast as the engine's own
  // Date (Reflect.construct takes eight times as long).
  class Instant extends Real {}
  function SimulatedDate(...args: unknown[]): Date | string {
    if (new.target === undefined) return String(new Instant(timeOf([], now)));
    const time = timeOf(args, now);
    return new.target === SimulatedDate ? new Instant(time) : (Reflect.construct(Real, [time], new.target) as Date);
  }
  const prototype = Instant.prototype as unknown as Record<string, unknown>;
  define(prototype, 'constructor', SimulatedDate);
  readAsUtc(prototype);
  writeAsUtc(prototype);
  define(prototype, 'getTimezoneOffset', function getTimezoneOffset(this: Date) {
    return Number.isNaN(Real.prototype.getTime.call(this)) ? Number.NaN : 0;
  });
  define(prototype, 'getYear', function getYear(this: Date) {
    return Real.prototype.getUTCFullYear.call(this) - 1900;
  });
  define(prototype, 'setYear', function setYear(this: Date, year: number) {
    const whole = Math.trunc(Number(year));
    return Real.prototype.setUTCFullYear.call(this, whole >= 0 && whole <= 99 ? 1900 + whole : whole);
  });
  Object.defineProperty(SimulatedDate, 'prototype', { value: prototype, writable: false });
  Object.defineProperty(SimulatedDate, 'name', { value: 'Date' });
  Object.defineProperty(SimulatedDate, 'length', { value: 7 });
  define(SimulatedDate, 'now', () => Math.floor(now() / 1000));
  define(SimulatedDate, 'parse', (text: unknown) => parse(String(text)));
  define(SimulatedDate, 'UTC', Real.UTC);
  Object.defineProperty(SimulatedDate, Symbol.hasInstance, {
    value(this: unknown, value: unknown) {
      return this === SimulatedDate
        ? value instanceof Real
        : Function.prototype[Symbol.hasInstance].call(this as () => void, value);
    },
  });
  return SimulatedDate as unknown as DateConstructor;
}

/** `performance` in simulated milliseconds since the strategy was loaded, to the microsecond. */
export function simulatedPerformance(now: Now): { now(): number; timeOrigin: number } {
  const origin = now();
  return Object.freeze({ now: () => (now() - origin) / 1000, timeOrigin: origin / 1000 });
}

/** `Intl` whose dates are in UTC unless a zone is named. Languages stay the machine's: a stated limit. */
export function utcIntl(): typeof Intl {
  const intl = Object.create(Object.prototype, Object.getOwnPropertyDescriptors(Intl)) as typeof Intl;
  function DateTimeFormat(locales?: string | string[], options?: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
    return new Intl.DateTimeFormat(locales ?? 'en-US', inUtc(options));
  }
  Object.defineProperty(DateTimeFormat, 'prototype', { value: Intl.DateTimeFormat.prototype });
  define(DateTimeFormat, 'supportedLocalesOf', Intl.DateTimeFormat.supportedLocalesOf);
  define(intl, 'DateTimeFormat', DateTimeFormat);
  return intl;
}
