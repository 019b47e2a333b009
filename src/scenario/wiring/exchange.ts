/** The exchange of a run: which models stand behind the words of `exchange`. */
import type { LiquiditySetting } from '../../exchange/liquidity.ts';
import type { ExchangeSettings } from '../../exchange/simulated.ts';
import type { SlippageSetting } from '../../exchange/slippage.ts';
import { parseDecimal } from '../../model/decimal.ts';
import { parsePct, rateOfNumber } from '../../model/rate.ts';
import type { ResolvedScenario } from '../schema.ts';

/** A millisecond is 10^3 microseconds. */
const MILLISECOND_DECIMALS = 3;

export interface ExchangeSetup extends ExchangeSettings {
  /** Microseconds. */
  readonly fillDelay: number;
  readonly cancelDelay: number;
}

export function exchangeOf({ exchange, seed }: ResolvedScenario): ExchangeSetup {
  return {
    slippage: slippageOf(exchange.slippage),
    limitFill: { model: exchange.limit_fill.model === 'touch' ? 'touch' : 'cross' },
    partialFills: partialFillsOf(exchange.partial_fills),
    seed,
    intrabar: exchange.intrabar,
    fillDelay: microsOf(exchange.fill_delay_ms),
    cancelDelay: microsOf(exchange.cancel_delay_ms),
  };
}

function slippageOf(setting: ResolvedScenario['exchange']['slippage']): SlippageSetting {
  switch (setting.model) {
    case 'none':
      return { model: 'none' };
    case 'fixed':
    case 'spread':
      return { model: setting.model, share: parsePct(setting.pct) };
    case 'volume_share':
      return { model: 'volume_share', impact: rateOfNumber(Number(setting.impact)) };
    case 'square_root':
      return { model: 'square_root', coefficient: Number(setting.coefficient), window: setting.window };
    case 'random':
      return { model: 'random', most: parsePct(setting.max_pct) };
  }
}

function partialFillsOf(setting: ResolvedScenario['exchange']['partial_fills']): LiquiditySetting {
  switch (setting.model) {
    case 'none':
      return { model: 'none' };
    case 'volume':
      return { model: 'volume', share: parsePct(setting.share_pct) };
    case 'random':
      return {
        model: 'random',
        probability: Number(setting.probability),
        least: Number(setting.min_pct) / 100,
        most: Number(setting.max_pct) / 100,
      };
  }
}

/** Milliseconds as decimal text to whole microseconds; the scenario's check has refused what is no such text. */
function microsOf(milliseconds: string | { readonly min: string; readonly max: string }): number {
  if (typeof milliseconds !== 'string') throw new TypeError('a drawn delay is not available in this version');
  return parseDecimal(milliseconds, MILLISECOND_DECIMALS);
}
