/** Reads scenario files and strategy bundles and wires a run: the only place where implementations are chosen. */
export { canonicalScenarioJson, resolvedYaml } from './canonical.ts';
export { loadScenario } from './load.ts';
export { type ModeDecision, type TradingMode, tradingMode } from './mode.ts';
export type { ScenarioOverrides } from './overrides.ts';
export type {
  Progress,
  ReplayOptions,
  ReplayOutcome,
  RunDigests,
  RunHooks,
  VerifyOptions,
  VerifyOutcome,
} from './replay-types.ts';
export { isStrategyPath, type LoadedScenario, resolveScenario } from './resolve.ts';
export { DEFAULT_FEES, type ResolvedScenario } from './schema.ts';
export { unsupported } from './unsupported.ts';
