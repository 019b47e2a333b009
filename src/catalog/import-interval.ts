/** How long a file's candles are: as said, or the most frequent step between its rows, and whether the two agree. */
import { InputError } from '../model/errors.ts';
import { formatInterval, MICROS_PER_DAY, MICROS_PER_SECOND } from '../model/time.ts';
import { EARLIEST, LATEST } from './cell-problems.ts';
import type { Session } from './duckdb.ts';

/** The first rows, which decide where nothing is said. */
export const FIRST_ROWS = 20_000;
const MONTH = 28 * MICROS_PER_DAY;
const LONGEST_MONTH = 31 * MICROS_PER_DAY;

/** Steps between rows, in microseconds; rows of one time have none between them. */
export interface Steps {
  readonly total: number;
  /** The most frequent step, the shortest of such; and how often it is. */
  readonly most: number;
  readonly times: number;
  readonly shortest: number;
  /** Whether every step is a multiple of the most frequent one: candles that are missing make no other. */
  readonly areMultiples: boolean;
  /** Whether more steps go back than forth. */
  readonly fall: boolean;
}

/** Steps between rows that follow each other in a relation with a column `time`; null where there is none. */
export async function stepsOf(session: Session, relation: string, sorted = false): Promise<Steps | null> {
  const row = await session.row(
    `WITH steps AS (SELECT time - lag(time) OVER (${sorted ? 'ORDER BY time' : ''}) AS step FROM ${relation} WHERE time BETWEEN ${EARLIEST} AND ${LATEST}),
     counts AS (SELECT abs(step) AS step, count(*) AS n, count(*) FILTER (step < 0) AS falling FROM steps WHERE step <> 0 GROUP BY 1),
     most AS (SELECT step AS most, n AS times FROM counts ORDER BY n DESC, step LIMIT 1)
     SELECT any_value(most) AS most, any_value(times) AS times, sum(n)::BIGINT AS total, min(step) AS shortest,
       bool_and(step % most = 0) AS multiples, sum(falling) * 2 > sum(n) AS fall FROM counts, most`,
  );
  if (row.most === null) return null;
  return {
    total: Number(row.total),
    most: Number(row.most),
    times: Number(row.times),
    shortest: Number(row.shortest),
    areMultiples: row.multiples === true,
    fall: row.fall === true,
  };
}

/** A length in the words of `--interval`; in ms where it is no whole number of seconds. */
const lengthText = (micros: number): string =>
  micros % MICROS_PER_SECOND === 0 ? formatInterval(micros) : `${micros / 1000}ms`;

const share = ({ times, total }: Steps): string => `${times} of ${total} steps`;
const isMonth = (step: number): boolean => step > MONTH && step <= LONGEST_MONTH;

/** InputError where the steps say that the candles are of another length than was said. */
export function checkStatedInterval(file: string, stated: number, steps: Steps | null): void {
  // One step alone may be a gap.
  if (steps === null || steps.times < 2) return;
  const [said, seen] = [lengthText(stated), lengthText(steps.most)];
  if (steps.most < stated) {
    const more = steps.most % MICROS_PER_SECOND === 0 && stated % steps.most === 0;
    const resample = more ? `, then make ${said} of them with data resample --to-interval ${said}` : '';
    throw new InputError(
      `${file}: its rows are ${seen} apart (${share(steps)}), not ${said}: say --interval ${seen}${resample}`,
    );
  }
  // Where minutes are missing, other multiples of a minute remain; where all are hours, nothing was missing.
  if (steps.most === stated || !steps.areMultiples || (stated === MONTH && isMonth(steps.most))) return;
  throw new InputError(
    `${file}: its rows are ${seen} apart (${share(steps)}), not ${said}: say --interval ${seen}, or leave --interval out`,
  );
}

/** The length of candles that nobody stated. InputError where the steps do not tell one. */
export function inferredInterval(file: string, steps: Steps): number {
  const seen = lengthText(steps.most);
  if (steps.most % MICROS_PER_SECOND !== 0) {
    throw new InputError(
      `${file}: its rows are ${seen} apart (${share(steps)}), and candles are of whole seconds: is --time-unit right, or are these trades or quotes (--kind)?`,
    );
  }
  if (isMonth(steps.most) && steps.shortest >= MONTH) {
    throw new InputError(`${file}: its rows are a month apart, which is no fixed length: say --interval 28d`);
  }
  return steps.most;
}

/** InputError where all rows of a file say otherwise than the first of them. */
export function checkInferredInterval(file: string, inferred: number, steps: Steps | null): void {
  if (steps === null || steps.most === inferred) return;
  throw new InputError(
    `${file}: its first ${FIRST_ROWS} rows are ${lengthText(inferred)} apart, and most of all rows ${lengthText(steps.most)} (${share(steps)}): part the file, or say --interval`,
  );
}

/** The one of a file whose rows have no step between them. */
export function noInterval(file: string): InputError {
  return new InputError(
    `${file} has no step between rows that tells how long a candle is: say so, as in --interval 1h`,
  );
}
