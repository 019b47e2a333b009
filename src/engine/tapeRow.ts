/** What a row of a tape does to the market: prices to the exchange, gaps and interruptions to those who wait. */
import type { SimulatedExchange } from '../exchange/simulated.ts';
import { CandleRow } from '../market/builder.ts';
import { COMMAND, CONNECTION, NO_SYMBOL, TAPE_KIND, type TapeColumns } from '../market/tape.ts';
import { InputError } from '../model/errors.ts';
import { NONE } from '../model/record.ts';
import type { GapEvent, SymbolCounts } from './counts.ts';
import { LiveRows } from './liveRows.ts';
import { hasQuotes, type SessionSetup } from './setup.ts';
import { ROLE, type Stream } from './stream.ts';
import type { Ticks } from './ticks.ts';
import type { Walk } from './walk.ts';

/** What an operator asked for: a command row. */
export interface Command {
  readonly code: number;
  readonly symbol: number;
  readonly b: number;
  readonly c: number;
  readonly text: string | null;
}

/** A gap of a symbol, counted; microseconds. */
export type TellGap = (symbol: number, from: number, to: number) => GapEvent;

export class TapeRowPasser {
  /** The command that passed last; the session takes it. */
  command: Command | null = null;
  private readonly setup: SessionSetup;
  private readonly exchange: SimulatedExchange;
  private readonly ticks: Ticks;
  private readonly walk: Walk;
  private readonly counts: readonly SymbolCounts[];
  /** Makes the candles of a live tape; null where the tape brings its own. */
  private readonly live: LiveRows | null;
  private readonly tellGap: TellGap;
  /** By symbol, the candle that the row at hand brings. */
  private readonly brought: readonly CandleRow[];

  constructor(parts: {
    readonly setup: SessionSetup;
    readonly exchange: SimulatedExchange;
    readonly ticks: Ticks;
    readonly walk: Walk;
    readonly counts: readonly SymbolCounts[];
    readonly streams: readonly Stream[];
    readonly tellGap: TellGap;
  }) {
    this.setup = parts.setup;
    this.exchange = parts.exchange;
    this.ticks = parts.ticks;
    this.walk = parts.walk;
    this.counts = parts.counts;
    this.tellGap = parts.tellGap;
    this.brought = parts.setup.instruments.map(() => new CandleRow());
    const { candleGrace } = parts.setup;
    const tape = parts.streams.find(({ role }) => role === ROLE.tape);
    this.live =
      tape === undefined || candleGrace === undefined ? null : new LiveRows(parts.setup, tape.interval, candleGrace);
    if (tape !== undefined) tape.live = this.live;
  }

  /** Any row but a candle's. `heard` gets what the strategy is to be told. */
  pass(tape: TapeColumns, row: number, now: number, heard: GapEvent[]): void {
    const symbol = tape.symbol[row]!;
    switch (tape.event[row]!) {
      case TAPE_KIND.trade:
        this.trade(tape, row, now);
        break;
      case TAPE_KIND.quote:
        this.quote(tape, row, now);
        break;
      case TAPE_KIND.gap:
        heard.push(this.gap(symbol, tape.a[row]!, tape.b[row]!, now));
        break;
      case TAPE_KIND.connection:
        this.connection(tape.a[row]!, symbol, now, heard);
        break;
      case TAPE_KIND.dropped:
        if (symbol !== NO_SYMBOL) this.counts[symbol]!.drop(tape.a[row]!, tape.b[row]!);
        break;
      case TAPE_KIND.command:
        this.take(tape, row);
        break;
      case TAPE_KIND.heartbeat:
      case TAPE_KIND.instrument:
        break;
      default:
        throw unknown(`an event of kind ${tape.event[row]}`, symbol);
    }
  }

  private trade({ symbol, exchangeTime, a, b }: TapeColumns, row: number, now: number): void {
    const of = symbol[row]!;
    // Of a symbol that is matched on quotes alone it is no price.
    if (this.setup.matching[of] === 'quotes') return;
    const candles = this.live?.candles[of];
    const price = a[row]!;
    candles?.trade(price, b[row]!, exchangeTime[row]!);
    if (candles?.isHeld === true) {
      this.counts[of]!.backfilled += 1;
      this.walk.hearsay(of, price, b[row]!, now);
    } else this.ticks.print(of, price, b[row]!, now);
  }

