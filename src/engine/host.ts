/** What the strategy's context reads and asks for, answered from the run's books and market. */
import type { Order } from '../exchange/order.ts';
import type { Executor } from '../execution/executor.ts';
import { InputError } from '../model/errors.ts';
import type { Asset, Instrument } from '../model/instrument.ts';
import { nearest } from '../model/nearest.ts';
import type { LogPort } from '../model/ports.ts';
import { formatTime, parseInterval } from '../model/time.ts';
import type { Books } from '../portfolio/books.ts';
import type { CandleCopy } from '../strategy/candle.ts';
import type { BalanceView, PositionView, StrategyHost } from '../strategy/context.ts';
import { LivePosition } from '../strategy/position.ts';
import type { AmendRequest, OrderInfo, OrderRequest, Way } from '../strategy/request.ts';
import type { CandleFeed } from './candleFeed.ts';
import type { Recorder } from './recorder.ts';
import type { SessionSetup } from './setup.ts';
import { orderInfo, scaleOf } from './views.ts';

/** What a strategy can set in motion. */
export interface HostActions {
  readonly now: number;
  submit(request: OrderRequest, way: Way | undefined, symbol: number): number;
  cancel(id: number | string): void;
  amend(id: number | string, request: AmendRequest): void;
  timer(time: number, name: string): void;
  mark(symbol: number): number;
  /** Brings every mark up to now. */
  settleMarks(): void;
  readonly alive: readonly Order[];
}

export class Host implements StrategyHost {
  readonly symbols: readonly string[];
  private readonly actions: HostActions;
  private readonly assets: readonly Asset[];
  private readonly instruments: readonly Instrument[];
  private readonly books: Books;
  private readonly executor: Executor;
  private readonly recorder: Recorder;
  private readonly feeds: readonly (CandleFeed | null)[];
  private readonly logPort: LogPort;
  private readonly window: SessionSetup['window'];
  private readonly positions: readonly PositionView[];
  /** What the strategy has asked candles of, in microseconds. */
  private readonly intervals = new Map<string, number>();

  constructor(parts: {
    readonly actions: HostActions;
    readonly assets: readonly Asset[];
    readonly instruments: readonly Instrument[];
    readonly books: Books;
    readonly executor: Executor;
    readonly recorder: Recorder;
    readonly feeds: readonly (CandleFeed | null)[];
    readonly log: LogPort;
    readonly window: SessionSetup['window'];
  }) {
    this.actions = parts.actions;
    this.assets = parts.assets;
    this.instruments = parts.instruments;
    this.books = parts.books;
    this.executor = parts.executor;
    this.recorder = parts.recorder;
    this.feeds = parts.feeds;
    this.logPort = parts.log;
    this.window = parts.window;
    this.symbols = parts.instruments.map(({ symbol }) => symbol);
    const unitOf = (asset: number): number => scaleOf(parts.assets[asset]!.decimals);
    const money = unitOf(parts.books.valuation.reporting);
    this.positions = parts.instruments.map(
      ({ base }) => new LivePosition(parts.books, base, unitOf(base), money, parts.actions),
    );
  }

  get now(): number {
    return this.actions.now;
  }

  outsideWindow(time: number): string | null {
    const { from, to } = this.window;
    if (time < from) return `at ${formatTime(time)} is before the window, which begins at ${formatTime(from)}`;
    if (to === null || time <= to) return null;
    return `at ${formatTime(time)} is after the window, which ends at ${formatTime(to)}`;
  }

  symbolIndex(name: string): number {
    const index = this.symbols.indexOf(name);
    if (index >= 0) return index;
    const near = nearest(String(name), this.symbols);
    throw new InputError(
      `${name} is not among the scenario's symbols (${this.symbols.join(', ')})${near === null ? '' : `: did you mean ${near}?`}`,
    );
  }

  submit(request: OrderRequest, way: Way | undefined, symbol: number): number {
    return this.actions.submit(request, way, symbol);
  }

  cancel(id: number | string): void {
    this.actions.cancel(id);
  }

  amend(id: number | string, request: AmendRequest): void {
    this.actions.amend(id, request);
  }

  timer(time: number, name: string): void {
    if (!Number.isSafeInteger(time)) throw new InputError('ctx.timer takes milliseconds since the epoch, or ISO text');
    this.actions.timer(time, name);
  }

  plot(symbol: number, name: string, value: number): void {
    if (!Number.isFinite(value))
      throw new InputError(`ctx.plot takes finite numbers and null, ${name} is ${String(value)}`);
    this.recorder.plot(symbol, this.recorder.strings.indexOf(name), value);
  }

  log(level: 'info' | 'warn' | 'error', message: string): void {
    this.logPort.log(this.now, level, message);
  }

  position(symbol: number): PositionView {
    return this.positions[symbol]!;
  }

  balance(asset: string): BalanceView {
    const index = this.assets.findIndex(({ name }) => name === asset);
    if (index < 0) {
      const names = this.assets.map(({ name }) => name);
      const near = nearest(String(asset), names);
      throw new InputError(
        `${asset} is not among the run's assets (${names.join(', ')})${near === null ? '' : `: did you mean ${near}?`}`,
      );
    }
    const unit = scaleOf(this.assets[index]!.decimals);
    return {
      total: this.books.totals[index]! / unit,
      held: this.books.held[index]! / unit,
      free: this.executor.free(index) / unit,
    };
  }

  equity(): number {
    this.actions.settleMarks();
    return this.books.equity() / scaleOf(this.assets[this.books.valuation.reporting]!.decimals);
  }

  orders(): OrderInfo[] {
    return this.actions.alive
      .slice()
      .sort((a, b) => a.id - b.id)
      .map((order) => orderInfo(order, this.instruments[order.symbol]!, this.recorder.strings));
  }

  history(symbol: number, count: number): CandleCopy[] {
    return this.feeds[symbol]?.history.last(count) ?? [];
  }

  candles(symbol: number, interval: string, count: number): CandleCopy[] {
    let length = this.intervals.get(interval);
    if (length === undefined) {
      length = parseInterval(interval);
      this.intervals.set(interval, length);
      for (const feed of this.feeds) feed?.prepare(length, this.now);
    }
    return this.feeds[symbol]?.candles(length, count, this.now) ?? [];
  }

  lastPrice(symbol: number): number | null {
    const price = this.actions.mark(symbol);
    return price < 0 ? null : price / scaleOf(this.instruments[symbol]!.priceDecimals);
  }
}
