/** The market that comes with papertape: three months of a market that never was, the same on every machine. */
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MICROS_PER_HOUR, MICROS_PER_MINUTE, parseTime } from '../model/time.ts';
import { readInstruments, writeInstruments } from './instruments.ts';
import { type SeriesKey, seriesFolder } from './layout.ts';
import { resampleCandles } from './resample.ts';
import { type SynthesisRequest, synthesizeSeries } from './synthesis.ts';
import type { SynthesisSymbol } from './synthesis-plan.ts';

export const SAMPLE_VENUE = 'synthetic';

/** One crash: a fall of 14 % in eight hours of 21 February 2024 beside its noise, a third of it won back in two days. */
const SAMPLE: Omit<SynthesisRequest, 'catalog'> = {
  venue: SAMPLE_VENUE,
  seed: 29,
  from: parseTime('2024-01-01'),
  to: parseTime('2024-04-01'),
  interval: MICROS_PER_MINUTE,
  correlation: 0.65,
  crashes: [{ at: parseTime('2024-02-21T14:00:00Z'), duration: 8 * MICROS_PER_HOUR, depthPct: 14, reboundPct: 35 }],
  symbols: [
    { symbol: 'BTC/USDT', startPrice: 42_265.2, volatility: 0.5, tick: '0.01', lot: '0.00001', minNotional: '5' },
    { symbol: 'XRP/USDT', startPrice: 0.6151, volatility: 0.7, tick: '0.0001', lot: '0.1', minNotional: '5' },
  ],
  makerPct: '0.16',
  takerPct: '0.26',
};

/** A cross pair and a third quote of the same dollars, in hours only: minutes of them would weigh two megabytes more. */
const IN_HOURS: readonly SynthesisSymbol[] = [
  {
    symbol: 'XRP/BTC',
    startPrice: 0,
    volatility: 0,
    cross: { base: 'XRP/USDT', quote: 'BTC/USDT' },
    tick: '0.00000001',
    lot: '0.1',
    minNotional: '0.0001',
  },
  {
    symbol: 'ETH/USDT',
    startPrice: 2282.87,
    volatility: 0.6,
    tick: '0.01',
    lot: '0.0001',
    minNotional: '5',
  },
];

/**
 * Writes the sample's series, instruments and fingerprints into a catalog, as an import would, in the place of those that
 * are there. All minutes are made in a catalog of their own; what the sample keeps is taken from there.
 *
 * @returns candles of each symbol that is there in minutes
 * @throws InputError where the catalog cannot be written
 */
export async function writeSample(catalog: string): Promise<number> {
  const scratch = await mkdtemp(join(tmpdir(), 'papertape-sample-'));
  try {
    const made = await synthesizeSeries({ ...SAMPLE, symbols: [...SAMPLE.symbols, ...IN_HOURS], catalog: scratch });
    for (const { symbol } of made) {
      await resampleCandles({
        catalog: scratch,
        venue: SAMPLE_VENUE,
        symbol,
        fromInterval: MICROS_PER_MINUTE,
        toInterval: MICROS_PER_HOUR,
      });
      if (!IN_HOURS.some((one) => one.symbol === symbol)) await take(scratch, catalog, symbol, MICROS_PER_MINUTE);
      await take(scratch, catalog, symbol, MICROS_PER_HOUR);
    }
    await writeInstruments(catalog, SAMPLE_VENUE, (await readInstruments(scratch))[SAMPLE_VENUE]!);
    return made[0]!.candles;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function take(scratch: string, catalog: string, symbol: string, interval: number): Promise<void> {
  const key: SeriesKey = { kind: 'candles', venue: SAMPLE_VENUE, symbol, interval };
  const target = seriesFolder(catalog, key);
  await rm(target, { recursive: true, force: true });
  await cp(seriesFolder(scratch, key), target, { recursive: true });
}
