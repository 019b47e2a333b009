/** One connection to an exchange through ccxt: its frames are heard as they come, before anything waits for them. */
import { isUtf8 } from 'node:buffer';
import type { Exchange } from 'ccxt';
import type { VenueListener } from '../venue.ts';
import { type CcxtTicker, type CcxtTrade, quoteOf, refusalOf, tradeOf } from './words.ts';

/** What of ccxt's socket is hooked. */
interface Client {
  readonly url: string;
  readonly connected: Promise<unknown>;
  readonly connection?: { pause?(): void; resume?(): void; terminate?(): void };
  onMessage(event: { data: unknown }): void;
  onPong(): void;
  resolve(result: unknown, hash?: string): unknown;
  log(...words: unknown[]): void;
}

/** Frames that are no JSON and mean nothing: what some exchanges send to be answered, or answer with. */
const SMALL_TALK = /^(?:ping|pong|[0-9]+)?$/i;
const LONGEST_TEXT = 120;

export class CcxtConnection {
  readonly #exchange: Exchange;
  readonly #symbols: readonly string[];
  readonly #wantsQuotes: boolean;
  readonly #listener: VenueListener;
  readonly #isRefusal: (error: unknown) => boolean;
  readonly #clients = new Set<Client>();
  readonly #places: ReadonlyMap<string, number>;
  #lastTicker: unknown = null;
  #isUp = false;
  #isOver = false;

  /** @param isRefusal whether an error is the exchange's no: any other is of a frame that could not be read */
  constructor(
    exchange: Exchange,
    symbols: readonly string[],
    wantsQuotes: boolean,
    listener: VenueListener,
    isRefusal: (error: unknown) => boolean,
  ) {
    this.#exchange = exchange;
    this.#symbols = symbols;
    this.#wantsQuotes = wantsQuotes;
    this.#listener = listener;
    this.#isRefusal = isRefusal;
    this.#places = new Map(symbols.map((symbol, place) => [symbol, place]));
  }

  /** Subscribes; the first error, then or later, is the end of the connection. */
  open(): void {
    this.#hookClients();
    this.#hookMessages();
    const exchange = this.#exchange;
    const symbols = [...this.#symbols];
    if (exchange.has.watchTradesForSymbols === true) this.#listen(() => exchange.watchTradesForSymbols(symbols));
    else for (const symbol of symbols) this.#listen(() => exchange.watchTrades(symbol));
    if (!this.#wantsQuotes) return;
    if (exchange.has.watchBidsAsks === true) this.#listen(() => exchange.watchBidsAsks(symbols));
    else for (const symbol of symbols) this.#listen(() => exchange.watchTicker(symbol));
  }

  pause(isPaused: boolean): void {
    for (const { connection } of this.#clients) {
      if (isPaused) connection?.pause?.();
      else connection?.resume?.();
    }
  }

  /** Nothing more is heard of it. */
  close(): void {
    this.#isOver = true;
    for (const { connection } of this.#clients) connection?.terminate?.();
    this.#exchange.close().catch(() => undefined);
  }

  #end(why: string): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#listener.down(why);
  }

  /** What is waited for has been heard already: this keeps the subscription, and hears how it ends. */
  #listen(watch: () => Promise<unknown>): void {
    const loop = async (): Promise<void> => {
      while (!this.#isOver) await watch();
    };
    loop().catch((error: unknown) => this.#end(lineOf(error)));
  }

  #hookClients(): void {
    const exchange = this.#exchange as unknown as { client(url: string): Client };
    const original = exchange.client.bind(exchange);
    exchange.client = (url) => {
      const client = original(url);
      if (!this.#clients.has(client)) this.#hook(client);
      return client;
    };
  }

  #hook(client: Client): void {
    this.#clients.add(client);
    client.log = () => undefined;
    const [onMessage, onPong, resolve] = [client.onMessage, client.onPong, client.resolve].map((call) =>
      call.bind(client),
    ) as [Client['onMessage'], Client['onPong'], Client['resolve']];
    client.onMessage = (event) => {
      if (this.#isOver) return;
      this.#listener.frame();
      const { data } = event;
      if (data instanceof Uint8Array && !isUtf8(data))
        this.#listener.unreadable(null, `${data.length} bytes, no UTF-8`);
      else onMessage(event);
    };
    client.onPong = () => {
      if (!this.#isOver) this.#listener.frame();
      onPong();
    };
    client.resolve = (result, hash) => {
      if (!this.#isOver) this.#heard(result);
      return resolve(result, hash);
    };
    client.connected.then(
      () => {
        if (this.#isUp || this.#isOver) return;
        this.#isUp = true;
        this.#listener.up();
      },
      (error: unknown) => this.#end(lineOf(error)),
    );
  }

  #hookMessages(): void {
    const exchange = this.#exchange as unknown as { handleMessage(client: Client, message: unknown): unknown };
    const original = exchange.handleMessage.bind(exchange);
    exchange.handleMessage = (client, message) => {
      if (typeof message === 'string' && !SMALL_TALK.test(message)) {
        this.#listener.unreadable(null, `no JSON: ${message.slice(0, LONGEST_TEXT)}`);
        return undefined;
      }
      const refusal = refusalOf(message);
      if (refusal !== null) {
        this.#end(refusal);
        return undefined;
      }
      try {
        return original(client, message);
      } catch (error) {
        if (this.#isRefusal(error)) throw error;
        this.#listener.unreadable(null, lineOf(error));
        return undefined;
      }
    };
  }

  /** Trades that have come, or a ticker; everything else is not asked for. */
  #heard(result: unknown): void {
    if (Array.isArray(result)) {
      // The cache is ours to empty: what it holds has come since the last time.
      if (isTrade(result[0])) this.#trades(result.splice(0) as CcxtTrade[]);
      return;
    }
    if (result === this.#lastTicker || !isTicker(result)) return;
    this.#lastTicker = result;
    const place = this.#places.get(result.symbol ?? '');
    if (place !== undefined && this.#wantsQuotes) this.#listener.quote(place, quoteOf(result));
  }

  #trades(trades: readonly CcxtTrade[]): void {
    for (const trade of trades) {
      const place = this.#places.get(trade.symbol ?? '');
      if (place !== undefined) this.#listener.trades(place, [tradeOf(trade, this.#exchange.id)]);
    }
  }
}

function isTrade(value: unknown): value is CcxtTrade {
  return typeof value === 'object' && value !== null && 'price' in value && 'amount' in value && 'symbol' in value;
}

function isTicker(value: unknown): value is CcxtTicker {
  return typeof value === 'object' && value !== null && 'bid' in value && 'ask' in value && 'symbol' in value;
}

/** The first line of an error, without the query of an address. */
export function lineOf(error: unknown): string {
  const text = (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
  return text.replace(/(\b[a-z]+:\/\/[^\s?]+)[?]\S*/g, '$1').slice(0, LONGEST_TEXT);
}
