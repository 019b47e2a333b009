/** Where a catalog keeps what: `candles/venue=kraken/symbol=BTC-USDT/interval=1m/*.parquet`, names to symbols and back. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '../model/errors.ts';
import { didYouMean } from '../model/nearest.ts';
import { formatInterval, parseInterval } from '../model/time.ts';
import { codeOf } from './files.ts';

export const SERIES_KINDS = ['candles', 'trades', 'quotes'] as const;
export type SeriesKind = (typeof SERIES_KINDS)[number];

/** One series of a catalog. */
export interface SeriesKey {
  readonly kind: SeriesKind;
  readonly venue: string;
  /** `BASE/QUOTE`. */
  readonly symbol: string;
  /** Length of a candle in microseconds; 0 for trades and quotes, which have no such folder. */
  readonly interval: number;
}

/** The one file of an imported series of candles. */
export const CANDLE_FILE = 'candles.parquet';

const ASSET = /^[A-Za-z0-9][A-Za-z0-9._:]{0,39}$/;
const VENUE = /^[A-Za-z0-9][A-Za-z0-9._]{0,39}(?:-[A-Za-z0-9._]{1,40})*$/;

/** `BTC/USDT` as the name of its folder, `BTC-USDT`. InputError where it is no symbol, or would leave its folder. */
export function symbolFolder(symbol: string): string {
  const parts = symbol.split('/');
  if (parts.length !== 2 || !parts.every((part) => ASSET.test(part))) {
    throw new InputError(`"${symbol}" is not a symbol: write BASE/QUOTE in letters and digits, such as BTC/USDT`);
  }
  return parts.join('-');
}

/**
 * The name of a symbol that prices are brought in for.
 *
 * @param known symbols of the venue: two names that differ in their case alone would be one folder on some disks
 * @throws InputError where it is none, is not written as assets are, or is another one's name in other letters
 */
export function checkNewSymbol(symbol: string, known: Iterable<string> = []): string {
  if (symbol.includes(':')) {
    const meant = symbol.split(':')[0];
    throw new InputError(
      `"${symbol}" names a contract by what it settles in: write ${meant}, under a venue that tells it from spot, such as binance-usdm`,
    );
  }
  symbolFolder(symbol);
  for (const other of known) {
    if (other !== symbol && other.toLowerCase() === symbol.toLowerCase()) {
      throw new InputError(`"${symbol}" is ${other} in other letters, which the catalog has: did you mean ${other}?`);
    }
  }
  if (symbol === symbol.toUpperCase() || symbol.split('/').every((part) => /[A-Z]/.test(part))) return symbol;
  throw new InputError(`"${symbol}" is not written as symbols are, in capitals: did you mean ${symbol.toUpperCase()}?`);
}

/** The symbol of a folder; null where the name is none. */
export function symbolOfFolder(name: string): string | null {
  const parts = name.split('-');
  return parts.length === 2 && parts.every((part) => ASSET.test(part)) ? parts.join('/') : null;
}

/** InputError where the name of a venue could not be the name of a folder. */
export function checkVenue(venue: string): string {
  if (!VENUE.test(venue)) {
    throw new InputError(`"${venue}" is not a venue's name: write letters, digits and -, such as binance or kraken`);
  }
  return venue;
}

/** Folder of a series in a catalog. */
export function seriesFolder(catalog: string, key: SeriesKey): string {
  const folder = join(catalog, key.kind, `venue=${checkVenue(key.venue)}`, `symbol=${symbolFolder(key.symbol)}`);
  return key.kind === 'candles' ? join(folder, `interval=${formatInterval(key.interval)}`) : folder;
}

/** `1m candles of BTC/USDT on kraken`. */
export function describeSeries(key: SeriesKey): string {
  const interval = key.kind === 'candles' ? `${formatInterval(key.interval)} ` : '';
  return `${interval}${key.kind} of ${key.symbol} on ${key.venue}`;
}

/** Values of the folders named `key=value` under `path`, in the order of their characters. */
async function valuesUnder(path: string, key: string): Promise<string[]> {
  const names = await readdir(path, { withFileTypes: true }).catch((error: unknown) => {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error))) return [];
    throw error;
  });
  const values = names
    .filter((entry) => !entry.isFile() && entry.name.startsWith(`${key}=`))
    .map((entry) => entry.name.slice(key.length + 1));
  return values.sort();
}

