/** Stretches without a candle. On a calendar of sessions, missing time between two dates is none. */
import { MICROS_PER_DAY, MICROS_PER_MILLISECOND } from '../../model/time.ts';
import { sqlText } from '../duckdb.ts';
import { countWithPlaces, placesOf } from './cells.ts';
import type { Found } from './findings.ts';
import type { Rows } from './open.ts';
import { type Period, timeText } from './period.ts';
import { neighbours } from './rules.ts';

/** When a market is open, as its instrument says. */
export interface Calendar {
  readonly calendar: 'always' | 'sessions';
  readonly session_zone: string;
}

/** Named by the candle before them. `candles` are the missing ones; a gap's length is from that candle to the next. */
export async function gaps(rows: Rows, period: Period, calendar: Calendar): Promise<Found[]> {
  const { interval } = period;
  if (interval === null || (calendar.calendar === 'sessions' && interval >= MICROS_PER_DAY)) return [];
  const dayOf = (time: string): string =>
    `date_trunc('day', timezone(${sqlText(calendar.session_zone)}, make_timestamp(${time})::TIMESTAMPTZ))`;
  const inSession = calendar.calendar === 'sessions' ? ` AND ${dayOf('t')} = ${dayOf('before_t')}` : '';
  // Stamps that tremble are rounded; a candle and a half is one, late.
  const steps = `ceil(step / ${interval} - 0.5)`;
  const [nr, time] = period.newestFirst ? ['nr', 't'] : ['before_nr', 'before_t'];
  const row = await rows.session.row(
    `WITH steps AS (SELECT *, lag(nr) OVER () AS before_nr FROM (${neighbours(period, rows.kind)})),
     holes AS (
       SELECT *, ${steps}::BIGINT - 1 AS lost FROM steps
       WHERE ${steps} >= 2${inSession}
     )
     SELECT ${countWithPlaces('gap', 'true', nr, time)}, coalesce(sum(lost), 0)::BIGINT AS lost,
       to_json(max({step: step, early: -${time}, row: ${nr}, time: ${time}, lost: lost}))::VARCHAR AS longest FROM holes`,
  );
  if (Number(row.gap) === 0) return [];
  const longest = JSON.parse(String(row.longest)) as { step: number; row: number; time: number; lost: number };
  return [
    {
      name: 'gap',
      count: Number(row.gap),
      candles: Number(row.lost),
      first: placesOf(row, 'gap', timeText),
      longest: {
        row: longest.row,
        line: null,
        time: timeText(longest.time),
        candles: longest.lost,
        duration_ms: longest.step / MICROS_PER_MILLISECOND,
      },
    },
  ];
}
