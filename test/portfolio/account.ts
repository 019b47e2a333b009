/** Books of three assets and three pairs for tests, in decimals as a trader writes them. */

import { ROUND } from '../../src/model/arithmetic.ts';
import { parseDecimal } from '../../src/model/decimal.ts';
import { costScale, type Instrument, notional } from '../../src/model/instrument.ts';
import { BUY, SELL } from '../../src/model/order.ts';
import { Books } from '../../src/portfolio/books.ts';
import type { RoundTrip } from '../../src/portfolio/position.ts';
import { instrument } from '../support/market.ts';
import { text } from '../support/play.ts';

const DECIMALS = 8;
export const ASSETS = ['USDT', 'BTC', 'XRP', 'EUR'];

const units = (amount: string): number => parseDecimal(amount, DECIMALS);
const SIDES = { buy: BUY, sell: SELL } as const;

/** Prices of eight decimals, so that a price is read as it is written. */
function pair(index: number, symbol: string, rules: Partial<Instrument>): Instrument {
  const [base, quote] = symbol.split('/').map((name) => ASSETS.indexOf(name)) as [number, number];
  return instrument({ index, symbol, base, quote, priceDecimals: DECIMALS, ...costScale(8, DECIMALS, 8), ...rules });
}

/** Money in USDT as shortest decimals. */
const shown = (trip: RoundTrip) => ({
  asset: ASSETS[trip.asset],
  side: trip.direction > 0 ? 'long' : 'short',
  quantity: text(trip.quantity),
  exited: text(trip.exitQuantity),
  entry: text(trip.entryValue),
  exit: text(trip.exitValue),
  fees: text(trip.fees),
  pnl: text(trip.pnl),
  mae: text(trip.mae),
  mfe: text(trip.mfe),
  ambiguous: trip.ambiguous,
});

export class TestAccount {
  readonly books: Books;
  readonly trips: ReturnType<typeof shown>[] = [];
  private readonly marks: Float64Array;
  private readonly pairs: readonly Instrument[];
  private time = 0;

  /** @param holdings what each asset begins with, 0 where it is not named */
  constructor(symbols: readonly string[], holdings: Readonly<Record<string, string>>, rules: Partial<Instrument> = {}) {
    this.pairs = symbols.map((symbol, index) => pair(index, symbol, rules));
    this.marks = new Float64Array(symbols.length).fill(-1);
    const initial = ASSETS.map((name) => units(holdings[name] ?? '0'));
    const assets = ASSETS.filter((_, asset) => this.pairs.some(({ base, quote }) => base === asset || quote === asset));
    this.books = new Books(
      ASSETS.slice(0, assets.length).map((name) => ({ name, decimals: DECIMALS })),
      this.pairs,
      initial.slice(0, assets.length),
      0,
      this.marks,
      (trip) => this.trips.push(shown(trip)),
    );
  }

  /** The mark of a pair moves, and open positions see it. */
  mark(symbol: string, price: string): void {
    const { index } = this.pairOf(symbol);
    this.marks[index] = units(price);
    this.books.observe(index);
  }

  /** An equity row is taken. */
  row(): { equity: string; exposure: string } {
    this.books.mark();
    return { equity: text(this.books.worth), exposure: text(this.books.exposed) };
  }

  /** `sell 2.5 BTC/USDT at 110 fee 2.75`, and what it was before slippage: `from 111`. The fee in quote. */
  fill(line: string): void {
    const words = line.split(' ');
    const [side, quantity, symbol] = words as ['buy' | 'sell', string, string];
    const said = (word: string) => (words.includes(word) ? words[words.indexOf(word) + 1]! : null);
    const one = this.pairOf(symbol);
    const [price, reference] = [units(said('at')!), units(said('from') ?? said('at')!)];
    const lots = units(quantity);
    const cost = notional(one, lots, price, ROUND.half_even);
    this.time += 1;
    this.books.apply({
      time: this.time,
      symbol: one.index,
      side: SIDES[side],
      price,
      referencePrice: reference,
      quantity: lots,
      cost,
      fee: units(said('fee') ?? '0'),
      slippage: Math.abs(cost - notional(one, lots, reference, ROUND.half_even)),
    });
  }

  balances(): Record<string, string> {
    return Object.fromEntries([...this.books.totals].map((total, asset) => [ASSETS[asset]!, text(total)]));
  }

  position(name: string) {
    const { quantity, cost, realized, isDust } = this.books.positions[ASSETS.indexOf(name)]!;
    return { quantity: text(quantity), cost: text(cost), realized: text(realized), isDust };
  }

  get realized(): string {
    return text(this.books.positions.reduce((sum, { realized }) => sum + realized, 0));
  }

  markAmbiguous(name: string): void {
    this.books.markAmbiguous(ASSETS.indexOf(name));
  }

  private pairOf(symbol: string): Instrument {
    return this.pairs.find((one) => one.symbol === symbol)!;
  }
}
