/** The trades and quotes of one symbol on their way to the tape: each once, in order, none missing, or the gap is said. */
import { DROPPED, TAPE_KIND } from '../market/tape.ts';
import type { Alarm, Loop } from './loop.ts';
import { Screen } from './screen.ts';
import type { TapeWriter } from './tapeWriter.ts';
import { TradeOrder } from './tradeOrder.ts';
import type { Venue, VenueAnswer, VenueQuote, VenueTrade } from './venue.ts';

export interface SymbolFeedOptions {
  readonly symbol: number;
  readonly priceDecimals: number;
  /** Microseconds. */
  readonly tolerance: number;
  readonly venue: Venue;
  readonly loop: Loop;
  readonly writer: TapeWriter;
  readonly log: (level: 'info' | 'warn', message: string, fields: Readonly<Record<string, unknown>>) => void;
}

/** A missing trade may only have been overtaken: so long it is waited for before it is asked for. Microseconds. */
const OVERTAKEN = 300_000;
/** Pauses between two questions for what is missing, and how many are asked. */
const PAUSE = 1_000_000;
const QUESTIONS = 5;
/** Trades that wait while those before them are fetched; more are fetched again themselves. */
const MOST_WAITING = 200_000;

export class SymbolFeed {
  readonly #options: SymbolFeedOptions;
  readonly #screen: Screen;
  readonly #order: TradeOrder;
  #isWhole = false;
  /** Counts what was begun: answers to what was given up are not listened to. */
  #recovery = 0;
  #alarm: Alarm | null = null;
  /** Exchange time from which on trades are wanted. */
  #since: number;
  #waiting: VenueTrade[] = [];
  #quote: VenueQuote | null = null;
  #hasWritten = false;

  /** @param since exchange time of the first trade that is wanted, microseconds */
  constructor(options: SymbolFeedOptions, since: number) {
    this.#options = options;
    this.#since = since;
    const { priceDecimals, tolerance } = options;
    this.#screen = new Screen({ priceDecimals, tolerance });
    this.#order = new TradeOrder(options.venue.ids);
  }

  /** The exchange is connected: what happened since the last trade is asked for. */
  up(): void {
    this.#begin();
    this.#ask(1);
  }

  /** The connection is stale or lost. */
  interrupted(): void {
    this.#isWhole = false;
    this.#recovery += 1;
    this.#alarm?.cancel();
    this.#waiting = [];
    this.#quote = null;
  }

  trades(list: readonly VenueTrade[]): void {
    for (const trade of list) {
      if (!this.#isWhole) this.#wait(trade);
      else this.#take(trade);
    }
  }

  quote(quote: VenueQuote): void {
    if (!this.#isWhole) {
      this.#quote = quote;
      return;
    }
    const { symbol, writer, loop } = this.#options;
    const screen = this.#screen;
    const problem = screen.quote(quote, loop.read());
    if (problem !== 0) {
      this.drop(problem, JSON.stringify(quote));
      return;
    }
    writer.row(TAPE_KIND.quote, symbol, quote.time, [screen.bid, screen.bidSize, screen.ask, screen.askSize]);
  }

  drop(reason: number, what: string): void {
    this.#options.writer.dropped(this.#options.symbol, reason, 1, what);
  }

  #wait(trade: VenueTrade): void {
    if (this.#waiting.length < MOST_WAITING) this.#waiting.push(trade);
  }

  #take(trade: VenueTrade): void {
    const place = this.#order.place(trade);
    if (place === 'known') this.drop(DROPPED.duplicate, JSON.stringify(trade));
    else if (place === 'next') this.#write(trade, false);
    else {
      this.#options.log('warn', 'a trade is missing', { symbol: this.#options.symbol, after: this.#order.last });
      this.#begin();
      this.#wait(trade);
      this.#later(OVERTAKEN, () => this.#afterOvertaken());
    }
  }

