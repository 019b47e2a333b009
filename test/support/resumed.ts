/** A run that is kept at one of its events and gone on with by another session, beside the same run in one piece. */
import { DONE, PAUSED, runSync, skipGiven, TradingSession } from '../../src/engine/index.ts';
import type { SessionSetup } from '../../src/engine/setup.ts';
import type { RunSummary } from '../../src/engine/summary.ts';
import { AmountOverflowError, InputError } from '../../src/model/errors.ts';
import { Sha256 } from '../../src/model/sha256.ts';
import { AmbiguityTally } from '../../src/report/ambiguity.ts';
import { statisticsInput } from '../../src/report/index.ts';
import { RunStatistics } from '../../src/statistics/index.ts';
import { feedOf } from './market.ts';
import { Keeper, type Series } from './play.ts';

/** Everything that comes of a run, as values. */
export interface Outcome {
  readonly rows: Pick<Keeper, 'orderRows' | 'fillRows' | 'tripRows' | 'equityRows' | 'balanceRows'>;
  readonly summary: RunSummary;
  readonly statistics: unknown;
  readonly ambiguity: unknown;
}

/** A run under way, with what hears of it. */
class Running {
  readonly session: TradingSession;
  readonly keeper = new Keeper();
  readonly statistics = new RunStatistics({ calendar: 'always', periodsPerYear: null, riskFreePct: 0 });
  readonly ambiguity = new AmbiguityTally();
  private readonly feed;

  constructor(setup: SessionSetup, series: readonly Series[], rows: number, text?: string) {
    const feed = feedOf(series, rows);
    const sinks = [this.keeper, this.statistics, this.ambiguity];
    const whole = { ...setup, series: feed.series, hasher: () => new Sha256(), sinks };
    const checkpoint = text === undefined ? undefined : JSON.parse(text);
    this.feed = checkpoint === undefined ? feed : skipGiven(feed, checkpoint.given);
    this.session = new TradingSession(whole, checkpoint);
  }

  /** False where the run has ended before. */
  go(steps: number): boolean {
    for (let left = steps; left > 0; left--) {
      let answer = this.session.run(1);
      while (answer >= 0) {
        this.session.give(answer, this.feed.next(answer));
        answer = this.session.run(1);
      }
      if (answer === DONE) return false;
      if (answer !== PAUSED) throw new Error(`it answers ${answer}`);
    }
    return true;
  }

  finish(): Outcome {
    const summary = runSync(this.session, this.feed);
    const { orderRows, fillRows, tripRows, equityRows, balanceRows } = this.keeper;
    return {
      rows: { orderRows, fillRows, tripRows, equityRows, balanceRows },
      summary,
      statistics: this.statistics.finish(statisticsInput(summary)),
      ambiguity: this.ambiguity.result,
    };
  }
}

/** The same, or null where the run cannot be: no price for what is held, luck that outgrew 2^53 units. */
export function whole(setup: SessionSetup, series: readonly Series[]): (Outcome & { readonly steps: number }) | null {
  try {
    const counted = new Running(setup, series, Number.POSITIVE_INFINITY);
    let steps = 0;
    while (counted.go(1)) steps += 1;
    return { ...counted.finish(), steps };
  } catch (error) {
    const isPlight = error instanceof AmountOverflowError || /^the run never started/.test((error as Error).message);
    if (error instanceof InputError && isPlight) return null;
    throw error;
  }
}

/**
 * Keeps the run after `at` steps and goes on with another session.
 *
 * @param make the setup made anew, so that nothing is shared
 * @param rows of a chunk
 * @param compare is shown both sessions' state at once, and once more `later` steps on
 */
export function resumed(
  make: () => { readonly setup: SessionSetup; readonly series: readonly Series[] },
  at: number,
  rows: number,
  later: number,
  compare: (a: unknown, b: unknown) => void,
): Outcome {
  const first = make();
  const before = new Running(first.setup, first.series, rows);
  before.go(at);
  const rowsBefore = structuredClone({ ...before.keeper });
  const text = JSON.stringify(before.session.save());
  const second = make();
  const after = new Running(second.setup, second.series, rows, text);
  compare(after.session.save(), JSON.parse(text));
  if (later > 0 && before.go(later)) {
    after.go(later);
    compare(after.session.save(), JSON.parse(JSON.stringify(before.session.save())));
  }
  const outcome = after.finish();
  const joined = Object.fromEntries(
    Object.entries(outcome.rows).map(([name, list]) => [
      name,
      [...(rowsBefore[name as keyof typeof rowsBefore] as object[]), ...list],
    ]),
  );
  return { ...outcome, rows: joined as never };
}
