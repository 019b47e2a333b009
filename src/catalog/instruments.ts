/** instruments.json: increments, minima, fees and calendar of every venue's symbols, money as decimal text. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { decimalsOf, formatDecimal, parseDecimal, unitsOfText } from '../model/decimal.ts';
import { InputError } from '../model/errors.ts';
import { didYouMean } from '../model/nearest.ts';
import { codeOf, writeWhole } from './files.ts';
import { withLock } from './lock.ts';
import { LARGEST_PRICE_UNITS } from './prices.ts';
import { prepareCatalog } from './sweep.ts';

const amount = z.string().refine(isDecimal, 'is not decimal text, such as "0.01"');
const positive = amount.refine((text) => /[1-9]/.test(text) && !text.startsWith('-'), 'is not above zero');

const entrySchema = z.strictObject({
  tick_size: positive,
  lot_size: positive,
  min_size: amount.optional(),
  max_size: amount.optional(),
  min_notional: amount.optional(),
  max_notional: amount.optional(),
  price_decimals: z.int().min(0).max(18),
  /** Where only the venue's rules are known, `price_decimals` are the tick's until the first prices come in. */
  price_decimals_from_tick: z.literal(true).optional(),
  maker_pct: amount.optional(),
  taker_pct: amount.optional(),
  calendar: z.enum(['always', 'sessions']).default('always'),
  session_zone: z.string().min(1).default('UTC'),
  /** True where nobody stated the tick: it is what the imported prices show. */
  inferred: z.boolean().default(false),
});

const fileSchema = z.record(z.string(), z.record(z.string(), entrySchema));

/** What the catalog knows of a symbol at a venue. Increments, sizes and notionals are decimal text; fees in percent. */
export type InstrumentEntry = z.output<typeof entrySchema>;

/** Entries by venue, then by `BASE/QUOTE`. */
export type Instruments = Record<string, Record<string, InstrumentEntry>>;

const KEYS = Object.keys(entrySchema.shape);

function isDecimal(text: string): boolean {
  try {
    decimalsOf(text);
    return true;
  } catch {
    return false;
  }
}

const pathOf = (catalog: string): string => join(catalog, 'instruments.json');

/**
 * The catalog's instruments; none where it has no such file.
 *
 * @throws InputError where the file is no JSON, or a key or value is not as it should be: names it, and the nearest key
 */
export async function readInstruments(catalog: string): Promise<Instruments> {
  const path = pathOf(catalog);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return {};
    if (codeOf(error) === 'ENOTDIR') throw new InputError(`${catalog} is a file: a catalog is a folder, such as data`);
    throw new InputError(`cannot read ${path}: ${codeOf(error)}`);
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new InputError(`${path} is not JSON: ${error instanceof Error ? error.message.split('\n')[0] : error}`);
  }
  const parsed = fileSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0]!;
    throw new InputError(`${path}: ${[...issue.path, key].join(' ')} is not a known key${didYouMean(key, KEYS)}`);
  }
  throw new InputError(`${path}: ${issue.path.join(' ')}: ${issue.message}`);
}

/** One symbol's entry; null where the catalog has none. InputError as `readInstruments`. */
export async function readInstrument(catalog: string, venue: string, symbol: string): Promise<InstrumentEntry | null> {
  return (await readInstruments(catalog))[venue]?.[symbol] ?? null;
}

/** Adds or replaces one entry, as `writeInstruments` does. */
export function writeInstrument(catalog: string, venue: string, symbol: string, entry: InstrumentEntry): Promise<void> {
  return writeInstruments(catalog, venue, { [symbol]: entry });
}

/** Adds or replaces entries of a venue; the file is written whole, venues and symbols in the order of their characters. */
export async function writeInstruments(
  catalog: string,
  venue: string,
  entries: Readonly<Record<string, InstrumentEntry>>,
): Promise<void> {
  await prepareCatalog(catalog);
  // Two writers who read the same file would each drop what the other adds.
  await withLock(join(catalog, '.instruments.lock'), {}, async (lock) => {
    const all = await readInstruments(catalog);
    const ofVenue = { ...all[venue], ...entries };
    const text = `${JSON.stringify(sorted({ ...all, [venue]: sorted(ofVenue) }), null, 2)}\n`;
    await lock.check();
    await writeWhole(pathOf(catalog), text);
  });
}

