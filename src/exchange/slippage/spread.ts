/** `spread`: prices lie in the middle of a spread, a taker pays half of it. On quotes it is paid already: they have two sides. */
import { ROUND } from '../../model/arithmetic.ts';
import { applyRate, type Rate, rate, ZERO_RATE } from '../../model/rate.ts';
import type { SymbolMarket } from '../market.ts';
import type { Order } from '../order.ts';
import { against, type SlippageModel } from './contract.ts';

export class SpreadSlippage implements SlippageModel {
  readonly dependsOnSize = false;
  readonly countsVolume = false;
  readonly window = 0;
  private readonly half: Rate;

  /** @param spread the whole of it, as a share of the price */
  constructor({ numerator, denominator }: Rate) {
    this.half = numerator % 2 === 0 ? rate(numerator / 2, denominator) : rate(numerator, denominator * 2);
  }

  price(reference: number, order: Order, market: SymbolMarket): number {
    if (market.isQuoted) return reference;
    return against(reference, applyRate(reference, this.half, ROUND.up), order.side, market);
  }

  bound(isQuoted: boolean): Rate {
    return isQuoted ? ZERO_RATE : this.half;
  }
}
