/** Calls the strategy, and turns what goes wrong in it into an error that names the simulated time. */
import { InputError, StrategyError } from '../model/errors.ts';
import { formatTime } from '../model/time.ts';
import type { CandleView } from '../strategy/candle.ts';
import { StrategyContext, type StrategyHost } from '../strategy/context.ts';
import type { StrategyDefinition } from '../strategy/define.ts';
import type { FillInfo, GapInfo, OrderUpdate, TimerInfo } from '../strategy/request.ts';

export class Callbacks {
  readonly hearsFills: boolean;
  readonly hearsOrders: boolean;
  readonly hearsGaps: boolean;
  private readonly definition: StrategyDefinition;
  private readonly host: StrategyHost;
  private readonly context: StrategyContext;
  /** Order updates wait for the end of the callback that caused them. */
  private readonly updates: { symbol: number; update: OrderUpdate }[] = [];
  private depth = 0;

  constructor(definition: StrategyDefinition, params: unknown, host: StrategyHost) {
    this.definition = definition;
    this.host = host;
    this.hearsFills = definition.onFill !== undefined;
    this.hearsOrders = definition.onOrder !== undefined;
    this.hearsGaps = definition.onGap !== undefined;
    let state: unknown;
    try {
      state = definition.state?.({ params, symbols: host.symbols });
    } catch (error) {
      throw this.failure(error, 'state');
    }
    this.context = new StrategyContext(host, params, state);
  }

  /** The strategy's own. */
  get state(): unknown {
    return this.context.state;
  }

  /** Goes on with what another run of the strategy had gathered. */
  goOnWith(state: unknown): void {
    (this.context as { state: unknown }).state = state;
  }

  setup(): void {
    if (this.definition.setup === undefined) return;
    this.call('setup', 0, null, () => this.definition.setup!(this.context));
  }

  candle(symbol: number, candle: CandleView): void {
    // The one callback of every candle: no closure is made for it.
    this.context.turnTo(symbol, candle);
    this.depth += 1;
    let result: unknown;
    try {
      result = this.definition.onCandle(this.context);
    } catch (error) {
      throw this.failure(error, 'onCandle');
    }
    this.depth -= 1;
    if (result !== undefined) this.mustBeSynchronous(result, 'onCandle');
    this.context.turnTo(symbol, null);
    if (this.updates.length > 0) this.deliverUpdates();
  }

  fill(symbol: number, fill: FillInfo): void {
    this.call('onFill', symbol, null, () => this.definition.onFill?.(this.context, fill));
  }

  gap(symbol: number, gap: GapInfo): void {
    this.call('onGap', symbol, null, () => this.definition.onGap?.(this.context, gap));
  }

  timer(timer: TimerInfo): void {
    this.call('onTimer', 0, null, () => this.definition.onTimer?.(this.context, timer));
  }

  order(symbol: number, update: OrderUpdate): void {
    this.updates.push({ symbol, update });
    if (this.depth === 0) this.deliverUpdates();
  }

  private deliverUpdates(): void {
    for (let next = this.updates.shift(); next !== undefined; next = this.updates.shift()) {
      const { symbol, update } = next;
      this.depth += 1;
      this.invoke('onOrder', symbol, null, () => this.definition.onOrder?.(this.context, update));
      this.depth -= 1;
    }
  }

  private call(name: string, symbol: number, candle: CandleView | null, callback: () => unknown): void {
    this.depth += 1;
    this.invoke(name, symbol, candle, callback);
    this.depth -= 1;
    if (this.depth === 0) this.deliverUpdates();
  }

  private invoke(name: string, symbol: number, candle: CandleView | null, callback: () => unknown): void {
    this.context.turnTo(symbol, candle);
    let result: unknown;
    try {
      result = callback();
    } catch (error) {
      throw this.failure(error, name);
    }
    if (result !== undefined) this.mustBeSynchronous(result, name);
  }

  private mustBeSynchronous(result: unknown, name: string): void {
    const isPromise = typeof (result as { then?: unknown } | null)?.then === 'function';
    if (isPromise) {
      throw new StrategyError(
        `strategy ${this.definition.name}: ${name} returned a promise at ${formatTime(this.host.now)}: a strategy is synchronous, keep what it waits for in its state`,
      );
    }
  }

  private failure(error: unknown, name: string): Error {
    if (error instanceof StrategyError || (error instanceof InputError && error.name === 'AmountOverflowError'))
      return error;
    const text = error instanceof Error ? error.message : String(error);
    const during = `${name} at ${formatTime(this.host.now)}`;
    const failure = new StrategyError(`strategy ${this.definition.name}: ${during}: ${text}`, { cause: error });
    failure.during = during;
    return failure;
  }
}
