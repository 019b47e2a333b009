/** `none`: a taker gets the price it meets. */
import { type Rate, ZERO_RATE } from '../../model/rate.ts';
import type { SlippageModel } from './contract.ts';

export class NoSlippage implements SlippageModel {
  readonly dependsOnSize = false;
  readonly countsVolume = false;
  readonly window = 0;

  price(reference: number): number {
    return reference;
  }

  bound(): Rate {
    return ZERO_RATE;
  }
}
