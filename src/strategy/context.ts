/** What a strategy is given: the candle, its position, its money, and the ways to act. */
import { InputError } from '../model/errors.ts';
import { parseTime } from '../model/time.ts';
import type { CandleCopy, CandleView } from './candle.ts';
import { HISTORY_LENGTH } from './history.ts';
import type { AmendRequest, OrderInfo, OrderOptions, OrderRequest, OutsideRequest, Way } from './request.ts';
import { checkAmend, checkBracket, checkLeg, checkRequest } from './requestCheck.ts';

/** A run's first requests are looked at key by key: a strategy's own slip shows in the first of its kind. */
const CHECKED_REQUESTS = 1000;

/** A balance of one asset, in whole assets as numbers. */
export interface BalanceView {
  readonly total: number;
  readonly held: number;
  /** Total less what is held and what is under way. */
  readonly free: number;
}

/** A position: what is held less the initial holding. Live: it always shows the present. */
export interface PositionView {
  readonly isFlat: boolean;
  readonly isLong: boolean;
  readonly isShort: boolean;
  /** Base asset; negative is short. */
  readonly quantity: number;
  /** Reporting asset, before fees. */
  readonly cost: number;
  /** Reporting asset per base; null while flat. */
  readonly avgPrice: number | null;
  /** Reporting asset at the mark; 0 while flat. */
  readonly unrealizedPnl: number;
}

/** What the engine does for the context. Times in microseconds. */
export interface StrategyHost {
  readonly now: number;
  readonly symbols: readonly string[];
  /** Why a decision at that time is none of the run's, for people; null inside its window. */
  outsideWindow(time: number): string | null;
  symbolIndex(name: string): number;
  /** Takes an order whose side may stand beside the request, so that none is copied. */
  submit(request: OrderRequest, way: Way | undefined, symbol: number): number;
  /** An order by the id it got, or by the name the strategy gave it. */
  cancel(id: number | string): void;
  amend(id: number | string, request: AmendRequest): void;
  timer(time: number, name: string): void;
  plot(symbol: number, name: string, value: number): void;
  log(level: 'info' | 'warn' | 'error', message: string): void;
  position(symbol: number): PositionView;
  balance(asset: string): BalanceView;
  equity(): number;
  orders(): OrderInfo[];
  history(symbol: number, count: number): CandleCopy[];
  candles(symbol: number, interval: string, count: number): CandleCopy[];
  lastPrice(symbol: number): number | null;
}

/** `ctx` of every callback. Reading it tells the present; what is kept by value is said to be. */
export class StrategyContext<P = unknown, S = unknown> {
  /** @internal The state is saved by itself; a view means nothing between two callbacks. */
  static readonly unsaved: readonly string[] = ['state', 'view'];
  readonly params: P;
  readonly state: S;
  private readonly host: StrategyHost;
  private current = 0;
  private checkedRequests = 0;
  private groups = 0;
  private view: CandleView | null = null;
  private hasCandle = false;

  constructor(host: StrategyHost, params: P, state: S) {
    this.host = host;
    this.params = params;
    this.state = state;
  }

  /** @internal Sets what the next callback is about. */
  turnTo(symbol: number, view: CandleView | null): void {
    this.current = symbol;
    this.hasCandle = view !== null;
    if (view !== null && view !== this.view) this.view = view;
  }

  /** Simulated time, milliseconds since the epoch, UTC. */
  get now(): number {
    return this.host.now / 1000;
  }

  /** The symbol this callback is about, `BASE/QUOTE`. */
  get symbol(): string {
    return this.host.symbols[this.current]!;
  }

  /** All symbols of the scenario, in its order. */
  get symbols(): readonly string[] {
    return this.host.symbols;
  }

  /** The candle that has just closed. A view that ends with the callback. */
  get candle(): CandleView {
    if (!this.hasCandle) {
      throw new InputError('ctx.candle is there in onCandle only: elsewhere read ctx.history(1), or ctx.lastPrice');
    }
    return this.view!;
  }

  /** The last price of the symbol, quote per base; null before the first. */
  get lastPrice(): number | null {
    return this.host.lastPrice(this.current);
  }

  /** The last `count` closed candles of the symbol, oldest first, by value. At most 1,024. */
  history(count: number): CandleCopy[] {
    return this.host.history(this.current, checkCount('history', count));
  }

  /**
   * The last `count` closed candles of another interval (`ctx.candles('1h', 24)`), oldest first, by value: at most 1,024, and
   * all of these unless `count` is given. They are built from the market's own candles and are what `data resample` makes of
   * those the run reads, warm-up included: a candle whose span begins before the first of them is left out, time without
   * candles did not trade, weeks begin on Monday. What closes at this very time is in it from `onCandle` on.
   *
   * Building begins with the first call, for all symbols, from the 1,024 candles that are kept: the answer is what it would
   * be had it been asked from the start, or else an error. Call it in `setup` (which answers nothing yet) to ask late.
   *
   * @throws InputError where the interval is no whole multiple of `market.interval`, or the first call came too late
   */
  candles(interval: string, count: number = HISTORY_LENGTH): CandleCopy[] {
    return this.host.candles(this.current, interval, checkCount('candles', count));
  }

