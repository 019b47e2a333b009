/** Candles of one symbol, made of its live trades by the exchange's time, and closed when enough of that time has passed. */
import { CandleRow, candleStart } from '../market/builder.ts';
import { VolumeSum } from '../market/volume.ts';

/**
 * A candle closes with the first trade at or beyond its end, or once the exchange's clock is `grace` past it. The intervals
 * that see no trade are flat at the last price and flagged. While it is held nothing closes: what it hears then is kept.
 */
export class LiveCandles {
  /** True between an interruption and the word that nothing is missing any more. */
  isHeld = false;
  /** Trades whose candle had closed. */
  lateTrades = 0;
  private readonly interval: number;
  private readonly grace: number;
  private readonly fillsGaps: boolean;
  private readonly building = new CandleRow();
  private readonly volume = new VolumeSum();
  private isOpen = false;
  /** Closed candles that the strategy has not seen, oldest first, from `at` on. */
  private closed: CandleRow[] = [];
  private at = 0;

  /**
   * @param interval microseconds
   * @param grace microseconds of the exchange's clock
   * @param fillsGaps whether the candles of a gap are flat ones, or none
   */
  constructor(interval: number, grace: number, fillsGaps: boolean) {
    this.interval = interval;
    this.grace = grace;
    this.fillsGaps = fillsGaps;
  }

  /** The first candle that has closed and may be shown; null where none is. */
  get ready(): CandleRow | null {
    return this.isHeld ? null : (this.closed[this.at] ?? null);
  }

  /** The candle that was ready has been seen. */
  taken(): void {
    this.at += 1;
    if (this.at < this.closed.length) return;
    this.closed = [];
    this.at = 0;
  }

  /** A trade happened at `time`: closes what ended before. */
  passUntil(time: number): void {
    while (this.isOpen && time >= this.building.time[0]! + this.interval) this.close();
  }

  /** The exchange's clock stands at `time`. */
  beat(time: number): void {
    if (!this.isHeld) this.passUntil(time - this.grace);
  }

  /** Takes a trade, after `passUntil` its time. */
  trade(price: number, size: number, time: number): void {
    const { building, volume } = this;
    if (this.isOpen && time < building.time[0]!) {
      this.lateTrades += 1;
      return;
    }
    if (!this.isOpen || building.filled[0] === 1) {
      const open = this.isOpen ? building.time[0]! : candleStart(time, this.interval);
      building.set(open, price, price, price, price, 0);
      volume.clear();
      this.isOpen = true;
    } else {
      if (price > building.high[0]!) building.high[0] = price;
      if (price < building.low[0]!) building.low[0] = price;
      building.close[0] = price;
    }
    volume.add(size);
  }

  /** What closed before the run ended at `end` with `close`: the next candle begins there, flat until a trade comes. */
  follow(end: number, close: number): void {
    if (this.isOpen && this.building.time[0]! >= end) return;
    this.isOpen = true;
    this.flat(end, close);
  }

  /** Nothing is to be had of the exchange's time [from, to): the candles that it cut end as they are, those inside it are none. */
  gap(from: number, to: number): void {
    const { building } = this;
    const resume = candleStart(to, this.interval);
    if (!this.isOpen || resume <= building.time[0]!) return;
    const isUnseen = building.filled[0] === 1 && building.time[0]! >= candleStart(from, this.interval);
    if (this.fillsGaps || !isUnseen) this.close();
    if (this.fillsGaps) while (building.time[0]! < resume) this.close();
    else this.flat(resume, building.close[0]!);
  }

  private close(): void {
    const { building } = this;
    const { time, open, high, low, close } = building;
    const row = new CandleRow();
    row.set(time[0]!, open[0]!, high[0]!, low[0]!, close[0]!, this.volume.value);
    row.filled[0] = building.filled[0]!;
    this.closed.push(row);
    this.flat(time[0]! + this.interval, close[0]!);
  }

  private flat(open: number, close: number): void {
    const { building } = this;
    building.set(open, close, close, close, close, 0);
    building.filled[0] = 1;
    this.volume.clear();
  }
}
