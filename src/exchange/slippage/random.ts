/** `random`: anything from nothing to a largest share of the price, drawn for each fill. */
import { DrawKey } from '../../clock/draws.ts';
import type { Instrument } from '../../model/instrument.ts';
import type { Rate } from '../../model/rate.ts';
import type { SymbolMarket } from '../market.ts';
import type { Order } from '../order.ts';
import { against, type SlippageModel } from './contract.ts';

export class RandomSlippage implements SlippageModel {
  readonly dependsOnSize = false;
  readonly countsVolume = false;
  readonly window = 0;
  private readonly most: Rate;
  private readonly keys: readonly DrawKey[];

  constructor(most: Rate, seed: number, instruments: readonly Instrument[]) {
    this.most = most;
    this.keys = instruments.map(({ symbol }) => new DrawKey(seed, 'slippage', symbol));
  }

  /** One draw a fill: its chance is how often the order has filled before. */
  price(reference: number, order: Order, market: SymbolMarket): number {
    const drawn = this.keys[order.symbol]!.draw(order.decidedAt, order.nth, order.fills);
    // Twice the bound is exactly twice the product: nothing but a power of two differs.
    const by = (reference * this.most.numerator * drawn) / this.most.denominator;
    return against(reference, by, order.side, market);
  }

  bound(): Rate {
    return this.most;
  }
}
