/** What a strategy logs, as lines of stderr: of a line that comes again and again the first are shown and the others counted. */
import { formatTime } from '../model/time.ts';
import type { LogLine } from '../scenario/replay-types.ts';

/** Of one and the same message. */
const MOST_REPEATED = 5;
/** Messages that are told apart; where there are more, new ones are shown as they come. */
const MOST_KNOWN = 1000;

export class StrategyLog {
  readonly #counts = new Map<string, number>();

  /** The line with its line break; null for one that was said often enough. */
  textOf({ time, level, message }: LogLine): string | null {
    const said = `${level === 'info' ? '' : `${level} `}${message}`;
    const count = (this.#counts.get(said) ?? 0) + 1;
    if (count > 1 || this.#counts.size < MOST_KNOWN) this.#counts.set(said, count);
    return count > MOST_REPEATED ? null : `${formatTime(time)} ${said}\n`;
  }

  /** How many of each were not shown. */
  leftOut(): string[] {
    return [...this.#counts]
      .filter(([, count]) => count > MOST_REPEATED)
      .map(([said, count]) => `${count - MOST_REPEATED} more times: ${said}\n`);
  }
}
