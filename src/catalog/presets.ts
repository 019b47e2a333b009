/** Where files come from, a row each: what `--preset` says of them, so that nobody has to. */
import { InputError } from '../model/errors.ts';
import { didYouMean } from '../model/nearest.ts';
import type { TimeUnit } from './import-sql.ts';
import type { SeriesKind } from './layout.ts';
import type { ColumnMap } from './mapping.ts';

/** Which moment of a candle a file's stamps name. */
export type Stamp = 'open' | 'end';

export interface Preset {
  readonly name: string;
  readonly kind: SeriesKind;
  /** What it reads, for the help. */
  readonly reads: string;
  /** Our fields in the order of the columns, `-` for one that is not read: for files without header, and JSON arrays. */
  readonly order?: string;
  /** For files with header, and JSON objects; the first of some names that the file has (`{base}`: the base asset). */
  readonly map?: Readonly<Record<string, string>>;
  /** Lines before the header or the first row. */
  readonly skipLines?: number;
  readonly timeUnit?: TimeUnit;
  /** Of times that name none. */
  readonly timeZone?: string;
  /** In the letters of strptime; tried one after the other. */
  readonly timeFormats?: readonly string[];
  readonly stamp?: Stamp;
  /** Times count from midnight of the date (YYYYMMDD) in the file's name. */
  readonly dateInName?: true;
  /** The file's prices are that many decimals too large. */
  readonly priceShift?: number;
  /** Times finer than a microsecond are cut. */
  readonly floorTimes?: true;
  /** Rows later than what the reply calls `last` are not finished. */
  readonly untilLast?: true;
  /** Rows are bars of quotes: what they end with is the quote at their end, one interval after their stamp. */
  readonly quoteBars?: true;
}

const LEAN_QUOTES = 'time - - - bid bid_size - - - ask ask_size';
const CANDLES = 'time open high low close volume';

