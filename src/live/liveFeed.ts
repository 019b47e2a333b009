/** A feed that waits on an exchange: it connects and comes back, knows when nothing more is heard, and writes it all on the tape. */
import { DrawKey } from '../clock/index.ts';
import type { AsyncFeed, Columns, SeriesInfo } from '../market/columns.ts';
import { COMMAND, DROPPED, NO_SYMBOL, TAPE_KIND } from '../market/tape.ts';
import type { Alarm, Loop } from './loop.ts';
import { SymbolFeed } from './symbolFeed.ts';
import { TapeWriter } from './tapeWriter.ts';
import type { Venue, VenueListener } from './venue.ts';

export type LiveLog = (level: 'info' | 'warn', message: string, fields?: Readonly<Record<string, unknown>>) => void;

export interface LiveFeedOptions {
  readonly venue: Venue;
  readonly loop: Loop;
  /** `price_decimals` of the run's symbols, in its order. */
  readonly priceDecimals: readonly number[];
  /** Length of the candles that are made of the tape, microseconds. */
  readonly interval: number;
  /** Without a frame for so long the connection is stale; after twice that it is given up. Microseconds. */
  readonly staleAfter: number;
  /** By symbol, the exchange time from which on trades are wanted, microseconds. */
  readonly since: readonly number[];
  /** Tape time between two heartbeats, microseconds. Default: a quarter of a second. */
  readonly heartbeat?: number;
  /** Luck of the pauses before it connects again. */
  readonly seed: number | string;
  readonly log?: LiveLog;
}

const HEARTBEAT = 250_000;
const FIRST_PAUSE = 500_000;
const LONGEST_PAUSE = 30_000_000;
/** Rows that wait to be taken, before the venue is asked to wait. */
const MOST_WAITING = 50_000;

export class LiveFeed implements AsyncFeed {
  readonly series: readonly SeriesInfo[];
  readonly writer: TapeWriter;
  readonly #options: LiveFeedOptions;
  readonly #symbols: readonly SymbolFeed[];
  readonly #draws: DrawKey;
  readonly #log: LiveLog;
  #state: 'new' | 'connecting' | 'up' | 'stale' | 'down' | 'ended' = 'new';
  #attempts = 0;
  #failures = 0;
  /** Frames are those of the connection of this number. */
  #connection = 0;
  #frames = 0;
  #framesSeen = 0;
  #quietSince = 0;
  #retry: Alarm | null = null;
  #beat: Alarm | null = null;
  #isPaused = false;

  constructor(options: LiveFeedOptions) {
    const { venue, loop, interval, staleAfter, priceDecimals, since } = options;
    this.#options = options;
    this.#log = options.log ?? (() => undefined);
    this.#draws = new DrawKey(options.seed, 'reconnect', '');
    this.series = [{ kind: 'tape', symbol: -1, interval }];
    this.writer = new TapeWriter(loop);
    const shared = { tolerance: staleAfter, venue, loop, writer: this.writer, log: this.#log };
    this.#symbols = priceDecimals.map(
      (decimals, symbol) => new SymbolFeed({ ...shared, symbol, priceDecimals: decimals }, since[symbol]!),
    );
  }

  /** Frames of any kind so far. */
  get frames(): number {
    return this.#frames;
  }

  get state(): string {
    return this.#state;
  }

  /** Connects. What stands on the tape before the market is written first. */
  start(): void {
    this.#quietSince = this.#options.loop.read();
    this.#tick();
    this.#connect();
  }

