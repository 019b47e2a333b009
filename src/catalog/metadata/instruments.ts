/** `data instruments`: a venue's own list of its pairs into instruments.json. */
import { readFile } from 'node:fs/promises';
import { isDeepStrictEqual, promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { decimalsOf } from '../../model/decimal.ts';
import { InputError } from '../../model/errors.ts';
import { didYouMean } from '../../model/nearest.ts';
import { codeOf } from '../files.ts';
import { type InstrumentEntry, readInstruments, settledDecimals, writeInstruments } from '../instruments.ts';
import { checkVenue, symbolFolder } from '../layout.ts';
import { METADATA_FORMAT_NAMES, METADATA_FORMATS, type MetadataFormat } from './formats.ts';
import type { Converted, InstrumentRules } from './rules.ts';

export interface InstrumentsRequest {
  /** JSON as the venue sends it, gzipped or not. */
  readonly file: string;
  /** Folder of the catalog; made where there is none. */
  readonly catalog: string;
  readonly venue: string;
  /** Only these; all unless given. */
  readonly symbols?: readonly string[] | undefined;
  /** One of `METADATA_FORMAT_NAMES`; by the content unless given. */
  readonly format?: string | undefined;
}

export interface InstrumentsResult {
  readonly format: string;
  /** Pairs of the file. */
  readonly pairs: number;
  readonly added: number;
  readonly updated: number;
  readonly unchanged: number;
  /** Pairs that are no instruments here, each with the reason. */
  readonly skipped: readonly { readonly name: string; readonly reason: string }[];
}

/** A list of every pair of a large venue is some ten megabytes. */
const LARGEST_FILE = 1 << 28;

/**
 * Reads a venue's list and writes the rules of its pairs. An entry that is there keeps its `price_decimals`, calendar and
 * session zone, and whatever the list does not state.
 *
 * @throws InputError where the file is none of the formats, or a symbol is asked for that it does not have
 */
export async function importInstruments(request: InstrumentsRequest): Promise<InstrumentsResult> {
  checkVenue(request.venue);
  const { format, pairs } = recognise(request, await readJson(request.file));
  const converted = pairs.map(([name, entry]) => checkSymbol(name, format.convert(name, entry)));
  const known = (await readInstruments(request.catalog))[request.venue] ?? {};
  const wanted = wantedSymbols(request, converted);
  const written: Record<string, InstrumentEntry> = {};
  const skipped: { name: string; reason: string }[] = [];
  const seen = new Set<string>();
  let [added, updated, unchanged] = [0, 0, 0];
  for (const [index, pair] of converted.entries()) {
    if ('reason' in pair) {
      if (wanted === null) skipped.push(pair);
      continue;
    }
    const { symbol, rules } = pair;
    if (wanted !== null && !wanted.has(symbol)) continue;
    const before = known[symbol];
    const reason = seen.has(symbol) ? `a second ${symbol}` : conflict(before, rules);
    if (reason !== null) {
      skipped.push({ name: pairs[index]![0], reason });
      continue;
    }
    seen.add(symbol);
    const entry = entryOf(before, rules);
    if (before === undefined) added += 1;
    else if (isDeepStrictEqual(before, entry)) unchanged += 1;
    else updated += 1;
    written[symbol] = entry;
  }
  if (added + updated > 0) await writeInstruments(request.catalog, request.venue, written);
  return { format: format.name, pairs: pairs.length, added, updated, unchanged, skipped };
}

/** An instrument of stated rules beside what the catalog has of it; before the first prices it counts them in ticks. */
export function entryOf(known: InstrumentEntry | undefined, rules: InstrumentRules): InstrumentEntry {
  const before = known ?? null;
  if (before !== null && settledDecimals(before) !== null) return { ...before, ...rules, inferred: false };
  const price_decimals = decimalsOf(rules.tick_size);
  const kept = { calendar: 'always', session_zone: 'UTC', ...before } as const;
  return { ...kept, ...rules, price_decimals, price_decimals_from_tick: true, inferred: false };
}

/** Why an entry must stay as it is: prices in the catalog are counted in units that the new tick does not fit. */
export function conflict(before: InstrumentEntry | undefined, rules: InstrumentRules): string | null {
  const decimals = settledDecimals(before ?? null);
  if (decimals === null || decimalsOf(rules.tick_size) <= decimals) return null;
  return `its tick ${rules.tick_size} is finer than the price_decimals ${decimals} of the catalog`;
}

function checkSymbol(name: string, pair: Converted): Converted {
  if ('reason' in pair) return pair;
  try {
    symbolFolder(pair.symbol);
    return pair;
  } catch {
    return { name, reason: `"${pair.symbol}" is not a symbol in letters and digits` };
  }
}

function wantedSymbols(request: InstrumentsRequest, converted: readonly Converted[]): Set<string> | null {
  if (request.symbols === undefined) return null;
  const all = converted.flatMap((pair) => ('symbol' in pair ? [pair.symbol] : []));
  const absent = request.symbols.find((symbol) => !all.includes(symbol));
  if (absent !== undefined) throw new InputError(`${request.file} has no ${absent}${didYouMean(absent, all)}`);
  return new Set(request.symbols);
}

interface Recognised {
  readonly format: MetadataFormat;
  readonly pairs: readonly (readonly [name: string, entry: unknown])[];
}

function recognise(request: InstrumentsRequest, json: unknown): Recognised {
  const names = METADATA_FORMAT_NAMES.join(', ');
  if (request.format !== undefined && !METADATA_FORMAT_NAMES.includes(request.format)) {
    throw new InputError(`--format ${request.format} is not known: it is one of ${names}`);
  }
  for (const format of METADATA_FORMATS) {
    if (request.format !== undefined && format.name !== request.format) continue;
    const pairs = format.pairs(json);
    if (pairs !== null && pairs.length > 0) return { format, pairs };
  }
  const wanted = request.format ?? names;
  throw new InputError(
    `${request.file} is no list of instruments of ${wanted}: Kraken's AssetPairs, Coinbase's products and Binance's exchangeInfo can be read`,
  );
}

async function readJson(file: string): Promise<unknown> {
  const bytes = await readFile(file).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') throw new InputError(`there is no file ${file}`);
    if (codeOf(error) === 'EISDIR') throw new InputError(`${file} is a folder: name the file in it`);
    throw new InputError(`cannot read ${file}: ${codeOf(error)}`);
  });
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  const plain = isGzip ? await unpacked(file, bytes) : bytes;
  try {
    return JSON.parse(plain.toString('utf8'));
  } catch {
    throw new InputError(`${file} is not JSON: save the venue's reply as it is sent`);
  }
}

async function unpacked(file: string, bytes: Uint8Array): Promise<Buffer> {
  try {
    return await promisify(gunzip)(bytes, { maxOutputLength: LARGEST_FILE });
  } catch (error) {
    const tooLarge = codeOf(error) === 'ERR_BUFFER_TOO_LARGE';
    throw new InputError(`${file} ${tooLarge ? 'unpacks to more than 256 MB' : 'is damaged: it cannot be unpacked'}`);
  }
}
