/** What is under way to the exchange: orders and cancels, each with the time it arrives. */
import type { Amend } from '../exchange/amend.ts';
import type { Order } from '../exchange/order.ts';
import { StrategyError } from '../model/errors.ts';
import { formatTime } from '../model/time.ts';

/** Callbacks answered by new orders at one instant, before it is called a loop. */
export const MOST_ROUNDS = 1000;

export function endlessRounds(strategy: string, time: number): StrategyError {
  return new StrategyError(
    `strategy ${strategy}: answered ${MOST_ROUNDS} rounds of its own orders at ${formatTime(time)}: let it stop, or give exchange.fill_delay_ms`,
  );
}

export const VERB = { place: 0, cancel: 1, amend: 2 } as const;

export class Message {
  time = 0;
  order: Order | null = null;
  verb = 0;
  reason: string | null = null;
  /** What an amend changes; null for the others. */
  amend: Amend | null = null;
  /** Of an order that comes after its parent: that parent, which is not given back before. */
  parent: Order | null = null;

  set(time: number, order: Order, verb: number, reason: string | null): void {
    this.time = time;
    this.order = order;
    this.verb = verb;
    this.reason = reason;
    this.amend = null;
    this.parent = null;
  }
}

/** Messages by time of arrival, of one time in the order sent. Messages are reused. */
export class InFlight {
  /** When the next message arrives; Infinity where none is under way. */
  nextTime = Number.POSITIVE_INFINITY;
  /** A ring in order of arrival, `count` messages from `head` on. Few are under way at once, and most arrive last. */
  private ring: Message[] = newMessages(16);
  private head = 0;
  private count = 0;
  private readonly now: Message[] = [];
  private readonly spareNow: Message[] = [];

  send(time: number, order: Order, verb: number, reason: string | null): Message {
    if (this.count === this.ring.length) this.grow();
    const { ring, head } = this;
    const mask = ring.length - 1;
    let at = head + this.count;
    const message = ring[at & mask]!;
    for (; at > head && ring[(at - 1) & mask]!.time > time; at--) ring[at & mask] = ring[(at - 1) & mask]!;
    ring[at & mask] = message;
    message.set(time, order, verb, reason);
    this.count += 1;
    this.nextTime = ring[head]!.time;
    return message;
  }

  /** The message returned is good until the next is sent. */
  take(): Message {
    const message = this.ring[this.head]!;
    this.head = (this.head + 1) & (this.ring.length - 1);
    this.count -= 1;
    this.nextTime = this.count === 0 ? Number.POSITIVE_INFINITY : this.ring[this.head]!.time;
    return message;
  }

  private grow(): void {
    const { ring, head } = this;
    this.ring = [...ring.slice(head), ...ring.slice(0, head), ...newMessages(ring.length)];
    this.head = 0;
  }

  /** A message without delay: it arrives when the kind of event in progress is done. */
  sendNow(time: number, order: Order, verb: number, reason: string | null): Message {
    const message = this.spareNow.pop() ?? new Message();
    message.set(time, order, verb, reason);
    this.now.push(message);
    return message;
  }

  get hasNow(): boolean {
    return this.now.length > 0;
  }

  /** The messages without delay so far; the list is then empty for those that answer them. */
  takeNow(): Message[] {
    return this.now.splice(0);
  }

  /** Before it is saved: messages that have arrived are past. */
  tidy(): void {
    const { ring, head, count } = this;
    const mask = ring.length - 1;
    const underWay = Array.from({ length: count }, (_, i) => ring[(head + i) & mask]!);
    this.ring = [...underWay, ...newMessages(ring.length - count)];
    this.head = 0;
    this.spareNow.length = 0;
  }

  giveBack(message: Message): void {
    this.spareNow.push(message);
  }
}

function newMessages(count: number): Message[] {
  return Array.from({ length: count }, () => new Message());
}