  /** Writes what an operator asks for. */
  command(what: keyof typeof COMMAND, symbol = NO_SYMBOL, b = 0, c = 0, text: string | null = null): void {
    if (this.#state === 'ended') return;
    this.writer.row(TAPE_KIND.command, symbol, null, [COMMAND[what], b, c], text);
    this.#options.loop.wake();
  }

  /** The last row of the tape; what was written before it is still handed on. */
  stop(): void {
    if (this.#state === 'ended') return;
    this.command('stop');
    this.#end();
  }

  /** Rows that have come since the last call; waits for the first of them. Null once the tape has ended. */
  async next(_series: number): Promise<Columns | null> {
    const { loop, venue } = this.#options;
    await loop.until(() => this.writer.length >= loop.chunk || this.#state === 'ended');
    if (this.writer.length === 0) return null;
    const rows = this.writer.take();
    if (this.#isPaused) {
      this.#isPaused = false;
      venue.pause?.(false);
    }
    return rows;
  }

  async close(): Promise<void> {
    this.#end();
    await this.#options.venue.close();
  }

  #end(): void {
    if (this.#state === 'ended') return;
    this.#state = 'ended';
    this.#retry?.cancel();
    this.#beat?.cancel();
    this.#options.venue.disconnect();
    this.#options.loop.wake();
  }

  #connect(): void {
    this.#state = 'connecting';
    this.#attempts += 1;
    this.#connection += 1;
    this.#quietSince = this.#options.loop.read();
    this.#log('info', 'connecting', { attempt: this.#failures + 1 });
    this.#options.venue.connect(this.#listener(this.#connection));
  }

  /** What comes of a connection that was given up is not listened to. */
  #listener(connection: number): VenueListener {
    const heard = <T extends readonly unknown[]>(hear: (...words: T) => void) => {
      return (...words: T): void => {
        if (connection !== this.#connection || this.#state === 'ended') return;
        hear(...words);
        this.#afterWords();
      };
    };
    return {
      up: heard(() => this.#up()),
      frame: heard(() => this.#frame()),
      trades: heard((symbol, trades) => this.#symbols[symbol]?.trades(trades)),
      quote: heard((symbol, quote) => this.#symbols[symbol]?.quote(quote)),
      unreadable: heard((symbol, what) => this.#unreadable(symbol, what)),
      down: heard((why) => this.#down(why)),
    };
  }

  #afterWords(): void {
    if (this.writer.length === 0) return;
    if (!this.#isPaused && this.writer.length >= MOST_WAITING) {
      this.#isPaused = true;
      this.#options.venue.pause?.(true);
    }
    this.#options.loop.wake();
  }

  #up(): void {
    this.#state = 'up';
    this.#failures = 0;
    this.#log('info', 'connected');
    this.writer.connection('up', NO_SYMBOL);
    for (const symbol of this.#symbols) symbol.up();
  }

  #frame(): void {
    this.#frames += 1;
    if (this.#state !== 'stale') return;
    // It speaks again: what it did not say is asked for.
    this.#log('info', 'heard again');
    this.#state = 'up';
    this.writer.connection('up', NO_SYMBOL);
    for (const symbol of this.#symbols) symbol.up();
  }

  #unreadable(symbol: number | null, what: string): void {
    this.#log('warn', 'a frame could not be read', { what });
    this.writer.dropped(symbol ?? NO_SYMBOL, DROPPED.unreadable, 1, what);
  }

  #down(why: string): void {
    const wasUp = this.#state === 'up' || this.#state === 'stale';
    this.#connection += 1;
    this.#options.venue.disconnect();
    this.#state = 'down';
    if (wasUp) {
      this.writer.connection('down', NO_SYMBOL, 0, why);
      for (const symbol of this.#symbols) symbol.interrupted();
    }
    this.#failures += 1;
    const pause = this.#pause();
    this.#log('warn', wasUp ? 'the connection is lost' : 'no connection', {
      why,
      again_in_ms: Math.round(pause / 1000),
    });
    this.#retry = this.#options.loop.after(pause, () => this.#connect());
    this.#options.loop.wake();
  }

  /** Half of a doubling pause, and a random part of the other half. */
  #pause(): number {
    const doubled = FIRST_PAUSE * 2 ** Math.min(10, this.#failures - 1);
    return Math.min(LONGEST_PAUSE, doubled) * (0.5 + 0.5 * this.#draws.draw(this.#attempts, 0, 0));
  }

  /** A heartbeat of tape time, and a look at how long nothing was heard. */
  #tick(): void {
    const { loop, heartbeat = HEARTBEAT } = this.#options;
    this.#beat = loop.after(heartbeat, () => {
      this.writer.heartbeat();
      this.#watch();
      if (this.#state !== 'ended') this.#tick();
      loop.wake();
    });
  }

  #watch(): void {
    const { loop, staleAfter } = this.#options;
    const now = loop.read();
    if (this.#frames !== this.#framesSeen) {
      this.#framesSeen = this.#frames;
      this.#quietSince = now;
      return;
    }
    const quiet = now - this.#quietSince;
    if (this.#state === 'up' && quiet >= staleAfter) {
      this.#state = 'stale';
      this.#log('warn', 'the connection is stale', { quiet_ms: Math.round(quiet / 1000) });
      this.writer.connection('stale', NO_SYMBOL, 0, 'no frame');
      for (const symbol of this.#symbols) symbol.interrupted();
    } else if ((this.#state === 'stale' || this.#state === 'connecting') && quiet >= 2 * staleAfter) {
      this.#down('nothing was heard');
    }
  }
}