/** Names of the Parquet files in a folder, in the order of their characters; none where there is no such folder. */
export async function parquetFiles(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error))) return [];
    throw error;
  });
  return names.filter((name) => name.endsWith('.parquet') && !name.startsWith('.')).sort();
}

/** InputError where there is no folder at `dir`. */
export async function checkCatalog(dir: string): Promise<void> {
  const found = await stat(dir).catch(() => null);
  if (found === null) {
    throw new InputError(`there is no catalog at ${dir}: name an existing folder, or import into it with data import`);
  }
  if (!found.isDirectory()) throw new InputError(`${dir} is a file: a catalog is a folder, such as data`);
}

/** Every series that has a file, by kind, venue, symbol and length of interval. */
export async function listSeries(catalog: string): Promise<SeriesKey[]> {
  await checkCatalog(catalog);
  const found: SeriesKey[] = [];
  for (const kind of SERIES_KINDS) {
    for (const venue of await valuesUnder(join(catalog, kind), 'venue')) {
      for (const name of await valuesUnder(join(catalog, kind, `venue=${venue}`), 'symbol')) {
        const symbol = symbolOfFolder(name);
        if (symbol === null || !VENUE.test(venue)) continue;
        const keys = await keysOfSymbol(catalog, kind, venue, symbol);
        for (const key of keys) if ((await parquetFiles(seriesFolder(catalog, key))).length > 0) found.push(key);
      }
    }
  }
  return found;
}

async function keysOfSymbol(catalog: string, kind: SeriesKind, venue: string, symbol: string): Promise<SeriesKey[]> {
  if (kind !== 'candles') return [{ kind, venue, symbol, interval: 0 }];
  const folder = join(catalog, kind, `venue=${venue}`, `symbol=${symbolFolder(symbol)}`);
  const keys: SeriesKey[] = [];
  for (const text of await valuesUnder(folder, 'interval')) {
    try {
      keys.push({ kind, venue, symbol, interval: parseInterval(text) });
    } catch {
      // A folder of another meaning; nothing of the catalog is there.
    }
  }
  return keys.sort((a, b) => a.interval - b.interval);
}

/**
 * Paths of a series' files.
 *
 * @throws InputError where the catalog has no such series: names what it has instead
 */
export async function seriesFiles(catalog: string, key: SeriesKey): Promise<string[]> {
  const folder = seriesFolder(catalog, key);
  const names = await parquetFiles(folder);
  if (names.length > 0) return names.map((name) => join(folder, name));
  throw await missingSeries(catalog, key);
}

async function missingSeries(catalog: string, key: SeriesKey): Promise<InputError> {
  const all = (await listSeries(catalog)).filter((other) => other.kind === key.kind);
  const absent = `${catalog} has no ${describeSeries(key)}`;
  if (all.length === 0) return new InputError(`${absent}, and no ${key.kind} at all: import some with data import`);
  const ofVenue = all.filter((other) => other.venue === key.venue);
  if (ofVenue.length === 0) {
    const venues = [...new Set(all.map((other) => other.venue))];
    return new InputError(`${absent}: its venues are ${venues.join(', ')}${didYouMean(key.venue, venues)}`);
  }
  const symbols = [...new Set(ofVenue.map((other) => other.symbol))];
  if (!symbols.includes(key.symbol)) {
    return new InputError(`${absent}: it has ${some(symbols)}${didYouMean(key.symbol, symbols)}`);
  }
  const intervals = ofVenue.filter((other) => other.symbol === key.symbol).map((o) => formatInterval(o.interval));
  const finer = ofVenue.filter(
    ({ symbol, interval }) => symbol === key.symbol && interval < key.interval && key.interval % interval === 0,
  )[0];
  const made =
    finer === undefined
      ? ''
      : `; papertape data resample --catalog ${catalog} --venue ${key.venue} --symbol ${key.symbol} --from-interval ${formatInterval(finer.interval)} --to-interval ${formatInterval(key.interval)} makes it`;
  return new InputError(`${absent}: its intervals are ${intervals.join(', ')}${made}`);
}

function some(names: readonly string[]): string {
  const shown = names.slice(0, 6).join(', ');
  return names.length > 6 ? `${shown} and ${names.length - 6} more` : shown;
}