  /** The position in the symbol's base asset. */
  get position(): PositionView {
    return this.host.position(this.current);
  }

  /** The position in another symbol's base asset. InputError where the scenario does not have it. */
  positionOf(symbol: string): PositionView {
    return this.host.position(this.host.symbolIndex(symbol));
  }

  /** The balance of an asset such as `USDT`. */
  balance(asset: string): BalanceView {
    return this.host.balance(asset);
  }

  /** What the whole account is worth now, in the reporting asset. */
  get equity(): number {
    return this.host.equity();
  }

  /** Orders that have not ended, oldest first, by value. */
  get orders(): OrderInfo[] {
    return this.host.orders();
  }

  /** Places a purchase. Returns the order's id at once; what becomes of it comes to `onOrder`. */
  buy(options: OrderOptions): number {
    return this.submit(options, 'buy');
  }

  /** Places a sale. Returns the order's id at once; what becomes of it comes to `onOrder`. */
  sell(options: OrderOptions): number {
    return this.submit(options, 'sell');
  }

  /** @internal Why a decision at that time (microseconds) is none of the run's; null inside its window. */
  outsideWindow(time: number): string | null {
    return this.host.outsideWindow(time);
  }

  /** @internal Records an order that is refused because its time lies outside the window. Returns its id. */
  refuseOutside(request: OrderRequest, outsideWindow: string): number {
    const index = request.symbol === undefined ? -1 : this.host.symbols.indexOf(request.symbol);
    const refused: OutsideRequest = { ...request, outsideWindow };
    const way = request.close === true ? 'close' : request.side;
    return this.host.submit(refused, way, index < 0 ? this.current : index);
  }

  /** Cancels on arrival what only reduces the position, then trades the whole of it at market. */
  close(options: { readonly symbol?: string; readonly id?: string; readonly reason?: string } = {}): number {
    return this.submit(options, 'close');
  }

  /** Places an order whose side (or `close`) stands among its words. Returns its id. */
  order(request: OrderRequest): number {
    return this.submit(request, request?.close === true ? 'close' : request?.side, true);
  }

  /** An entry with its side, a `stopLoss`, a `takeProfit` or both: they live only as far as the entry has filled. */
  bracket(request: OrderRequest): number {
    checkBracket(request);
    return this.order(request);
  }

  /** Orders of which one that fills ends the others. Returns their ids, in order. */
  oco(...requests: readonly OrderRequest[]): number[] {
    for (const request of requests) checkLeg(request);
    this.groups += 1;
    const oco = `ctx.oco ${this.groups}`;
    return requests.map((request) => this.order({ ...request, oco }));
  }

  private submit(request: OrderRequest, way: Way | undefined, saysSide = false): number {
    if (this.checkedRequests < CHECKED_REQUESTS) {
      this.checkedRequests += 1;
      checkRequest(request, saysSide);
    }
    const { symbol } = request;
    if (symbol === undefined) return this.host.submit(request, way, this.current);
    // A symbol that the scenario does not have is refused like any other rule that is broken.
    const index = this.host.symbols.indexOf(symbol);
    return this.host.submit(request, way, index < 0 ? this.current : index);
  }

  /** Asks for the order's end; it takes `cancel_delay_ms` to arrive, and a fill may come first. */
  cancel(id: number | string): void {
    this.host.cancel(id);
  }

  /** Asks for a change of a working order; it takes `cancel_delay_ms` to arrive. What becomes of it comes to `onOrder`. */
  amend(id: number | string, request: AmendRequest): void {
    checkAmend(request);
    this.host.amend(id, request);
  }

  /** `onTimer` is called at that time: milliseconds since the epoch, or ISO text in UTC. */
  timer(time: number | string, name = ''): void {
    this.host.timer(typeof time === 'string' ? parseTime(time) : Math.round(time * 1000), name);
  }

  /** Draws values beside the price in the report: a name each, at this candle's close. */
  plot(values: Readonly<Record<string, number | null>>): void {
    for (const name in values) {
      const value = values[name];
      if (value !== null && value !== undefined) this.host.plot(this.current, name, value);
    }
  }

  /** A line of the run's log, with the simulated time. */
  log(message: string): void {
    this.host.log('info', message);
  }
}

function checkCount(name: string, count: number): number {
  if (Number.isInteger(count) && count >= 1 && count <= HISTORY_LENGTH) return count;
  throw new InputError(`ctx.${name} takes a whole number from 1 to ${HISTORY_LENGTH}, not ${count}`);
}
