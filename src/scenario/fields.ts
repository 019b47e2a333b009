/** The kinds of value a scenario holds, as zod types: each says what it wants in words a user can act on. */
import { z } from 'zod';
import { decimalsOf, formatDecimal, parseDecimal } from '../model/decimal.ts';
import { InputError } from '../model/errors.ts';
import { nearest } from '../model/nearest.ts';
import { formatInterval, formatTime, parseInterval, parseTime } from '../model/time.ts';

/** JSON Schema of what may be written for a type: in the YAML, a number is one, though it is read from its text. */
export type JsonSchema = Readonly<Record<string, unknown>>;

const WRITTEN = new WeakMap<z.core.$ZodType, JsonSchema>();

function writtenAs<T extends z.core.$ZodType>(type: T, schema: JsonSchema): T {
  WRITTEN.set(type, schema);
  return type;
}

/** What may be written for one of the kinds below; undefined for any other type. */
export function writtenForm(type: z.core.$ZodType): JsonSchema | undefined {
  return WRITTEN.get(type);
}

const NUMBER_TEXT = '^[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?$';

/** A value as a message shows it, on one line and not too long. */
function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
  return `"${text.length > 60 ? `${text.slice(0, 57)}...` : text}"`;
}

/** The error of a value of the wrong kind: missing, empty or something else than what is wanted. */
export function wants(what: string): (issue: { readonly input?: unknown }) => string {
  return ({ input }) => {
    if (input === undefined) return `is missing: write ${what}`;
    if (input === null) return `is empty: write ${what}`;
    return `is ${shown(input)}: write ${what}`;
  };
}

/** Text turned into its canonical form by `read`, whose InputError (or null) becomes the field's own error. */
function readText(what: string, read: (text: string) => string): z.ZodType<string> {
  return z.string({ error: wants(what) }).transform((text, context) => {
    try {
      return read(text);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      const message = `is ${shown(text)}: ${error instanceof TooLong ? error.message : `write ${what}`}`;
      context.addIssue({ code: 'custom', message, input: text });
      return z.NEVER;
    }
  });
}

/** A number that says more than an amount can hold. */
class TooLong extends InputError {}

export interface DecimalRange {
  /** As text, so that the bound is the decimal that stands here. */
  readonly atLeast?: string;
  readonly above?: string;
  readonly atMost?: string;
  readonly below?: string;
  /** Places after the point; 15 unless given. */
  readonly decimals?: number;
}

/** Below zero where a < b. Both in the shortest form (`normalDecimal`), of any size. */
export function compareDecimals(a: string, b: string): number {
  const places = Math.max(placesOf(a), placesOf(b));
  const units = (text: string): bigint => BigInt(text.replace('.', '') + '0'.repeat(places - placesOf(text)));
  const difference = units(a) - units(b);
  return difference === 0n ? 0 : difference < 0n ? -1 : 1;
}

function placesOf(text: string): number {
  const point = text.indexOf('.');
  return point < 0 ? 0 : text.length - point - 1;
}

/** A decimal in its shortest form, without exponent: `1e-1` and `0.10` are `0.1`. InputError where it is none. */
export function normalDecimal(text: string): string {
  const decimals = decimalsOf(text);
  try {
    return formatDecimal(parseDecimal(text, decimals), decimals);
  } catch {
    throw new TooLong('it has more digits than an amount can hold: write at most 15');
  }
}

function rangeText(range: DecimalRange): string {
  const parts: string[] = [];
  if (range.atLeast !== undefined) parts.push(`from ${range.atLeast}`);
  if (range.above !== undefined) parts.push(`above ${range.above}`);
  if (range.atMost !== undefined) parts.push(`to ${range.atMost}`);
  if (range.below !== undefined) parts.push(`below ${range.below}`);
  if (range.decimals !== undefined) parts.push(`with at most ${range.decimals} decimals`);
  return parts.length === 0 ? '' : ` ${parts.join(' ')}`;
}

/** A decimal, read from its text and kept as text in its shortest form. Never a double on the way. */
export function decimal(range: DecimalRange, example: string): z.ZodType<string> {
  const what = `a number${rangeText(range)}, such as ${example}`;
  const type = readText(what, (text) => {
    const value = normalDecimal(text);
    const holds =
      placesOf(value) <= (range.decimals ?? 15) &&
      (range.atLeast === undefined || compareDecimals(value, range.atLeast) >= 0) &&
      (range.above === undefined || compareDecimals(value, range.above) > 0) &&
      (range.atMost === undefined || compareDecimals(value, range.atMost) <= 0) &&
      (range.below === undefined || compareDecimals(value, range.below) < 0);
    if (!holds) throw new InputError('out of range');
    return value;
  });
  // The bounds are those of a bare number; of quoted text only its form can be said.
  const bounds = { minimum: range.atLeast, exclusiveMinimum: range.above, maximum: range.atMost };
  return writtenAs(type, numberForm('number', { ...bounds, exclusiveMaximum: range.below }));
}

