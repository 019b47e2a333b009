/** What an amount of one asset is worth in the reporting asset, through priced pairs. */
import { mulDiv, ROUND } from '../model/arithmetic.ts';
import { InputError } from '../model/errors.ts';
import { type Asset, type Instrument, notional } from '../model/instrument.ts';
import { NONE } from '../model/record.ts';

/** One pair on the way from an asset to the reporting asset. `inverse` where the asset is the pair's quote. */
interface Hop {
  readonly instrument: Instrument;
  readonly inverse: boolean;
}

export class Valuation {
  readonly reporting: number;
  private readonly routes: readonly (readonly Hop[])[];
  /** By asset, the pair it is the base of, where that alone leads to the reporting asset. */
  private readonly direct: readonly (Instrument | null)[];
  private readonly marks: Float64Array;

  /**
   * @param marks the mark of each symbol in its price units; NONE (negative) where it has no price yet
   * @throws InputError where an asset has no way to the reporting asset
   */
  constructor(assets: readonly Asset[], instruments: readonly Instrument[], reporting: number, marks: Float64Array) {
    this.reporting = reporting;
    this.marks = marks;
    this.routes = assets.map((asset, index) => {
      const route = routeTo(index, reporting, instruments);
      if (route !== null) return route;
      throw new InputError(
        `there is no way to value ${asset.name} in ${assets[reporting]!.name}: add a symbol that pairs the two to market.symbols`,
      );
    });
    this.direct = this.routes.map((route) => (route.length === 1 && !route[0]!.inverse ? route[0]!.instrument : null));
  }

  /** The symbols whose price an asset's value rests on. */
  symbolsOf(asset: number): readonly number[] {
    return this.routes[asset]!.map((hop) => hop.instrument.index);
  }

  /** The one symbol whose price alone an asset's value rests on; NONE where it rests on several, or on none. */
  onlySymbolOf(asset: number): number {
    const route = this.routes[asset]!;
    return route.length === 1 ? route[0]!.instrument.index : NONE;
  }

  /** True where every pair on the way has a price. */
  isPriced(asset: number): boolean {
    return this.routes[asset]!.every((hop) => this.marks[hop.instrument.index]! > 0);
  }

  /**
   * @param amount units of `asset`, not negative
   * @returns units of the reporting asset, to the nearest at each pair, half to even; 0 where a pair has no price yet
   */
  value(asset: number, amount: number): number {
    const pair = this.direct[asset]!;
    if (pair !== null) {
      const price = this.marks[pair.index]!;
      return price > 0 ? notional(pair, amount, price, ROUND.half_even) : 0;
    }
    return asset === this.reporting ? amount : this.convert(asset, amount, NONE, 0);
  }

  /** The same, with `price` in the place of the mark of `symbol`. */
  valueAt(asset: number, amount: number, symbol: number, price: number): number {
    const pair = this.direct[asset]!;
    if (pair !== null && pair.index === symbol) return notional(pair, amount, price, ROUND.half_even);
    return asset === this.reporting ? amount : this.convert(asset, amount, symbol, price);
  }

  private convert(asset: number, amount: number, symbol: number, priceThere: number): number {
    const route = this.routes[asset]!;
    let value = amount;
    for (let i = 0; i < route.length; i++) {
      const { instrument, inverse } = route[i]!;
      const price = instrument.index === symbol ? priceThere : this.marks[instrument.index]!;
      if (price <= 0) return 0;
      value = inverse
        ? baseForQuote(instrument, value, price, ROUND.half_even)
        : notional(instrument, value, price, ROUND.half_even);
    }
    return value;
  }

  /** The way back: units of `asset` that `value` of the reporting asset is worth, rounded down. 0 where unpriced. */
  amountFor(asset: number, value: number): number {
    if (asset === this.reporting) return value;
    const route = this.routes[asset]!;
    let amount = value;
    for (let i = route.length - 1; i >= 0; i--) {
      const { instrument, inverse } = route[i]!;
      const price = this.marks[instrument.index]!;
      if (price <= 0) return 0;
      amount = inverse
        ? notional(instrument, amount, price, ROUND.down)
        : baseForQuote(instrument, amount, price, ROUND.down);
    }
    return amount;
  }
}

function baseForQuote(instrument: Instrument, quoteUnits: number, price: number, rounding: number): number {
  const scaled = price * instrument.costMultiplier;
  return mulDiv(quoteUnits, instrument.costDivisor, scaled, rounding);
}

/** The shortest way, pairs in the scenario's order first. */
function routeTo(from: number, to: number, instruments: readonly Instrument[]): Hop[] | null {
  const ways = new Map<number, Hop[]>([[from, []]]);
  const queue = [from];
  for (let asset = queue.shift(); asset !== undefined; asset = queue.shift()) {
    const way = ways.get(asset)!;
    if (asset === to) return way;
    for (const instrument of instruments) {
      const inverse = instrument.quote === asset;
      if (!inverse && instrument.base !== asset) continue;
      const next = inverse ? instrument.base : instrument.quote;
      if (ways.has(next)) continue;
      ways.set(next, [...way, { instrument, inverse }]);
      queue.push(next);
    }
  }
  return null;
}
