/**
 * `square_root`: coefficient x sigma x sqrt(q / V) of the price, where q is what is taken at once, sigma the deviation (n-1) of the
 * last `window` returns from close to close and V the mean volume of the last `window` candles that have closed, of
 * `market.interval`. While there are fewer, those there are; before there are two returns, nothing. Where V is nothing, q / V
 * counts as 1.
 *
 * Source: the square-root law of impact, R. Almgren, C. Thum, E. Hauptmann, H. Li, "Direct estimation of equity market impact"
 * (2005), and J.-P. Bouchaud, "Price impact" (2009): volatility x sqrt(size / volume) over one span of time.
 */
import { type Rate, ZERO_RATE } from '../../model/rate.ts';
import type { SymbolMarket } from '../market.ts';
import type { Order } from '../order.ts';
import { against, type SlippageModel } from './contract.ts';

export class SquareRootSlippage implements SlippageModel {
  readonly dependsOnSize = true;
  readonly countsVolume = false;
  readonly window: number;
  private readonly coefficient: number;

  constructor(coefficient: number, window: number) {
    this.coefficient = coefficient;
    this.window = window;
  }

  price(reference: number, order: Order, market: SymbolMarket, quantity: number): number {
    const { deviation, meanVolume } = market.activity!;
    const share = meanVolume === 0 ? 1 : quantity / (meanVolume * market.scale);
    return against(reference, reference * this.coefficient * deviation * Math.sqrt(share), order.side, market);
  }

  bound(): Rate {
    return ZERO_RATE;
  }
}
