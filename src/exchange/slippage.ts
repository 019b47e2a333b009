/** How far a taker's price is moved against it. A model is one file of `slippage/` and one line in `slippageModel`. */
import type { Instrument } from '../model/instrument.ts';
import type { Rate } from '../model/rate.ts';
import type { SlippageModel } from './slippage/contract.ts';
import { FixedSlippage } from './slippage/fixed.ts';
import { NoSlippage } from './slippage/none.ts';
import { RandomSlippage } from './slippage/random.ts';
import { SpreadSlippage } from './slippage/spread.ts';
import { SquareRootSlippage } from './slippage/squareRoot.ts';
import { VolumeShareSlippage } from './slippage/volumeShare.ts';

export type { SlippageModel } from './slippage/contract.ts';

/** Shares of the price. */
export type SlippageSetting =
  | { readonly model: 'none' }
  | { readonly model: 'fixed'; readonly share: Rate }
  | { readonly model: 'spread'; readonly share: Rate }
  | { readonly model: 'volume_share'; readonly impact: Rate }
  | { readonly model: 'square_root'; readonly coefficient: number; readonly window: number }
  | { readonly model: 'random'; readonly most: Rate };

/** @param seed the run's: what a fill draws depends on it, the symbol, the order and how often that has filled alone */
export function slippageModel(
  setting: SlippageSetting,
  seed: number,
  instruments: readonly Instrument[],
): SlippageModel {
  switch (setting.model) {
    case 'none':
      return new NoSlippage();
    case 'fixed':
      return new FixedSlippage(setting.share);
    case 'spread':
      return new SpreadSlippage(setting.share);
    case 'volume_share':
      return new VolumeShareSlippage(setting.impact);
    case 'square_root':
      return new SquareRootSlippage(setting.coefficient, setting.window);
    case 'random':
      return new RandomSlippage(setting.most, seed, instruments);
  }
}
