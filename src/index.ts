/**
 * Papertape's public face: define a strategy, open a catalog, replay a scenario, verify a report.
 *
 * Indicators are in `papertape/indicators`, exact arithmetic in `papertape/model`. What is not exported from one of the three
 * may change with any version.
 *
 * @module papertape
 */
export type { CandleRequest, Catalog, CatalogOptions, SeriesRequest, SeriesSpan } from './catalog/load.ts';
export { openCatalog } from './catalog/load.ts';
export { AmountOverflowError, CheckError, InputError, StrategyError } from './model/errors.ts';
export type { OrderType, Side, TimeInForce } from './model/order.ts';
export type { ReportDocument } from './report/document.ts';
export { type LibraryReplayOptions, type LibraryVerifyOptions, replay, verify } from './scenario/library.ts';
export type { ScenarioOverrides } from './scenario/overrides.ts';
export type {
  LogLevel,
  LogLine,
  Progress,
  ReplayOutcome,
  RunDigests,
  RunHooks,
  VerifyOutcome,
} from './scenario/replay-types.ts';
export type { CandleCopy, CandleView } from './strategy/candle.ts';
export type { BalanceView, PositionView, StrategyContext } from './strategy/context.ts';
export { type AnyStrategy, defineStrategy, type ParamsSchema, type StrategyDefinition } from './strategy/define.ts';
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
  Way,
} from './strategy/request.ts';
