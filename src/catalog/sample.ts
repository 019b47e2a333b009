/** The market that comes with papertape: three months of a market that never was, the same on every machine. */
import { Synthesizer, type SynthOptions, type SynthSymbol } from '../market/synthesizer.ts';
import { formatDecimal } from '../model/decimal.ts';
import { MICROS_PER_HOUR, MICROS_PER_MINUTE, parseTime } from '../model/time.ts';
import { type InstrumentEntry, inferInstrument } from './instruments.ts';
import { storeCandles } from './store.ts';

export const SAMPLE_VENUE = 'synthetic';

const FROM = parseTime('2024-01-01');
const TO = parseTime('2024-04-01');

/** A symbol and the rules of its venue. Prices of the synthesizer are whole ticks. */
interface SampleSymbol {
  readonly market: Pick<SynthSymbol, 'symbol' | 'startPrice' | 'volatility' | 'cross'>;
  readonly tick: string;
  readonly tickDecimals: number;
  readonly lot: string;
  readonly lotDecimals: number;
  readonly minNotional: string;
}

const SYMBOLS: readonly SampleSymbol[] = [
  {
    market: { symbol: 'BTC/USDT', startPrice: 42_265.2, volatility: 0.5 },
    tick: '0.01',
    tickDecimals: 2,
    lot: '0.00001',
    lotDecimals: 5,
    minNotional: '5',
  },
  {
    market: { symbol: 'XRP/USDT', startPrice: 0.6151, volatility: 0.7 },
    tick: '0.0001',
    tickDecimals: 4,
    lot: '0.1',
    lotDecimals: 1,
    minNotional: '5',
  },
  {
    market: { symbol: 'XRP/BTC', startPrice: 0, volatility: 0, cross: { base: 'XRP/USDT', quote: 'BTC/USDT' } },
    tick: '0.00000001',
    tickDecimals: 8,
    lot: '0.1',
    lotDecimals: 1,
    minNotional: '0.0001',
  },
];

/** One crash: a fall of 14 % in eight hours of 21 February 2024 beside its noise, a third of it won back in two days. */
const OPTIONS: SynthOptions = {
  seed: 29,
  symbols: SYMBOLS.map(({ market, tickDecimals, lotDecimals }) => ({
    ...market,
    priceDecimals: tickDecimals,
    tickSize: 1,
    baseDecimals: lotDecimals,
  })),
  from: FROM,
  interval: MICROS_PER_MINUTE,
  correlation: 0.65,
  crashes: [{ at: parseTime('2024-02-21T14:00:00Z'), duration: 8 * MICROS_PER_HOUR, depthPct: 14, reboundPct: 35 }],
};

/**
 * Writes the sample's series, instruments and fingerprints into a catalog, as an import would.
 *
 * @returns candles of each symbol
 * @throws InputError where the catalog cannot be written
 */
export async function writeSample(catalog: string): Promise<number> {
  const candles = (TO - FROM) / MICROS_PER_MINUTE;
  const columns = new Synthesizer(OPTIONS).next(candles);
  for (const [index, sample] of SYMBOLS.entries()) {
    const { close, high } = columns[index]!;
    await storeCandles(
      {
        catalog,
        venue: SAMPLE_VENUE,
        symbol: sample.market.symbol,
        interval: MICROS_PER_MINUTE,
        priceDecimals: sample.tickDecimals,
        volumeDecimals: sample.lotDecimals,
        instrument: entryOf(sample, close, high),
      },
      [columns[index]!],
    );
  }
  return candles;
}

function entryOf(sample: SampleSymbol, close: Float64Array, high: Float64Array): InstrumentEntry {
  const { tick, tickDecimals, lot, minNotional } = sample;
  const text = (units: number): string => formatDecimal(units, tickDecimals);
  const facts = {
    decimals: tickDecimals,
    median: text(close.toSorted()[Math.floor(close.length / 2)]!),
    highest: text(high.reduce((a, b) => Math.max(a, b))),
  };
  const inferred = inferInstrument(facts, tick, lot);
  return { ...inferred, min_size: lot, min_notional: minNotional, maker_pct: '0.16', taker_pct: '0.26' };
}