  private quote({ symbol, exchangeTime, a, b, c, d }: TapeColumns, row: number, now: number): void {
    const of = symbol[row]!;
    const source = this.setup.matching[of]!;
    if (!hasQuotes(source)) return;
    this.ticks.quote(of, a[row]!, b[row]!, c[row]!, d[row]!, now);
    if (this.live === null || source !== 'quotes') return;
    const { bid, ask, price } = this.exchange.markets[of]!;
    if (bid !== NONE && ask !== NONE) this.live.candles[of]!.trade(price, 0, exchangeTime[row]!);
  }

  /** What lies between two exchange times is not to be had; without them, between the last price and now. */
  private gap(symbol: number, from: number, to: number, now: number): GapEvent {
    const { priceTime } = this.exchange.markets[symbol]!;
    this.exchange.interrupt(symbol);
    if (to > 0) return this.tellGap(symbol, from, to);
    return this.tellGap(symbol, priceTime === NONE ? now : priceTime, now);
  }

  private connection(state: number, symbol: number, now: number, heard: GapEvent[]): void {
    if (state === CONNECTION.up || state === CONNECTION.whole) return;
    if (state === CONNECTION.backfill) {
      this.exchange.interrupt(symbol);
      return;
    }
    if (state !== CONNECTION.stale && state !== CONNECTION.down) throw unknown(`a connection's state ${state}`, symbol);
    for (const { index, symbol: name } of this.setup.instruments) {
      const { priceTime } = this.exchange.markets[index]!;
      this.counts[index]!.interruptions += 1;
      this.exchange.interrupt(index);
      const from = priceTime === NONE ? now : priceTime;
      heard.push({ symbol: index, info: { symbol: name, from: from / 1000, to: now / 1000, isOver: false } });
    }
  }

  private take({ symbol, a, b, c, text }: TapeColumns, row: number): void {
    const code = a[row]!;
    if (!(Object.values(COMMAND) as number[]).includes(code)) {
      throw unknown(`command ${code}`, symbol[row]!);
    }
    this.command = { code, symbol: symbol[row]!, b: b[row]!, c: c[row]!, text: text?.[row] ?? null };
  }

  /** True where the row at hand is a candle: it waits for the strategy. On a live tape those that follow go on from its end. */
  takesCandle(stream: Stream): boolean {
    const { event, symbol: symbols, exchangeTime, a, b, c, d, e } = stream.tape!;
    const { row, interval } = stream;
    if (event[row] !== TAPE_KIND.candle && event[row] !== TAPE_KIND.warmup) return false;
    const symbol = symbols[row]!;
    this.brought[symbol]!.set(exchangeTime[row]!, a[row]!, b[row]!, c[row]!, d[row]!, e[row]!);
    this.counts[symbol]!.tapeCandles += 1;
    if (this.exchange.remembersCandles && event[row] === TAPE_KIND.candle)
      this.exchange.remember(symbol, d[row]!, e[row]!);
    stream.tapeSymbol = symbol;
    const length = event[row] === TAPE_KIND.candle ? interval : (this.setup.strategy.interval ?? interval);
    if (this.live !== null) this.live.candles[symbol]!.follow(exchangeTime[row]! + length, d[row]!);
    return true;
  }

  /** Of which symbol the candle is that closes now with the row at hand. */
  closingSymbol(stream: Stream): number {
    return stream.isFlushing ? this.live!.next()! : stream.tapeSymbol;
  }

  closing(stream: Stream, symbol: number): CandleRow {
    return stream.isFlushing ? this.live!.candles[symbol]!.ready! : this.brought[symbol]!;
  }

  /** True where it is one of the strategy's own interval. */
  isWhole({ isFlushing, tape, row }: Stream): boolean {
    return !isFlushing && tape!.event[row] === TAPE_KIND.warmup;
  }

  /** The live candle that closes now is the strategy's. True where another closes with the row. */
  taken(symbol: number): boolean {
    const counts = this.counts[symbol]!;
    const candles = this.live!.candles[symbol]!;
    counts.tapeCandles += 1;
    const closed = candles.ready!;
    if (closed.filled[0] === 1) counts.filledCandles += 1;
    else if (this.exchange.remembersCandles) this.exchange.remember(symbol, closed.close[0]!, closed.volume[0]!);
    candles.taken();
    return this.live!.next() !== null;
  }

  /** Trades of a symbol whose candle had closed. */
  lateTrades(symbol: number): number {
    return this.live?.candles[symbol]?.lateTrades ?? 0;
  }
}

function unknown(what: string, symbol: number): InputError {
  const of = symbol === NO_SYMBOL ? 'none' : symbol;
  return new InputError(`the tape holds ${what} (symbol ${of}) that this version does not know`);
}
