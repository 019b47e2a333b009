/** The scenario's keys as JSON Schema (draft 7, which editors know best): what may be written, not what it is read to. */
import type { z } from 'zod';
import { SHIPPED_STRATEGIES } from '../../strategy/shipped/index.ts';
import { type JsonSchema, writtenForm } from '../fields.ts';
import { scenarioSchema } from '../schema.ts';
import { DESCRIPTIONS } from './descriptions.ts';

/** Keys that may be absent or empty, though the checked scenario has them: they follow from other values. */
const IMPLIED = new Set([
  'name',
  'strategy.interval',
  'portfolio.reporting_asset',
  'portfolio.initial_balance',
  'exchange.fill_delay_ms',
  'exchange.cancel_delay_ms',
]);

/** What zod keeps of a type, as far as its written form needs it. */
interface Inside {
  readonly type: string;
  readonly shape?: Readonly<Record<string, z.ZodType>>;
  readonly innerType?: z.ZodType;
  readonly defaultValue?: unknown;
  readonly out?: z.ZodType;
  readonly options?: readonly z.ZodType[];
  readonly discriminator?: string;
  readonly valueType?: z.ZodType;
  readonly element?: z.ZodType;
  readonly entries?: Readonly<Record<string, string>>;
  readonly values?: readonly unknown[];
  readonly checks?: readonly {
    readonly _zod: { readonly def: { readonly check: string; readonly minimum?: number } };
  }[];
}

/** The schema `papertape schema` prints. */
export function scenarioJsonSchema(): JsonSchema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Papertape scenario',
    description: 'What is run, and on what. _pct is percent: 0.1 means 0.1 %. Relative paths are relative to the file.',
    ...formOf(scenarioSchema, ''),
  };
}

function described(type: z.ZodType, path: string): JsonSchema {
  const description = DESCRIPTIONS[path];
  return { ...(description === undefined ? {} : { description }), ...formOf(type, path) };
}

function formOf(type: z.ZodType, path: string): JsonSchema {
  const inside = type._zod.def as unknown as Inside;
  const written = writtenForm(type);
  if (path === 'strategy.use') return { ...written, examples: [...SHIPPED_STRATEGIES.keys(), './strategy.ts'] };
  if (written !== undefined) return written;
  switch (inside.type) {
    case 'default':
      return { ...formOf(inside.innerType!, path), default: asWritten(inside.defaultValue) };
    case 'nullable':
      return orNull(formOf(inside.innerType!, path));
    case 'pipe':
      return preprocessed(inside.out!, path);
    case 'object':
      return objectForm(inside.shape!, path);
    case 'union':
      return { anyOf: inside.options!.map((option) => formOf(option, path)) };
    case 'enum':
      return { enum: Object.values(inside.entries!) };
    case 'literal':
      return { const: inside.values![0] };
    case 'array':
      return { type: 'array', items: described(inside.element!, `${path}.*`), ...leastItems(inside) };
    case 'record':
      return { type: 'object', additionalProperties: described(inside.valueType!, `${path}.*`) };
    case 'unknown':
      return {};
    default:
      throw new Error(`the scenario's ${path} has no written form: say it in fields.ts`);
  }
}

function leastItems({ checks = [] }: Inside): JsonSchema {
  const least = checks.find(({ _zod }) => _zod.def.check === 'min_length')?._zod.def.minimum;
  return least === undefined ? {} : { minItems: least };
}

/** A section or a record may be empty; a model that needs nothing more may be its bare name. */
function preprocessed(type: z.ZodType, path: string): JsonSchema {
  const inside = type._zod.def as unknown as Inside;
  const form = formOf(type, path);
  if (inside.discriminator === undefined) return isRequired(form) ? form : orNull(form);
  const models = inside.options!.map((option) => (option._zod.def as unknown as Inside).shape!.model!);
  const names = models.map((model) => (model._zod.def as unknown as Inside).values![0]);
  const bare = names.filter((name) => type.safeParse({ model: name }).success);
  return { anyOf: [{ enum: bare }, ...(form.anyOf as readonly JsonSchema[])] };
}

function objectForm(shape: Readonly<Record<string, z.ZodType>>, path: string): JsonSchema {
  const properties: Record<string, JsonSchema> = {};
  const required: string[] = [];
  for (const [key, type] of Object.entries(shape)) {
    const inner = path === '' ? key : `${path}.${key}`;
    const isImplied = IMPLIED.has(inner);
    const form = described(type, inner);
    properties[key] = isImplied ? orNull(form) : form;
    if (isImplied) continue;
    const isSection = (type._zod.def as unknown as Inside).type === 'pipe' && form.properties !== undefined;
    if (isSection ? isRequired(form) : !type.safeParse(undefined).success) required.push(key);
  }
  return { type: 'object', properties, ...(required.length === 0 ? {} : { required }), additionalProperties: false };
}

/** Whether something must be written in it, so that it cannot be left out or empty. */
function isRequired(form: JsonSchema): boolean {
  return form.required !== undefined;
}

function orNull(form: JsonSchema): JsonSchema {
  if (Array.isArray(form.enum)) return { ...form, enum: [...form.enum, null] };
  if (form.type !== undefined) return { ...form, type: [form.type, 'null'].flat() };
  return { anyOf: [...((form.anyOf as readonly JsonSchema[] | undefined) ?? [form]), { type: 'null' }] };
}

/** A default as a user would write it: its numbers bare. */
function asWritten(value: unknown): unknown {
  if (typeof value === 'string') return /^[0-9.]+$/.test(value) ? Number(value) : value;
  if (Array.isArray(value)) return value.map(asWritten);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, asWritten(inner)]));
}