export const PRESETS: readonly Preset[] = [
  { name: 'generic', kind: 'candles', reads: 'any file whose columns have common names, or are in the usual order' },
  {
    name: 'kraken-ohlcvt',
    kind: 'candles',
    reads: "Kraken's OHLCVT download: no header, seconds",
    order: `${CANDLES} -`,
    timeUnit: 's',
  },
  {
    name: 'kraken-trades',
    kind: 'trades',
    reads: "Kraken's time and sales download: no header; seconds, price, amount",
    order: 'time price size',
    timeUnit: 's',
  },
  {
    name: 'kraken-rest-ohlc',
    kind: 'candles',
    reads: "Kraken's reply to OHLC, as it was sent; its last candle, which is not finished, is left out",
    order: 'time open high low close - volume -',
    timeUnit: 's',
    untilLast: true,
  },
  {
    name: 'kraken-rest-trades',
    kind: 'trades',
    reads: "Kraken's reply to Trades, as it was sent; times are cut to microseconds",
    order: 'price size time side - - id',
    timeUnit: 's',
    floorTimes: true,
  },
  {
    name: 'binance-klines',
    kind: 'candles',
    reads: "Binance's klines, with header or without, in ms or (since 2025) us",
    order: `${CANDLES} - - - - - -`,
    map: { time: 'open_time' },
  },
  {
    name: 'binance-trades',
    kind: 'trades',
    reads: "Binance's trades, spot or futures, with header or without, in ms or us",
    order: 'id price size - time buyer_maker',
    map: { id: 'id', size: 'qty' },
  },
  {
    name: 'binance-aggtrades',
    kind: 'trades',
    reads: "Binance's aggTrades, with header or without, in ms or us",
    order: 'id price size - - time buyer_maker',
    map: { time: 'transact_time' },
  },
  {
    name: 'coinbase',
    kind: 'candles',
    reads: "Coinbase's candles: time, low, high, open, close, volume, newest first",
    order: 'time low high open close volume',
  },
  {
    name: 'bitfinex',
    kind: 'candles',
    reads: "Bitfinex's candles: ms, open, close, high, low, volume",
    order: 'time open close high low volume',
    timeUnit: 'ms',
  },
  {
    name: 'freqtrade',
    kind: 'candles',
    reads: "freqtrade's candles: Feather, Parquet, or JSON arrays, gzipped or not",
    order: CANDLES,
    map: { time: 'date' },
  },
  {
    name: 'freqtrade-trades',
    kind: 'trades',
    reads: "freqtrade's and ccxt's trades: timestamp (ms), id, type, side, price, amount, cost",
    order: 'time id - side price size -',
    map: { time: 'timestamp', size: 'amount' },
    timeUnit: 'ms',
  },
  {
    name: 'cryptodatadownload',
    kind: 'candles',
    reads: 'CryptoDataDownload: a banner line, 2019-10-17 09-AM, newest first; volume of the base',
    map: { time: 'date', volume: 'volume_{base}|Volume {base}' },
    skipLines: 1,
    timeFormats: ['%Y-%m-%d %I-%p', '%Y-%m-%d %H:%M:%S', '%Y-%m-%d'],
  },
  {
    name: 'histdata-quotes',
    kind: 'quotes',
    reads: "HistData's ticks: 20200101 170000065 (winter time of New York), bid, ask",
    order: 'time bid ask -',
    timeFormats: ['%Y%m%d %H%M%S%g'],
    timeZone: '-05:00',
  },
  { name: 'truefx-quotes', kind: 'quotes', reads: "TrueFX's ticks: timestamp, bid, ask", order: 'time bid ask' },
  {
    name: 'tardis-trades',
    kind: 'trades',
    reads: "Tardis' trades, by their timestamp in us",
    map: { time: 'timestamp' },
    timeUnit: 'us',
  },
  {
    name: 'tardis-quotes',
    kind: 'quotes',
    reads: "Tardis' quotes, by their timestamp in us",
    map: { time: 'timestamp' },
    timeUnit: 'us',
  },
  {
    name: 'nautilus-bars',
    kind: 'candles',
    reads: 'bars of bids or of asks (a venue each), without volume: it is 0',
    map: { volume: 'none' },
  },
  {
    name: 'backtrader',
    kind: 'candles',
    reads: "backtrader's intraday files: Date and Time apart, stamped at the end of each bar",
    map: { time: 'Date+Time' },
    stamp: 'end',
  },
  {
    name: 'lean-daily',
    kind: 'candles',
    reads: "Lean's daily and hourly equities: 19980102 00:00, prices x 10,000",
    order: CANDLES,
    timeFormats: ['%Y%m%d %H:%M'],
    priceShift: 4,
  },
  {
    name: 'lean-equity',
    kind: 'candles',
    reads: "Lean's equity trade bars: ms since midnight (New York) of the date in its name, prices x 10,000",
    order: CANDLES,
    timeUnit: 'ms',
    timeZone: 'America/New_York',
    dateInName: true,
    priceShift: 4,
  },
  {
    name: 'lean-equity-quotes',
    kind: 'quotes',
    reads: "Lean's equity quote bars, as the quote at the end of each (--interval)",
    order: LEAN_QUOTES,
    timeUnit: 'ms',
    timeZone: 'America/New_York',
    dateInName: true,
    priceShift: 4,
    quoteBars: true,
  },
  {
    name: 'lean-crypto',
    kind: 'candles',
    reads: "Lean's crypto trade bars: ms since midnight of the date in the file's name",
    order: CANDLES,
    timeUnit: 'ms',
    dateInName: true,
  },
  {
    name: 'lean-crypto-quotes',
    kind: 'quotes',
    reads: "Lean's crypto quote bars, as the quote at the end of each (--interval)",
    order: LEAN_QUOTES,
    timeUnit: 'ms',
    dateInName: true,
    quoteBars: true,
  },
];

/** The preset of a name. InputError where there is none, or it is not of the kind. */
export function findPreset(name: string, kind: SeriesKind | undefined): Preset {
  const preset = PRESETS.find((entry) => entry.name === name);
  if (preset === undefined) {
    const names = PRESETS.map((entry) => entry.name);
    throw new InputError(`--preset ${name} is not known${didYouMean(name, names)}: one of ${names.join(', ')}`);
  }
  if (kind !== undefined && kind !== preset.kind && name !== 'generic') {
    throw new InputError(
      `--preset ${name} reads ${preset.kind}, not ${kind}: leave --kind out, or name another preset`,
    );
  }
  return preset;
}

/** The fields of a preset's order by the number of their column, from 1; null where it has none. */
export function orderOf(preset: Preset): ColumnMap | null {
  if (preset.order === undefined) return null;
  const fields = preset.order.split(' ');
  return Object.fromEntries(fields.flatMap((field, index) => (field === '-' ? [] : [[field, String(index + 1)]])));
}

/** A preset's map as far as it fits a file's columns; what is left out is looked for by its common names. */
export function mapOf(preset: Preset, names: readonly string[], base: string): ColumnMap {
  const entries = Object.entries(preset.map ?? {}).flatMap(([field, said]) => {
    if (said === 'none' || said.includes('+')) return [[field, said]];
    const wanted = said.split('|').map((name) => name.replace('{base}', base).toLowerCase());
    const found = wanted.map((name) => names.find((other) => other.toLowerCase() === name));
    const name = found.find((entry) => entry !== undefined);
    return name === undefined ? [] : [[field, name]];
  });
  return Object.fromEntries(entries);
}
