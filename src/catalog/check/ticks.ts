/** Findings of trades and quotes: sizes and ids, sides, times shared, silences, prices that stand still or leap. */
import { MICROS_PER_MILLISECOND } from '../../model/time.ts';
import { countWithPlaces, placesOf } from './cells.ts';
import type { Found } from './findings.ts';
import { ids } from './ids.ts';
import type { Rows } from './open.ts';
import { pct, quantile } from './outliers.ts';
import { type Period, timeText } from './period.ts';
import { applyRules, neighbours, type Rule } from './rules.ts';

const TRADE_RULES: readonly Rule[] = [
  ['same_time', 'step = 0'],
  ['repeated', 'step = 0 AND same AND id IS NULL'],
];

const QUOTE_RULES: readonly Rule[] = [
  ['same_time', 'step = 0'],
  ['repeated', 'step = 0 AND same'],
];

/** @param rules what holds of any rows */
export async function ticks(rows: Rows, period: Period, rules: readonly Rule[]): Promise<Found[]> {
  const isTrades = rows.kind.kind === 'trades';
  const found = await applyRules(rows, period, [...rules, ...(isTrades ? TRADE_RULES : QUOTE_RULES)]);
  if (isTrades) found.push(...(await ids(rows, period)));
  const silence = silenceOf(period);
  if (silence !== null && !rows.isRegular) found.push(...(await silences(rows, period, silence)));
  found.push(...(await standing(rows, period)), ...(await leaps(rows, period, silence)));
  return found;
}

/** Real feeds of minutes to days fall silent for up to 45 times their mean spacing; a shorter silence is never one. */
const TIMES_SPACING = 50;
const SHORTEST_SILENCE = 10_000_000;

/** From how many microseconds on a step is a silence; null where there are too few rows to tell. */
function silenceOf({ rows, first, last }: Period): number | null {
  if (first === null || last === null || rows < 2 * TIMES_SPACING) return null;
  return Math.max(SHORTEST_SILENCE, (TIMES_SPACING * (last - first)) / (rows - 1));
}

async function silences(rows: Rows, period: Period, silence: number): Promise<Found[]> {
  const [nr, time] = period.newestFirst ? ['nr', 't'] : ['before_nr', 'before_t'];
  const row = await rows.session.row(
    `WITH steps AS (SELECT *, lag(nr) OVER () AS before_nr FROM (${neighbours(period, rows.kind)}))
     SELECT ${countWithPlaces('gap', 'true', nr, time)}, coalesce(sum(step), 0)::BIGINT AS silent,
       to_json(max({step: step, early: -${time}, row: ${nr}, time: ${time}}))::VARCHAR AS longest FROM steps
     WHERE step >= ${silence}`,
  );
  if (Number(row.gap) === 0) return [];
  const longest = JSON.parse(String(row.longest)) as { step: number; row: number; time: number };
  const duration_ms = longest.step / MICROS_PER_MILLISECOND;
  return [
    {
      name: 'gap',
      count: Number(row.gap),
      candles: 0,
      share: Number(row.silent) / Math.max(1, period.last! - period.first!),
      first: placesOf(row, 'gap', timeText),
      longest: { row: longest.row, line: null, time: timeText(longest.time), candles: 0, duration_ms },
      detail: `at least ${TIMES_SPACING} times the usual spacing and ten seconds`,
    },
  ];
}

/** Busy markets print hundreds of trades, and quote hundreds of sizes, at one price. */
const SHORTEST_RUN = 1000;

/** Runs of ticks at one price, or with one bid and one ask. */
async function standing({ session, kind }: Rows, { ordered }: Period): Promise<Found[]> {
  const same = kind.prices.map((name) => `${name} = lag(${name}) OVER ()`).join(' AND ');
  // Rows of one run keep their distance to their number among the still ones.
  const still = `SELECT nr, t, n - row_number() OVER () AS run FROM (
      SELECT nr, t, row_number() OVER () AS n, ${same} AS still FROM ${ordered}) WHERE still`;
  const runs = `SELECT min(nr) AS nr, min(t) AS t, max(t) - min(t) AS span, count(*) AS length FROM (${still})
    GROUP BY run HAVING count(*) >= ${SHORTEST_RUN}`;
  const row = await session.row(
    `SELECT count(*) AS n, coalesce(sum(length), 0)::BIGINT AS ticks,
       to_json(arg_min({row: nr, time: t}, nr, 3))::VARCHAR AS stuck_price_first,
       to_json(max({length: length, early: -t, row: nr, time: t, span: span}))::VARCHAR AS longest FROM (${runs})`,
  );
  if (Number(row.n) === 0) return [];
  const longest = JSON.parse(String(row.longest)) as { length: number; row: number; time: number; span: number };
  return [
    {
      name: 'stuck_price',
      count: Number(row.n),
      candles: Number(row.ticks),
      first: placesOf(row, 'stuck_price', timeText),
      longest: {
        row: longest.row,
        line: null,
        time: timeText(longest.time),
        candles: longest.length,
        duration_ms: longest.span / MICROS_PER_MILLISECOND,
      },
    },
  ];
}

/** Times the move that one in a hundred exceeds; real moves of ticks stay below a quarter of it. */
const TIMES_MOVE = 20;

/**
 * A tick's move is the largest |ln| of its prices to those of the tick before, unless there was a silence between. It is
 * an outlier beyond 20 times the 99th percentile of the moves that are any.
 */
async function leaps(rows: Rows, period: Period, silence: number | null): Promise<Found[]> {
  const { prices } = rows.kind;
  const steps = prices.map((name) => `abs(ln(${name} / nullif(greatest(lag(${name}) OVER (), 0), 0)))`);
  const moves = `SELECT nr, t, ${steps.length === 1 ? steps[0] : `greatest(${steps.join(', ')})`} AS move,
      abs(t - lag(t) OVER ()) AS step FROM ${period.ordered} WHERE ${prices.map((name) => `coalesce(${name} > 0, true)`).join(' AND ')}`;
  const rare = await quantile(rows, moves, 0.99);
  if (rare === null) return [];
  const wild = `move > ${TIMES_MOVE * rare}${silence === null ? '' : ` AND step < ${silence}`}`;
  const row = await rows.session.row(
    `SELECT ${countWithPlaces('outlier', wild)},
       to_json(max({most: move, row: nr, time: t}) FILTER (${wild}))::VARCHAR AS wildest FROM (${moves})`,
  );
  if (Number(row.outlier) === 0) return [];
  const wildest = JSON.parse(String(row.wildest)) as { most: number; row: number; time: number };
  return [
    {
      name: 'outlier',
      count: Number(row.outlier),
      first: placesOf(row, 'outlier', timeText),
      detail: `beyond ${TIMES_MOVE} times ${pct(rare)}, which one move in a hundred exceeds; the largest, ${pct(wildest.most)}, in ${await rows.place(wildest.row)} (${timeText(wildest.time)})`,
    },
  ];
}