function sorted<T>(record: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What an import knows of the prices it wrote. */
export interface PriceFacts {
  /** Most decimals that a price has. */
  readonly decimals: number;
  /** The middle one of the closes, or the power of ten below it, and the highest price, as decimal text. */
  readonly median: string;
  readonly highest: string;
}

const FINEST_LOT = '0.00000001';
const MEDIAN_UNITS = 100_000;

/**
 * The instrument of a symbol that has none: the stated tick and lot, else the finest decimal of its prices and
 * 0.00000001, no minima, and the `price_decimals` it keeps from then on: the tick's, plus as many as make the median
 * price at least 100,000 units (as far as the highest fits, and never fewer than the prices themselves have).
 *
 * @throws InputError where tick or lot is no amount above zero, or the prices do not fit in 2^52 units
 */
export function inferInstrument(facts: PriceFacts, tick: string | undefined, lot: string | undefined): InstrumentEntry {
  const tickSize = tick === undefined ? formatDecimal(1, facts.decimals) : checkIncrement('--tick', tick);
  const lotSize = lot === undefined ? FINEST_LOT : checkIncrement('--lot', lot);
  let decimals = Math.max(decimalsOf(tickSize), facts.decimals);
  const fits = (count: number): boolean => count <= 18 && !reaches(facts.highest, count, LARGEST_PRICE_UNITS);
  while (!reaches(facts.median, decimals, MEDIAN_UNITS) && fits(decimals + 1)) decimals += 1;
  if (!fits(decimals)) {
    throw new InputError(
      `prices of up to ${facts.highest} with ${decimals} decimals pass 2^52 units: round them to fewer decimals first`,
    );
  }
  return {
    tick_size: tickSize,
    lot_size: lotSize,
    price_decimals: decimals,
    calendar: 'always',
    session_zone: 'UTC',
    inferred: tick === undefined,
  };
}

/** The `price_decimals` that prices coming in must fit; null where they are still to be settled by those prices. */
export function settledDecimals(known: InstrumentEntry | null): number | null {
  return known === null || known.price_decimals_from_tick === true ? null : known.price_decimals;
}

/**
 * The instrument of a symbol whose prices come in: a known one as it is, with `price_decimals` settled if they were not;
 * else inferred.
 *
 * @throws InputError as `inferInstrument`
 */
export function settleInstrument(
  known: InstrumentEntry | null,
  facts: PriceFacts,
  tick: string | undefined,
  lot: string | undefined,
): InstrumentEntry {
  if (known === null) return inferInstrument(facts, tick, lot);
  const { price_decimals_from_tick: isOpen, ...entry } = known;
  if (isOpen !== true) return known;
  return { ...entry, price_decimals: inferInstrument(facts, known.tick_size, known.lot_size).price_decimals };
}

/** Whether a price has at least so many units of 10^-decimals; digits beyond them do not count. */
function reaches(price: string, decimals: number, units: number): boolean {
  const kept = Math.min(decimals, decimalsOf(price));
  const value = unitsOfText(Number(price) === 0 ? '0' : price, Math.max(decimals, kept));
  return value === null ? Number(price) * Number(`1e${decimals}`) >= units : value >= units;
}

function checkIncrement(flag: string, text: string): string {
  const parsed = positive.safeParse(text);
  if (!parsed.success || decimalsOf(text) > 18) {
    throw new InputError(`${flag} ${text} is not an increment: write a decimal above zero, such as 0.01`);
  }
  // The plain form, whatever the spelling: 1e-2 is kept as 0.01.
  const decimals = decimalsOf(text);
  return formatDecimal(parseDecimal(text, decimals), decimals);
}
