/** A real exchange, through ccxt: live over its sockets, and what was missed over REST. */
import type { Exchange } from 'ccxt';
import { InputError } from '../../model/errors.ts';
import type { TradeIds, Venue, VenueAnswer, VenueListener, VenueTrade } from '../venue.ts';
import { CcxtConnection, lineOf } from './connection.ts';
import { keepNumbersAsText, type LiveAddress, liveExchange } from './exchange.ts';
import { type CcxtTrade, tradeOf } from './words.ts';

export interface CcxtVenueOptions {
  /** ccxt's name of the exchange. */
  readonly exchange: string;
  readonly address: LiveAddress;
  readonly symbols: readonly string[];
  readonly wantsQuotes: boolean;
}

/** Exchanges whose trades are numbered pair by pair without a hole, the same over REST and socket. */
const SEQUENTIAL: readonly string[] = ['kraken', 'coinbase', 'coinbaseexchange'];
/** Exchanges that answer with the trades after a time, oldest first: nothing between it and the first is missing. */
const FORWARD: readonly string[] = ['kraken'];
/** Exchanges that go back from the newest, page by page, by the id of the oldest trade of the last page. */
const BACKWARD: readonly string[] = ['coinbaseexchange'];
const MOST_PAGES = 50;
const PAGE_ROWS = 1000;

export class CcxtVenue implements Venue {
  readonly ids: TradeIds;
  readonly #options: CcxtVenueOptions;
  readonly #rest: Exchange;
  readonly #isRefusal: (error: unknown) => boolean;
  #connection: CcxtConnection | null = null;
  #attempt = 0;

  /** @throws InputError where ccxt has no such exchange, or none with live prices */
  static async open(options: CcxtVenueOptions): Promise<CcxtVenue> {
    const { ArgumentsRequired, BadSymbol, BaseError, NullResponse } = await import('ccxt');
    const ofFrames = [ArgumentsRequired, BadSymbol, NullResponse];
    const isRefusal = (error: unknown): boolean =>
      error instanceof BaseError && !ofFrames.some((kind) => error instanceof kind);
    const rest = await liveExchange(options.exchange, options.address);
    return new CcxtVenue(options, rest, isRefusal);
  }

  private constructor(options: CcxtVenueOptions, rest: Exchange, isRefusal: (error: unknown) => boolean) {
    this.#options = options;
    this.#rest = rest;
    this.#isRefusal = isRefusal;
    this.ids = SEQUENTIAL.includes(options.exchange) ? 'sequential' : 'unique';
  }

  /** Asks the exchange for its markets: connections share them. InputError where it does not answer. */
  async load(): Promise<void> {
    try {
      this.#rest.setMarkets(await this.#rest.fetchMarkets());
    } catch (error) {
      throw new InputError(
        `${this.#options.exchange} cannot be reached (${lineOf(error)}): check market.live and the network`,
      );
    }
    keepNumbersAsText(this.#rest);
  }

  connect(listener: VenueListener): void {
    this.#attempt += 1;
    const attempt = this.#attempt;
    const { exchange, address, symbols, wantsQuotes } = this.#options;
    // A fresh one each time: nothing of a broken connection is left in it.
    liveExchange(exchange, address, this.#rest.markets).then(
      (fresh) => {
        if (attempt !== this.#attempt) return;
        keepNumbersAsText(fresh);
        this.#connection = new CcxtConnection(fresh, symbols, wantsQuotes, listener, this.#isRefusal);
        this.#connection.open();
      },
      (error: unknown) => listener.down(lineOf(error)),
    );
  }

  disconnect(): void {
    this.#attempt += 1;
    this.#connection?.close();
    this.#connection = null;
  }

  pause(isPaused: boolean): void {
    this.#connection?.pause(isPaused);
  }

  fetchTrades(symbol: number, since: number, done: (answer: VenueAnswer | Error) => void): void {
    const name = this.#options.symbols[symbol]!;
    this.#fetch(name, since).then(done, (error: unknown) => done(new Error(lineOf(error))));
  }

  async close(): Promise<void> {
    this.disconnect();
    await this.#rest.close().catch(() => undefined);
  }

  async #fetch(symbol: string, since: number): Promise<VenueAnswer> {
    const { exchange } = this.#options;
    if (FORWARD.includes(exchange)) return { trades: await this.#forward(symbol, since), isWhole: true };
    if (BACKWARD.includes(exchange)) return this.#backward(symbol, since);
    const trades = await this.#page(symbol, Math.floor(since / 1000));
    return { trades: trades.filter(({ time }) => time >= since), isWhole: (trades[0]?.time ?? since) <= since };
  }

  async #forward(symbol: string, since: number): Promise<VenueTrade[]> {
    const all: VenueTrade[] = [];
    // Trades of the millisecond asked for are wanted, and some exchanges begin behind it.
    let from = Math.floor(since / 1000) - 1;
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const trades = await this.#page(symbol, from);
      all.push(...trades.filter(({ time }) => time >= since));
      const last = trades.at(-1);
      if (last === undefined || trades.length < PAGE_ROWS) break;
      from = Math.max(from + 1, Math.floor(last.time / 1000) - 1);
    }
    return all;
  }

  async #backward(symbol: string, since: number): Promise<VenueAnswer> {
    let all: VenueTrade[] = [];
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const oldest = all[0]?.id;
      const trades = await this.#page(
        symbol,
        undefined,
        oldest === undefined || oldest === null ? {} : { after: oldest },
      );
      all = [...trades, ...all];
      if (trades.length === 0 || trades[0]!.time < since)
        return { trades: all.filter(({ time }) => time >= since), isWhole: true };
    }
    return { trades: all, isWhole: false };
  }

  async #page(symbol: string, since: number | undefined, parameters: object = {}): Promise<VenueTrade[]> {
    const trades = (await this.#rest.fetchTrades(symbol, since, PAGE_ROWS, parameters)) as unknown as CcxtTrade[];
    return trades.map((trade) => tradeOf(trade, this.#rest.id)).sort((a, b) => a.time - b.time);
  }
}
