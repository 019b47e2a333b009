/** How much of an order a point, a print or a quote can fill. A model is one class here and one line in `liquidityModel`. */

import { DrawKey } from '../clock/draws.ts';
import { mulDiv, ROUND, roundUnits } from '../model/arithmetic.ts';
import type { Instrument } from '../model/instrument.ts';
import { BUY } from '../model/order.ts';
import type { Rate } from '../model/rate.ts';
import type { SymbolMarket } from './market.ts';
import type { Order } from './order.ts';

export type LiquiditySetting =
  | { readonly model: 'none' }
  | { readonly model: 'volume'; readonly share: Rate }
  | {
      readonly model: 'random';
      /** In [0, 1]: that a chance fills in part. */
      readonly probability: number;
      /** Shares of what is left, in (0, 1]. */
      readonly least: number;
      readonly most: number;
    };

export interface LiquidityModel {
  /** Market volume caps fills: points, prints and quotes must say what they have. */
  readonly countsVolume: boolean;
  /** Base units this chance may fill: whole lots, at most what is left of the order. */
  quantity(order: Order, market: SymbolMarket, isPrint: boolean): number;
  /** What a fill took is gone for the orders that come after it. */
  use(order: Order, market: SymbolMarket, isPrint: boolean, quantity: number): void;
  /** Base units that a candle's volume deals to one of its four points. */
  ofCandle(instrument: Instrument, volume: number, point: number): number;
  ofPrint(instrument: Instrument, size: number): number;
}

/** Every chance fills the whole. */
class Unlimited implements LiquidityModel {
  readonly countsVolume: boolean = false;

  quantity(order: Order, _market: SymbolMarket, _isPrint: boolean): number {
    return order.leaves;
  }

  use(_order: Order, _market: SymbolMarket, _isPrint: boolean, _quantity: number): void {}

  ofCandle(_instrument: Instrument, _volume: number, _point: number): number {
    return Number.POSITIVE_INFINITY;
  }

  ofPrint(_instrument: Instrument, _size: number): number {
    return Number.POSITIVE_INFINITY;
  }
}

/** A share of the volume in whole lots, shared by all our orders of the symbol in matching order, not carried over. */
class VolumeShare implements LiquidityModel {
  readonly countsVolume = true;
  private readonly share: Rate;

  constructor(share: Rate) {
    this.share = share;
  }

  quantity(order: Order, market: SymbolMarket, isPrint: boolean): number {
    const units = Math.min(order.leaves, this.left(order, market, isPrint));
    return units - (units % market.instrument.lotSize);
  }

  private left(order: Order, market: SymbolMarket, isPrint: boolean): number {
    if (!market.isQuoted || isPrint) return market.lots;
    return order.side === BUY ? market.askLots : market.bidLots;
  }

  use(order: Order, market: SymbolMarket, isPrint: boolean, quantity: number): void {
    if (!market.isQuoted || isPrint) market.lots -= quantity;
    else if (order.side === BUY) market.askLots -= quantity;
    else market.bidLots -= quantity;
  }

  /** By cumulative quarters: 7 lots are 1, 2, 2, 2. */
  ofCandle(instrument: Instrument, volume: number, point: number): number {
    const lots = this.ofPrint(instrument, volume) / instrument.lotSize;
    return (Math.floor((lots * (point + 1)) / 4) - Math.floor((lots * point) / 4)) * instrument.lotSize;
  }

  ofPrint(instrument: Instrument, size: number): number {
    const units = Math.min(Math.round(size * scaleOf(instrument)), Number.MAX_SAFE_INTEGER);
    return roundUnits(
      mulDiv(units, this.share.numerator, this.share.denominator, ROUND.down),
      instrument.lotSize,
      ROUND.down,
    );
  }
}

/** One draw a chance: with `probability` it fills a share between `least` and `most` of what is left. */
class RandomShare extends Unlimited {
  private readonly setting: LiquiditySetting & { readonly model: 'random' };
  private readonly keys: readonly DrawKey[];

  constructor(
    setting: LiquiditySetting & { readonly model: 'random' },
    seed: number,
    instruments: readonly Instrument[],
  ) {
    super();
    this.setting = setting;
    this.keys = instruments.map(({ symbol }) => new DrawKey(seed, 'partial_fill', symbol));
  }

  override quantity(order: Order, { instrument }: SymbolMarket): number {
    const { probability, least, most } = this.setting;
    const drawn = this.keys[order.symbol]!.draw(order.decidedAt, order.nth, order.chances++);
    if (drawn >= probability) return order.leaves;
    // What is below the probability is spread evenly below it: one draw says both.
    const share = least + (most - least) * (drawn / probability);
    const units = Math.floor(order.leaves * share);
    return Math.min(order.leaves, Math.max(instrument.lotSize, units - (units % instrument.lotSize)));
  }
}

function scaleOf(instrument: Instrument): number {
  return Number(`1e${instrument.baseDecimals}`);
}

/** @param seed the run's: what a chance draws depends on it, the symbol, the order and the chance alone */
export function liquidityModel(
  setting: LiquiditySetting,
  seed: number,
  instruments: readonly Instrument[],
): LiquidityModel {
  switch (setting.model) {
    case 'none':
      return new Unlimited();
    case 'volume':
      return new VolumeShare(setting.share);
    case 'random':
      return new RandomShare(setting, seed, instruments);
  }
}
