/** Runs of candles that stand still: their four prices are the last close of the candle before. */
import { MICROS_PER_MILLISECOND } from '../../model/time.ts';
import { placesOf } from './cells.ts';
import type { Found } from './findings.ts';
import type { Rows } from './open.ts';
import { type Period, timeText } from './period.ts';
import { neighbours } from './rules.ts';

/** Shorter runs are common wherever little is traded. */
const SHORTEST_RUN = 10;

export async function standing(rows: Rows, period: Period): Promise<Found[]> {
  // Rows of one run keep their distance to their number among the still ones.
  const still = `SELECT nr, t, nr - row_number() OVER () AS run FROM (${neighbours(period, rows.kind)})
    WHERE open = high AND high = low AND low = close AND close = before_close AND step > 0`;
  const runs = `SELECT min(nr) AS nr, min(t) AS t, max(t) - min(t) AS span, count(*) AS length FROM (${still})
    GROUP BY run HAVING count(*) >= ${SHORTEST_RUN}`;
  const row = await rows.session.row(
    `SELECT count(*) AS n, coalesce(sum(length), 0)::BIGINT AS candles,
       to_json(arg_min({row: nr, time: t}, nr, 3))::VARCHAR AS stuck_price_first,
       to_json(max({length: length, early: -t, row: nr, time: t, span: span}))::VARCHAR AS longest FROM (${runs})`,
  );
  if (Number(row.n) === 0) return [];
  const longest = JSON.parse(String(row.longest)) as { length: number; row: number; time: number; span: number };
  return [
    {
      name: 'stuck_price',
      count: Number(row.n),
      candles: Number(row.candles),
      first: placesOf(row, 'stuck_price', timeText),
      longest: {
        row: longest.row,
        line: null,
        time: timeText(longest.time),
        candles: longest.length,
        duration_ms: (longest.span + (period.interval ?? 0)) / MICROS_PER_MILLISECOND,
      },
    },
  ];
}
