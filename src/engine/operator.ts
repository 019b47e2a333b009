/** What an operator asks of a running session, as it stands on the tape. */
import type { SimulatedClock } from '../clock/simulated-clock.ts';
import { COMMAND } from '../market/tape.ts';
import { InputError } from '../model/errors.ts';
import type { OrderRequest } from '../strategy/request.ts';
import { checkRequest } from '../strategy/requestCheck.ts';
import type { Desk } from './desk.ts';
import type { NamedTimers } from './namedTimers.ts';
import type { Command } from './tapeRow.ts';

/** The operator's own timer: no name a strategy would give. */
const EVERY = '\u0000every';
/** What the strategy hears it as. */
const HEARD_AS = 'interval';
/** Why an order was placed that nobody's strategy wanted. */
const REASON = 'operator';

export class Operator {
  /** The run is over, whatever stands on the tape behind. */
  hasEnded = false;
  private readonly desk: Desk;
  private readonly timers: NamedTimers;
  private readonly clock: SimulatedClock;
  /** Microseconds between two calls, and after how many the run ends; 0: never. */
  private every = 0;
  private most = 0;
  private calls = 0;

  constructor(desk: Desk, timers: NamedTimers, clock: SimulatedClock) {
    this.desk = desk;
    this.timers = timers;
    this.clock = clock;
  }

  /** @throws InputError where the command makes no sense */
  obey({ code, symbol, b, c, text }: Command): void {
    const { desk } = this;
    switch (code) {
      case COMMAND.pause:
      case COMMAND.resume:
        desk.pause(code === COMMAND.pause);
        break;
      case COMMAND.flatten:
        desk.flatten(REASON);
        break;
      case COMMAND.close:
        desk.submit({ reason: REASON }, 'close', symbol);
        break;
      case COMMAND.cancel:
        desk.cancel(b);
        break;
      case COMMAND.order:
        this.place(symbol, text);
        break;
      case COMMAND.every:
        this.ask(b, c);
        break;
      default:
        this.hasEnded = true;
    }
  }

  private place(symbol: number, text: string | null): void {
    let request: OrderRequest;
    try {
      request = JSON.parse(text ?? '') as OrderRequest;
    } catch {
      throw new InputError('the tape holds a command to place an order that is no JSON');
    }
    checkRequest(request, true);
    const { reason = REASON } = request;
    this.desk.submit({ ...request, reason }, request.close === true ? 'close' : request.side, symbol);
  }

  private ask(every: number, most: number): void {
    if (!(every >= 1)) throw new InputError('the tape holds a command to ask the strategy every 0 microseconds');
    const isFirst = this.every === 0;
    this.every = every;
    this.most = most;
    this.calls = 0;
    if (isFirst) this.timers.set(this.clock.now + every, EVERY);
  }

  /** The name under which the strategy hears of a timer that is due; its own is set again. */
  heard(name: string): string {
    if (name !== EVERY) return name;
    this.timers.set(this.clock.now + this.every, EVERY);
    return HEARD_AS;
  }

  /** The strategy has heard of the timer `name`. */
  done(name: string): void {
    if (name !== EVERY) return;
    this.calls += 1;
    if (this.calls === this.most) this.hasEnded = true;
  }
}
