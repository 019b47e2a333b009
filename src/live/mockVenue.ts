/** An exchange that never was: a synthesized market, told over a connection that dawdles, with a history that can be asked for. */
import { DrawKey } from '../clock/index.ts';
import type { CandleColumns } from '../market/columns.ts';
import { formatDecimal } from '../model/decimal.ts';
import type { Alarm, Loop } from './loop.ts';
import { MockMarket, type MockMarketOptions, type MockTrade } from './mockMarket.ts';
import type { Venue, VenueAnswer, VenueListener, VenueTrade } from './venue.ts';

export interface MockVenueOptions extends MockMarketOptions {
  readonly loop: Loop;
  /** Luck of the connection's delays. The edge gives each session its own: a real one never comes again either. */
  readonly delaySeed: number | string;
  /** Candles before the present one that the venue tells of when it is asked. */
  readonly history: number;
  /** Length of the candles that the history begins with, microseconds; it divides a week. */
  readonly alignment: number;
}

/** A message takes two milliseconds and up to this many more; one in two hundred holds up all behind it for a while. */
const LEAST_DELAY = 2_000;
const USUAL_DELAY = 60_000;
const STALL_CHANCE = 1 / 200;
const LONGEST_STALL = 900_000;
const CONNECTING = 30_000;
const ANSWERING = 40_000;
/** Trades of a symbol that can be asked for again. */
const REMEMBERED = 5_000;
/** Best bid and ask stand a tick or more beside the last print. */
const WIDEST_SPREAD = 4;

interface Told extends VenueTrade {
  readonly symbol: number;
}

/**
 * The market's candles are moved to the present by a whole number of intervals: the session joins it inside a candle, as it
 * would a real one. After the market's last candle nothing more happens.
 */
export class MockVenue implements Venue {
  readonly ids = 'sequential';
  /** Exchange time at which the candle opens that the session begins in. */
  readonly opened: number;
  readonly #options: MockVenueOptions;
  readonly #market: MockMarket;
  readonly #draws: DrawKey;
  readonly #shift: number;
  readonly #history: readonly CandleColumns[];
  readonly #told: Told[][];
  readonly #counts: number[];
  #next = 0;
  #arrival = Number.NEGATIVE_INFINITY;
  #messages = 0;
  #listener: VenueListener | null = null;
  #alarm: Alarm | null = null;
  #hasClosed = false;
  #connection = 0;

  constructor(options: MockVenueOptions) {
    const { synth, loop, history, alignment } = options;
    this.#options = options;
    this.#market = new MockMarket(options);
    this.#draws = new DrawKey(options.delaySeed, 'mock_delay', '');
    const now = loop.read();
    const inside = now - synth.from - Math.floor((now - synth.from) / alignment) * alignment;
    this.#shift = now - inside - synth.from - Math.ceil((history * synth.interval) / alignment) * alignment;
    const present = Math.floor((now - this.#shift - synth.from) / synth.interval) * synth.interval + synth.from;
    this.#history = this.#market.history(present);
    this.opened = present + this.#shift;
    this.#told = options.symbols.map(() => []);
    this.#counts = options.symbols.map(() => 0);
    this.#plan();
  }

  /** Closed candles of a symbol before the session, oldest first; open times are the exchange's. */
  candles(symbol: number): CandleColumns {
    const columns = this.#history[symbol]!;
    return { ...columns, time: columns.time.map((time) => time + this.#shift) };
  }

  connect(listener: VenueListener): void {
    this.#connection += 1;
    const connection = this.#connection;
    this.#options.loop.after(CONNECTING, () => {
      if (connection !== this.#connection) return;
      this.#listener = listener;
      listener.frame();
      listener.up();
    });
  }

  disconnect(): void {
    this.#connection += 1;
    this.#listener = null;
  }

  fetchTrades(symbol: number, since: number, done: (answer: VenueAnswer | Error) => void): void {
    const { loop } = this.#options;
    loop.after(ANSWERING, () => {
      const told = this.#told[symbol]!;
      const first = told[0];
      const isWhole = told.length < REMEMBERED || first === undefined || first.time < since;
      done({ trades: told.filter(({ time }) => time >= since), isWhole });
    });
  }

  async close(): Promise<void> {
    this.#hasClosed = true;
    this.disconnect();
    this.#alarm?.cancel();
  }

  /** The next message of the market, and when it arrives at whoever listens. */
  #plan(): void {
    if (this.#hasClosed) return;
    const { loop } = this.#options;
    while (this.#next === this.#market.trades.length) {
      this.#next = 0;
      if (!this.#market.advance()) return;
    }
    const trade = this.#market.trades[this.#next]!;
    const now = loop.read();
    // One connection: nothing overtakes what was sent before.
    this.#arrival = Math.max(this.#arrival, trade.time + this.#shift + this.#delay());
    this.#alarm = loop.after(this.#arrival - now, () => this.#happen());
  }

  /** All that has arrived by now. */
  #happen(): void {
    const { loop } = this.#options;
    for (const now = loop.read(); this.#arrival <= now; ) {
      const trade = this.#market.trades[this.#next];
      if (trade === undefined) break;
      this.#tell(trade);
      this.#next += 1;
      if (this.#next === this.#market.trades.length) break;
      this.#arrival = Math.max(this.#arrival, this.#market.trades[this.#next]!.time + this.#shift + this.#delay());
    }
    this.#plan();
  }

  #delay(): number {
    const n = this.#messages;
    this.#messages += 1;
    const usual = this.#draws.draw(n, 0, 0);
    const stall = this.#draws.draw(n, 0, 1) < STALL_CHANCE ? this.#draws.draw(n, 0, 2) * LONGEST_STALL : 0;
    // Most messages are quick: the square of an even draw.
    return Math.floor(LEAST_DELAY + usual * usual * USUAL_DELAY + stall);
  }

  #tell({ symbol, time, price, size, side }: MockTrade): void {
    const { synth, symbols } = this.#options;
    const { priceDecimals, tickSize } = synth.symbols.find((one) => one.symbol === symbols[symbol])!;
    const text = (units: number): string => formatDecimal(Math.max(tickSize, units), priceDecimals);
    const happened = time + this.#shift;
    this.#counts[symbol]! += 1;
    const id = String(this.#counts[symbol]);
    const trade: Told = { symbol, id, price: text(price), size: String(size), side, time: happened };
    const told = this.#told[symbol]!;
    told.push(trade);
    if (told.length >= 2 * REMEMBERED) told.splice(0, REMEMBERED);
    const listener = this.#listener;
    if (listener === null) return;
    listener.frame();
    listener.trades(symbol, [trade]);
    const spread = tickSize * (1 + Math.floor(this.#draws.draw(this.#messages, 1, 0) * WIDEST_SPREAD));
    const [bid, ask] = side < 0 ? [price, price + spread] : [price - spread, price];
    const sizes = { bidSize: String(size), askSize: String(size) };
    listener.quote(symbol, { bid: text(bid), ask: text(ask), ...sizes, time: happened });
  }
}
