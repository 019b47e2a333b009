/** Holes in a series of trades, as far as it shows them: the candles beside one may lack trades. */
import type { TimeSpan } from '../market/columns.ts';
import type { Session } from './duckdb.ts';
import { candleStartSql } from './resample-sql.ts';

export interface TradeHoles {
  readonly holes: number;
  /** Between the last trade before the first hole and the first behind it, in microseconds. */
  readonly first: TimeSpan;
  /** Trades that are missing by their ids; null where ids do not count them, and a long silence is taken for a hole. */
  readonly missing: number | null;
  /** Candles, of those that are made, that hold a trade beside a hole. */
  readonly candles: number;
}

/** Ids that count trades leave out next to none: more skipped steps than this, and they number something else. */
const MOST_SKIPS = 0.01;
/** A silence as `data check` has it: so many times the mean spacing, ten seconds at the least, told of a hundred trades or more. */
const TIMES_SPACING = 50;
const SHORTEST_SILENCE = 10_000_000;

/**
 * Ids that rise by one with each trade prove what is missing, and that nothing is. Without such ids a hole is a silence that is
 * long beside the usual spacing; a shorter one nobody can tell.
 *
 * @param rows trades in their order: `t` in microseconds and `id`
 * @param made which candles are made: their length, and the window in which they lie whole
 * @returns null where no hole shows
 */
export async function tradeHoles(
  session: Session,
  rows: string,
  made: { readonly interval: number; readonly from: number; readonly to: number },
): Promise<TradeHoles | null> {
  const steps = `SELECT t, lag(t) OVER () AS before, TRY_CAST(id AS BIGINT) AS number,
      lag(TRY_CAST(id AS BIGINT)) OVER () AS number_before FROM (${rows})`;
  const facts = await session.row(
    `SELECT count(*) AS rows, count(number) AS numbered, max(t) - min(t) AS length,
       count(*) FILTER (number <= number_before) AS loose,
       count(*) FILTER (number - number_before > 1) AS skips FROM (${steps})`,
  );
  const count = Number(facts.rows);
  const skips = Number(facts.skips);
  const areCounted = Number(facts.numbered) === count && Number(facts.loose) === 0 && skips <= MOST_SKIPS * count;
  if (areCounted ? skips === 0 : count < 2 * TIMES_SPACING) return null;
  const silence = Math.max(SHORTEST_SILENCE, (TIMES_SPACING * Number(facts.length)) / (count - 1));
  const isHole = areCounted ? 'number - number_before > 1' : `t - before >= ${silence}`;
  const starts = ['before', 't'].map((name) => `SELECT ${candleStartSql(name, made.interval)} AS start FROM holes`);
  const row = await session.row(
    `WITH holes AS MATERIALIZED (SELECT * FROM (${steps}) WHERE ${isHole})
     SELECT count(*) AS holes, min(before) AS since, min(t) AS until,
       coalesce(sum(number - number_before - 1), 0)::BIGINT AS missing,
       (SELECT count(DISTINCT start) FROM (${starts.join(' UNION ALL ')})
        WHERE start >= ${made.from} AND start + ${made.interval} <= ${made.to}) AS candles FROM holes`,
  );
  if (Number(row.holes) === 0) return null;
  return {
    holes: Number(row.holes),
    first: { from: Number(row.since), to: Number(row.until) },
    missing: areCounted ? Number(row.missing) : null,
    candles: Number(row.candles),
  };
}
