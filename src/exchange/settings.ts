/** Which models a simulated exchange is made of, in whole units and rates. */
import type { FeeTier } from './fees.ts';
import type { LimitFillSetting } from './limitFill.ts';
import type { LiquiditySetting } from './liquidity.ts';
import type { IntrabarPath } from './path.ts';
import type { SlippageSetting } from './slippage.ts';

export interface ExchangeSettings {
  readonly intrabar: IntrabarPath;
  readonly slippage: SlippageSetting;
  readonly limitFill: LimitFillSetting;
  /** Left out: every chance fills the whole. */
  readonly partialFills?: LiquiditySetting;
  /** By rising volume; none where they are left out: then the instruments' fees hold. */
  readonly feeTiers?: readonly FeeTier[];
  /** Chance depends on it; 0 where it is left out. */
  readonly seed?: number;
  /** By symbol: its orders meet quotes. None does where it is left out. */
  readonly quoted?: readonly boolean[];
}
