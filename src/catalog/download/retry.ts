/** Patience with a network: the same question again after a pause that grows, is capped, and differs from asker to asker. */
import { setTimeout as timer } from 'node:timers/promises';
import { DrawKey } from '../../clock/draws.ts';
import { durationOf } from './words.ts';

/** What the outer edge hands in. */
export interface DownloadEdge {
  /** Milliseconds from any origin. */
  readonly monotonicNow: () => number;
  /** Once aborted, what was fetched is kept and its reason thrown. */
  readonly signal?: AbortSignal | undefined;
  /** A line for the user, such as that a request is tried again. */
  readonly onNotice?: ((line: string) => void) | undefined;
  readonly onProgress?: ((progress: DownloadProgress) => void) | undefined;
  /** Waits so many milliseconds; a real timer unless given. Rejects once the signal is aborted. */
  readonly sleep?: ((milliseconds: number, signal?: AbortSignal) => Promise<void>) | undefined;
}

/** How far a download is. */
export interface DownloadProgress {
  readonly phase: string;
  readonly done: number;
  readonly total: number;
  readonly unit: string;
}

/** What a failed request asks of the asker. */
export interface Failure {
  /** Whether the same request may succeed later. */
  readonly mayPass: boolean;
  /** Whether somebody answered: then there is more patience. */
  readonly answered: boolean;
  /** One line. */
  readonly message: string;
}

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
/** Tries of a request: few where nobody ever answered, for then the address is wrong. */
const TRIES_UNANSWERED = 3;
const TRIES = 9;

/** Asks until there is an answer, as long as there is hope. One per exchange: it remembers whether anybody answered. */
export class Patience {
  readonly #edge: DownloadEdge;
  readonly #judge: (error: unknown) => Failure;
  readonly #chance: DrawKey;
  #answered = false;
  #requests = 0;

  /** @param judge what an error of a request means */
  constructor(name: string, edge: DownloadEdge, judge: (error: unknown) => Failure) {
    this.#edge = edge;
    this.#judge = judge;
    // Programs that were started together must not come back together.
    this.#chance = new DrawKey(`${process.pid} ${edge.monotonicNow()}`, 'back-off', name);
  }

  /** Requests so far, those that failed included. */
  get requests(): number {
    return this.#requests;
  }

  /**
   * @throws whatever `request` failed with at last, or the signal's reason
   */
  async ask<T>(request: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      this.#edge.signal?.throwIfAborted();
      this.#requests += 1;
      try {
        const answer = await orAborted(request(), this.#edge.signal);
        this.#answered = true;
        return answer;
      } catch (error) {
        this.#edge.signal?.throwIfAborted();
        await this.#pause(error, attempt);
      }
    }
  }

  async #pause(error: unknown, attempt: number): Promise<void> {
    const { mayPass, answered, message } = this.#judge(error);
    if (answered) this.#answered = true;
    const tries = this.#answered ? TRIES : TRIES_UNANSWERED;
    if (!mayPass || attempt >= tries) throw error;
    const milliseconds = this.#pauseAfter(attempt);
    this.#edge.onNotice?.(`${message}: trying again in ${durationOf(milliseconds)} (${attempt} of ${tries - 1})`);
    await (this.#edge.sleep ?? sleep)(milliseconds, this.#edge.signal);
  }

  /** Half of a doubling pause, and a random part of the other half. */
  #pauseAfter(attempt: number): number {
    const whole = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (attempt - 1));
    return whole * (0.5 + 0.5 * this.#chance.draw(this.#requests, 0, 0));
  }
}

async function sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
  await timer(milliseconds, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
  signal?.throwIfAborted();
}

/** What `promise` comes to, unless the signal is aborted before: a request under way is not waited for. */
async function orAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  let stop = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
    promise.catch(() => undefined);
  }
}
