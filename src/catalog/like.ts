/** Real candles that a synthesized market is to be like: a file that `data import` reads, or a series of a catalog. */
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CandleColumns } from '../market/columns.ts';
import { fitSynth, type SynthFit } from '../market/synthFit.ts';
import { formatDecimal } from '../model/decimal.ts';
import { InputError } from '../model/errors.ts';
import { parseInterval } from '../model/time.ts';
import { importCandles } from './import.ts';
import { readInstrument } from './instruments.ts';
import { symbolFolder } from './layout.ts';
import { openCatalog } from './load.ts';

/** Settings fitted to candles, and the increments that the candles show. */
export interface Likeness {
  readonly fit: SynthFit;
  /** Length of the candles in microseconds. */
  readonly interval: number;
  /** As decimal text. */
  readonly tick: string;
  readonly lot: string;
}

const SERIES = /^([^/]+)\/([^/]+\/[^/]+)\/([0-9]+[smhdw])$/;

/**
 * Fits the synthesizer's settings to a file, or to `VENUE/BASE/QUOTE/INTERVAL` of a catalog.
 *
 * @throws InputError where it is neither, cannot be read, or holds too little to fit to
 */
export async function fitLike(like: string, catalog: string, signal?: AbortSignal): Promise<Likeness> {
  const isFile = (await stat(like).catch(() => null))?.isFile() === true;
  const series = SERIES.exec(like);
  if (!isFile && series === null) {
    throw new InputError(
      `--like ${like}: there is no such file; a series of the catalog is named VENUE/BASE/QUOTE/INTERVAL, such as binance/BTC/USDT/1m`,
    );
  }
  if (isFile) return likeFile(like, signal);
  const [, venue = '', symbol = '', interval = ''] = series!;
  symbolFolder(symbol);
  return likeSeries(catalog, venue, symbol, parseInterval(interval));
}

async function likeSeries(catalog: string, venue: string, symbol: string, interval: number): Promise<Likeness> {
  const known = await readInstrument(catalog, venue, symbol);
  const { candles, priceDecimals } = await load(catalog, venue, symbol, interval, known?.price_decimals ?? 8);
  const likeness = likenessOf(candles, interval, priceDecimals);
  return known === null || known.inferred ? likeness : { ...likeness, tick: known.tick_size, lot: known.lot_size };
}

/** The file goes through an import into a catalog of its own, which is gone afterwards. */
async function likeFile(file: string, signal: AbortSignal | undefined): Promise<Likeness> {
  const folder = await mkdtemp(join(tmpdir(), 'papertape-like-'));
  try {
    const catalog = join(folder, 'catalog');
    const [venue, symbol] = ['like', 'BASE/QUOTE'];
    const { instrument, interval } = await importCandles({ file, catalog, venue, symbol, signal });
    const { candles, priceDecimals } = await load(catalog, venue, symbol, interval, instrument.price_decimals);
    return likenessOf(candles, interval, priceDecimals);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function load(catalog: string, venue: string, symbol: string, interval: number, priceDecimals: number) {
  const opened = await openCatalog(catalog);
  try {
    return { candles: await opened.loadCandles({ venue, symbol, interval, priceDecimals }), priceDecimals };
  } finally {
    opened.close();
  }
}

function likenessOf(candles: CandleColumns, interval: number, priceDecimals: number): Likeness {
  const fit = fitSynth(candles, interval, priceDecimals);
  return {
    fit,
    interval,
    tick: shortest(formatDecimal(fit.tickSize, priceDecimals)),
    lot: formatDecimal(1, fit.baseDecimals),
  };
}

const shortest = (text: string): string => (text.includes('.') ? text.replace(/\.?0+$/, '') : text);
