/** The mock market of a scenario: what its symbols are like, and the venue that tells of them. */
import { type InstrumentEntry, type Instruments, inferInstrument, readInstruments } from '../../catalog/instruments.ts';
import { MockVenue } from '../../live/index.ts';
import type { Loop } from '../../live/loop.ts';
import type { SynthSymbol } from '../../market/synthesizer.ts';
import { parseTime } from '../../model/time.ts';
import type { LoadedScenario } from '../resolve.ts';
import type { RunInstruments } from './instruments.ts';

/** Where the market begins; sessions join it at a multiple of its candles from there. */
const BEGINNING = parseTime('2024-01-01');
const TRADES_PER_CANDLE = 24;
const USUAL = { price: 100, volatility: 0.6 };
/** What a made-up market is like, by base asset: quote per base in dollars, deviation of a year's returns. */
const LIKE: Readonly<Record<string, typeof USUAL>> = {
  BTC: { price: 42_265, volatility: 0.5 },
  ETH: { price: 2_282, volatility: 0.6 },
  XRP: { price: 0.6151, volatility: 0.7 },
};

const likenessOf = (symbol: string): typeof USUAL => LIKE[symbol.split('/')[0] ?? ''] ?? USUAL;

/** Rules of symbols nobody states any for: the catalog's, else such as fit the price. */
export async function mockInstruments(loaded: LoadedScenario): Promise<Instruments> {
  const { venue, symbols } = loaded.scenario.market;
  const known = (await readInstruments(loaded.catalog))[venue] ?? {};
  const entries = symbols.map((symbol): [string, InstrumentEntry] => {
    const { price } = likenessOf(symbol);
    const [tick, lot] = price > 10 ? ['0.01', '0.00001'] : ['0.0001', '0.1'];
    const facts = { decimals: 2, median: String(price), highest: String(price * 1000) };
    return [symbol, known[symbol] ?? inferInstrument({ ...facts, decimals: price > 10 ? 2 : 4 }, tick, lot)];
  });
  return { [venue]: Object.fromEntries(entries) };
}

/** @param delaySeed luck of the connection: the edge gives each session its own */
export function mockVenue(
  loaded: LoadedScenario,
  { instruments }: RunInstruments,
  loop: Loop,
  delaySeed: number | string,
): MockVenue {
  const { scenario, interval, strategyInterval } = loaded;
  const symbols = instruments.map(({ symbol, priceDecimals, tickSize, baseDecimals }): SynthSymbol => {
    const { price, volatility } = likenessOf(symbol);
    return { symbol, startPrice: price, volatility, priceDecimals, tickSize, baseDecimals };
  });
  return new MockVenue({
    synth: { seed: scenario.seed, symbols, from: BEGINNING, interval },
    symbols: scenario.market.symbols,
    to: Number.POSITIVE_INFINITY,
    tradesPerCandle: Math.min(TRADES_PER_CANDLE, Math.floor(interval / 4)),
    loop,
    delaySeed,
    history: Math.round((scenario.market.warmup * strategyInterval) / interval),
    alignment: strategyInterval,
  });
}
