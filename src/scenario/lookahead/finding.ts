/** What was found, for a program: `replay --lookahead --json`. */
import { CheckError } from '../../model/errors.ts';
import { formatTime } from '../../model/time.ts';
import type { PreparedRun } from '../wiring/preparer.ts';
import type { Blind } from './blind.ts';
import type { Found } from './lookahead.ts';
import type { Decision } from './seen.ts';

type Finding = Readonly<Record<string, unknown>>;

/** What nothing found leaves open. */
export const NOT_LOOKED_AT =
  "data without times in the strategy's files cannot be told another future: nothing found is no proof";

export function foundError(message: string, finding: Finding): CheckError {
  const error = new CheckError(message);
  error.finding = { lookahead: finding };
  return error;
}

/** A decision that is another in another future. */
export function futureFinding({ cut, future, was, is }: Found, prepared: PreparedRun): Finding {
  const decided = (one: Decision | undefined): Finding | null => (one === undefined ? null : decisionOf(one, prepared));
  return {
    kind: 'future',
    depends_on_after: formatTime(cut),
    future: future.words,
    was: decided(was),
    is: decided(is),
  };
}

/** Decisions that are the same on another tape, and right too often. */
export function blindFinding({ decisions, same, rises, risesOfSales, first }: Blind, prepared: PreparedRun): Finding {
  return {
    kind: 'blind',
    decisions,
    same,
    purchases: { count: rises[1], followed_by_rise: rises[0] },
    sales: { count: risesOfSales[1], followed_by_rise: risesOfSales[0] },
    first: decisionOf(first, prepared),
  };
}

function decisionOf({ time, symbol, text }: Decision, { instruments }: PreparedRun): Finding {
  return { time: formatTime(time), symbol: instruments.instruments[symbol]!.symbol, text };
}
