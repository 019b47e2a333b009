/** Candles that move far more than is usual: judged by the file's own middle move, which a few wild ones cannot shift. */
import { countWithPlaces, placesOf } from './cells.ts';
import type { Found } from './findings.ts';
import type { Rows } from './open.ts';
import { type Period, timeText } from './period.ts';
import { neighbours } from './rules.ts';

/** Times the middle move. Real minutes of calm markets reach 20 to 30; a crash, or a wrong price, passes it. */
const TIMES = 40;
/** Fewer moves have no middle worth the name. */
const FEWEST_MOVES = 50;
/** Width of a bin of moves: a thousandth of a hundredth of a percent. */
const BIN = 1e-7;

/**
 * A candle's move is the largest of |ln| of close and open to the close before, and of high and low to its own open and
 * close. It is an outlier beyond 40 times the median |ln(close / close before)| of the neighbouring candles that differ:
 * the median absolute deviation from standing still.
 */
export async function outliers(rows: Rows, period: Period): Promise<Found[]> {
  const { interval } = period;
  if (interval === null) return [];
  // After a gap the market may stand elsewhere; that is no wild candle.
  const moves = `SELECT nr, t, abs(ln(close / before_close)) AS move, greatest(abs(ln(close / before_close)),
      abs(ln(open / before_close)), ln(high / greatest(open, close)), ln(least(open, close) / low)) AS most
    FROM (${neighbours(period, rows.kind)}) WHERE least(open, high, low, close, before_close) > 0
      AND step BETWEEN 1 AND ${interval + interval / 2}`;
  const middle = await quantile(rows, moves, 0.5);
  if (middle === null) return [];
  const row = await rows.session.row(
    `SELECT ${countWithPlaces('outlier', `most > ${TIMES * middle}`)},
       to_json(max({most: most, row: nr, time: t}) FILTER (most > ${TIMES * middle}))::VARCHAR AS wildest FROM (${moves})`,
  );
  if (Number(row.outlier) === 0) return [];
  const wildest = JSON.parse(String(row.wildest)) as { most: number; row: number; time: number };
  return [
    {
      name: 'outlier',
      count: Number(row.outlier),
      first: placesOf(row, 'outlier', timeText),
      detail: `beyond ${TIMES} times the median move of ${pct(middle)}; the largest, ${pct(wildest.most)}, in ${await rows.place(wildest.row)} (${timeText(wildest.time)})`,
    },
  ];
}

/** `1.23 %`. */
export const pct = (share: number): string => `${share < 1 ? (share * 100).toPrecision(3) : Math.round(share * 100)} %`;

/**
 * A quantile of the column `move` of a relation, of those above zero; null where they are too few.
 *
 * Counted in bins: a quantile of billions of rows in the memory of its bins, and the same whatever the threads.
 */
export async function quantile({ session }: Rows, moves: string, share: number): Promise<number | null> {
  const { bin, n } = await session.row(
    `WITH bins AS (SELECT round(move / ${BIN})::BIGINT AS bin, count(*) AS n FROM (${moves}) WHERE move > 0 GROUP BY bin),
     sums AS (SELECT bin, sum(n) OVER (ORDER BY bin) AS below, sum(n) OVER () AS n FROM bins)
     SELECT min(bin) FILTER (below >= ${share} * n) AS bin, coalesce(max(n), 0)::BIGINT AS n FROM sums`,
  );
  return Number(n) < FEWEST_MOVES ? null : Math.max(1, Number(bin)) * BIN;
}
