/** A property of orders: its name, what it says, and how the record of one run is judged by it. */
import { type Life, livesOf } from './lives.ts';
import type { Trial } from './trial.ts';

export interface Subject extends Trial {
  readonly lives: ReadonlyMap<number, Life>;
}

export interface Check {
  readonly name: string;
  /** One sentence. */
  readonly says: string;
  /** Also of a run that did not come to its end. */
  readonly judgesAny?: boolean;
  /**
   * @param fail is told what does not hold
   * @returns how often there was something to judge
   */
  judge(trial: Subject, fail: (fault: string) => void): number;
}

/** A check that looks at each order in turn. */
export function ofEachOrder(
  name: string,
  says: string,
  judge: (life: Life, trial: Subject, fail: (fault: string) => void) => number | boolean,
): Check {
  return {
    name,
    says,
    judge(trial, fail) {
      let judged = 0;
      for (const life of trial.lives.values()) {
        judged += Number(judge(life, trial, (fault) => fail(`order ${life.id}: ${fault}`)));
      }
      return judged;
    },
  };
}

export interface Verdict {
  readonly check: string;
  readonly judged: number;
  readonly faults: readonly string[];
}

/** Every check's word on one run. */
export function judge(trial: Trial, checks: readonly Check[]): Verdict[] {
  const subject: Subject = Object.assign(trial, { lives: livesOf(trial) });
  return checks.map(({ name, judge: ask, judgesAny }) => {
    const faults: string[] = [];
    const isJudged = subject.isWhole || judgesAny === true;
    const judged = !isJudged ? 0 : ask(subject, (fault) => faults.push(fault));
    return { check: name, judged, faults };
  });
}
