/** The exchange of a run: which models stand behind the words of `exchange`. */
import type { FeeTier } from '../../exchange/fees.ts';
import type { LimitFillSetting } from '../../exchange/limitFill.ts';
import type { LiquiditySetting } from '../../exchange/liquidity.ts';
import type { ExchangeSettings } from '../../exchange/settings.ts';
import type { SlippageSetting } from '../../exchange/slippage.ts';
import { parseDecimal } from '../../model/decimal.ts';
import { parsePct, rateOfNumber } from '../../model/rate.ts';
import type { LoadedScenario } from '../resolve.ts';
import type { ResolvedScenario } from '../schema.ts';
import type { RunInstruments } from './instruments.ts';

/** A millisecond is 10^3 microseconds. */
const MILLISECOND_DECIMALS = 3;

export interface ExchangeSetup extends ExchangeSettings {
  /** Microseconds. */
  readonly fillDelay: number;
  readonly fillJitter: number;
  readonly cancelDelay: number;
  readonly cancelJitter: number;
}

/** @throws InputError where a tier's volume is finer than the reporting asset's decimals */
export function exchangeOf(loaded: LoadedScenario, run: RunInstruments): ExchangeSetup {
  const { exchange, seed } = loaded.scenario;
  const fill = delayOf(exchange.fill_delay_ms);
  const cancel = delayOf(exchange.cancel_delay_ms);
  return {
    slippage: slippageOf(exchange.slippage),
    limitFill: limitFillOf(exchange.limit_fill),
    partialFills: partialFillsOf(exchange.partial_fills),
    feeTiers: feeTiersOf(loaded, run),
    seed,
    intrabar: exchange.intrabar,
    fillDelay: fill.least,
    fillJitter: fill.jitter,
    cancelDelay: cancel.least,
    cancelJitter: cancel.jitter,
  };
}

/** A symbol's own fee wins over the tiers, as it does over the other fees of `exchange`. */
function feeTiersOf(loaded: LoadedScenario, { assets, reporting, instruments }: RunInstruments): FeeTier[] {
  const { exchange, symbols } = loaded.scenario;
  return exchange.fees.tiers.map(({ volume, maker_pct, taker_pct }, index) => ({
    volume: volumeOf(volume, index),
    makers: instruments.map(({ symbol, makerFee }) =>
      (symbols[symbol]?.maker_pct ?? null) === null ? parsePct(maker_pct) : makerFee,
    ),
    takers: instruments.map(({ symbol, takerFee }) =>
      (symbols[symbol]?.taker_pct ?? null) === null ? parsePct(taker_pct) : takerFee,
    ),
  }));

  function volumeOf(text: string, index: number): number {
    const { name, decimals } = assets[reporting]!;
    try {
      return parseDecimal(text, decimals);
    } catch (error) {
      const message = `is ${text}, which is no whole number of units of ${name}: ${(error as Error).message}`;
      throw loaded.problem(['exchange', 'fees', 'tiers', index, 'volume'], message);
    }
  }
}

function limitFillOf(setting: ResolvedScenario['exchange']['limit_fill']): LimitFillSetting {
  if (setting.model === 'probability') return { model: 'probability', probability: Number(setting.probability) };
  return { model: setting.model };
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

/** Milliseconds as decimal text, of which the scenario's check has refused what is none, to whole microseconds. */
function delayOf(delay: string | { readonly min: string; readonly max: string }) {
  const micros = (text: string): number => parseDecimal(text, MILLISECOND_DECIMALS);
  if (typeof delay === 'string') return { least: micros(delay), jitter: 0 };
  return { least: micros(delay.min), jitter: micros(delay.max) - micros(delay.min) };
}
