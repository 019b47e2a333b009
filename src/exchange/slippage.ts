/** How far a taker's price is moved against it. A model is one class here and one line in `slippageModel`. */
import { ROUND } from '../model/arithmetic.ts';
import { BUY } from '../model/order.ts';
import { applyRate, type Rate } from '../model/rate.ts';

export interface SlippageModel {
  /** Takers only. Price units in and out; the result is never better for the taker than `reference`. */
  price(reference: number, side: number): number;
  /** The largest share by which a price can move: what a market buy holds on top. */
  readonly bound: Rate;
}

export class NoSlippage implements SlippageModel {
  readonly bound: Rate = { numerator: 0, denominator: 1 };

  price(reference: number): number {
    return reference;
  }
}

/** A fixed share of the price, rounded against the taker. */
export class FixedSlippage implements SlippageModel {
  readonly bound: Rate;

  constructor(share: Rate) {
    this.bound = share;
  }

  price(reference: number, side: number): number {
    const moved = applyRate(reference, this.bound, ROUND.up);
    return side === BUY ? reference + moved : reference - moved;
  }
}

export type SlippageSetting = { readonly model: 'none' } | { readonly model: 'fixed'; readonly share: Rate };

export function slippageModel(setting: SlippageSetting): SlippageModel {
  switch (setting.model) {
    case 'none':
      return new NoSlippage();
    case 'fixed':
      return new FixedSlippage(setting.share);
  }
}
