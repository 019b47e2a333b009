/** A live feed without an exchange: a synthesized market heard over a connection that dawdles, as a tape. */
import { DrawKey, SystemClock, type SystemTime } from '../clock/index.ts';
import { candleStart } from '../market/builder.ts';
import { type AsyncFeed, type Columns, NO_SYMBOL, type SeriesInfo, TAPE_KIND } from '../market/columns.ts';
import { TapeRows } from '../market/tapeRows.ts';
import { InputError } from '../model/errors.ts';
import { MockMarket, type MockMarketOptions } from './mockMarket.ts';

export interface MockFeedOptions extends MockMarketOptions {
  /** Tape seconds in a second of wall time; `max`: as fast as it is listened to. */
  readonly speed: number | 'max';
  /** Silence on the tape, in microseconds, after which a heartbeat moves time. Default: a quarter of a second. */
  readonly heartbeat?: number;
  /** What the platform's clocks are read by. */
  readonly clock: SystemTime;
  /** Luck of the connection's delays. The edge gives each session its own: a real one never comes again either. */
  readonly delaySeed: number | string;
}

/** A message takes two milliseconds and up to this many more; one in two hundred holds up all behind it for a while. */
const LEAST_DELAY = 2_000;
const USUAL_DELAY = 60_000;
const STALL_CHANCE = 1 / 200;
const LONGEST_STALL = 900_000;
const DEFAULT_HEARTBEAT = 250_000;
/** Rows that wait to be listened to; beyond them the market waits too. */
const MOST_WAITING = 65_536;

/**
 * Tape time is time of arrival: the system's clock when the feed was made, carried on by its monotonic one `speed` times as
 * fast, so that at speed 1 it is the real one. At `max` no clock is asked: a message arrives as late as its delay says.
 * The market's candles are moved to the present by a whole number of intervals: the session joins it inside a candle, as it
 * would a real one, and hears nothing of the trades before. The exchange's time stands beside each row.
 *
 * A row is stamped when it arrives, whether somebody listens then or not. After the market's last candle the tape ends.
 */
export class MockFeed implements AsyncFeed {
  readonly series: readonly SeriesInfo[];
  /** Tape time at which the session begins, microseconds since the epoch. */
  readonly start: number;
  readonly #options: MockFeedOptions;
  readonly #heartbeat: number;
  readonly #market: MockMarket;
  readonly #draws: DrawKey;
  readonly #clock: SystemClock;
  /** What turns the market's times into the present. */
  readonly #shift: number;
  /** Rows that have arrived, and those that were handed on last. */
  #waiting = new TapeRows();
  #handed = new TapeRows();
  #lastTime: number;
  /** Row of the market that arrives next, and when. */
  #row = 0;
  #due = Number.NEGATIVE_INFINITY;
  #messages = 0;
  #hasEnded = false;
  #failure: unknown = null;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #listener: (() => void) | null = null;

  /** @throws InputError where speed or heartbeat make no sense */
  constructor(options: MockFeedOptions) {
    const { speed, synth, heartbeat = DEFAULT_HEARTBEAT } = options;
    if (speed !== 'max' && !(speed > 0 && Number.isFinite(speed))) {
      throw new InputError(`market.mock.speed is ${speed}: write a number above zero, or max`);
    }
    if (!(heartbeat >= 1)) throw new InputError('the heartbeat of a feed is a microsecond at least');
    this.#options = options;
    this.#heartbeat = heartbeat;
    this.series = [{ kind: 'tape', symbol: -1, interval: synth.interval }];
    this.#market = new MockMarket(options);
    this.#draws = new DrawKey(options.delaySeed, 'mock_delay', '');
    this.#clock = new SystemClock(speed === 'max' ? options.clock : faster(options.clock, speed));
    this.start = this.#clock.read();
    this.#lastTime = this.start;
    this.#shift = candleStart(this.start, synth.interval) - synth.from;
    this.#seek();
    if (speed !== 'max') this.#listen();
  }

