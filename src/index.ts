/** Papertape's public face: define a strategy, open a catalog, replay a scenario, verify a report. */
export { type Catalog, openCatalog } from './catalog/load.ts';
export { AmountOverflowError, CheckError, InputError, StrategyError } from './model/errors.ts';
export type { ReportDocument } from './report/document.ts';
export { replay, verify } from './scenario/library.ts';
export type { ReplayOutcome, RunHooks, VerifyOutcome } from './scenario/replay-types.ts';
export type { CandleCopy, CandleView } from './strategy/candle.ts';
export type { BalanceView, PositionView, StrategyContext } from './strategy/context.ts';
export { defineStrategy, type ParamsSchema, type StrategyDefinition } from './strategy/define.ts';
export type {
  AmendRequest,
  DecimalInput,
  FillInfo,
  GapInfo,
  OrderInfo,
  OrderOptions,
  OrderRequest,
  OrderUpdate,
  StopLossOptions,
  TakeProfitOptions,
  TimerInfo,
} from './strategy/request.ts';