function numberForm(kind: 'number' | 'integer', bounds: Readonly<Record<string, string | undefined>>): JsonSchema {
  const entries = Object.entries(bounds).filter(([, bound]) => bound !== undefined);
  const numbers = entries.map(([name, bound]) => [name, Number(bound)] as const);
  return { type: [kind, 'string'], ...Object.fromEntries(numbers), pattern: NUMBER_TEXT };
}

/** A percentage: 0.1 means 0.1 %. */
export function percent(range: DecimalRange = { atLeast: '0', below: '100' }): z.ZodType<string> {
  return decimal({ decimals: 13, ...range }, '0.1 (which is 0.1 %)');
}

/** A whole number, read from its text. */
export function whole(least: number, most: number, example: number): z.ZodType<number> {
  const what = `a whole number from ${least} to ${most}, such as ${example}`;
  const type = z.string({ error: wants(what) }).transform((text, context) => {
    try {
      const value = parseDecimal(text, 0);
      if (value >= least && value <= most) return value;
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
    }
    context.addIssue({ code: 'custom', message: `is ${shown(text)}: write ${what}`, input: text });
    return z.NEVER;
  });
  return writtenAs(type, numberForm('integer', { minimum: String(least), maximum: String(most) }));
}

/** A length of time in its shortest form: `60m` is `1h`. */
export function interval(): z.ZodType<string> {
  const what = 'a whole number and one of s m h d w, such as 1m or 4h';
  const type = readText(what, (text) => formatInterval(parseInterval(text)));
  return writtenAs(type, { type: 'string', pattern: '^[1-9][0-9]{0,6}[smhdw]$' });
}

/** A point in time as ISO text in UTC. */
export function time(): z.ZodType<string> {
  const what = 'a date or time, such as 2024-01-31 or 2024-01-31T09:30:00Z';
  const type = readText(what, (text) => formatTime(parseTime(text)));
  return writtenAs(type, { type: 'string', pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ].*)?$' });
}

/**
 * Text that `check` takes as it is: it throws an InputError where it does not.
 *
 * @param pattern what an editor may know of it: `check` takes no text that does not match
 */
export function checked(what: string, check: (text: string) => unknown, pattern: string): z.ZodType<string> {
  const type = readText(what, (text) => {
    check(text);
    return text;
  });
  return writtenAs(type, textForm(new RegExp(pattern)));
}

/** Bare digits are a number to an editor, and text to the scenario, which reads a number by its characters. */
function textForm(pattern: RegExp): JsonSchema {
  return { type: pattern.test('2024') ? ['string', 'number'] : 'string', pattern: pattern.source };
}

const ONE_LINE = /^[^\p{Cc}]+$/u;

/** Text that is not empty and stays on one line. */
export function words(what: string, pattern = ONE_LINE): z.ZodType<string> {
  const type = z.string({ error: wants(what) }).refine((text) => pattern.test(text), { error: wants(what) });
  return writtenAs(type, pattern === ONE_LINE ? { type: ['string', 'number'], minLength: 1 } : textForm(pattern));
}

/** One of a few words. */
export function oneOf<const T extends readonly [string, ...string[]]>(choices: T): z.ZodType<T[number]> {
  return z.enum(choices, { error: (issue) => unknownChoice(issue.input, choices) }) as z.ZodType<T[number]>;
}

export function unknownChoice(input: unknown, choices: readonly string[]): string {
  const near = typeof input === 'string' ? nearest(input, choices) : null;
  return `${wants(choices.join(', '))({ input })}${near === null ? '' : ` (did you mean ${near}?)`}`;
}

/** A section: keys that are not in `shape` are refused with the nearest one that is. Absent or empty: all its defaults. */
export function section<T extends z.core.$ZodLooseShape>(shape: T) {
  return z.preprocess((value) => value ?? {}, strict(shape));
}

/** The same for a value that must be there. */
export function strict<T extends z.core.$ZodLooseShape>(shape: T) {
  const known = Object.keys(shape);
  return z.strictObject(shape, {
    error: (issue) => {
      if (issue.code !== 'unrecognized_keys') return wants(`keys and values: ${known.join(', ')}`)(issue);
      const [key = ''] = issue.keys as string[];
      const near = nearest(key, known);
      return `is not a key of a scenario here: ${near === null ? `it may be ${known.join(', ')}` : `did you mean ${near}?`}`;
    },
  });
}

/** `{ model: NAME, ... }`, or the bare name of a model that needs nothing more. */
export function model<const T extends readonly [z.core.$ZodTypeDiscriminable, ...z.core.$ZodTypeDiscriminable[]]>(
  names: readonly string[],
  options: T,
) {
  const error = ({ input }: { readonly input?: unknown }): string =>
    typeof input === 'object' && input !== null && !Array.isArray(input)
      ? unknownChoice((input as { model?: unknown }).model, names)
      : wants(`{ model: ... } with one of ${names.join(', ')}`)({ input });
  const named = z.discriminatedUnion('model', options, { error });
  return z.preprocess((value) => (typeof value === 'string' ? { model: value } : value), named);
}
