/** The shape of a strategy. */
import type { StrategyContext } from './context.ts';
import type { FillInfo, GapInfo, OrderUpdate, TimerInfo } from './request.ts';

/** What checks and completes `strategy.params`; a zod schema is one. */
export interface ParamsSchema<P> {
  parse(input: unknown): P;
}

/** What a strategy consists of. `onCandle` is the only callback it must have. */
export interface StrategyDefinition<P = unknown, S = unknown> {
  readonly name: string;
  readonly params?: ParamsSchema<P>;
  /** Makes the strategy's state. One whose state is all in here can be checkpointed. */
  readonly state?: (init: { readonly params: P; readonly symbols: readonly string[] }) => S;
  /** Called once, before the first event. */
  readonly setup?: (ctx: StrategyContext<P, S>) => void;
  /** Called at each close of a candle of `strategy.interval`. */
  readonly onCandle: (ctx: StrategyContext<P, S>) => void;
  /** Called as each fill is applied to the books. */
  readonly onFill?: (ctx: StrategyContext<P, S>, fill: FillInfo) => void;
  /** Called for each event in the life of an order, refusals included. */
  readonly onOrder?: (ctx: StrategyContext<P, S>, order: OrderUpdate) => void;
  /** Called once a gap, when it ends: at the open of the candle behind it. On a tape when the connection says so. */
  readonly onGap?: (ctx: StrategyContext<P, S>, gap: GapInfo) => void;
  readonly onTimer?: (ctx: StrategyContext<P, S>, timer: TimerInfo) => void;
}

/** A strategy whatever its parameters and its state are. */
// biome-ignore lint/suspicious/noExplicitAny: a callback takes its own strategy's context, and only `any` fits all of them
export type AnyStrategy = StrategyDefinition<any, any>;

/**
 * Gives a strategy its types: a file's default export. Returns the definition as it is.
 *
 * ```ts
 * export default defineStrategy({
 *   name: 'dips',
 *   onCandle(ctx) {
 *     if (ctx.candle.close < ctx.candle.open && ctx.position.isFlat) ctx.buy({ fraction: 0.5, reason: 'dip' });
 *   },
 * });
 * ```
 */
export function defineStrategy<P = undefined, S = undefined>(
  definition: StrategyDefinition<P, S>,
): StrategyDefinition<P, S> {
  return definition;
}
