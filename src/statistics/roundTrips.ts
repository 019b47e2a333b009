/** Round trips, net of fees: wins, losses, expectancy, streaks. */
import { MICROS_PER_HOUR } from '../model/time.ts';
import { WideSum } from '../model/wide.ts';
import { DrawdownTracker } from './drawdown.ts';
import { Moments } from './moments.ts';
import { known, meanMoney, type Outcome, undefinedBecause } from './outcome.ts';

/** Running totals of round trips. Amounts are units of the reporting asset; memory does not grow with their number. */
export class RoundTripTotals {
  wins = 0;
  losses = 0;
  breakevens = 0;
  maxWinStreak = 0;
  maxLossStreak = 0;
  /** Net P&L of the winners, and of the losers (at most zero). */
  readonly won = new WideSum();
  readonly lost = new WideSum();
  /** Net P&L in units. */
  readonly pnl = new Moments();
  /** Net P&L / entry value before fees, as a fraction; those without an entry value have none. */
  readonly returns = new Moments();
  /** Microseconds from entry to exit. */
  readonly durations = new Moments();
  /** Drawdown of initial equity and what round trips have brought, a step at each exit. */
  readonly drawdown: DrawdownTracker;
  private realized: number;
  private winStreak = 0;
  private lossStreak = 0;

  constructor(initialEquity: number, startTime: number) {
    this.realized = initialEquity;
    this.drawdown = new DrawdownTracker(initialEquity, startTime);
  }

  /** In order of exit. */
  add(pnl: number, entryValue: number, entryTime: number, exitTime: number): void {
    this.winStreak = pnl > 0 ? this.winStreak + 1 : 0;
    this.lossStreak = pnl < 0 ? this.lossStreak + 1 : 0;
    if (this.winStreak > this.maxWinStreak) this.maxWinStreak = this.winStreak;
    if (this.lossStreak > this.maxLossStreak) this.maxLossStreak = this.lossStreak;
    if (pnl > 0) {
      this.wins += 1;
      this.won.add(pnl);
    } else if (pnl < 0) {
      this.losses += 1;
      this.lost.add(pnl);
    } else this.breakevens += 1;
    this.pnl.add(pnl);
    if (entryValue > 0) this.returns.add(pnl / entryValue);
    this.durations.add(exitTime - entryTime);
    this.realized += pnl;
    this.drawdown.add(this.realized, exitTime);
  }

  get count(): number {
    return this.wins + this.losses + this.breakevens;
  }
}

const none = (): Outcome => undefinedBecause('no round trip');
const noWin = (): Outcome => undefinedBecause('no winning round trip');
const noLoss = (): Outcome => undefinedBecause('no losing round trip');

/** Wins / (wins + losses + breakevens), 0..1. */
export function winRate(totals: RoundTripTotals): Outcome {
  return totals.count === 0 ? none() : known(totals.wins / totals.count);
}

/** Profit factor: money won / money lost. */
export function profitFactor(totals: RoundTripTotals): Outcome {
  if (totals.count === 0) return none();
  if (totals.losses === 0) return noLoss();
  return known(totals.won.toNumber() / (0 - totals.lost.toNumber()));
}

/** Expectancy: the arithmetic mean of net P&L, in money, to the nearest unit. */
export function expectancy(totals: RoundTripTotals): Outcome {
  if (totals.count === 0) return none();
  return meanMoney(totals.won.toBigInt() + totals.lost.toBigInt(), totals.count);
}

/** Mean net P&L of the winners, in money. */
export function averageWin(totals: RoundTripTotals): Outcome {
  return totals.wins === 0 ? noWin() : meanMoney(totals.won.toBigInt(), totals.wins);
}

/** Mean net P&L of the losers, in money: a negative amount. */
export function averageLoss(totals: RoundTripTotals): Outcome {
  return totals.losses === 0 ? noLoss() : meanMoney(totals.lost.toBigInt(), totals.losses);
}

/** Payoff: mean win / |mean loss|. */
export function payoffRatio(totals: RoundTripTotals): Outcome {
  if (totals.count === 0) return none();
  if (totals.losses === 0) return noLoss();
  if (totals.wins === 0) return noWin();
  return known((totals.won.toNumber() / totals.wins / (0 - totals.lost.toNumber())) * totals.losses);
}

/** Kelly fraction (J. L. Kelly, 1956): W - (1 - W) / payoff, W being the win rate. */
export function kelly(totals: RoundTripTotals): Outcome {
  const payoff = payoffRatio(totals);
  const rate = winRate(totals);
  if (payoff.value === null) return payoff;
  if (rate.value === null) return rate;
  return known(rate.value - (1 - rate.value) / payoff.value);
}

/** System quality number (V. K. Tharp): sqrt(n) x mean / deviation (n-1) of net P&L. */
export function systemQuality(totals: RoundTripTotals): Outcome {
  const { count, mean, deviation } = totals.pnl;
  if (count === 0) return none();
  if (deviation === null) return undefinedBecause('one round trip has no deviation');
  if (deviation === 0) return undefinedBecause('round trips do not deviate');
  return known((Math.sqrt(count) * mean) / deviation);
}

/** Best, worst and arithmetic mean of the round trips' returns in percent: net P&L / entry value before fees. */
export function roundTripReturnPct(totals: RoundTripTotals, which: 'best' | 'worst' | 'average'): Outcome {
  if (totals.count === 0) return none();
  const { count, largest, smallest, mean } = totals.returns;
  if (count === 0) return undefinedBecause('no round trip has an entry value');
  return known((which === 'best' ? largest : which === 'worst' ? smallest : mean) * 100);
}

/** Mean time from entry to exit, in hours. */
export function averageDurationHours(totals: RoundTripTotals): Outcome {
  return totals.count === 0 ? none() : known(totals.durations.mean / MICROS_PER_HOUR);
}
