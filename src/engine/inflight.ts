/** What is under way to the exchange: orders and cancels, each with the time it arrives. */
import { Timers } from '../clock/timers.ts';
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

export const VERB = { place: 0, cancel: 1 } as const;

export class Message {
  order: Order;
  verb: number;
  reason: string | null = null;

  constructor(order: Order, verb: number) {
    this.order = order;
    this.verb = verb;
  }
}

/** Messages by time of arrival, of one time in the order sent. Messages are reused. */
export class InFlight {
  private readonly times = new Timers();
  private readonly slots: Message[] = [];
  private readonly spare: number[] = [];
  private readonly now: Message[] = [];
  private readonly spareNow: Message[] = [];

  /** When the next message arrives; Infinity where none is under way. */
  get nextTime(): number {
    return this.times.nextTime;
  }

  send(time: number, order: Order, verb: number, reason: string | null): void {
    const slot = this.spare.pop();
    if (slot === undefined) {
      const message = new Message(order, verb);
      message.reason = reason;
      this.slots.push(message);
      this.times.add(time, this.slots.length - 1);
      return;
    }
    this.fill(this.slots[slot]!, order, verb, reason);
    this.times.add(time, slot);
  }

  /** The message returned is good until the next is sent. */
  take(): Message {
    const slot = this.times.take();
    this.spare.push(slot);
    return this.slots[slot]!;
  }

  /** A message without delay: it arrives when the kind of event in progress is done. */
  sendNow(order: Order, verb: number, reason: string | null): void {
    const message = this.spareNow.pop() ?? new Message(order, verb);
    this.fill(message, order, verb, reason);
    this.now.push(message);
  }

  get hasNow(): boolean {
    return this.now.length > 0;
  }

  /** The messages without delay so far; the list is then empty for those that answer them. */
  takeNow(): Message[] {
    return this.now.splice(0);
  }

  giveBack(message: Message): void {
    this.spareNow.push(message);
  }

  private fill(message: Message, order: Order, verb: number, reason: string | null): void {
    message.order = order;
    message.verb = verb;
    message.reason = reason;
  }
}
