/** What a fill pays: maker's and taker's fee of each symbol, in tiers by what the account has traded in 30 days. */
import type { Instrument } from '../model/instrument.ts';
import type { Rate } from '../model/rate.ts';
import { dayOf } from '../model/time.ts';

/** From a volume on, the fees of each symbol. */
export interface FeeTier {
  /** Reporting units, from zero on. */
  readonly volume: number;
  /** By symbol. */
  readonly makers: readonly Rate[];
  readonly takers: readonly Rate[];
}

/** The day of a fill and the 29 UTC days before it, as exchanges count. */
const DAYS = 30;

export class Fees {
  /** By level: 0 what holds below the first tier, then the tiers. */
  readonly levels: readonly Pick<FeeTier, 'makers' | 'takers'>[];
  /** The one that holds now. */
  level = 0;
  /** False: there is one level, and nothing to count. */
  readonly hasTiers: boolean;
  private readonly volumes: readonly number[];
  /** Reporting units traded on each of the last days, by the day's number. At most 2^53 - 1: no tier lies higher. */
  private readonly days = new Float64Array(DAYS);
  private today = 0;

  /** @param tiers by rising volume */
  constructor(instruments: readonly Instrument[], tiers: readonly FeeTier[] = []) {
    const base = {
      makers: instruments.map(({ makerFee }) => makerFee),
      takers: instruments.map(({ takerFee }) => takerFee),
    };
    this.levels = [base, ...tiers];
    this.volumes = tiers.map(({ volume }) => volume);
    this.hasTiers = tiers.length > 0;
    this.look();
  }

  maker(symbol: number): Rate {
    return this.levels[this.level]!.makers[symbol]!;
  }

  taker(symbol: number): Rate {
    return this.levels[this.level]!.takers[symbol]!;
  }

  /** Time goes on to `time`: days that are past count no longer. */
  at(time: number): void {
    const day = dayOf(time);
    if (day <= this.today) return;
    for (let past = Math.max(this.today + 1, day - DAYS + 1); past <= day; past++) this.days[past % DAYS] = 0;
    this.today = day;
    this.look();
  }

  /** A fill of so much has been made: it counts for those that come after it. */
  add(time: number, value: number): void {
    this.at(time);
    const at = this.today % DAYS;
    this.days[at] = Math.min(this.days[at]! + value, Number.MAX_SAFE_INTEGER);
    this.look();
  }

  private look(): void {
    let traded = 0;
    for (let i = 0; i < DAYS; i++) traded = Math.min(traded + this.days[i]!, Number.MAX_SAFE_INTEGER);
    let level = 0;
    while (level < this.volumes.length && traded >= this.volumes[level]!) level += 1;
    this.level = level;
  }
}