  /** Says that what follows is told later than it happened. */
  #begin(): void {
    this.#isWhole = false;
    this.#recovery += 1;
    this.#options.writer.connection('backfill', this.#options.symbol, this.#since);
  }

  #later(micros: number, call: () => void): void {
    const recovery = this.#recovery;
    this.#alarm = this.#options.loop.after(micros, () => {
      if (recovery === this.#recovery) call();
    });
  }

  #afterOvertaken(): void {
    const hole = this.#merge([]);
    if (hole === null) this.#whole();
    else this.#ask(1);
  }

  #ask(question: number): void {
    const recovery = this.#recovery;
    const { venue, symbol } = this.#options;
    venue.fetchTrades(symbol, this.#since, (answer) => {
      if (recovery === this.#recovery) this.#answered(answer, question);
    });
  }

  #answered(answer: VenueAnswer | Error, question: number): void {
    const { log, symbol } = this.#options;
    const isLast = question >= QUESTIONS;
    if (answer instanceof Error) {
      log('warn', 'trades could not be fetched', { symbol, question, why: answer.message });
      if (isLast) this.#giveUp();
      else this.#later(PAUSE * question, () => this.#ask(question + 1));
      return;
    }
    const { trades, isWhole } = answer;
    const first = trades[0];
    if (first !== undefined && !isWhole && !this.#order.isNext(first)) this.#gapBefore(first);
    const hole = this.#merge(trades);
    // The venue's history may lag behind its stream.
    if (hole !== null && !isLast) this.#later(PAUSE * question, () => this.#ask(question + 1));
    else if (hole !== null) this.#giveUp();
    else this.#whole();
  }

  /** Writes what follows on from the last trade; the first trade before which one is missing, or null. */
  #merge(fetched: readonly VenueTrade[]): VenueTrade | null {
    const all = this.#order.sorted([...fetched, ...this.#waiting]);
    for (let at = 0; at < all.length; at += 1) {
      const trade = all[at]!;
      const place = this.#order.place(trade);
      if (place === 'known') continue;
      if (place === 'beyond') {
        this.#waiting = all.slice(at);
        return trade;
      }
      if (this.#isWanted(trade)) this.#write(trade, true);
    }
    this.#waiting = [];
    return null;
  }

  /** Ids say it where they count; else the time of the last trade, or from when on trades are wanted at all. */
  #isWanted({ id, time }: VenueTrade): boolean {
    if (this.#order.last !== null) return true;
    return id === null && this.#hasWritten ? time > this.#since : time >= this.#since;
  }

  /** What is missing cannot be had: it stands on the tape as a gap, and what waits follows. */
  #giveUp(): void {
    for (let hole = this.#waiting[0]; hole !== undefined; hole = this.#merge([]) ?? undefined) this.#gapBefore(hole);
    const { loop } = this.#options;
    if (this.#order.last === null || !this.#order.isProven) this.#gap(loop.read());
    this.#whole();
  }

  #gapBefore(trade: VenueTrade): void {
    this.#gap(trade.time);
    this.#order.jumpTo(trade);
  }

  #gap(to: number): void {
    const { writer, symbol, log } = this.#options;
    if (to <= this.#since) return;
    log('warn', 'trades are missing', { symbol, from: this.#since, to });
    writer.gap(symbol, this.#since, to);
    this.#since = to;
    writer.connection('backfill', symbol, to);
  }

  #whole(): void {
    this.#isWhole = true;
    this.#recovery += 1;
    this.#options.writer.connection('whole', this.#options.symbol);
    const quote = this.#quote;
    this.#quote = null;
    if (quote !== null) this.quote(quote);
  }

  #write(trade: VenueTrade, isLate: boolean): void {
    const { symbol, writer, loop } = this.#options;
    this.#order.pass(trade);
    const screen = this.#screen;
    const problem = screen.trade(trade, isLate ? null : loop.read());
    if (problem !== 0) {
      this.drop(problem, JSON.stringify(trade));
      return;
    }
    this.#hasWritten = true;
    if (trade.time > this.#since) this.#since = trade.time;
    writer.trade(symbol, trade.time, screen.price, screen.size, trade.side, trade.id);
  }
}
