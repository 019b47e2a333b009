/** What a symbol of a synthesized market is told, and the increments that its price suggests. */
import type { SynthSymbol } from '../market/synthesizer.ts';
import { decimalsOf, formatDecimal, parseDecimal } from '../model/decimal.ts';
import { InputError } from '../model/errors.ts';
import type { InstrumentEntry } from './instruments.ts';
import { symbolFolder } from './layout.ts';

/** What a symbol is to look like, and the rules of its venue. Amounts are decimal text. */
export interface SynthesisSymbol
  extends Pick<SynthSymbol, 'symbol' | 'startPrice' | 'volatility' | 'dailyVolume' | 'volumeNoise' | 'cross'> {
  /** By the start price unless given: about a hundred-thousandth of it. */
  readonly tick?: string | undefined;
  /** By the start price unless given: what costs about a tenth of a quote, and never more than 1. */
  readonly lot?: string | undefined;
  readonly minNotional?: string | undefined;
}

/** One symbol of a request with its increments. */
export interface SymbolPlan {
  readonly setting: SynthSymbol;
  readonly lot: string;
  readonly tick: string;
  readonly minNotional: string | undefined;
  /** What the catalog knows of it already. */
  readonly known: InstrumentEntry | undefined;
}

/** @throws InputError where symbol, tick or lot is none */
export function planOf(
  symbol: SynthesisSymbol,
  all: readonly SynthesisSymbol[],
  known: InstrumentEntry | undefined,
): SymbolPlan {
  symbolFolder(symbol.symbol);
  const price = startPriceOf(symbol, all);
  const tick = increment('tick', symbol.symbol, symbol.tick ?? known?.tick_size ?? defaultTick(price));
  const lot = increment('lot', symbol.symbol, symbol.lot ?? known?.lot_size ?? defaultLot(price));
  const priceDecimals = decimalsOf(tick);
  const { tick: _tick, lot: _lot, minNotional, ...market } = symbol;
  const tickSize = parseDecimal(tick, priceDecimals);
  const setting = { ...market, priceDecimals, tickSize, baseDecimals: decimalsOf(lot) };
  return { setting, tick, lot, minNotional, known };
}

function startPriceOf({ startPrice, cross }: SynthesisSymbol, all: readonly SynthesisSymbol[]): number {
  if (cross === undefined) return startPrice;
  const priceOf = (leg: string): number => all.find(({ symbol }) => symbol === leg)?.startPrice ?? Number.NaN;
  return priceOf(cross.base) / priceOf(cross.quote);
}

/** Decimal places of the first digit of a price: 4 for 42,265.2, -1 for 0.6151. */
const magnitude = (price: number): number => (price > 0 ? Number(price.toExponential().split('e')[1]) : 0);
const powerOfTen = (exponent: number): string =>
  exponent >= 0 ? String(Number(`1e${exponent}`)) : formatDecimal(1, Math.min(18, -exponent));
const defaultTick = (price: number): string => powerOfTen(Math.min(0, magnitude(price) - 5));
const defaultLot = (price: number): string => powerOfTen(Math.max(-8, Math.min(0, -magnitude(price) - 1)));

/** The plain form of an increment. */
function increment(what: string, symbol: string, text: string): string {
  let units = 0;
  let decimals = 0;
  try {
    decimals = decimalsOf(text);
    units = decimals > 18 ? 0 : parseDecimal(text, decimals);
  } catch {
    // Refused below, with the flag's own words.
  }
  if (units > 0) return formatDecimal(units, decimals);
  throw new InputError(`${symbol}: ${what} ${text} is not an increment: write a decimal above zero, such as 0.01`);
}