  /** Rows that have arrived since the last call; waits for the first of them. Null once the tape has ended. */
  async next(_series: number): Promise<Columns | null> {
    if (this.#options.speed === 'max') await this.#hurry();
    else if (this.#waiting.length === 0 && !this.#hasEnded) await new Promise<void>((wake) => this.#wait(wake));
    if (this.#failure !== null) throw this.#failure;
    if (this.#waiting.length === 0) return null;
    const rows = this.#waiting;
    this.#waiting = this.#handed;
    this.#waiting.clear();
    this.#handed = rows;
    if (this.#timer === null && this.#options.speed !== 'max' && !this.#hasEnded) this.#listen();
    return rows.view();
  }

  async close(): Promise<void> {
    this.#end();
  }

  #wait(wake: () => void): void {
    this.#listener = wake;
  }

  #end(): void {
    this.#hasEnded = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#wake();
  }

  #wake(): void {
    const wake = this.#listener;
    this.#listener = null;
    wake?.();
  }

  /** Finds the next message of the market that happens after the session began, and draws when it arrives. */
  #seek(): void {
    const { rows } = this.#market;
    for (;;) {
      while (this.#row === rows.length) {
        this.#row = 0;
        if (!this.#market.advance()) {
          this.#due = Number.POSITIVE_INFINITY;
          return;
        }
      }
      const happens = rows.view(this.#row, this.#row + 1).time[0]! + this.#shift;
      if (happens >= this.start) {
        // One connection: nothing overtakes what was sent before.
        this.#due = Math.max(this.#due, happens + this.#delay());
        return;
      }
      this.#row += 1;
    }
  }

  #delay(): number {
    const n = this.#messages;
    this.#messages += 1;
    const usual = this.#draws.draw(n, 0, 0);
    const stall = this.#draws.draw(n, 0, 1) < STALL_CHANCE ? this.#draws.draw(n, 0, 2) * LONGEST_STALL : 0;
    // Most messages are quick: the square of an even draw.
    return Math.floor(LEAST_DELAY + usual * usual * USUAL_DELAY + stall);
  }

  /** Puts the next message on the tape, at a time. */
  #arrive(time: number): void {
    const row = this.#market.rows.view(this.#row, this.#row + 1);
    row.time[0] = time;
    row.exchangeTime[0]! += this.#shift;
    this.#waiting.append(row);
    this.#lastTime = time;
    this.#row += 1;
    this.#seek();
  }

  #beat(time: number): void {
    this.#waiting.push(time, time, TAPE_KIND.heartbeat, NO_SYMBOL);
    this.#lastTime = time;
  }

  /** Real time: takes what has arrived by now, then sleeps until the next message or heartbeat is due. */
  #listen(): void {
    this.#timer = null;
    try {
      const now = this.#clock.read();
      if (now >= this.#lastTime + this.#heartbeat && this.#due > now) this.#beat(now);
      while (this.#due <= now && this.#waiting.length < MOST_WAITING) this.#arrive(this.#clock.read());
    } catch (error) {
      this.#failure = error;
    }
    if (this.#due === Number.POSITIVE_INFINITY || this.#failure !== null) {
      this.#end();
      return;
    }
    if (this.#waiting.length > 0) this.#wake();
    if (this.#waiting.length >= MOST_WAITING) return;
    const next = Math.min(this.#due, this.#lastTime + this.#heartbeat);
    const pause = (next - this.#clock.read()) / 1000 / (this.#options.speed as number);
    this.#timer = setTimeout(() => this.#listen(), Math.max(0, Math.ceil(pause)));
  }

  /** As fast as it goes: the messages of a candle at a time, each at the time at which it would have arrived. */
  async #hurry(): Promise<void> {
    await new Promise<void>((wake) => setImmediate(wake));
    const until = this.#lastTime + this.#options.synth.interval;
    while (!this.#hasEnded && this.#lastTime < until) {
      if (this.#due === Number.POSITIVE_INFINITY) this.#hasEnded = true;
      else if (this.#due > this.#lastTime + this.#heartbeat) this.#beat(this.#lastTime + this.#heartbeat);
      else this.#arrive(Math.max(this.#due, this.#lastTime + 1));
    }
  }
}

/** A platform's clocks that run `speed` times as fast from now on. */
function faster(clock: SystemTime, speed: number): SystemTime {
  const begun = clock.monotonicNow();
  return { ...clock, monotonicNow: () => begun + (clock.monotonicNow() - begun) * speed };
}
