/** What a symbol's last candles were like: how far their closes lie apart, and how much was traded in one. */

export class Activity {
  private readonly closes: Float64Array;
  private readonly volumes: Float64Array;
  private candles = 0;
  /** Deviation and mean are those of this many candles. */
  private known = 0;
  private lastDeviation = 0;
  private lastMeanVolume = 0;

  /** @param window returns, and volumes, that are looked at */
  constructor(window: number) {
    this.closes = new Float64Array(window + 1);
    this.volumes = new Float64Array(window);
  }

  /** A candle has closed. */
  add(close: number, volume: number): void {
    this.closes[this.candles % this.closes.length] = close;
    this.volumes[this.candles % this.volumes.length] = volume;
    this.candles += 1;
  }

  /** Deviation (n-1) of the returns from close to close; 0 before there are two. */
  get deviation(): number {
    if (this.known !== this.candles) this.look();
    return this.lastDeviation;
  }

  /** In the unit the volumes were given in; 0 before the first candle. */
  get meanVolume(): number {
    if (this.known !== this.candles) this.look();
    return this.lastMeanVolume;
  }

  /** Summed anew from the oldest on: nothing of what has left the window stays behind in the last bits. */
  private look(): void {
    const { candles, closes, volumes } = this;
    this.known = candles;
    const held = Math.min(candles, volumes.length);
    let volume = 0;
    for (let at = candles - held; at < candles; at++) volume += volumes[at % volumes.length]!;
    this.lastMeanVolume = held === 0 ? 0 : volume / held;
    const returns = Math.min(candles, closes.length) - 1;
    this.lastDeviation = 0;
    if (returns < 2) return;
    let mean = 0;
    for (let at = candles - returns; at < candles; at++) mean += this.returnAt(at);
    mean /= returns;
    let squares = 0;
    for (let at = candles - returns; at < candles; at++) {
      const away = this.returnAt(at) - mean;
      squares += away * away;
    }
    this.lastDeviation = Math.sqrt(squares / (returns - 1));
  }

  private returnAt(candle: number): number {
    const { closes } = this;
    return closes[candle % closes.length]! / closes[(candle - 1) % closes.length]! - 1;
  }
}
