/** Small helpers for the words of a command line. */
import type { Options } from 'yargs';
import { InputError } from '../model/errors.ts';

export type OptionTable = Readonly<Record<string, Options>>;

/** What can be said after a command: for its help, and for what is said where the words are wrong. */
export interface CommandWords {
  /** `['data', 'import']`. */
  readonly path: readonly string[];
  /** What the command works on; absent where it has commands of its own. */
  readonly positional?: string;
  /** What may be said after it, or in its place. */
  readonly choices?: readonly string[];
  readonly options: OptionTable;
  readonly commands?: readonly string[];
  /** Pairs of a purpose and a command line. */
  readonly examples: readonly (readonly [purpose: string, line: string])[];
}

/** Examples as lines to be copied, however narrow the terminal. */
export function examplesText({ examples }: CommandWords): string {
  return ['Examples:', ...examples.flatMap(([purpose, line]) => [`  # ${purpose}`, `  ${line}`])].join('\n');
}

/** A flag with one value, read as text: numbers are read later, by their characters. */
export function textFlag(describe: string, extra: Options = {}): Options {
  return { type: 'string', requiresArg: true, describe, ...extra };
}

export function switchFlag(describe: string): Options {
  return { type: 'boolean', describe };
}

/** Whether a flag stands alone: any other is followed by its value. */
export function isSwitch({ type }: Options): boolean {
  return type === 'boolean';
}

/** A flag that may be said several times. */
export function listFlag(describe: string): Options {
  return { type: 'string', array: true, requiresArg: true, describe };
}

/** The value of a flag that is said once; InputError where it is said twice. */
export function once(argv: Readonly<Record<string, unknown>>, flag: string): string | undefined {
  const value = argv[flag];
  if (value === undefined) return undefined;
  if (Array.isArray(value)) throw new InputError(`--${flag} is given ${value.length} times: give it once`);
  return String(value);
}

/** Whether a switch was said, or said not to be; undefined where neither. */
export function switchOf(argv: Readonly<Record<string, unknown>>, flag: string): boolean | undefined {
  return argv[flag] === undefined ? undefined : once(argv, flag) === 'true';
}

/** An object of those flags that were given, each said once. */
export function given<Key extends string>(
  argv: Readonly<Record<string, unknown>>,
  flags: readonly Key[],
): { readonly [key in Key]?: string } {
  const entries = flags.map((flag) => [flag, once(argv, flag)] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as { [key in Key]?: string };
}
