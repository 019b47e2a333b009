/** A live tape between its rows: which candles each row closes, and what an interruption of the connection keeps back. */
import { CONNECTION, TAPE_KIND, type TapeColumns } from '../market/tape.ts';
import { LiveCandles } from './liveCandles.ts';
import type { PriceSource, SessionSetup } from './setup.ts';

export class LiveRows {
  /** By symbol. */
  readonly candles: readonly LiveCandles[];
  private readonly matching: readonly PriceSource[];

  constructor({ instruments, matching, gaps }: SessionSetup, interval: number, grace: number) {
    this.matching = matching;
    this.candles = instruments.map(() => new LiveCandles(interval, grace, gaps === 'fill'));
  }

  /** Looks at the row that comes next. True where candles close before it. */
  look({ event, symbol, exchangeTime, a, b }: TapeColumns, row: number): boolean {
    const time = exchangeTime[row]!;
    const own = this.candles[symbol[row]!];
    switch (event[row]!) {
      case TAPE_KIND.trade:
        if (this.matching[symbol[row]!] !== 'quotes') own!.passUntil(time);
        break;
      case TAPE_KIND.quote:
        if (this.matching[symbol[row]!] === 'quotes') own!.passUntil(time);
        break;
      case TAPE_KIND.heartbeat:
        for (const candles of this.candles) candles.beat(time);
        break;
      case TAPE_KIND.gap:
        own!.gap(a[row]!, b[row]!);
        own!.isHeld = false;
        break;
      case TAPE_KIND.connection:
        this.connection(a[row]!, own);
        break;
      default:
        break;
    }
    return this.next() !== null;
  }

  private connection(state: number, own: LiveCandles | undefined): void {
    if (state === CONNECTION.whole) own!.isHeld = false;
    else if (state === CONNECTION.backfill) own!.isHeld = true;
    else if (state !== CONNECTION.up) for (const candles of this.candles) candles.isHeld = true;
  }

  /** The symbol whose closed candle is next: the earliest, of one time in scenario order; null where none has closed. */
  next(): number | null {
    let first: number | null = null;
    let earliest = Number.POSITIVE_INFINITY;
    this.candles.forEach(({ ready }, symbol) => {
      if (ready === null || ready.time[0]! >= earliest) return;
      earliest = ready.time[0]!;
      first = symbol;
    });
    return first;
  }
}
