/** `fixed`: a share of the price, whatever the size. */
import { ROUND } from '../../model/arithmetic.ts';
import { applyRate, type Rate } from '../../model/rate.ts';
import type { SymbolMarket } from '../market.ts';
import type { Order } from '../order.ts';
import { against, type SlippageModel } from './contract.ts';

export class FixedSlippage implements SlippageModel {
  readonly dependsOnSize = false;
  readonly countsVolume = false;
  readonly window = 0;
  private readonly share: Rate;

  constructor(share: Rate) {
    this.share = share;
  }

  price(reference: number, order: Order, market: SymbolMarket): number {
    return against(reference, applyRate(reference, this.share, ROUND.up), order.side, market);
  }

  bound(): Rate {
    return this.share;
  }
}
