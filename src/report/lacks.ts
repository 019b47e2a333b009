/** What a window lacks at its two ends, in words and in days. */
import { MICROS_PER_MILLISECOND, parseTime } from '../model/time.ts';
import type { ReportDocument } from './document.ts';
import { grouped } from './format.ts';

const MS_PER_HOUR = 3_600_000;
const MS_PER_DAY = 24 * MS_PER_HOUR;

/** `2 minutes`, `5.9 hours`, `12.1 days`. */
function lengthText(milliseconds: number): string {
  const [unit, length] =
    milliseconds < MS_PER_HOUR
      ? ['minute', 60_000]
      : milliseconds < 2 * MS_PER_DAY
        ? ['hour', MS_PER_HOUR]
        : ['day', MS_PER_DAY];
  const text = grouped(milliseconds / length, 1).replace(/\.0$/, '');
  return `${text} ${unit}${text === '1' ? '' : 's'}`;
}

/**
 * One sentence for before a run and for its report.
 *
 * @param from ISO times, as a report has them
 */
export function lackText(symbol: string, from: string, to: string, end: 'start' | 'end'): string {
  const length = lengthText((parseTime(to) - parseTime(from)) / MICROS_PER_MILLISECOND);
  return `${symbol} has no data from ${from} to ${to}, the ${end} of the window (${length}): nothing fills there.`;
}

type Parts = Pick<ReportDocument, 'period' | 'data_quality'>;

/** Days of the window, at its ends, for which no symbol has data. */
export function emptyDays({ data_quality }: Parts): number {
  const { symbols } = data_quality;
  const common = (key: 'missing_at_start' | 'missing_at_end'): number =>
    symbols.length === 0 ? 0 : Math.min(...symbols.map((symbol) => symbol[key]?.missing_ms ?? 0));
  return (common('missing_at_start') + common('missing_at_end')) / MS_PER_DAY;
}
