/** The scenario's limits on risk, in whole units and rates. */
import type { RiskLimits } from '../../execution/risk.ts';
import { parseDecimal } from '../../model/decimal.ts';
import { parsePct } from '../../model/rate.ts';
import type { LoadedScenario } from '../resolve.ts';
import type { RunAssets } from './assets.ts';

/** InputError where `min_cash` is finer than the reporting asset's decimals. */
export function riskLimitsOf(loaded: LoadedScenario, { assets, reporting }: RunAssets): RiskLimits {
  const { risk } = loaded.scenario;
  const rateOrNull = (pct: string | null) => (pct === null ? null : parsePct(pct));
  return {
    maxPosition: rateOrNull(risk.max_position_pct),
    maxExposure: rateOrNull(risk.max_exposure_pct),
    minCash: risk.min_cash === null ? null : cashUnits(risk.min_cash),
    maxOpenOrders: risk.max_open_orders,
    maxDrawdown: rateOrNull(risk.max_drawdown_pct),
  };

  function cashUnits(text: string): number {
    const { name, decimals } = assets[reporting]!;
    try {
      return parseDecimal(text, decimals);
    } catch (error) {
      throw loaded.problem(['risk', 'min_cash'], `${(error as Error).message} (of ${name})`);
    }
  }
}
